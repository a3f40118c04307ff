"""Sign in with staff number and PIN, lock, hand over. Who is signed in lives in this process only.

Five wrong PINs in a row make the till wait 30 seconds, the next five 2 minutes, every further five 10 minutes. The
count is kept in the file: a restart does not help.
"""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from posapp.domain.clock import MINUTE, SECOND, Clock, Millis, local
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.errors import LockedOut, WrongPin
from posapp.services.on_duty import SignedIn, is_staff
from posapp.services.till_data import NO_TRIES, PinTries, TillData, UnitOfWork
from sync.protocol.rows import Staff

TRIES = 5
WAITS = (30 * SECOND, 2 * MINUTE, 10 * MINUTE)


class SigningIn:
    """Who works at this till."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._who: SignedIn | None = None
        self._changing = threading.Lock()

    def staff(self) -> tuple[SignedIn, ...]:
        """Return who may sign in here, by number."""
        with self._till.view() as view:
            return tuple(_signed_in(each) for each in view.staff.all())

    def sign_in(self, number: str, pin: str) -> SignedIn:
        """Sign in; whoever was signed in before is not any more. Raises ``WrongPin`` or ``LockedOut``."""
        with self._till.view() as view:
            staff = view.staff.by_number(number)
            tries = view.staff.tries(number)
        now = self._clock.now()
        # A wait longer than the longest one means that the clock was set back: nobody is kept out for that.
        if now < tries.until <= now + WAITS[-1]:
            raise LockedOut(seconds=-(-(tries.until - now) // SECOND))
        if staff is None:
            raise WrongPin(tries_left=TRIES)
        if not self._is_right(staff.pin_hash, pin):
            self._refuse(number, tries, now)
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

    def _is_right(self, pin_hash: str, pin: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False

    def _refuse(self, number: str, tries: PinTries, now: Millis) -> None:
        wrong = tries.wrong + 1
        left = -wrong % TRIES
        wait = 0 if left else WAITS[min(wrong // TRIES, len(WAITS)) - 1]

        def keep(unit: UnitOfWork) -> None:
            unit.staff.keep_tries(number, PinTries(wrong, Millis(now + wait)))
            if wait:
                unit.journal("LOCKED_OUT", {"number": number, "wrong": wrong}, local(now).date().isoformat())

        self._till.write(keep)
        if wait:
            raise LockedOut(seconds=wait // SECOND)
        raise WrongPin(tries_left=left)


def _let_in(unit: UnitOfWork, who: SignedIn, now: Millis) -> None:
    unit.staff.keep_tries(who.number, NO_TRIES)
    unit.journal("LOGIN", {"staff_id": who.staff_id}, local(now).date().isoformat())


def _signed_in(staff: Staff) -> SignedIn:
    return SignedIn(StaffId(staff.id), staff.number, Bilingual(staff.name_zh, staff.name_en), staff.role)
