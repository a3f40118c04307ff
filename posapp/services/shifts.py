"""Open the drawer with a float, count it blind, close it with a Z report.

What should be in the drawer is told only once it was counted. A count may be given again; every one of them is kept
and journalled. A difference worth a reason is closed with one, and one beyond whoever counted by another's word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.domain.clock import Clock, local
from posapp.domain.drawer import WORTH_A_REASON, Pieces, check_amount, worth
from posapp.domain.identity import ShiftId, StaffId, new_id
from posapp.domain.money import Fen
from posapp.domain.permission import Leave, OverrideId
from posapp.domain.receipt_no import Series
from posapp.domain.text import Language
from posapp.domain.till_clock import TOO_FAR_FOR_A_SHIFT, off_by, worse
from posapp.services.drawer_book import KeptCount
from posapp.services.drawing import return_leases
from posapp.services.errors import (
    ClockWantsManager,
    ManagerWanted,
    NotPaired,
    ReasonWanted,
    ShiftNotOpen,
    ShiftStillOpen,
)
from posapp.services.handover import loose_ends, open_attempts
from posapp.services.on_duty import OnDuty, on_duty, staff_on
from posapp.services.permitting import is_allowed, require
from posapp.services.printing import queue_slip
from posapp.services.shift_book import ShiftRecord
from posapp.services.shift_papers import handover_slip, z_slip
from posapp.services.shift_sheet import Counted, ShiftSheet, expected_in, sheet_of
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol.counted import CountedPieces, ZFigures
from sync.protocol.kinds import ShiftClose, ShiftOpen
from sync.protocol.rows import Shop

__all__ = ["Counted", "ShiftSheet", "Shifts"]


class Shifts:
    """The drawer's shifts. What is counted is kept as it was counted; a difference is a fact, not an error.

    ``language`` tells in which language reports are printed.
    """

    def __init__(
        self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language] = lambda: "zh"
    ) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def current(self) -> ShiftSheet | None:
        """Return the open shift as it stands now."""
        with self._till.view() as view:
            shift = view.shifts.open_now()
            return None if shift is None else sheet_of(view, shift)

    def latest(self) -> ShiftSheet | None:
        """Return the shift opened last, with its day proof once it is closed."""
        with self._till.view() as view:
            shift = view.shifts.latest()
            return None if shift is None else sheet_of(view, shift)

    def open(self, float_: Fen, *, override: OverrideId | None = None) -> ShiftSheet:
        """Open a shift with the cash that lies in the drawer; its business date is today's, whenever it is closed.

        Raises ``ShiftStillOpen``, ``NotSignedIn``, ``BadAmount``, or ``ClockWantsManager`` where that date is in doubt.
        """

        def job(unit: UnitOfWork) -> ShiftSheet:
            now, staff_id = self._clock.now(), staff_on(self._duty, unit)
            check_amount(float_)
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
            return sheet_of(unit, shift)

        return self._till.write(job)

    def _check_date(self, unit: UnitOfWork, override: OverrideId | None) -> None:
        """With a clock that is days off a manager must look at the date first. Sales are never held up by it."""
        off_ms = worse(off_by(self._clock), unit.sync.facts().clock_skew_ms)
        if abs(off_ms) > TOO_FAR_FOR_A_SHIFT:
            try:
                require(unit, on_duty(self._duty, unit), "doubtful_date", override=override)
            except ManagerWanted as wanted:
                raise ClockWantsManager(wanted.ask, off_ms=off_ms) from None

    def give_count(self, pieces: Pieces) -> Counted:
        """Keep what was counted and tell how far it is off; the shift stays open, for a reason or another count.

        Raises ``ShiftNotOpen``, ``NotSignedIn``, ``BadAmount``.
        """

        def job(unit: UnitOfWork) -> Counted:
            who, counted = on_duty(self._duty, unit), worth(pieces)
            shift = _open_shift(unit)
            expected = expected_in(shift, unit.shifts.sums(shift.shift_id), unit)
            self._keep_count(unit, shift, pieces, counted, expected, who.staff_id)
            off = abs(counted - expected)
            return Counted(
                counted=counted,
                expected=expected,
                difference=Fen(counted - expected),
                tries=len(unit.drawer.counts(shift.shift_id)),
                wants_reason=off >= WORTH_A_REASON,
                wants_leave=off > 0 and not is_allowed(unit, who, "wide_difference", amount=off),
            )

        return self._till.write(job)

    def close(
        self, counted: Fen, *, pieces: Pieces = (), reason: str = "", override: OverrideId | None = None
    ) -> ShiftSheet:
        """Close the open shift with what was counted, print its Z report, and have the mall compare the day.

        ``pieces`` say of which notes and coins it is made up, where they were counted. ``override`` is another
        person's word for a difference that is beyond whoever closes; her reason then counts as one.

        Raises ``ShiftNotOpen``, ``NotSignedIn``, ``BadAmount``, ``ReasonWanted`` or ``ManagerWanted``.
        """

        def job(unit: UnitOfWork) -> ShiftSheet:
            now, who = self._clock.now(), on_duty(self._duty, unit)
            check_amount(counted)
            shift = _open_shift(unit)
            leave = require(unit, who, "close_shift", subject=shift.shift_id, override=override)
            sums = unit.shifts.sums(shift.shift_id)
            expected = expected_in(shift, sums, unit)
            leave = self._leave(unit, leave, shift, Fen(abs(counted - expected)), reason, override)
            before = unit.drawer.counts(shift.shift_id)
            if not before or before[-1].counted != counted:
                self._keep_count(unit, shift, pieces, counted, expected, who.staff_id)
            return_leases(unit, _shop_id(unit), now)
            z = _figures(unit, shift, reason.strip() or leave.reason, leave)
            body = ShiftClose(
                shift_id=shift.shift_id,
                shop_id=_shop_id(unit),
                business_date=shift.business_date,
                occurred_ms=now,
                staff_id=who.staff_id,
                sales=sums.sales,
                takings_fen=sums.takings,
                expected_fen=expected,
                counted_fen=counted,
                z=z,
            )
            operation = unit.append(body, subject=shift.business_date)
            closed = replace(shift, closed=now, expected=expected, counted=counted, closed_seq=operation.seq)
            unit.shifts.close(closed)
            unit.drawer.add_z(shift.shift_id, z_series(unit), z)
            unit.shifts.ask_proof(shift.shift_id)
            head = unit.journal("CLOSE_SHIFT", {"op_id": operation.op_id, "shift": body}, shift.business_date)
            sheet = sheet_of(unit, closed)
            language = self._language()
            queue_slip(unit, z_slip(unit, sheet, z, head, language), now)
            queue_slip(unit, handover_slip(unit, sheet, loose_ends(unit, now), language), now)
            return sheet

        return self._till.write(job)

    def _leave(
        self,
        unit: UnitOfWork,
        leave: Leave,
        shift: ShiftRecord,
        off: Fen,
        reason: str,
        override: OverrideId | None,
    ) -> Leave:
        """Return by whose word the shift is closed so far off; raise where it takes a reason or another person.

        Whoever gave her word for the closing answers for the difference too.
        """
        who = replace(on_duty(self._duty, unit), staff_id=leave.given_by or leave.staff_id)
        if off and leave.given_by is not None:
            require(unit, who, "wide_difference", amount=off, subject=shift.shift_id)
        elif off:
            leave = require(unit, who, "wide_difference", amount=off, subject=shift.shift_id, override=override)
        if off >= WORTH_A_REASON and not (reason.strip() or leave.reason):
            raise ReasonWanted
        return leave

    def _keep_count(
        self, unit: UnitOfWork, shift: ShiftRecord, pieces: Pieces, counted: Fen, expected: Fen, staff_id: StaffId
    ) -> None:
        found = tuple((fen, count) for fen, count in pieces if count)
        unit.drawer.add_count(KeptCount(shift.shift_id, found, counted, expected, staff_id, self._clock.now()))
        unit.journal(
            "CASH_COUNT",
            {
                "shift_id": shift.shift_id,
                "staff_id": staff_id,
                "pieces": [list(each) for each in found],
                "counted_fen": counted,
                "expected_fen": expected,
            },
            shift.business_date,
        )


def z_series(view: View) -> str:
    """Return the series in which Z reports are numbered: the till's receipts' own."""
    if view.paired is None:
        raise NotPaired
    shop = view.rows.get(Shop, view.paired.shop_id)
    return str(Series("" if shop is None else shop.code, view.paired.till_no, view.paired.generation))


def _open_shift(unit: UnitOfWork) -> ShiftRecord:
    shift = unit.shifts.open_now()
    if shift is None:
        raise ShiftNotOpen
    return shift


def _figures(unit: UnitOfWork, shift: ShiftRecord, reason: str, leave: Leave) -> ZFigures:
    turnover, moves = unit.drawer.turnover(shift.shift_id), unit.drawer.moves(shift.shift_id)
    counts, head, ever = unit.drawer.counts(shift.shift_id), unit.drawer.journal_head(), unit.drawer.ever()
    moved = {way: sum(move.amount for move in moves if move.direction == way) for way in ("in", "out", "drop")}
    return ZFigures(
        number=unit.drawer.next_z_number(z_series(unit)),
        gross_fen=turnover.gross,
        discount_fen=turnover.discount,
        tax_fen=turnover.tax,
        refunds=turnover.refunds,
        refunds_fen=turnover.refunded,
        tenders_fen=dict(turnover.tenders),
        taxes_fen=dict(turnover.taxes),
        cash_in_fen=moved["in"],
        cash_out_fen=moved["out"],
        dropped_fen=moved["drop"],
        pieces=[CountedPieces(fen=fen, pieces=pieces) for fen, pieces in counts[-1].pieces],
        counts=len(counts),
        reason=reason,
        approver_id=leave.given_by or "",
        ever=ever,
        open_attempts=open_attempts(unit),
        journal_seq=head.seq,
        journal_hash=head.hash,
    )


def _shop_id(unit: UnitOfWork) -> str:
    if unit.paired is None:
        raise NotPaired
    return unit.paired.shop_id
