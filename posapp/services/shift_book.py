"""What a till keeps of its shifts and their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.clock import Millis, local
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from sync.protocol.rows import GenerationClosed


@dataclass(frozen=True, slots=True)
class ShiftRecord:
    """A shift as it is kept; the last four are None while it is open."""

    shift_id: ShiftId
    business_date: str
    staff_id: StaffId
    opened: Millis
    float_: Fen
    opened_seq: int
    closed: Millis | None = None
    expected: Fen | None = None
    counted: Fen | None = None
    closed_seq: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftSums:
    """What was sold in a shift; ``cash`` is what of the takings lies in the drawer."""

    sales: int
    pieces: int
    takings: Fen
    cash: Fen
    first_receipt: str
    last_receipt: str


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """Where the day proof of a shift stands, and the names of the figures that differ."""

    state: Literal["waiting", "equal", "different"]
    differing: tuple[str, ...]


class ShiftStore(Protocol):
    """Shifts of this till."""

    def open_now(self) -> ShiftRecord | None:
        """Return the open shift."""
        ...

    def latest(self) -> ShiftRecord | None:
        """Return the shift opened last, open or closed."""
        ...

    def closed_tills(self, shift: ShiftRecord) -> list[GenerationClosed]:
        """Return the closing records that the mall made after the shift before this one, and before this one ended."""
        ...

    def add(self, shift: ShiftRecord) -> None:
        """Keep a shift that was just opened."""
        ...

    def close(self, shift: ShiftRecord) -> None:
        """Keep the count of a shift."""
        ...

    def sums(self, shift_id: ShiftId) -> ShiftSums:
        """Return what was sold in a shift."""
        ...

    def ask_proof(self, shift_id: ShiftId) -> None:
        """Keep the figures of a closed shift for the mall to compare, once it has applied all that is in them."""
        ...

    def proof(self, shift_id: ShiftId) -> ProofRecord | None:
        """Return where the day proof stands, None while the shift is open."""
        ...


def date_in_the_books(shifts: ShiftStore, now: Millis) -> str:
    """Return the business date under which something is written down now: the open shift's, otherwise today's."""
    shift = shifts.open_now()
    return local(now).date().isoformat() if shift is None else shift.business_date
