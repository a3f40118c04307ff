"""Where the pieces of one order are, as the facts of a race make it, worked out apart from the mall's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sync.protocol.orders import LinePieces, Order, PickupHandOver, PickupPick

_OPEN = ("pending", "promised", "ready")
_BY_THE_MALL = {
    "pending": ("promised", "declined", "cancelled", "expired"),
    "promised": ("cancelled", "expired"),
    "ready": ("cancelled", "expired"),
}


@dataclass
class KnownLine:
    """Pieces of one line: with her, on the reserve shelf, looked for in vain, not hers any more."""

    variant_id: str
    quantity: int
    handed: int = 0
    shelved: int = 0
    missing: int = 0
    dropped: int = 0

    @property
    def waits(self) -> int:
        """Return how many pieces she is still to collect and nobody misses."""
        return self.quantity - self.handed - self.missing - self.dropped


class KnownOrder:
    """An order as its facts make it; each fact returns what a person must be told of it."""

    def __init__(self, row: Order) -> None:
        self.number = row.number
        self.status: str = row.status
        self.lines = {line.id: KnownLine(line.variant_id, line.quantity) for line in row.lines}

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still means to collect it."""
        return self.status in _OPEN

    def promised(self, variant_id: str) -> int:
        """Return how many pieces the mall has promised that hang on the rail."""
        if self.status not in ("promised", "ready"):
            return 0
        return sum(line.waits - line.shelved for line in self.lines.values() if line.variant_id == variant_id)

    def shelved(self, variant_id: str) -> int:
        """Return how many pieces lie on the reserve shelf."""
        return sum(line.shelved for line in self.lines.values() if line.variant_id == variant_id)

    # --- facts -----------------------------------------------------------------------------------------------------

    def handed_over(self, step: PickupHandOver) -> tuple[str, ...]:
        """Pieces left: what waits first, then what was missing, then what was given up; the rest had left before."""
        was_open, twice, ended = self.is_open, 0, 0
        for given in step.given or ():
            line = self.lines[given.line_id]
            asked = given.quantity
            hers = min(asked, line.waits)
            found = min(asked - hers, line.missing)
            given_up = min(asked - hers - found, line.dropped)
            line.handed += hers + found + given_up
            line.missing -= found
            line.dropped -= given_up
            line.shelved = max(0, line.shelved - hers - found - given_up)
            twice += asked - hers - found - given_up
            ended += given_up
        for left_out in step.left_out:
            line = self.lines[left_out.line_id]
            out = min(left_out.quantity, line.waits + line.missing)
            line.missing -= max(0, out - line.waits)
            line.dropped += out
        if was_open:
            for line in self.lines.values():
                line.shelved = min(line.shelved, line.waits)
            self._settle()
        elif not any(line.shelved for line in self.lines.values()):
            self.status = "handed_over"
        return ("handed_over_twice",) if twice else ("handed_over_after_end",) if ended else ()

    def picked(self, step: PickupPick) -> tuple[str, ...]:
        """Pieces lie on the shelf; those for which there is nothing to pick any more are a second set."""
        twice = 0
        for taken in step.lines or ():
            line = self.lines[taken.line_id]
            gone = line.handed + (line.dropped if self.is_open else 0)
            twice += max(0, taken.quantity - (line.quantity - gone - line.shelved))
            most = (line.waits if self.is_open else line.quantity - line.handed) - line.shelved
            line.shelved += max(0, min(taken.quantity, most))
        self._settle()
        return ("picked_twice",) if twice else ()

    def put_back(self) -> None:
        """Everything picked hangs on the floor again."""
        for line in self.lines.values():
            line.shelved = 0
        self._settle()

    def not_found(self, pieces: Iterable[LinePieces]) -> None:
        """Pieces were looked for in vain; of an order that ended nothing is missed."""
        if not self.is_open:
            return
        for sought in pieces:
            line = self.lines[sought.line_id]
            gone = min(sought.quantity, line.waits)
            line.missing += gone
            line.shelved = min(line.shelved, line.waits)
        self._settle()

    def _settle(self) -> None:
        """Let an open order have the status that its pieces make."""
        lines = self.lines.values()
        if not self.is_open:
            return
        if any(line.waits for line in lines):
            self.status = "ready" if all(line.shelved == line.waits for line in lines) else "promised"
        elif any(line.missing for line in lines):
            self.status = "promised"
        else:
            self.status = "handed_over" if any(line.handed for line in lines) else "cancelled"

    # --- the mall's row --------------------------------------------------------------------------------------------

    def learn(self, row: Order, *, is_after_a_fact: bool) -> Iterator[str]:
        """Compare the mall's row; without a fact before it phones and time may have ended it, or given pieces up."""
        if not is_after_a_fact and self.is_open:
            for told in row.lines:
                line = self.lines[told.id]
                line.missing, line.dropped = told.missing, told.dropped
            if row.status in _BY_THE_MALL[self.status]:
                self.status = row.status
            elif self.status != "pending":
                self._settle()
        if row.status != self.status:
            yield f"{row.number} is {row.status}, its facts make it {self.status}"
        for told in row.lines:
            line = self.lines[told.id]
            here = (line.handed, line.shelved, line.missing, line.dropped)
            if here != (told.handed, told.picked, told.missing, told.dropped) and not _is_plain(row):
                yield f"{row.number}: {told.variant_id} is {told}, its facts make it {here}"


def _is_plain(row: Order) -> bool:
    """Tell whether a row's lines tell nothing yet: nothing has happened to it."""
    return not any(line.picked or line.handed or line.missing or line.dropped for line in row.lines)
