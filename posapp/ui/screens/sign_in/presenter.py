"""Turns a name and six digits into somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.clock import SECOND, Clock, Millis
from posapp.services.errors import LockedOut
from posapp.services.signed_in import SignedIn, is_number_of
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.sign_in.state import PIN_LENGTH, SignInState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.changes import Changes
    from posapp.services.ports import Runner


class SignInScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: SignInState) -> None:
        """Show all of it."""
        ...


class StaffAndPins(Protocol):
    """Knows who may sign in here, and whose PIN it is; ``SigningIn`` does."""

    def staff(self) -> tuple[SignedIn, ...]:
        """Return who may sign in here, by number."""
        ...

    def sign_in(self, number: str, pin: str) -> SignedIn:
        """Sign in. Raises ``WrongPin`` or ``LockedOut``."""
        ...


class SignInPresenter:
    """Holds the PIN while it is typed and tries it at the sixth digit. ``signed_in`` hears who it is."""

    def __init__(
        self,
        view: SignInScreen,
        signing_in: StaffAndPins,
        runner: Runner,
        clock: Clock,
        signed_in: Callable[[SignedIn], None],
    ) -> None:
        self._view = view
        self._signing_in = signing_in
        self._runner = runner
        self._clock = clock
        self._signed_in = signed_in
        self._names = Rereading(runner, signing_in.staff, done=self._listed, failed=self._not_listed)
        self._pin = ""
        self._badge = ""  # scanned before the names were read
        self._state = SignInState()

    @property
    def state(self) -> SignInState:
        """Return what is shown now."""
        return self._state

    def greet(self, staff: tuple[SignedIn, ...]) -> None:
        """Show who may sign in, as far as it is known before anybody can be asked."""
        self._listed(staff)

    def opened(self) -> None:
        """Start anew: nobody's digits are left, the last one who worked here is still chosen."""
        self._pin = ""
        self._show(replace(self._state, digits=0, is_checking=False, notice=None))
        self._names.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the names again when the staff list changed."""
        if changes.staff:
            self.names_outdated()

    def names_outdated(self) -> None:
        """Read the names again; who is chosen and what she typed stays."""
        self._names.ask()

    def staff_chosen(self, number: str) -> None:
        """Somebody tapped her name; the wait after wrong PINs was another one's.

        Not while a PIN is tried: the counter would open for one with another one's name chosen.
        """
        if self._state.is_checking:
            return
        self._pin = self._badge = ""
        chosen = next((one for one in self._state.staff or () if one.number == number), None)
        self._show(replace(self._state, chosen=chosen, digits=0, notice=None, waits_until=None, seconds_left=0))

    def badge_scanned(self, number: str) -> None:
        """A badge says who wants to work here; her PIN is still asked for."""
        if self._state.is_checking:
            return
        whose = next((one for one in self._state.staff or () if is_number_of(one, number)), None)
        self._badge = number if whose is None else ""
        if whose is not None:
            self.staff_chosen(whose.number)

    def handed_over(self) -> None:
        """Somebody else takes over: nobody is chosen yet."""
        self._pin = ""
        self._show(replace(self._state, chosen=None, digits=0, notice=None, waits_until=None, seconds_left=0))

    def digit_typed(self, digit: str) -> None:
        """Take one digit; the sixth one tries the PIN."""
        state = self._state
        if state.chosen is None or state.is_checking or state.seconds_left or len(self._pin) >= PIN_LENGTH:
            return
        self._pin += digit
        self._show(replace(state, digits=len(self._pin), notice=None))
        if len(self._pin) == PIN_LENGTH:
            self._try(state.chosen.number)

    def erased(self) -> None:
        """Take the last digit back; none of a PIN that is tried already."""
        if self._state.is_checking:
            return
        self._pin = self._pin[:-1]
        self._show(replace(self._state, digits=len(self._pin), notice=None))

    def cleared(self) -> None:
        """Take all digits back; none of a PIN that is tried already."""
        if self._state.is_checking:
            return
        self._pin = ""
        self._show(replace(self._state, digits=0, notice=None))

    def held_back(self) -> None:
        """Her PIN was right, and what she is let in to is not ready yet: it still looks like a PIN being checked."""
        self._show(replace(self._state, digits=PIN_LENGTH, is_checking=True))

    def let_in(self) -> None:
        """She is in after all: nothing of hers is left for the next one."""
        self._show(replace(self._state, digits=0, is_checking=False))

    def ticked(self) -> None:
        """A second went by: count the wait down."""
        until = self._state.waits_until
        if until is None:
            return
        seconds = max(0, -(-(until - self._clock.now()) // SECOND))
        if seconds == 0:
            self._show(replace(self._state, waits_until=None, seconds_left=0, notice=None))
        elif seconds != self._state.seconds_left:
            self._show(replace(self._state, seconds_left=seconds))

    def _try(self, number: str) -> None:
        pin = self._pin
        self._show(replace(self._state, is_checking=True))
        self._runner.run(lambda: self._signing_in.sign_in(number, pin), done=self._accepted, failed=self._failed)

    def _listed(self, staff: tuple[SignedIn, ...]) -> None:
        badge, self._badge = self._badge, ""
        was = self._state.chosen
        chosen = next((one for one in staff if was is not None and one.number == was.number), None)
        if badge:
            chosen = next((one for one in staff if is_number_of(one, badge)), chosen)
        chosen = chosen or (staff[0] if len(staff) == 1 else None)
        is_same = was is not None and chosen is not None and chosen.number == was.number
        if not is_same:
            self._pin = ""  # it was another one's
        self._show(replace(self._state, staff=staff, chosen=chosen, digits=self._state.digits if is_same else 0))

    def _not_listed(self, error: Exception) -> None:
        """The names could not be read again: those that stand there do, and so does what she typed."""
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _accepted(self, who: SignedIn) -> None:
        self._pin = ""
        self._show(replace(self._state, digits=0, is_checking=False, notice=None))
        self._signed_in(who)

    def _failed(self, error: Exception) -> None:
        self._pin = ""
        seconds = int(str(error.values["seconds"])) if isinstance(error, LockedOut) else 0
        until = Millis(self._clock.now() + seconds * SECOND) if seconds else None
        self._show(
            replace(
                self._state,
                digits=0,
                is_checking=False,
                notice=notice_of(error),
                waits_until=until,
                seconds_left=seconds,
            )
        )
        let_bugs_through(error)

    def _show(self, state: SignInState) -> None:
        self._state = state
        self._view.show_state(state)
