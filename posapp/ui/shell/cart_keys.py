"""What the keys of the sell screen do to its cart, besides those that a field or a list takes itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posapp.services.practice import Practice
    from posapp.ui.screens.selling.presenter import SellingPresenter


class CartKeys:
    """``selling`` is asked for at each key: the presenters are built after this. ``leave_payment`` shows the cart."""

    def __init__(
        self, selling: Callable[[], SellingPresenter], practice: Practice, leave_payment: Callable[[], None]
    ) -> None:
        self._selling = selling
        self._practice = practice
        self._leave_payment = leave_payment

    def act(self, act: str) -> None:
        """Do what a key stands for; a key that is not the cart's does nothing here."""
        selling = self._selling()
        if act == "hold":
            selling.hold_pressed()
        elif act == "recall":
            selling.recall_pressed()
        elif act == "clear":
            selling.cleared()
        elif act == "remove":
            if (line := selling.line_in_hand()) is not None:
                selling.removed(line.line_id)
        elif act == "details":
            selling.lines.details_asked()
        elif act == "grid":
            selling.lines.grid_asked()
        elif act == "practice":
            self.practise_or_not()

    def practise_or_not(self) -> None:
        """Begin to practise, or end it; the real cart lies aside meanwhile."""
        self._leave_payment()
        cart = self._selling().state.cart
        is_on = cart is not None and cart.is_practice
        self._selling().change(self._practice.end if is_on else self._practice.begin)
