"""What the sell screen's presenter needs of others: of its view, and of what lies beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import BookingId
from posapp.domain.permission import OverrideId
from posapp.services.errors import ManagerWanted
from posapp.ui.screens.selling.state import SellingState

if TYPE_CHECKING:
    from posapp.services.selling import Cart, Scanned


class SellingScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: SellingState) -> None:
        """Show all of it."""
        ...


class Neighbours(Protocol):
    """What lies beside the sell screen; the shell sees to it."""

    def go_selling(self) -> None:
        """Bring the sell screen to the front."""
        ...

    def open_booking(self, booking_id: BookingId) -> None:
        """Her booking code was scanned."""
        ...

    def open_pickup(self, code: str) -> None:
        """Her order's code was scanned."""
        ...

    def show_booking(self, booking_id: str) -> None:
        """The label of her bag was scanned: show the booking, no more."""
        ...

    def show_pickup(self, order_id: str) -> None:
        """The label of her bag was scanned: show the order; it still asks for her code."""
        ...

    def cart_changed(self, cart: Cart) -> None:
        """The cart is another now; the member panel follows it."""
        ...

    def paid_with(self, text: str) -> bool:
        """Tell whether a scan is a payment code that pays this cart, and then have it pay."""
        ...

    def ask_colleague(self, wanted: ManagerWanted, again: Callable[[OverrideId], None]) -> None:
        """Ask a colleague for her word; ``again`` does the refused act with it."""
        ...

    def pay(self, cart: Cart) -> None:
        """Take the payment."""
        ...


def open_elsewhere(neighbours: Neighbours, answer: Scanned, text: str) -> None:
    """Open what a scan names on its own screen: a code does what it is for, the label of a bag only shows its card."""
    if answer.kind == "pickup":
        neighbours.open_pickup(text)
    elif answer.booking_id is not None and answer.kind == "booking":
        neighbours.open_booking(answer.booking_id)
    elif answer.booking_id is not None:
        neighbours.show_booking(answer.booking_id)
    elif answer.order_id is not None:
        neighbours.show_pickup(answer.order_id)


def who_is_on(cart: Cart) -> str | None:
    """Return whose cart it is."""
    return cart.member.member_id if cart.member is not None else None
