"""Turns what the clerk does at the pickup desk into use cases, and answers into its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import OrderId, VariantId
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.services.handing_over import Taking
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.pickups.state import LineChoice, PickupsState, Stage
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.domain.permission import OverrideId
    from posapp.services.carts import Cart
    from posapp.services.pickups import OtherPiece, PickupCard, PickupLine, Pickups
    from posapp.services.ports import Announcements, Runner


class PickupsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: PickupsState) -> None:
        """Show all of it."""
        ...


class PickupsPresenter:
    """Lists what waits, opens an order, and hands it over in two steps: her code, then the clerk's word.

    Opened by her code, the order is ready to confirm at once; opened from the list it still asks for the code, so that
    nobody hands over on a name alone. ``ask`` brings the panel for a manager's word, ``go_selling`` the sell screen
    once an order is in the cart.
    """

    def __init__(
        self,
        view: PickupsScreen,
        pickups: Pickups,
        runner: Runner,
        announcements: Announcements,
        ask: Callable[[ManagerWanted, Callable[[OverrideId], None]], None],
        go_selling: Callable[[], None],
    ) -> None:
        self._view = view
        self._pickups = pickups
        self._runner = runner
        self._announcements = announcements
        self._ask = ask
        self._go_selling = go_selling
        self._list = Rereading(runner, pickups.waiting, done=self._listed, failed=self._failed)
        self._state = PickupsState()

    @property
    def state(self) -> PickupsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read what waits; a hand-over that was done is put away."""
        if self._state.stage == "done":
            self._state = replace(self._at("list"), card=None, code="")
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
        """All its goods were taken off the rails and lie on the reserve shelf; she may come now."""
        self._change(lambda order_id: self._pickups.pick(order_id))

    def line_picked(self, line_id: str) -> None:
        """The pieces of one line lie on the reserve shelf."""
        pieces = {line.line_id: line.to_pick for line in self._lines(line_id)}
        self._change(lambda order_id: self._pickups.pick(order_id, pieces))

    def line_missed(self, line_id: str) -> None:
        """Nobody finds a piece of a line: the mall asks her what she wants instead."""
        pieces = {line.line_id: 1 for line in self._lines(line_id)}
        self._change(lambda order_id: self._pickups.cannot_find(order_id, pieces))

    def fewer_taken(self, line_id: str) -> None:
        """She takes one piece of a line fewer."""
        self._take(line_id, -1)

    def more_taken(self, line_id: str) -> None:
        """She takes one piece of a line more."""
        self._take(line_id, 1)

    def rest_left_out(self, line_id: str) -> None:
        """What she does not take of a line she does not want any more, or she does after all."""
        chosen = self._state.choice(line_id)
        self._choose(line_id, replace(chosen, is_rest_left_out=not chosen.is_rest_left_out))

    def swap_wanted(self, line_id: str) -> None:
        """She would like another size or colour of a line: show what hangs here; once more puts that away."""
        lines = self._lines(line_id)
        if self._state.swapping == line_id or not lines:
            self._show(replace(self._state, swapping="", others=()))
            return
        self._runner.run(
            lambda: self._pickups.others(lines[0].variant_id),
            done=lambda others: self._offer(line_id, others),
            failed=self._failed,
        )

    def swap_chosen(self, variant_id: str) -> None:
        """She takes that one instead; what she ordered takes it back."""
        line_id = self._state.swapping
        ordered = {line.variant_id for line in self._lines(line_id)}
        instead = next((one for one in self._state.others if one.variant_id == variant_id), None)
        if line_id and (instead is not None or variant_id in ordered):
            self._choose(line_id, replace(self._state.choice(line_id), instead=instead))

    def confirmed(self) -> None:
        """The clerk gives her the goods; what is to be paid on collection goes to the till first."""
        card = self._state.card
        if card is not None and card.payment == "on_collection":
            self.to_cart()
        else:
            self._hand_over(None)

    def given_unpaid(self) -> None:
        """Give it out without the money, by a manager's word."""
        self._hand_over(None)

    def to_cart(self) -> None:
        """Put what she takes into the cart: to be paid, or to leave together with other goods."""
        card, code = self._state.card, self._state.code
        if card is None or self._state.stage != "confirm" or self._state.is_busy:
            return
        taking = self._taking()
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._pickups.to_cart(card.order_id, code, taking), done=self._in_the_cart, failed=self._failed
        )

    def left(self) -> None:
        """Go back to the list."""
        self._show(replace(self._at("list"), card=None, code="", notice=None))
        self._list.ask()

    def _lines(self, line_id: str) -> list[PickupLine]:
        card = self._state.card
        return [] if card is None else [line for line in card.lines if line.line_id == line_id]

    def _change(self, write: Callable[[OrderId], PickupCard]) -> None:
        card = self._state.card
        if card is None or self._state.stage != "card" or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: write(card.order_id), done=self._shelved, failed=self._failed)

    def _take(self, line_id: str, more: int) -> None:
        chosen = self._state.choice(line_id)
        most = sum(line.waits for line in self._lines(line_id))
        taken = min(max(0, chosen.taken + more), most)
        self._choose(line_id, replace(chosen, taken=taken, is_rest_left_out=chosen.is_rest_left_out and taken < most))

    def _choose(self, line_id: str, chosen: LineChoice) -> None:
        if self._state.stage == "confirm" and not self._state.is_busy:
            choices = {**self._state.choices, line_id: chosen}
            self._show(replace(self._state, choices=choices, swapping="", others=(), notice=None))

    def _offer(self, line_id: str, others: tuple[OtherPiece, ...]) -> None:
        if self._state.stage == "confirm":
            self._show(replace(self._state, swapping=line_id, others=others))

    def _taking(self) -> tuple[Taking, ...] | None:
        """Return what she takes, None when that is simply all that waits."""
        card = self._state.card
        if card is None or not self._state.choices:
            return None
        taking = []
        for line in card.lines:
            chosen = self._state.choice(line.line_id)
            left_out = line.waits - chosen.taken if chosen.is_rest_left_out else 0
            instead = VariantId(chosen.instead.variant_id) if chosen.instead is not None else None
            taking.append(Taking(line.line_id, chosen.taken, instead, left_out))
        return tuple(taking)

    def _hand_over(self, override: OverrideId | None) -> None:
        card, code = self._state.card, self._state.code
        if card is None or self._state.stage != "confirm" or self._state.is_busy:
            return
        taking = self._taking()
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._pickups.hand_over(card.order_id, code, taking, override=override),
            done=self._handed_over,
            failed=self._not_handed_over,
        )

    def _not_handed_over(self, error: Exception) -> None:
        if isinstance(error, ManagerWanted):
            self._show(replace(self._state, is_busy=False))
            self._ask(error, self._hand_over)
        else:
            self._failed(error)

    def _in_the_cart(self, _cart: Cart) -> None:
        self._list.outdate()
        self._show(replace(self._at("list"), card=None, code="", is_busy=False))
        self._announcements.announce(Changes(cart=True))
        self._go_selling()

    def _at(self, stage: Stage) -> PickupsState:
        """Return the state at another stage, with nothing chosen yet."""
        return replace(self._state, stage=stage, choices={}, swapping="", others=())

    def _listed(self, waiting: tuple[PickupCard, ...]) -> None:
        self._show(replace(self._state, waiting=waiting))

    def _opened_card(self, card: PickupCard) -> None:
        self._show(replace(self._at("card"), card=card, code="", is_busy=False))

    def _proved(self, card: PickupCard, code: str) -> None:
        stage: Stage = "done" if card.status == "handed_over" else "confirm"
        self._show(replace(self._at(stage), card=card, code=code, is_busy=False))

    def _shelved(self, card: PickupCard) -> None:
        self._list.outdate()
        waiting = tuple(card if one.order_id == card.order_id else one for one in self._state.waiting or ())
        self._show(replace(self._state, card=card, waiting=waiting, is_busy=False))
        self._announcements.announce(Changes(order=True, stock=True))

    def _handed_over(self, card: PickupCard) -> None:
        self._list.outdate()
        still = (card,) if card.pieces else ()
        waiting = tuple(
            new for one in self._state.waiting or () for new in (still if one.order_id == card.order_id else (one,))
        )
        self._show(replace(self._at("done"), card=card, code="", waiting=waiting, is_busy=False))
        self._announcements.announce(Changes(order=True, stock=True, cart=True))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: PickupsState) -> None:
        self._state = state
        self._view.show_state(state)
