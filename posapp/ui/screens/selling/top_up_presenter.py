"""Looks beside the sale for the little piece more that saves, and puts it on the cart at one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from posapp.ui.runner import NewestAnswer
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.carts import Cart
    from posapp.services.ports import Runner
    from posapp.services.topping_up import ToppingUp, TopUpCard
    from posapp.ui.screens.selling.line_presenter import Desk


class TopUpScreen(Protocol):
    """What the presenter needs of the cart."""

    def show_top_up(self, card: TopUpCard | None) -> None:
        """Show what to add, or nothing."""
        ...


class TopUpPresenter:
    """Looks after each change of the cart, once that is painted and only while something is near: no scan waits."""

    def __init__(self, view: TopUpScreen, topping_up: ToppingUp, runner: Runner, desk: Callable[[], Desk]) -> None:
        self._view = view
        self._topping_up = topping_up
        self._runner = runner
        self._desk = desk
        self._look = NewestAnswer(runner, lane="looks")
        self._cart: Cart | None = None
        self._card: TopUpCard | None = None

    @property
    def card(self) -> TopUpCard | None:
        """Return what is offered now."""
        return self._card

    def cart_changed(self, cart: Cart) -> None:
        """Take back what was offered, and look anew where a promotion or a coupon of hers is near."""
        if cart == self._cart:
            return
        self._cart = cart
        self._look.forget()
        self._show(None)
        if cart.lines and (cart.hints or any(coupon.gap > 0 for coupon in cart.coupons)):
            self._runner.once_painted(self._ask)

    def taken(self) -> None:
        """Put on the cart what is offered."""
        card = self._card
        if card is not None:
            self._show(None)
            self._desk().change(lambda: self._topping_up.take(card))

    def _ask(self) -> None:
        self._look.ask(self._topping_up.card, done=self._found, failed=self._failed)

    def _found(self, card: TopUpCard | None) -> None:
        if self._cart is not None and (card is None or card.cart_id == self._cart.cart_id):
            self._show(card)

    def _failed(self, error: Exception) -> None:
        """Nothing is offered; the sale goes on, and what is wrong is told where it is met."""
        self._show(None)
        let_bugs_through(error)

    def _show(self, card: TopUpCard | None) -> None:
        if card != self._card:
            self._card = card
            self._view.show_top_up(card)
