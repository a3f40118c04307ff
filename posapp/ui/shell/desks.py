"""The desks of the shop beside the sale, and the setup: each is built when somebody first goes there.

A till starts for the sake of its next customer. Whoever opens a desk for the first time waits some 30 ms for it; all of
them together would keep every start waiting for ten times as long, with what they import.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from PySide6.QtWidgets import QWidget

from posapp.domain.identity import MemberId
from posapp.ui.customer.display import CustomerDisplay
from posapp.ui.customer.seen import Seen
from posapp.ui.shell import intents
from posapp.ui.shell.intents import join
from posapp.ui.shell.neighbours import CounterNeighbours
from posapp.ui.shell.panels import Panels
from posapp.ui.shell.shop_services import ShopServices
from posapp.ui.shell.surroundings import Surroundings

if TYPE_CHECKING:
    from posapp.ui.screens.bookings.presenter import BookingsPresenter
    from posapp.ui.screens.bookings.view import BookingsView
    from posapp.ui.screens.devices.presenter import DevicesPresenter
    from posapp.ui.screens.devices.view import DevicesView
    from posapp.ui.screens.follow_ups.presenter import FollowUpsPresenter
    from posapp.ui.screens.follow_ups.view import FollowUpsView
    from posapp.ui.screens.paying.presenter import PayingPresenter
    from posapp.ui.screens.paying.view import PayingView
    from posapp.ui.screens.pickups.presenter import PickupsPresenter
    from posapp.ui.screens.pickups.view import PickupsView
    from posapp.ui.screens.returning.presenter import ReturningPresenter
    from posapp.ui.screens.returning.view import ReturningView
    from posapp.ui.screens.rooms.presenter import RoomsPresenter
    from posapp.ui.screens.rooms.view import RoomsView
    from posapp.ui.screens.setup.presenter import SetupPresenter
    from posapp.ui.screens.setup.view import SetupView
    from posapp.ui.screens.shift.presenter import ShiftPresenter
    from posapp.ui.screens.shift.view import ShiftView
    from posapp.ui.screens.stock.presenter import StockPresenter
    from posapp.ui.screens.stock.view import StockView
    from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
    from posapp.ui.screens.sync_desk.view import SyncDeskView
    from posapp.ui.screens.today.presenter import TodayPresenter
    from posapp.ui.screens.today.view import TodayView
    from posapp.ui.screens.transfers.presenter import TransfersPresenter
    from posapp.ui.screens.transfers.view import TransfersView
    from posapp.ui.screens.walking.presenter import WalkPresenter
    from posapp.ui.screens.walking.view import WalkView

V = TypeVar("V", bound=QWidget)
P = TypeVar("P")


class Desk(NamedTuple, Generic[V, P]):
    """A screen that is joined to its presenter."""

    view: V
    presenter: P


class Desks:
    """Every desk by the name of its page. ``set_up`` is called when the setup is done, ``paired`` when it has begun."""

    def __init__(
        self,
        shop: ShopServices,
        around: Surroundings,
        panels: Panels,
        display: CustomerDisplay,
        neighbours: CounterNeighbours,
        *,
        who_is_here: Callable[[], MemberId | None],
        paired: Callable[[], None],
        set_up: Callable[[], None],
    ) -> None:
        self._shop, self._around, self._panels = shop, around, panels
        self._display, self._neighbours = display, neighbours
        self._who_is_here, self._paired, self._set_up = who_is_here, paired, set_up

    def view(self, page: str) -> QWidget:
        """Return the screen of a desk."""
        found: QWidget = getattr(self, page).view
        return found

    def is_built(self, page: str) -> bool:
        """Tell whether anybody was at a desk yet."""
        return page in vars(self)

    # Each imports what it is made of only here: half of what a desk costs a start is its modules.

    @cached_property
    def today(self) -> Desk[TodayView, TodayPresenter]:
        """What is due in the shop today."""
        from posapp.ui.screens.today.presenter import TodayPresenter
        from posapp.ui.screens.today.view import TodayView

        around = self._around
        view = TodayView(around.speech, around.theme, around.art, around.clock)
        presenter = TodayPresenter(view, self._shop, around.runner, around.announcements, self._neighbours)
        join(view, presenter, ("ticked:opened", *intents.TODAY))
        return Desk(view, presenter)

    @cached_property
    def walk(self) -> Desk[WalkView, WalkPresenter]:
        """What is to be fetched from the shelves."""
        from posapp.ui.screens.walking.presenter import WalkPresenter
        from posapp.ui.screens.walking.view import WalkView

        around = self._around
        view = WalkView(around.speech, around.theme, around.art, around.clock)
        presenter = WalkPresenter(view, self._shop, around.runner, around.announcements, around.sounds)
        intents.join_walk(view, presenter)
        return Desk(view, presenter)

    @cached_property
    def bookings(self) -> Desk[BookingsView, BookingsPresenter]:
        """Today's bookings."""
        from posapp.ui.screens.bookings.presenter import BookingsPresenter
        from posapp.ui.screens.bookings.view import BookingsView

        around = self._around
        view = BookingsView(around.speech, around.theme, around.art)
        presenter = BookingsPresenter(
            view,
            self._shop.bookings,
            around.runner,
            around.announcements,
            go_selling=self._neighbours.go_selling,
        )
        join(view, presenter, intents.BOOKINGS)
        return Desk(view, presenter)

    @cached_property
    def rooms(self) -> Desk[RoomsView, RoomsPresenter]:
        """The fitting rooms."""
        from posapp.ui.screens.rooms.presenter import RoomsPresenter
        from posapp.ui.screens.rooms.view import RoomsView

        around = self._around
        view = RoomsView(around.speech, around.theme, around.art, around.clock)
        presenter = RoomsPresenter(
            view,
            self._shop.fitting_rooms,
            around.runner,
            around.announcements,
            go_selling=self._neighbours.go_selling,
            outfitting=self._shop.outfitting,
        )
        join(view, presenter, ("chosen", "ticked:opened"))
        join(view.detail, presenter, intents.ROOM)
        return Desk(view, presenter)

    @cached_property
    def pickups(self) -> Desk[PickupsView, PickupsPresenter]:
        """Orders that wait to be collected."""
        from posapp.ui.screens.pickups.presenter import PickupsPresenter
        from posapp.ui.screens.pickups.view import PickupsView

        around = self._around
        view = PickupsView(around.speech, around.theme, around.art, around.clock)
        presenter = PickupsPresenter(
            view,
            self._shop.pickups,
            around.runner,
            around.announcements,
            self._panels.ask,
            self._neighbours.go_selling,
        )
        join(view, presenter, intents.PICKUPS)
        join(view.lines, presenter, intents.PICKUP_LINE)
        return Desk(view, presenter)

    @cached_property
    def transfers(self) -> Desk[TransfersView, TransfersPresenter]:
        """Pieces between shops."""
        from posapp.ui.screens.transfers.presenter import TransfersPresenter
        from posapp.ui.screens.transfers.view import TransfersView

        around = self._around
        view = TransfersView(around.speech, around.theme, around.art, around.clock)
        presenter = TransfersPresenter(view, self._shop.transfers, around.runner, around.announcements)
        join(view, presenter, intents.TRANSFERS)
        return Desk(view, presenter)

    @cached_property
    def stock(self) -> Desk[StockView, StockPresenter]:
        """What runs short here, and what hangs too long."""
        from posapp.ui.screens.stock.presenter import StockPresenter
        from posapp.ui.screens.stock.view import StockView

        around = self._around
        view = StockView(around.speech, around.theme, around.art, around.clock)
        presenter = StockPresenter(view, self._shop.stock_desk, around.runner, around.announcements)
        join(view, presenter, intents.STOCK)
        return Desk(view, presenter)

    @cached_property
    def difference(self) -> Desk[PayingView, PayingPresenter]:
        """What an exchange costs more or gives back, being paid."""
        from posapp.ui.screens.paying.presenter import PayingPresenter
        from posapp.ui.screens.paying.view import PayingView

        shop, around = self._shop, self._around
        view = PayingView(around.speech, around.theme)
        presenter = PayingPresenter(
            Seen(view, self._display.show_payment),
            shop.exchanging,
            shop.value,
            shop.printing,
            shop.attempts,
            around.runner,
            around.sounds,
            finished=lambda _: None,
            left=lambda: self.returns.presenter.difference.left(),
            repriced=lambda: self.returns.presenter.difference.repriced(),
            ask=self._panels.ask,
            what="exchange",
            exchanged=lambda finished: self.returns.presenter.exchanged(finished),
        )
        join(view, presenter, intents.PAYING)
        return Desk(view, presenter)

    @cached_property
    def returns(self) -> Desk[ReturningView, ReturningPresenter]:
        """Goods that come back."""
        from posapp.ui.screens.returning.presenter import ReturningPresenter
        from posapp.ui.screens.returning.view import ReturningView

        shop, around, difference = self._shop, self._around, self.difference
        view = ReturningView(around.speech, around.theme, around.art, around.clock, payment=difference.view)
        presenter = ReturningPresenter(
            view,
            shop.returning,
            shop.mall_receipts,
            shop.exchanging,
            shop.searching,
            around.runner,
            around.announcements,
            payment=difference.presenter,
            who_is_here=self._who_is_here,
            ask=self._panels.ask,
        )
        join(view, presenter, ("code_given", "listed_chosen", "line_chosen", "confirmed", "left"))
        join(view.choice, presenter, intents.RETURNS)
        view.payment_shown.connect(self._display.payment_in_front)
        return Desk(view, presenter)

    @cached_property
    def follow_ups(self) -> Desk[FollowUpsView, FollowUpsPresenter]:
        """What might be written to members after their visits."""
        from posapp.ui.screens.follow_ups.presenter import FollowUpsPresenter
        from posapp.ui.screens.follow_ups.view import FollowUpsView

        around = self._around
        view = FollowUpsView(around.speech, around.theme, around.art, around.clock)
        presenter = FollowUpsPresenter(view, self._shop.follow_ups, around.runner, around.announcements)
        join(view, presenter, ("chosen",))
        join(view.detail, presenter, intents.FOLLOW_UP)
        return Desk(view, presenter)

    @cached_property
    def shift(self) -> Desk[ShiftView, ShiftPresenter]:
        """The drawer and who works at it."""
        from posapp.ui.screens.shift.presenter import ShiftPresenter
        from posapp.ui.screens.shift.view import ShiftView

        shop, around = self._shop, self._around
        view = ShiftView(around.speech, around.theme)
        presenter = ShiftPresenter(
            view, shop.shifts, shop.shift_desk, around.runner, around.announcements, self._panels.ask
        )
        join(view, presenter, intents.SHIFT)
        return Desk(view, presenter)

    @cached_property
    def sync(self) -> Desk[SyncDeskView, SyncDeskPresenter]:
        """Where the till stands with the mall."""
        from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
        from posapp.ui.screens.sync_desk.view import SyncDeskView

        shop, around = self._shop, self._around
        view = SyncDeskView(around.speech, around.theme)
        presenter = SyncDeskPresenter(
            view,
            shop.syncing,
            shop.settling,
            shop.offline_rights,
            shop.limbo,
            shop.bill_desk,
            around.runner,
            around.clock,
            news=around.announcements,
            ask=self._panels.ask,
            pair_again=self._neighbours.pair_again,
        )
        join(view, presenter, ("ticked:opened", "way_chosen", "confirmed", "left", "pair_again_pressed"))
        join(view, presenter.payments, intents.PAYMENTS)
        join(view, presenter.bills, intents.BILLS)
        return Desk(view, presenter)

    @cached_property
    def devices(self) -> Desk[DevicesView, DevicesPresenter]:
        """Printer, drawer and display."""
        from posapp.ui.screens.devices.presenter import DevicesPresenter
        from posapp.ui.screens.devices.view import DevicesView

        around = self._around
        view = DevicesView(around.speech, around.theme)
        presenter = DevicesPresenter(
            view, self._shop.devices, around.runner, lambda: around.speech.language, self._panels.ask
        )
        join(view, presenter, intents.DEVICES)
        view.keys_pressed.connect(self._panels.open_keys)
        return Desk(view, presenter)

    @cached_property
    def setup(self) -> Desk[SetupView, SetupPresenter]:
        """The pairing with the mall, and the first load."""
        from posapp.ui.screens.setup.presenter import SetupPresenter
        from posapp.ui.screens.setup.view import SetupView

        shop, around = self._shop, self._around
        view = SetupView(around.speech, around.theme)
        presenter = SetupPresenter(
            view,
            shop.pairing,
            shop.syncing,
            around.runner,
            hub_url=around.hub_url,
            choose_language=around.speech.use,
            paired=self._paired,
            finished=self._set_up,
        )
        join(view, presenter, intents.SETUP)
        return Desk(view, presenter)
