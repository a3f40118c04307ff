"""Joins views, presenters and use cases to the one window of the counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from posapp.domain.identity import LineId, MemberId
from posapp.domain.scan import badge_number
from posapp.services.changes import Changes
from posapp.services.signed_in import is_number_of
from posapp.ui.customer.seen import Seen
from posapp.ui.screens.member.presenter import MemberPresenter
from posapp.ui.screens.paying.presenter import PayingPresenter
from posapp.ui.screens.selling.looking_presenter import LookingPresenter
from posapp.ui.screens.selling.nearby_presenter import NearbyPresenter
from posapp.ui.screens.selling.outfit_presenter import OutfitPresenter
from posapp.ui.screens.selling.presenter import SellingPresenter
from posapp.ui.screens.selling.top_up_presenter import TopUpPresenter
from posapp.ui.screens.selling.waiting_presenter import WaitingPresenter
from posapp.ui.shell import intents
from posapp.ui.shell.building_ahead import BuildingAhead
from posapp.ui.shell.cart_keys import CartKeys
from posapp.ui.shell.desks import Desks
from posapp.ui.shell.door import Door
from posapp.ui.shell.getting_ready import GettingReady
from posapp.ui.shell.intents import join
from posapp.ui.shell.neighbours import CounterNeighbours, MemberColumn
from posapp.ui.shell.presenter import ShellPresenter, ShellServices
from posapp.ui.shell.presenters import Following, Presenters, ScanTaking
from posapp.ui.shell.shop_services import ShopServices
from posapp.ui.shell.surroundings import Surroundings as Surroundings
from posapp.ui.shell.views import CounterViews
from posapp.ui.trouble import let_bugs_through
from sync.protocol.receipt_codes import is_code as is_receipt_code

if TYPE_CHECKING:
    from posapp.services.paying import FinishedSale
    from posapp.services.signed_in import SignedIn
    from posapp.ui.screens.selling.state import SellingState

LOOK_AROUND_MS = 5_000


class Counter(QObject):
    """The whole counter: ``window`` to show, ``open()`` to begin, ``scanned(text)`` for a code from any device.

    ``paired`` is called once the till belongs to a shop: whoever started the counter starts the worker then. ``door``
    is the window that stands already, with whoever types her PIN there, and ``views`` were built for it.
    """

    def __init__(
        self,
        shop: ShopServices,
        around: Surroundings,
        *,
        paired: Callable[[], None],
        door: Door | None = None,
        views: CounterViews | None = None,
    ) -> None:
        super().__init__()
        self._around = around
        self.door = door or Door(
            shop.signing_in, around.runner, around.clock, around.speech, around.theme, around.sounds
        )
        self.window, self.sign_in_view = self.door.window, self.door.view
        views = views or CounterViews(shop, around, self.window)
        self.member_view, self.paying_view, self.waiting_bar = views.member, views.paying, views.waiting
        self.selling_view, self.panels, self.display = views.selling, views.panels, views.display
        self._getting_ready = GettingReady(self.member_view, around.art, around.runner, shop.members, shop.searching)
        self._neighbours = CounterNeighbours(self.selling_view, self.panels.ask, self.panels.open_defects)
        self._cart_keys = CartKeys(lambda: self.presenters.selling, shop.practice, self._neighbours.leave_payment)
        self.presenters = self._build_presenters(shop, around, paired)
        # With the window its steps are gone.
        self._building_ahead = BuildingAhead(self.presenters.desks, around.runner, self.window)
        self._neighbours.meet(self.presenters)
        self._connect_views()
        self._connect_shell()
        around.announcements.changed.connect(self._things_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AROUND_MS)
        self._timer.timeout.connect(self.presenters.shell.ticked)
        self.door.open_to(self)

    def screen(self, name: str) -> QWidget:
        """Return the screen of a page or a stage."""
        if name == "sell":
            return self.selling_view
        return self.sign_in_view if name == "sign_in" else self.presenters.desks.view(name)

    def open(self) -> None:
        """Look where the till stands and show the first screen."""
        self.presenters.shell.opened()
        self._timer.start()
        self.door.let_in()

    def scanned(self, text: str) -> None:
        """A scanner, a wedge or the camera gave a code; while nobody works here it is not taken."""
        number, stage = badge_number(text), self.presenters.shell.state.stage
        front = self.presenters.in_front
        if stage == "open" and self.panels.take_scan(text):
            return
        if number is not None and stage != "setup":
            self._badge_scanned(number)
        elif stage == "open" and (self.presenters.shell.state.page == "returns" or self._is_return(text)):
            self.presenters.shell.page_chosen("returns")
            self.presenters.returns.code_given(text)
        elif stage == "open" and isinstance(front, ScanTaking) and front.takes(text):
            front.scanned(text)
        elif stage == "open":
            self.presenters.selling.scanned(text)
        else:
            self._around.sounds.play("bad")

    def signed_in(self, who: SignedIn) -> None:
        """Open the counter for whoever typed her PIN at the door."""
        self.presenters.shell.signed_in(who)

    def rest(self) -> None:
        """Nobody touched the till for a while: lock it, unless a customer is paying."""
        to = self.presenters
        is_paying = self.selling_view.is_paying or (
            to.desks.is_built("returns") and to.returns.state.stage == "pay"  # who was never there pays for no exchange
        )
        if self.presenters.shell.state.stage == "open" and not is_paying:
            self._acted("lock")

    def _badge_scanned(self, number: str) -> None:
        """Hand the till over to whoever showed her badge, once she has typed her PIN; the cart stays."""
        who = self.presenters.shell.state.staff
        if who is not None and is_number_of(who, number):
            return
        if who is not None:
            self._acted("lock")
        self.presenters.sign_in.badge_scanned(number)

    # --- how it is built ---------------------------------------------------------------------------------------------

    def _build_presenters(self, shop: ShopServices, around: Surroundings, paired: Callable[[], None]) -> Presenters:
        runner, news = around.runner, around.announcements
        services = ShellServices(
            pairing=shop.pairing,
            signing_in=shop.signing_in,
            syncing=shop.syncing,
            today=shop.today,
            shifts=shop.shifts,
            limbo=shop.limbo,
            bills=shop.bill_desk,
            exchanging=shop.exchanging,
            place=around.place,
        )
        display = self.display
        shell = ShellPresenter(
            Seen(self.window, display.show_shell), services, runner, let_bugs_through, shown=self.door.state
        )
        return Presenters(
            shell=shell,
            selling=SellingPresenter(
                Seen(self.selling_view, self._selling_shown),
                shop.selling,
                shop.searching,
                shop.counting,
                runner,
                self._neighbours,
                around.sounds,
            ),
            paying=PayingPresenter(
                Seen(self.paying_view, display.show_payment),
                shop.paying,
                shop.value,
                shop.printing,
                shop.attempts,
                runner,
                around.sounds,
                finished=self._sale_finished,
                left=self._neighbours.leave_payment,
                repriced=lambda: news.announce(Changes(cart=True)),
                ask=self.panels.ask,
                typed=lambda text: self.presenters.selling.payment_typed(text),
            ),
            member=MemberPresenter(
                MemberColumn(self.member_view, self.selling_view), shop.members, shop.selling, runner, news
            ),
            waiting=WaitingPresenter(
                self.waiting_bar, shop.held_pieces, runner, news, self.panels.ask, self._neighbours.open_grid
            ),
            top_up=TopUpPresenter(self.selling_view.cart, shop.topping_up, runner, lambda: self.presenters.selling),
            outfit=OutfitPresenter(
                self.selling_view.outfit, shop.outfitting, shop.selling, runner, lambda: self.presenters.selling
            ),
            looking=LookingPresenter(
                self.selling_view, shop.looking, shop.searching, runner, lambda: self.presenters.selling
            ),
            nearby=NearbyPresenter(lambda: self.presenters.selling, shop.transfers),
            sign_in=self.door.sign_in,
            desks=Desks(
                shop,
                around,
                self.panels,
                display,
                self._neighbours,
                who_is_here=self._who_is_here,
                paired=paired,
                set_up=shell.setup_finished,
            ),
        )

    def _connect_views(self) -> None:
        """Connect every signal of a view to the presenter's method of the same name."""
        to = self.presenters
        intents.join_selling(self.selling_view, to.selling)
        join(self.waiting_bar, to.waiting, intents.WAITING)
        join(self.selling_view, to.nearby, ("asked_elsewhere",))
        join(self.selling_view.cart, to.top_up, ("top_up_pressed:taken",))
        self.selling_view.cart.her_size.clicked.connect(to.looking.in_hand_opened)
        self.member_view.suggestion_opened.connect(to.looking.opened)
        join(self.selling_view.outfit, to.outfit, ("taken",))
        self.selling_view.practice.ended.connect(self._cart_keys.practise_or_not)
        self.selling_view.cart.practice_asked.connect(self._cart_keys.practise_or_not)
        self.selling_view.cart.find_asked.connect(to.member.find_opened)
        self.selling_view.cart.discount_asked.connect(lambda: self._open_discount(None))
        self.selling_view.payment_shown.connect(self.display.payment_in_front)
        join(self.paying_view, to.paying, intents.PAYING)
        join(self.member_view, to.member, intents.MEMBER)
        self.member_view.find_closed.connect(self.selling_view.setFocus)
        self.member_view.booking_opened.connect(self._neighbours.show_booking)
        self.member_view.pickup_opened.connect(self._neighbours.show_pickup)
        self.paying_view.invoice_pressed.connect(lambda: self.panels.open_invoice(to.paying.state.finished))

    def _connect_shell(self) -> None:
        self.window.page_chosen.connect(self.presenters.shell.page_chosen)
        self.window.keys_asked.connect(self.panels.open_keys)
        self.window.page_shown.connect(self._page_shown)
        self.window.acted.connect(self._acted)

    # --- what happens ------------------------------------------------------------------------------------------------

    def _page_shown(self, page: str) -> None:
        """A screen that comes to the front reads what it shows."""
        self.presenters.of(page).opened()
        if page == "sell":
            self._around.runner.once_painted(self._getting_ready.begin)
            self._building_ahead.begin()

    def _selling_shown(self, state: SellingState) -> None:
        """Tell those who follow the sale beside the cashier: the customer's display, and what a member looks at."""
        self.display.show_selling(state)
        self.presenters.looking.selling_shown(state)

    def _acted(self, act: str) -> None:
        if act in ("lock", "switch"):
            self._neighbours.leave_payment()
            self.panels.put_away()
            if act == "switch":
                self.presenters.sign_in.handed_over()
            self.presenters.shell.locked()
            return
        if self.panels.is_open or (act in ("remove", "top_up") and self.selling_view.is_paying):
            return
        if act == "pay":
            self._neighbours.pay_key_pressed()
            return
        self._neighbours.go_selling()
        if act == "search":
            self.selling_view.search_asked()
        elif act == "member":
            self.presenters.member.find_opened()
        elif act == "discount":
            self._open_discount(self.presenters.selling.state.chosen)
        elif act == "top_up":
            self.presenters.top_up.taken()
        else:
            self._cart_keys.act(act)

    def _open_discount(self, line_id: LineId | None) -> None:
        self.panels.open_discount(self.presenters.selling.state.cart, line_id)

    def _is_return(self, text: str) -> bool:
        """Tell whether a scan is the signed code of a receipt; while somebody pays nothing leads away."""
        return is_receipt_code(text.strip()) and not self.selling_view.is_paying

    def _who_is_here(self) -> MemberId | None:
        """Return the member whose cart is open."""
        cart = self.presenters.selling.state.cart
        return None if cart is None or cart.member is None else cart.member.member_id

    def _sale_finished(self, finished: FinishedSale) -> None:
        self.presenters.selling.sale_finished(finished.cart)
        self._around.announcements.announce(Changes(sale=True, stock=True, sync=True))

    def _things_changed(self, changes: Changes) -> None:
        """Tell the shell and the screen in front; the others read anew when they come to the front."""
        to, state, front = self.presenters, self.presenters.shell.state, self.presenters.in_front
        to.shell.things_changed(changes)
        is_selling = state.stage == "open" and state.page == "sell"
        if isinstance(front, Following) and not is_selling:
            front.things_changed(changes)
        if is_selling or (state.stage == "open" and changes.cart):
            to.selling.things_changed(changes)
            to.member.things_changed(changes)
