"""Turns a clerk's word about a follow-up into use cases, and answers into what the list shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.follow_ups.state import FollowUpsState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.follow_ups import FollowUpCard, FollowUps
    from posapp.services.ports import Announcements, Runner

Cards = tuple["FollowUpCard", ...]


class FollowUpsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: FollowUpsState) -> None:
        """Show all of it."""
        ...


class FollowUpsPresenter:
    """Keeps the list: which follow-up is open, and what a clerk says to it."""

    def __init__(
        self, view: FollowUpsScreen, follow_ups: FollowUps, runner: Runner, announcements: Announcements
    ) -> None:
        self._view = view
        self._follow_ups = follow_ups
        self._runner = runner
        self._announcements = announcements
        self._list = Rereading(runner, follow_ups.today, done=self._listed, failed=self._failed)
        self._state = FollowUpsState()

    @property
    def state(self) -> FollowUpsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the list."""
        self._list.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the list again when a follow-up or a member changed."""
        if changes.follow_up or changes.member:
            self.opened()

    def chosen(self, follow_up_id: str) -> None:
        """Open a follow-up."""
        self._show(replace(self._state, chosen_id=follow_up_id, notice=None))

    def released(self) -> None:
        """Let the open one go."""
        self._say(self._follow_ups.release)

    def held_back(self) -> None:
        """Hold the open one back."""
        self._say(self._follow_ups.hold_back)

    def call_wanted(self) -> None:
        """Take it on to call her."""
        self._say(self._follow_ups.call)

    def called(self) -> None:
        """She was called."""
        self._say(self._follow_ups.called)

    def _say(self, word: Callable[[str], Cards]) -> None:
        card = self._state.chosen
        if card is None or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: word(card.follow_up_id), done=self._said, failed=self._failed)

    def _said(self, cards: Cards) -> None:
        """Show what was said. The same one stays open: a second Enter must not let the next one go unread."""
        self._list.outdate()
        self._show(replace(self._state, is_busy=False, cards=cards))
        self._announcements.announce(Changes(follow_up=True))

    def _listed(self, cards: Cards) -> None:
        known = {card.follow_up_id for card in cards}
        first = cards[0].follow_up_id if cards else ""
        chosen = self._state.chosen_id if self._state.chosen_id in known else first
        self._show(replace(self._state, cards=cards, chosen_id=chosen))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: FollowUpsState) -> None:
        self._state = state
        self._view.show_state(state)
