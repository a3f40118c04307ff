"""Whether a PIN is right, and how guessing is slowed. Every count is kept in the file: a restart does not help.

Five wrong PINs of one staff number in a row make the till wait 30 seconds with that number, the next five 2 minutes,
every further five 10 minutes. Whoever goes from number to number, or signs in with her own in between, meets the count
of the whole till: it takes ``AT_ONCE`` wrong PINs, and then one a minute.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from posapp.domain.clock import MINUTE, SECOND, Clock, Millis, local
from posapp.services.errors import LockedOut, WrongPin
from posapp.services.staff_book import NO_TRIES, PinTries
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.rows import Staff

TRIES = 5
WAITS = (30 * SECOND, 2 * MINUTE, 10 * MINUTE)
AT_ONCE = 20

_WHOLE_TILL = ""
"""The number under which the whole till's tries are kept: ``until`` is when all of them are forgiven."""

_FORGIVEN_AFTER = MINUTE


class Pins:
    """Checks PINs for signing in and for giving one's word to a colleague."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

    def check(self, number: str, pin: str) -> Staff:
        """Return whose number and PIN these are. Raises ``WrongPin`` or ``LockedOut``; both are counted.

        The count of a right number is left for the caller to forget, in the transaction of what the PIN was for.
        """
        with self._till.view() as view:
            staff = view.staff.by_number(number)
            tries = view.staff.tries(number)
            whole_till = view.staff.tries(_WHOLE_TILL)
        now = self._clock.now()
        wait = max(_wait(tries, now), _wait_of_all(whole_till, now))
        if wait > 0:
            raise LockedOut(seconds=-(-wait // SECOND))
        if staff is None or not self._is_right(staff.pin_hash, pin):
            self._refuse(number if staff is not None else None, now)
        assert staff is not None
        return staff

    def _is_right(self, pin_hash: str, pin: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False

    def _refuse(self, number: str | None, now: Millis) -> None:
        """Count a wrong PIN; what is not a staff number counts for the whole till alone."""

        def keep(unit: UnitOfWork) -> PinTries:
            whole_till = unit.staff.tries(_WHOLE_TILL)
            begins = min(max(whole_till.until, now), now + AT_ONCE * _FORGIVEN_AFTER)
            unit.staff.keep_tries(_WHOLE_TILL, PinTries(whole_till.wrong + 1, Millis(begins + _FORGIVEN_AFTER)))
            if number is None:
                return PinTries(1, now)
            wrong = unit.staff.tries(number).wrong + 1
            wait = 0 if wrong % TRIES else WAITS[min(wrong // TRIES, len(WAITS)) - 1]
            unit.staff.keep_tries(number, PinTries(wrong, Millis(now + wait)))
            if wait:
                unit.journal("LOCKED_OUT", {"number": number, "wrong": wrong}, local(now).date().isoformat())
            return PinTries(wrong, Millis(now + wait))

        kept = self._till.write(keep)
        if kept.until > now:
            raise LockedOut(seconds=(kept.until - now) // SECOND)
        raise WrongPin(tries_left=-kept.wrong % TRIES)


def forget_tries(unit: UnitOfWork, number: str) -> None:
    """Forget the wrong PINs of whoever has just given the right one; the whole till's stay."""
    unit.staff.keep_tries(number, NO_TRIES)


def _wait(tries: PinTries, now: Millis) -> int:
    # A wait longer than the longest one means that the clock was set back: nobody is kept out for that.
    return tries.until - now if now < tries.until <= now + WAITS[-1] else 0


def _wait_of_all(tries: PinTries, now: Millis) -> int:
    over = tries.until - now - AT_ONCE * _FORGIVEN_AFTER
    return over if 0 < over <= _FORGIVEN_AFTER else 0
