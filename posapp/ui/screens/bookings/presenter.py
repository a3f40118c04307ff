"""Turns what the clerk does on the bookings board into use cases, and answers into its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from posapp.domain.clock import Millis, local
from posapp.domain.identity import BookingId, GarmentId, VariantId
from posapp.services.changes import Changes
from posapp.ui.formatting import clock_time
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.state import BookingsState, Moving
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from datetime import date

    from posapp.services.booking import BookingCard, Bookings
    from posapp.services.outcomes import Said
    from posapp.services.ports import Announcements, Runner
    from posapp.services.rebooking import SlotHere
    from posapp.services.selling import Cart

How = Literal["booking_code", "member_code", "last_four", "list"]


class BookingsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: BookingsState) -> None:
        """Show all of it."""
        ...


class BookingsPresenter:
    """Keeps the day's board; checks in; records what became of each garment; brings kept pieces to the cart.

    ``go_selling`` brings the sell screen to the front once the kept pieces are on the cart.
    """

    def __init__(
        self,
        view: BookingsScreen,
        bookings: Bookings,
        runner: Runner,
        announcements: Announcements,
        go_selling: Callable[[], None],
    ) -> None:
        self._view = view
        self._bookings = bookings
        self._runner = runner
        self._announcements = announcements
        self._go_selling = go_selling
        self._board = Rereading(runner, bookings.today, done=self._listed, failed=self._failed)
        self._is_news_to_tell = False
        self._state = BookingsState()

    @property
    def state(self) -> BookingsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the day's board; where one is known, that is painted first."""
        if self._state.cards is None:
            self._board.ask()
        else:
            self._runner.once_painted(self._look_again)

    def things_changed(self, changes: Changes) -> None:
        """Read the board again when a booking, or what hangs here, changed."""
        if changes.booking or changes.stock:
            self._board.ask()

    def chosen(self, booking_id: BookingId) -> None:
        """Open a booking's garments."""
        self._show(replace(self._state, chosen_id=booking_id, moving=None, notice=None))

    def searched(self, typed: str) -> None:
        """Look for somebody by her name, the end of her number or her code; the only one found is opened."""
        state = replace(self._state, typed=typed)
        found = {card.booking_id for card in state.listed}
        if len(found) == 1 and typed.strip():
            state = replace(state, chosen_id=next(iter(found)), moving=None, notice=None)
        self._show(state)

    def moving_wanted(self) -> None:
        """Show the times to which the chosen booking may move, those of its day first."""
        card = self._state.chosen
        if card is not None:
            today = local(card.starts).date()  # the board is today's
            self._read_slots(today, today)

    def day_chosen(self, day: date) -> None:
        """Show the times of another day."""
        if self._state.moving is not None:
            self._read_slots(self._state.moving.today, day)

    def slot_chosen(self, starts: Millis) -> None:
        """Move the chosen booking there."""

        def moved(card: BookingCard) -> None:
            day = f"{local(starts):%m-%d}"
            told = {"day": day, "time": clock_time(starts)}
            self._told(card, Notice("success", words.MOVED, words.MOVED_HOW, told))

        self._change(lambda booking_id: self._bookings.change(booking_id, starts=starts), moved)

    def companions_chosen(self, companions: int) -> None:
        """Keep how many come along."""
        self._change(lambda booking_id: self._bookings.change(booking_id, companions=companions), self._written)

    def off_pressed(self) -> None:
        """Call the chosen booking off, once that was pressed twice."""
        moving = self._state.moving
        if moving is None:
            return
        if not moving.is_off_armed:
            self._show(replace(self._state, moving=replace(moving, is_off_armed=True)))
            return

        def off(card: BookingCard) -> None:
            self._told(card, Notice("success", words.CALLED_OFF, words.CALLED_OFF_HOW))

        self._change(self._bookings.cancel, off)

    def moving_left(self) -> None:
        """Put the times away."""
        self._show(replace(self._state, moving=None))

    def booking_scanned(self, booking_id: BookingId, answered: Callable[[], None] | None = None) -> None:
        """Her booking code was scanned: open it, and check her in unless she is.

        Nothing is shown before that is kept, or could not be, and then ``answered`` is called: her card as it was a
        moment ago would cost a whole painting that nobody sees.
        """
        self._state = replace(self._state, chosen_id=booking_id, is_busy=True, moving=None, notice=None)
        self._check_in(booking_id, "booking_code", answered or _nothing_more)

    def waited_for(self) -> None:
        """It takes a while until she is checked in: show her booking as it is known."""
        self._show(self._state)

    def checked_in(self) -> None:
        """The clerk says that she is here."""
        if self._state.chosen_id is not None:
            self._show(replace(self._state, is_busy=True, moving=None, notice=None))
            self._check_in(self._state.chosen_id, "list", _nothing_more)

    def judged(self, garment_id: GarmentId, said: Said) -> None:
        """Record what became of a garment; the newest word stands."""
        self._record(lambda booking_id: self._bookings.record(booking_id, garment_id, said))

    def size_wanted(self, garment_id: GarmentId, said: Said, variant_id: VariantId) -> None:
        """Record which size she wants instead, and have it brought when she is in a room."""
        self._record(lambda booking_id: self._bookings.want(booking_id, garment_id, said, variant_id), is_brought=True)

    def kept_taken(self) -> None:
        """Bring the pieces that she keeps to the cart, and go there."""
        booking_id = self._state.chosen_id
        if booking_id is None or self._state.is_busy or not self._state.kept:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._bookings.kept_to_cart(booking_id), done=self._on_the_cart, failed=self._failed)

    def _record(self, act: Callable[[BookingId], BookingCard], *, is_brought: bool = False) -> None:
        booking_id = self._state.chosen_id
        if booking_id is None:
            return

        def kept(card: BookingCard) -> None:
            self._written(card, room=is_brought)

        self._show(replace(self._state, notice=None))
        self._runner.run(lambda: act(booking_id), done=kept, failed=self._failed)

    def _read_slots(self, today: date, day: date) -> None:
        booking_id = self._state.chosen_id
        if booking_id is None:
            return

        def listed(slots: tuple[SlotHere, ...]) -> None:
            if self._state.chosen_id == booking_id:
                self._show(replace(self._state, moving=Moving(today, day, slots), notice=None))

        self._runner.run(lambda: self._bookings.slots(booking_id, day), done=listed, failed=self._failed)

    def _change(self, act: Callable[[BookingId], BookingCard], done: Callable[[BookingCard], None]) -> None:
        booking_id = self._state.chosen_id
        if booking_id is None or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: act(booking_id), done=done, failed=self._failed)

    def _told(self, card: BookingCard, notice: Notice) -> None:
        self._state = replace(self._state, moving=None)
        self._written(card)
        self._show(replace(self._state, notice=notice))

    def _look_again(self) -> None:
        """Read the board, unless an act is under way: her card comes first, and then the board by its news."""
        if not self._state.is_busy and not self._is_news_to_tell:
            self._board.ask()

    def _check_in(self, booking_id: BookingId, how: How, answered: Callable[[], None]) -> None:
        before = self._state.chosen

        def arrived(card: BookingCard) -> None:
            self._written(card, notice=_of_arrival(before))
            answered()

        def refused(error: Exception) -> None:
            answered()
            self._failed(error)

        self._runner.run(lambda: self._bookings.check_in(booking_id, how), done=arrived, failed=refused)

    def _listed(self, cards: tuple[BookingCard, ...]) -> None:
        chosen_id = self._state.chosen_id
        if cards and chosen_id not in {card.booking_id for card in cards}:
            chosen_id = _first_to_serve(cards).booking_id
        self._show(replace(self._state, cards=cards, chosen_id=chosen_id))

    def _written(self, card: BookingCard, *, room: bool = False, notice: Notice | None = None) -> None:
        self._board.outdate()
        known = self._state.cards or ()
        if any(one.booking_id == card.booking_id for one in known):
            cards = tuple(card if one.booking_id == card.booking_id else one for one in known)
        else:
            cards = tuple(sorted((*known, card), key=lambda one: one.starts))
        self._show(replace(self._state, cards=cards, is_busy=False, notice=notice or self._state.notice))
        self._is_news_to_tell = True
        # Boards and numbers are read anew once her card is painted: both would want the interpreter at once.
        self._runner.once_painted(lambda: self._tell(Changes(booking=True, room=room)))

    def _tell(self, changes: Changes) -> None:
        self._is_news_to_tell = False
        self._announcements.announce(changes)

    def _on_the_cart(self, cart: Cart) -> None:
        self._show(replace(self._state, is_busy=False))
        self._announcements.announce(Changes(cart=True, booking=True))
        self._go_selling()

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: BookingsState) -> None:
        self._state = state
        self._view.show_state(state)


def _nothing_more() -> None:
    """Nobody waits for the answer."""


def _of_arrival(before: BookingCard | None) -> Notice | None:
    """Return what to tell of somebody who came early, late, or was here already; None when all is as it should be."""
    if before is None:
        return None
    if before.checked_in is not None:
        time = {"time": clock_time(before.checked_in)}
        return Notice("accent", words.CAME_BEFORE, words.CAME_BEFORE_HOW, time)
    if before.status == "no_show":
        return Notice("warning", words.CAME_LATE, words.CAME_LATE_HOW)
    if before.minutes_early:
        return Notice("accent", words.CAME_EARLY, words.CAME_EARLY_HOW, {"minutes": before.minutes_early})
    return None


def _first_to_serve(cards: tuple[BookingCard, ...]) -> BookingCard:
    """Return who is here now, else who comes next, else the day's first."""
    for status in ("checked_in", "booked"):
        for card in cards:
            if card.status == status:
                return card
    return cards[0]
