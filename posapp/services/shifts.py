"""Open the drawer with a float, count it, close it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain.clock import Clock, Millis, local
from posapp.domain.errors import BadAmount
from posapp.domain.identity import ShiftId, new_id
from posapp.domain.money import LARGEST_AMOUNT, Fen
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.domain.till_clock import TOO_FAR_FOR_A_SHIFT, off_by, worse
from posapp.services.drawing import return_leases
from posapp.services.errors import ClockWantsManager, ManagerWanted, NotPaired, ShiftNotOpen, ShiftStillOpen
from posapp.services.on_duty import OnDuty, SignedIn, on_duty, staff_on
from posapp.services.permitting import require
from posapp.services.till_data import ShiftRecord, TillData, UnitOfWork, View
from sync.protocol.kinds import ShiftClose, ShiftOpen
from sync.protocol.rows import Staff

__all__ = ["ShiftSheet", "Shifts", "SignedIn"]


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

    ``takings`` lie in the drawer; ``value`` was paid with stored value, gift cards and points.
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
    closed_tills: tuple[ClosedTill, ...] = ()


class Shifts:
    """The drawer's shifts. What is counted is kept as it was counted; a difference is a fact, not an error."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def current(self) -> ShiftSheet | None:
        """Return the open shift as it stands now."""
        with self._till.view() as view:
            shift = view.shifts.open_now()
            return None if shift is None else _sheet(view, shift)

    def latest(self) -> ShiftSheet | None:
        """Return the shift opened last, with its day proof once it is closed."""
        with self._till.view() as view:
            shift = view.shifts.latest()
            return None if shift is None else _sheet(view, shift)

    def open(self, float_: Fen, *, override: OverrideId | None = None) -> ShiftSheet:
        """Open a shift with the cash that lies in the drawer; its business date is today's, whenever it is closed.

        Raises ``ShiftStillOpen``, ``NotSignedIn``, ``BadAmount``, or ``ClockWantsManager`` where that date is in doubt.
        """

        def job(unit: UnitOfWork) -> ShiftSheet:
            now, staff_id = self._clock.now(), staff_on(self._duty, unit)
            _check(float_)
            if unit.shifts.open_now() is not None:
                raise ShiftStillOpen
            self._check_date(unit, override)
            shift_id, business_date = ShiftId(new_id(now)), local(now).date().isoformat()
            body = ShiftOpen(
                shift_id=shift_id,
                shop_id=_shop_id(unit),
                business_date=business_date,
                occurred_ms=now,
                staff_id=staff_id,
                float_fen=float_,
            )
            operation = unit.append(body, subject=business_date)
            shift = ShiftRecord(shift_id, business_date, staff_id, now, float_, operation.seq)
            unit.shifts.add(shift)
            unit.journal("OPEN_SHIFT", {"op_id": operation.op_id, "shift": body}, business_date)
            return _sheet(unit, shift)

        return self._till.write(job)

    def _check_date(self, unit: UnitOfWork, override: OverrideId | None) -> None:
        """With a clock that is days off a manager must look at the date first. Sales are never held up by it."""
        off_ms = worse(off_by(self._clock), unit.sync.facts().clock_skew_ms)
        if abs(off_ms) > TOO_FAR_FOR_A_SHIFT:
            try:
                require(unit, on_duty(self._duty, unit), "doubtful_date", override=override)
            except ManagerWanted as wanted:
                raise ClockWantsManager(wanted.ask, off_ms=off_ms) from None

    def close(self, counted: Fen) -> ShiftSheet:
        """Close the open shift with what was counted, and have the mall compare the day.

        Raises ``ShiftNotOpen``, ``NotSignedIn``, ``BadAmount``.
        """

        def job(unit: UnitOfWork) -> ShiftSheet:
            now, staff_id = self._clock.now(), staff_on(self._duty, unit)
            _check(counted)
            shift = unit.shifts.open_now()
            if shift is None:
                raise ShiftNotOpen
            sums = unit.shifts.sums(shift.shift_id)
            expected = Fen(shift.float_ + sums.cash)
            return_leases(unit, _shop_id(unit), now)
            body = ShiftClose(
                shift_id=shift.shift_id,
                shop_id=_shop_id(unit),
                business_date=shift.business_date,
                occurred_ms=now,
                staff_id=staff_id,
                sales=sums.sales,
                takings_fen=sums.takings,
                expected_fen=expected,
                counted_fen=counted,
            )
            operation = unit.append(body, subject=shift.business_date)
            closed = replace(shift, closed=now, expected=expected, counted=counted, closed_seq=operation.seq)
            unit.shifts.close(closed)
            unit.shifts.ask_proof(shift.shift_id)
            unit.journal(
                "CLOSE_SHIFT",
                {"op_id": operation.op_id, "shift": body, "total_ever_fen": unit.sales.total_ever()},
                shift.business_date,
            )
            return _sheet(unit, closed)

        return self._till.write(job)


def _sheet(view: View, shift: ShiftRecord) -> ShiftSheet:
    sums = view.shifts.sums(shift.shift_id)
    staff = view.rows.get(Staff, shift.staff_id)
    proof = view.shifts.proof(shift.shift_id)
    expected = shift.expected if shift.expected is not None else Fen(shift.float_ + sums.cash)
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


def _shop_id(unit: UnitOfWork) -> str:
    if unit.paired is None:
        raise NotPaired
    return unit.paired.shop_id


def _check(amount: Fen) -> None:
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise BadAmount(str(amount))
