"""A shift as it stands: the figures that screens and reports show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import ShiftId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.shift_book import ShiftRecord, ShiftSums
from posapp.services.till_data import View
from sync.protocol.counted import ZFigures
from sync.protocol.rows import Staff

NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class ClosedTill:
    """An old machine of this shop that the back office has closed: what is known of it, and which receipts are not."""

    till_no: str
    last_receipt: str
    missing: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A shift as it stands; after closing, with the count and the day proof.

    ``takings`` were paid in cash, ``moved`` came in beside them (negative: went out); ``value`` was paid otherwise.
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
    value: Fen = NOTHING
    moved: Fen = NOTHING
    z: ZFigures | None = None
    closed_tills: tuple[ClosedTill, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count came to. ``difference`` to what should be there; ``tries`` counts this one too.

    ``wants_reason`` and ``wants_leave`` say what closing with it takes.
    """

    counted: Fen
    expected: Fen
    difference: Fen
    tries: int
    wants_reason: bool
    wants_leave: bool


def expected_in(shift: ShiftRecord, sums: ShiftSums, view: View) -> Fen:
    """Return what should lie in the drawer: float, cash takings, and what came in or went out beside them."""
    moved = sum(move.into_the_drawer for move in view.drawer.moves(shift.shift_id))
    return Fen(shift.float_ + sums.cash + moved)


def sheet_of(view: View, shift: ShiftRecord) -> ShiftSheet:
    """Return a shift as it stands in the till's file."""
    sums = view.shifts.sums(shift.shift_id)
    staff = view.rows.get(Staff, shift.staff_id)
    proof = view.shifts.proof(shift.shift_id)
    expected = shift.expected if shift.expected is not None else expected_in(shift, sums, view)
    return ShiftSheet(
        shift_id=shift.shift_id,
        business_date=shift.business_date,
        opened=shift.opened,
        closed=shift.closed,
        staff_name=Bilingual(staff.name_zh, staff.name_en) if staff is not None else Bilingual("", ""),
        float_=shift.float_,
        sales=sums.sales,
        pieces=sums.pieces,
        takings=sums.cash,
        value=Fen(sums.takings - sums.cash),
        moved=Fen(sum(move.into_the_drawer for move in view.drawer.moves(shift.shift_id))),
        z=view.drawer.z(shift.shift_id),
        expected=expected,
        counted=shift.counted,
        difference=None if shift.counted is None else Fen(shift.counted - expected),
        first_receipt=sums.first_receipt,
        last_receipt=sums.last_receipt,
        proof="open" if proof is None else proof.state,
        differing=() if proof is None else proof.differing,
        closed_tills=tuple(
            ClosedTill(row.till_no, row.last_receipt_no, tuple(row.missing_receipts), row.reason)
            for row in view.shifts.closed_tills(shift)
        ),
    )
