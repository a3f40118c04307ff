"""Turns what the clerk does on the board of the day into use cases, or opens the screen where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import BookingId, CartId, OrderId
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.today.state import EVERYBODY, MINE, NOBODYS, TodayState
from posapp.ui.trouble import let_bugs_through
from posapp.ui.widgets.along import next_along

if TYPE_CHECKING:
    from posapp.services.booking import Bookings
    from posapp.services.day_items import DayBoard, DayItem, DayKind
    from posapp.services.fitting import FittingRooms
    from posapp.services.pickups import Pickups
    from posapp.services.ports import Announcements, Runner
    from posapp.services.syncing import Syncing, SyncStatus
    from posapp.services.today import Today
    from posapp.services.walk_cards import ErrandKind


class TodayScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: TodayState) -> None:
        """Show all of it."""
        ...


class Doors(Protocol):
    """The screens where a next step is done that is more than one key."""

    def show_booking(self, booking_id: str) -> None:
        """Open a booking."""
        ...

    def show_room(self, room_id: str) -> None:
        """Open a fitting room."""
        ...

    def show_pickup(self, order_id: str) -> None:
        """Open an order; its code is still to come."""
        ...

    def show_walk(self, kind: ErrandKind, subject: str) -> None:
        """Open the walking list at a booking or an order."""
        ...

    def show_follow_up(self, follow_up_id: str) -> None:
        """Open a follow-up."""
        ...

    def show_transfers(self) -> None:
        """Open what shops ask of one another."""
        ...

    def show_defects(self) -> None:
        """Open what lies in the place for defective goods."""
        ...

    def recall_cart(self, cart_id: CartId) -> None:
        """Take a cart back that was put aside, and go selling."""
        ...


class Acts(Protocol):
    """The use cases that the board calls."""

    @property
    def today(self) -> Today: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def fitting_rooms(self) -> FittingRooms: ...
    @property
    def pickups(self) -> Pickups: ...
    @property
    def syncing(self) -> Syncing: ...


class TodayPresenter:
    """Keeps the board: what is to be done, filtered by kind and clerk, and one key for each next step."""

    def __init__(
        self, view: TodayScreen, acts: Acts, runner: Runner, announcements: Announcements, doors: Doors
    ) -> None:
        self._view = view
        self._acts = acts
        self._runner = runner
        self._announcements = announcements
        self._doors = doors
        self._board = Rereading(runner, self._read, done=self._listed, failed=self._failed)
        self._state = TodayState()

    @property
    def state(self) -> TodayState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the board."""
        self._board.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the board again when anything on it may have changed."""
        of_the_day = changes.booking, changes.room, changes.order, changes.transfer, changes.follow_up, changes.cart
        if changes.sync or changes.sale or any(of_the_day):
            self._board.ask()

    def chosen(self, key: str) -> None:
        """Put the mark on an item."""
        self._show(replace(self._state, chosen_key=key, notice=None))

    def walked(self, step: int) -> None:
        """Move the mark up or down; it stops at the ends."""
        if self._state.items:
            keys = (one.key for one in self._state.items)
            self.chosen(next_along(keys, self._state.chosen_key or None, step))

    def kind_chosen(self, kind: DayKind | None) -> None:
        """Show one kind of work, or all."""
        self._show(self._marked(replace(self._state, kind=kind, notice=None)))

    def kinds_walked(self, step: int) -> None:
        """Go to the next kind that has any work."""
        kinds: list[DayKind | None] = [None, *(kind for kind in self._state.kinds if self._state.kinds[kind])]
        self.kind_chosen(next_along(kinds, self._state.kind, step))

    def clerk_chosen(self, whose: str) -> None:
        """Show the work of everybody, of one clerk, or what nobody has taken on."""
        self._show(self._marked(replace(self._state, whose=whose, notice=None)))

    def clerks_walked(self, step: int) -> None:
        """Go to the next clerk."""
        clerks = [EVERYBODY, MINE, NOBODYS, *(clerk_id for clerk_id, _ in self._state.clerks)]
        self.clerk_chosen(next_along(clerks, self._state.whose, step))

    def size_pressed(self) -> None:
        """Show everything large, or as usual."""
        self._show(replace(self._state, is_large=not self._state.is_large))

    def step_pressed(self, key: str = "") -> None:
        """Do what comes next for an item, the marked one unless another is named."""
        if key:
            self._state = replace(self._state, chosen_key=key)
        item = self._state.chosen
        if item is None or self._state.is_busy:
            return
        act = self._act_of(item)
        if act is not None:
            job, changes = act
            self._show(replace(self._state, is_busy=True, notice=None))
            self._runner.run(job, done=lambda _: self._done(changes), failed=self._failed)
        else:
            self._show(replace(self._state, notice=None))
            self._open(item)

    def _act_of(self, item: DayItem) -> tuple[Callable[[], object], Changes] | None:
        """Return the use case that is the whole next step, with what it changes; None when it takes a screen."""
        acts = self._acts
        match item.step:
            case "check_in":
                return lambda: acts.bookings.check_in(BookingId(item.subject), "list"), Changes(booking=True)
            case "tidy":
                return lambda: acts.fitting_rooms.make_ready(item.subject), Changes(room=True)
            case "put_back":
                return lambda: acts.pickups.put_back(OrderId(item.subject)), Changes(order=True, stock=True)
            case _:
                return None

    def _open(self, item: DayItem) -> None:
        match item.step:
            case "prepare":
                self._doors.show_walk("booking", item.subject)
            case "pick":
                self._doors.show_walk("order", item.subject)
            case "hang_back":
                self._doors.show_walk("not_come", item.subject)
            case "open_booking" | "outcomes":
                self._doors.show_booking(item.subject)
            case "let_in" | "bring" | "find" | "look_in":
                self._doors.show_room(item.room_id)
            case "hand_over" | "open_order":
                self._doors.show_pickup(item.subject)
            case "see_transfer":
                self._doors.show_transfers()
            case "decide":
                self._doors.show_follow_up(item.subject)
            case "recall":
                self._doors.recall_cart(CartId(item.subject))
            case "settle":
                self._doors.show_defects()

    def _read(self) -> tuple[DayBoard, SyncStatus]:
        return self._acts.today.board(), self._acts.syncing.status()

    def _listed(self, answer: tuple[DayBoard, SyncStatus]) -> None:
        board, status = answer
        self._show(self._marked(replace(self._state, board=board, sync=status)))

    def _marked(self, state: TodayState) -> TodayState:
        """Keep the mark on its item; where that is gone, on what stands in its place now."""
        items = state.items
        if not items or state.chosen is not None:
            return state
        before = [one.key for one in self._state.items]
        place = before.index(state.chosen_key) if state.chosen_key in before else 0
        return replace(state, chosen_key=items[min(place, len(items) - 1)].key)

    def _done(self, changes: Changes) -> None:
        self._show(replace(self._state, is_busy=False))
        self._board.outdate()
        self._announcements.announce(changes)

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: TodayState) -> None:
        self._state = state
        self._view.show_state(state)
