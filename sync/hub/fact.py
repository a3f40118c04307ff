"""The operation that a rule is applying, and how a rule says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.domain.clock import Millis
from sync.hub import counts
from sync.hub.exceptions import note_exception


@dataclass(frozen=True, slots=True)
class Fact:
    """The operation a rule is applying: where it came from, and the transaction of its effects.

    ``now`` is the hub's own time; 0 where money is settled and nothing is decided by it.
    """

    conn: Connection
    hub_no: int
    op_id: str
    device: str
    generation: int
    seq: int
    shop_id: str
    now: int = 0

    def position(self, at_ms: int) -> counts.Position:
        """Return where this stands for counts: in its device's log and in time."""
        return counts.Position(self.device, self.generation, self.seq, at_ms)

    def heard_ms(self, occurred_ms: int) -> Millis:
        """Return the hub's instant of hearing it: what is decided or written to somebody because of it is of now.

        A till's own word of when comes days later, or from a clock that is a day wrong.
        """
        return Millis(self.now or occurred_ms)

    def note(self, code: str, at_ms: int, amount_fen: int = 0, **values: object) -> None:
        """Write a trade exception about this operation."""
        note_exception(
            self.conn,
            code,
            shop_id=self.shop_id,
            at_ms=at_ms,
            hub_no=self.hub_no,
            amount_fen=amount_fen,
            **values,
        )


class Parked(Exception):
    """This operation cannot be applied; it waits for a person. Code and values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
