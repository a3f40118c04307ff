"""Turns what the clerk does at the pickup desk into use cases, and answers into its state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import OrderId
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.pickups.state import PickupsState, Stage
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.pickups import PickupCard, Pickups
    from posapp.services.ports import Announcements, Runner


class PickupsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: PickupsState) -> None:
        """Show all of it."""
        ...


class PickupsPresenter:
    """Lists what waits, opens an order, and hands it over in two steps: her code, then the clerk's word.

    Opened by her code, the order is ready to confirm at once; opened from the list it still asks for the code, so that
    nobody hands over on a name alone.
    """

    def __init__(self, view: PickupsScreen, pickups: Pickups, runner: Runner, announcements: Announcements) -> None:
        self._view = view
        self._pickups = pickups
        self._runner = runner
        self._announcements = announcements
        self._list = Rereading(runner, pickups.waiting, done=self._listed, failed=self._failed)
        self._state = PickupsState()

    @property
    def state(self) -> PickupsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read what waits; a hand-over that was done is put away."""
        if self._state.stage == "done":
            self._state = replace(self._state, stage="list", card=None, code="")
        self._list.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the list again when an order changed."""
        if changes.order:
            self._list.ask()

    def code_given(self, text: str) -> None:
        """Her code was scanned or typed: open the order it stands for, or prove the one that is open."""
        code = text.strip()
        if not code or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._pickups.look_up(code), done=lambda card: self._proved(card, code), failed=self._failed
        )

    def chosen(self, order_id: OrderId) -> None:
        """Open an order from the list; its code is still to come."""
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._pickups.get(order_id), done=self._opened_card, failed=self._failed)

    def picked(self) -> None:
        """Its goods were taken off the rails and lie on the reserve shelf; she may come now."""
        card = self._state.card
        if card is None or self._state.stage != "card" or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._pickups.pick(card.order_id), done=self._shelved, failed=self._failed)

    def confirmed(self) -> None:
        """The clerk gives her the goods."""
        card, code = self._state.card, self._state.code
        if card is None or self._state.stage != "confirm" or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._pickups.hand_over(card.order_id, code), done=self._handed_over, failed=self._failed
        )

    def left(self) -> None:
        """Go back to the list."""
        self._show(replace(self._state, stage="list", card=None, code="", notice=None))
        self._list.ask()

    def _listed(self, waiting: tuple[PickupCard, ...]) -> None:
        self._show(replace(self._state, waiting=waiting))

    def _opened_card(self, card: PickupCard) -> None:
        self._show(replace(self._state, stage="card", card=card, code="", is_busy=False))

    def _proved(self, card: PickupCard, code: str) -> None:
        stage: Stage = "done" if card.handed_over else "confirm"
        self._show(replace(self._state, stage=stage, card=card, code=code, is_busy=False))

    def _shelved(self, card: PickupCard) -> None:
        self._list.outdate()
        waiting = tuple(card if one.order_id == card.order_id else one for one in self._state.waiting or ())
        self._show(replace(self._state, card=card, waiting=waiting, is_busy=False))
        self._announcements.announce(Changes(order=True, stock=True))

    def _handed_over(self, card: PickupCard) -> None:
        self._list.outdate()
        waiting = tuple(one for one in self._state.waiting or () if one.order_id != card.order_id)
        self._show(replace(self._state, stage="done", card=card, code="", waiting=waiting, is_busy=False))
        self._announcements.announce(Changes(order=True, stock=True))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: PickupsState) -> None:
        self._state = state
        self._view.show_state(state)
