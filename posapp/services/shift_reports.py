"""The papers of a shift for screen, printer and file: X at any time, Z once it is closed, the handover sheet."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.clock import Clock
from posapp.domain.permission import OverrideId
from posapp.domain.text import Language
from posapp.services.errors import ShiftNotOpen
from posapp.services.handover import loose_ends
from posapp.services.on_duty import OnDuty, SignedIn, on_duty
from posapp.services.paper import Slip
from posapp.services.permitting import is_allowed, require
from posapp.services.shift_papers import handover_slip, x_slip, z_slip
from posapp.services.shift_sheet import sheet_of
from posapp.services.till_data import TillData, UnitOfWork, View

_ANY_DIFFERENCE = 1_000_000
"""Whoever may let a difference of ¥10,000 pass is not the one who is to count blind."""


class ShiftReports:
    """Writes reports; ``language`` tells in which language."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language]) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def x(self, *, override: OverrideId | None = None) -> Slip:
        """Return the shift so far; the journal tells that it was read.

        For whoever is to count the drawer blind it says nothing of cash. Raises ``ShiftNotOpen``, ``NotSignedIn`` or
        ``ManagerWanted``.
        """

        def job(unit: UnitOfWork) -> Slip:
            now, who, shift = self._clock.now(), on_duty(self._duty, unit), unit.shifts.open_now()
            if shift is None:
                raise ShiftNotOpen
            require(unit, who, "read_shift", subject=shift.shift_id, override=override)
            is_blind = not sees_cash(unit, who)
            unit.journal("X_REPORT", {"shift_id": shift.shift_id, "staff_id": who.staff_id}, shift.business_date)
            return x_slip(
                unit,
                sheet_of(unit, shift),
                unit.drawer.turnover(shift.shift_id),
                unit.drawer.moves(shift.shift_id),
                now,
                self._language(),
                is_blind=is_blind,
            )

        return self._till.write(job)

    def z(self) -> Slip | None:
        """Return the Z report of the shift that was closed last; None where that is older than Z reports."""
        with self._till.view() as view:
            shift = view.shifts.latest()
            z = None if shift is None or shift.closed is None else view.drawer.z(shift.shift_id)
            if shift is None or z is None:
                return None
            return z_slip(view, sheet_of(view, shift), z, view.drawer.hash_of(z.journal_seq + 1), self._language())

    def handover(self) -> Slip:
        """Return every loose end as it is now. Raises ``ShiftNotOpen`` before the first shift."""
        with self._till.view() as view:
            shift = view.shifts.latest()
            if shift is None:
                raise ShiftNotOpen
            return handover_slip(view, sheet_of(view, shift), loose_ends(view, self._clock.now()), self._language())

    def may_see_cash(self) -> bool:
        """Tell whether whoever works here may see what the drawer should hold before it is counted."""
        with self._till.view() as view:
            return sees_cash(view, self._duty.who())


def sees_cash(view: View, who: SignedIn | None) -> bool:
    """Tell whether somebody may see what the drawer should hold before it is counted."""
    return is_allowed(view, who, "wide_difference", amount=_ANY_DIFFERENCE)
