"""How the screens reach one another: they do not know each other, the shell does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from posapp.domain.identity import BookingId, CartId, OrderId, StyleId
from posapp.domain.payment_code import channel_of, is_quick_pass
from posapp.services.carts import Cart
from posapp.ui.shell.state import Page
from posapp.ui.with_word import AsksColleague

if TYPE_CHECKING:
    from posapp.services.walk_cards import ErrandKind
    from posapp.ui.screens.member.state import MemberState
    from posapp.ui.screens.member.view import MemberView
    from posapp.ui.screens.selling.view import SellingView
    from posapp.ui.shell.presenters import Presenters


SKELETON_AFTER_MS = 80
"""Most panels are there before; a skeleton that flashes by costs a whole painting and tells nobody anything. The same
holds for a booking that is about to be checked in.
"""


class MemberColumn:
    """The member view with its place in the sell screen: there is a column only while it has something to show."""

    def __init__(self, member: MemberView, selling: SellingView) -> None:
        self._member, self._selling = member, selling
        self._is_shown = False
        self._late = QTimer()
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._reading: MemberState | None = None
        self._late.timeout.connect(self._show_reading)

    def show_state(self, state: MemberState) -> None:
        """Show the state; that she is being read only if it takes a while."""
        if state.stage == "loading" and state.notice is None:
            if self._reading is None:
                self._late.start()
            self._reading = state
            return
        self._late.stop()
        self._reading = None
        self._show(state)

    def _show_reading(self) -> None:
        if self._reading is not None:
            self._show(self._reading)

    def _show(self, state: MemberState) -> None:
        """Make room first, so that a field which wants the focus is there to take it."""
        is_shown = state.stage != "nobody"
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self._selling.show_side(is_shown=is_shown)
        self._member.show_state(state)
        offered = state.panel.suggestions if state.stage == "shown" and state.panel is not None else ()
        self._selling.offer_first(offered[0].name if offered else None)


class CounterNeighbours:
    """Keeps the promises of ``selling.presenter.Neighbours`` and a few more of the same kind."""

    def __init__(self, selling: SellingView, ask_colleague: AsksColleague, open_defects: Callable[[], None]) -> None:
        self._selling = selling
        self.ask_colleague = ask_colleague
        self._open_defects = open_defects
        self._presenters: Presenters | None = None
        self._late_booking = QTimer()
        self._late_booking.setSingleShot(True)
        self._late_booking.setInterval(SKELETON_AFTER_MS)
        self._late_booking.timeout.connect(self._booking_is_late)

    def meet(self, presenters: Presenters) -> None:
        """Get to know the presenters, which are built after this."""
        self._presenters = presenters

    @property
    def _all(self) -> Presenters:
        if self._presenters is None:
            raise RuntimeError("the neighbours were not introduced")
        return self._presenters

    def go_selling(self) -> None:
        """Bring the sell screen with its cart to the front."""
        self.go_to("sell")
        self.leave_payment()
        # Whatever had the focus, the next keys are the sale's: a cash sale takes two of them.
        if not self._selling.is_paying:
            self._selling.setFocus()

    def go_to(self, page: Page) -> None:
        """Bring a page to the front."""
        self._all.shell.page_chosen(page)

    def pair_again(self) -> None:
        """Bring the pairing to the front of a till that is paired already."""
        self._all.setup.pair_again()
        self._all.shell.pair_again()

    def open_booking(self, booking_id: BookingId) -> None:
        """Her booking code was scanned: check her in and show her, soon even if that takes longer."""
        self._late_booking.start()
        self._all.bookings.booking_scanned(booking_id, self._booking_answered)

    def _booking_answered(self) -> None:
        if self._late_booking.isActive():  # else she was shown long ago, and the clerk may be elsewhere by now
            self._late_booking.stop()
            self.go_to("bookings")

    def _booking_is_late(self) -> None:
        self.go_to("bookings")
        self._all.bookings.waited_for()

    def show_booking(self, booking_id: str) -> None:
        """Her booking was pressed in the panel: show it, no more."""
        self.go_to("bookings")
        self._all.bookings.chosen(BookingId(booking_id))

    def open_pickup(self, code: str) -> None:
        """Her order's code was scanned."""
        self.go_to("pickups")
        self._all.pickups.code_given(code)

    def show_pickup(self, order_id: str) -> None:
        """Her order was pressed in the panel."""
        self.go_to("pickups")
        self._all.pickups.chosen(OrderId(order_id))

    def show_room(self, room_id: str) -> None:
        """Something is to be done in a fitting room: show it."""
        self.go_to("rooms")
        self._all.rooms.chosen(room_id)

    def show_follow_up(self, follow_up_id: str) -> None:
        """Somebody is to say whether the mall may write to a member: show what it would write."""
        self.go_to("follow_ups")
        self._all.follow_ups.chosen(follow_up_id)

    def show_transfers(self) -> None:
        """Another shop asks for a piece, or one is on its way here."""
        self.go_to("transfers")

    def show_walk(self, kind: ErrandKind, subject: str) -> None:
        """Pieces are to be fetched or hung back: show the walking list at their booking or order."""
        self.go_to("walk")
        self._all.walk.asked_for(kind, subject)

    def show_defects(self) -> None:
        """Show what lies in the place for defective goods."""
        self._open_defects()

    def recall_cart(self, cart_id: CartId) -> None:
        """Go selling with a cart that was put aside."""
        self.go_selling()
        self._all.selling.recalled(cart_id)

    def open_grid(self, style_id: StyleId) -> None:
        """Show the colours and sizes of a style beside the cart."""
        self._all.selling.style_chosen(style_id)

    def cart_changed(self, cart: Cart) -> None:
        """The member panel and the payment follow the cart."""
        self._all.member.cart_changed(cart)
        self._all.waiting.cart_changed(cart)
        self._all.top_up.cart_changed(cart)
        self._all.outfit.cart_changed(cart)
        if self._selling.is_paying:
            self._all.paying.cart_changed(cart)

    def pay_key_pressed(self) -> None:
        """Do what Enter does on the sale: on to the payment, and there take it. From another page only come here."""
        is_here = self._all.shell.state.page == "sell"
        if is_here and self._selling.is_paying:
            self._all.paying.confirmed()
        elif is_here:
            self._all.selling.pay_pressed()
        else:
            self.go_selling()

    def pay(self, cart: Cart) -> None:
        """Put the payment in front."""
        self._all.paying.opened(cart)
        self._selling.show_payment(is_shown=True)

    def paid_with(self, text: str) -> bool:
        """Tell whether a scan is a payment code, and then have it pay: all that is due, whatever is in front."""
        if channel_of(text) is None and not is_quick_pass(text):
            return False
        cart, payment = self._all.selling.state.cart, self._all.paying
        if not self._selling.is_paying or payment.state.stage == "done":
            if cart is None or not cart.lines:
                return False
            self.go_selling()
            self.pay(cart)
        payment.code_scanned(text)
        return True

    def leave_payment(self) -> None:
        """Put the cart in front again, unless the sale is being written this moment."""
        if self._selling.is_paying and self._all.paying.state.stage != "writing":
            self._selling.show_payment(is_shown=False)
            self._all.selling.payment_left()
