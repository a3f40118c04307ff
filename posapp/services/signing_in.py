"""Sign in with staff number and PIN, lock, hand over. Who is signed in lives in this process only."""

from __future__ import annotations

import threading

from posapp.domain.clock import Clock, Millis, local
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.on_duty import SignedIn, is_staff
from posapp.services.pins import Pins, forget_tries
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.rows import Staff


class SigningIn:
    """Who works at this till."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock
        self._pins = Pins(till, clock)
        self._who: SignedIn | None = None
        self._changing = threading.Lock()

    def staff(self) -> tuple[SignedIn, ...]:
        """Return who may sign in here, by number."""
        with self._till.view() as view:
            return tuple(_signed_in(each) for each in view.staff.all())

    def sign_in(self, number: str, pin: str) -> SignedIn:
        """Sign in; whoever was signed in before is not any more. Raises ``WrongPin`` or ``LockedOut``."""
        staff, now = self._pins.check(number, pin), self._clock.now()
        who = _signed_in(staff)
        self._till.write(lambda unit: _let_in(unit, who, now))
        with self._changing:
            self._who = who
        return who

    def lock(self) -> None:
        """Sign off; the cart stays as it is."""
        with self._changing:
            self._who = None

    def who(self) -> SignedIn | None:
        """Return who signed in last and did not sign off."""
        return self._who

    def at_work(self) -> SignedIn | None:
        """Return who works at the till now; whoever the mall took off the staff meanwhile is signed off here."""
        who = self._who
        if who is None:
            return None
        with self._till.view() as view:
            if is_staff(view, who):
                return who
        with self._changing:
            if self._who is who:
                self._who = None
        return None


def _let_in(unit: UnitOfWork, who: SignedIn, now: Millis) -> None:
    forget_tries(unit, who.number)
    unit.journal("LOGIN", {"staff_id": who.staff_id}, local(now).date().isoformat())


def _signed_in(staff: Staff) -> SignedIn:
    return SignedIn(StaffId(staff.id), staff.number, Bilingual(staff.name_zh, staff.name_en), staff.role)
