"""Open the drawer with a float, count it, close it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A shift as it stands; after closing, with the count and the day proof.

    ``proof``: ``waiting`` until the mall has compared, then ``equal`` or ``different``.
    """

    shift_id: ShiftId
    business_date: str
    opened: Millis
    closed: Millis | None
    staff_name: Bilingual
    float_: Fen
    sales: int
    pieces: int
    takings: Fen
    expected: Fen
    counted: Fen | None
    difference: Fen | None
    first_receipt: str
    last_receipt: str
    proof: Literal["open", "waiting", "equal", "different"]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who works at the till now."""

    staff_id: StaffId
    number: str
    name: Bilingual
    role: str
