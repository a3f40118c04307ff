"""Looks beside the sale for what goes with the cart, and puts a piece of it there at one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from posapp.ui.runner import NewestAnswer
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.advising import SuggestionCard
    from posapp.services.carts import Cart
    from posapp.services.outfitting import Outfit, Outfitting
    from posapp.services.ports import Runner
    from posapp.services.selling import Selling
    from posapp.ui.screens.selling.line_presenter import Desk


class OutfitScreen(Protocol):
    """What the presenter needs of the row."""

    def show_outfit(self, cards: Sequence[SuggestionCard], *, is_members: bool, is_hers: bool) -> None:
        """Show what goes with the cart, or nothing."""
        ...


class OutfitPresenter:
    """Looks after each change of what is on the cart or whose it is, once that is painted: no scan waits for it.

    What was found for the cart before stays until the answer is there, so that nothing flickers while somebody scans; a
    cart that is empty, or another one, shows nothing at once.
    """

    def __init__(
        self, view: OutfitScreen, outfitting: Outfitting, selling: Selling, runner: Runner, desk: Callable[[], Desk]
    ) -> None:
        self._view = view
        self._outfitting = outfitting
        self._selling = selling
        self._runner = runner
        self._desk = desk
        self._look = NewestAnswer(runner, lane="looks")
        self._cart: Cart | None = None
        self._outfit: Outfit | None = None

    @property
    def cards(self) -> tuple[SuggestionCard, ...]:
        """Return what is shown now."""
        return self._outfit.cards if self._outfit is not None else ()

    def cart_changed(self, cart: Cart) -> None:
        """Look anew where other goods are on the cart, or somebody else's."""
        before, self._cart = self._cart, cart
        if before is not None and _asked_of(before) == _asked_of(cart):
            return
        self._look.forget()
        is_other = before is None or (before.cart_id, before.member) != (cart.cart_id, cart.member)
        if is_other or not cart.lines:
            self._show(None)
        if before is not None and before.lines and (is_other or not cart.lines):
            over = before.cart_id
            self._runner.run(lambda: self._outfitting.tell_shown(over), done=_nothing_to_show, failed=let_bugs_through)
        if cart.lines:
            self._runner.once_painted(self._ask)

    def taken(self, place: int) -> None:
        """Put the piece at a place on the cart; a place without one does nothing."""
        if 0 <= place < len(self.cards):
            variant_id = self.cards[place].variant_id
            self._desk().change(lambda: self._selling.add(variant_id, "outfit"))

    def _ask(self) -> None:
        self._look.ask(self._outfitting.beside_cart, done=self._found, failed=self._failed)

    def _found(self, outfit: Outfit | None) -> None:
        cart = self._cart
        if cart is not None and (outfit is None or outfit.beside == cart.cart_id):
            self._show(outfit)
            if outfit is not None:
                self._outfitting.shown(outfit)

    def _failed(self, error: Exception) -> None:
        """Nothing is offered; the sale goes on, and what is wrong is told where it is met."""
        self._show(None)
        let_bugs_through(error)

    def _show(self, outfit: Outfit | None) -> None:
        if outfit != self._outfit:
            self._outfit = outfit
            is_members = self._cart is not None and self._cart.member is not None
            is_hers = outfit is not None and outfit.member_id is not None
            self._view.show_outfit(self.cards, is_members=is_members, is_hers=is_hers)


def _asked_of(cart: Cart) -> tuple[object, ...]:
    """Return what the answer depends on: the pieces, in their order, and the member."""
    return cart.cart_id, cart.member, tuple(line.variant_id for line in cart.lines)


def _nothing_to_show(_: None) -> None:
    """Leave the screen as it is."""
