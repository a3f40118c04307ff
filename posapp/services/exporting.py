"""Who may take the journal out of this till: it names every sale and every colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.domain.clock import Clock, local
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.on_duty import SignedIn
from posapp.services.permitting import require
from posapp.services.pins import Pins, forget_tries

if TYPE_CHECKING:
    from posapp.services.till_data import TillData, UnitOfWork


class Exporting:
    """Lets somebody take the journal out who is not signed in at the counter: she names herself with number and PIN."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock
        self._pins = Pins(till, clock)

    def allow(self, number: str, pin: str) -> None:
        """Write down that she takes the journal out. The entry is the last of what she takes.

        Raises ``WrongPin``, ``LockedOut`` or ``ManagerWanted``; then she may not.
        """
        staff = self._pins.check(number, pin)
        who = SignedIn(StaffId(staff.id), staff.number, Bilingual(staff.name_zh, staff.name_en), staff.role)

        def write_down(unit: UnitOfWork) -> None:
            forget_tries(unit, staff.number)
            require(unit, who, "export_journal")
            shift = unit.shifts.open_now()
            day = shift.business_date if shift is not None else local(self._clock.now()).date().isoformat()
            unit.journal("JOURNAL_EXPORT", {"staff_id": who.staff_id}, day)

        self._till.write(write_down)
