"""Turns a refusal into a question to a colleague: a name, a reason and six digits, and the act is done after all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.permission import Ask, OverrideId
from posapp.services.errors import ManagerWanted, ReasonWanted
from posapp.services.signed_in import is_number_of
from posapp.ui.notices import notice_of
from posapp.ui.screens.override.state import PIN_LENGTH, OverrideState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.permitting import Permitting
    from posapp.services.ports import Runner
    from posapp.services.signed_in import SignedIn


class OverrideScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: OverrideState) -> None:
        """Show all of it."""
        ...


class OverridePresenter:
    """Asks for another person's word. ``ask`` is what every screen calls when an act of its own was refused."""

    def __init__(self, view: OverrideScreen, permitting: Permitting, runner: Runner) -> None:
        self._view = view
        self._permitting = permitting
        self._runner = runner
        self._again: Callable[[OverrideId], None] = _nobody_waits
        self._pin = ""
        self._state = OverrideState()

    @property
    def state(self) -> OverrideState:
        """Return what is shown now."""
        return self._state

    @property
    def is_asking(self) -> bool:
        """Tell whether the panel is in front."""
        return self._state.ask is not None

    def ask(self, wanted: ManagerWanted, again: Callable[[OverrideId], None], reason: str = "") -> None:
        """Put the panel in front; ``again`` does the refused act with the word that was given, if it is."""
        self._again, self._pin = again, ""
        ask = wanted.ask
        self._show(OverrideState(ask=ask, reason=reason))
        self._runner.run(
            lambda: self._permitting.approvers(ask), done=lambda found: self._listed(ask, found), failed=self._failed
        )

    def staff_chosen(self, number: str) -> None:
        """A name was pressed, or a badge scanned; digits that were typed are another one's."""
        chosen = next((one for one in self._state.approvers or () if is_number_of(one, number)), None)
        if chosen is not None:
            self._pin = ""
            self._show(replace(self._state, chosen=chosen, digits=0, notice=None))

    def reason_chosen(self, reason: str) -> None:
        """Somebody said why."""
        self._show(replace(self._state, reason=reason, notice=None))
        self._try_when_complete()

    def digit_typed(self, digit: str) -> None:
        """Take one digit; the sixth one tries."""
        state = self._state
        if state.chosen is None or state.is_checking or len(self._pin) >= PIN_LENGTH:
            return
        self._pin += digit
        self._show(replace(state, digits=len(self._pin), notice=None))
        self._try_when_complete()

    def erased(self) -> None:
        """Take the last digit back."""
        self._pin = self._pin[:-1]
        self._show(replace(self._state, digits=len(self._pin), notice=None))

    def cleared(self) -> None:
        """Take all digits back."""
        self._pin = ""
        self._show(replace(self._state, digits=0, notice=None))

    def left(self) -> None:
        """Leave it: nothing was done, and nothing is."""
        self._pin, self._again = "", _nobody_waits
        self._show(OverrideState())

    def _try_when_complete(self) -> None:
        state = self._state
        if state.ask is None or state.chosen is None or len(self._pin) < PIN_LENGTH:
            return
        if not state.reason:
            self._show(replace(state, notice=notice_of(ReasonWanted())))
            return
        ask, number, pin, reason = state.ask, state.chosen.number, self._pin, state.reason
        self._show(replace(state, is_checking=True))
        self._runner.run(
            lambda: self._permitting.approve(ask, number, pin, reason), done=self._given, failed=self._failed
        )

    def _listed(self, ask: Ask, approvers: tuple[SignedIn, ...]) -> None:
        if self._state.ask == ask:
            only = approvers[0] if len(approvers) == 1 else None
            self._show(replace(self._state, approvers=approvers, chosen=self._state.chosen or only))

    def _given(self, override_id: OverrideId) -> None:
        again = self._again
        self.left()
        again(override_id)

    def _failed(self, error: Exception) -> None:
        self._pin = ""
        self._show(replace(self._state, digits=0, is_checking=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: OverrideState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)


def _nobody_waits(_override_id: OverrideId) -> None:
    """Do nothing with a word that nobody waits for any more."""
