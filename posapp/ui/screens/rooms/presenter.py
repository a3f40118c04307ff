"""Turns what the clerk does at the fitting rooms into use cases, and answers into the board's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import VariantId
from posapp.domain.scan import classify
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.rooms.outfits import RoomOutfits
from posapp.ui.screens.rooms.state import RoomsState
from posapp.ui.trouble import let_bugs_through
from sync.protocol.codes import CodeType, type_of

if TYPE_CHECKING:
    from posapp.services.carts import Cart
    from posapp.services.fitting import FittingRooms
    from posapp.services.outcomes import Said, SizeHere
    from posapp.services.outfitting import Outfit, Outfitting
    from posapp.services.ports import Announcements, Runner
    from posapp.services.room_cards import RoomCard

Cards = tuple["RoomCard", ...]


class RoomsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: RoomsState) -> None:
        """Show all of it."""
        ...


class RoomsPresenter:
    """Keeps the board: who goes in, what is brought and taken back, who comes out and with what.

    ``go_selling`` brings the sell screen to the front once kept pieces are on the cart.
    """

    def __init__(
        self,
        view: RoomsScreen,
        rooms: FittingRooms,
        runner: Runner,
        announcements: Announcements,
        go_selling: Callable[[], None],
        outfitting: Outfitting,
    ) -> None:
        self._view = view
        self._rooms = rooms
        self._runner = runner
        self._announcements = announcements
        self._go_selling = go_selling
        self._board = Rereading(runner, rooms.board, done=self._listed, failed=self._failed)
        self._outfits = RoomOutfits(outfitting, runner, self._outfit_found)
        self._state = RoomsState()

    @property
    def state(self) -> RoomsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the board."""
        self._board.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the board again when a room, a booking, or what hangs here, changed."""
        if changes.room or changes.booking or changes.stock:
            self.opened()

    def chosen(self, room_id: str) -> None:
        """Open a room."""
        self._show(replace(self._state, chosen_id=room_id, companions=None, swapped="", sizes=(), notice=None))

    def booked_let_in(self) -> None:
        """Let in who has booked the chosen room."""
        card = self._state.chosen
        if card is not None and card.next is not None:
            booking_id, companions = card.next.booking_id, self._state.companions
            anyway = self._is_asked_again()
            self._write(
                lambda: self._rooms.let_in_booked(card.room_id, booking_id, companions, anyway=anyway), booking=True
            )

    def walk_in_let_in(self) -> None:
        """Let somebody into the chosen room who has not booked."""
        card = self._state.chosen
        if card is not None:
            companions = self._state.companions or 0
            anyway = self._is_asked_again()
            self._write(lambda: self._rooms.let_in(card.room_id, companions=companions, anyway=anyway))

    def companions_chosen(self, companions: int) -> None:
        """Say how many go in with the next."""
        self._show(replace(self._state, companions=companions, notice=None))

    def takes(self, text: str) -> bool:
        """Tell whether a scan is for the room that is open: a piece, or the code of a member whom nobody knew."""
        card = self._state.chosen
        if card is None or card.status != "in_use":
            return False
        return classify(text).readings == ("barcode",) or (card.name is None and _is_members(text))

    def scanned(self, text: str) -> None:
        """Bring a piece into the chosen room by its barcode, or say whose visit it is by her member code."""
        card = self._state.chosen
        if card is None:
            return
        if _is_members(text):
            self._write(lambda: self._rooms.know(card.room_id, text))
        else:
            self._write(lambda: self._rooms.bring(card.room_id, text))

    def brought(self, request_id: str) -> None:
        """Bring what she asked for."""
        self._act(lambda room_id: self._rooms.bring_asked(room_id, request_id))

    def refused(self, request_id: str) -> None:
        """Tell that what she asked for is not here."""
        self._act(lambda room_id: self._rooms.say_no(room_id, request_id))

    def taken_back(self, piece_id: str) -> None:
        """Hang a piece on the rail again."""
        self._act(lambda room_id: self._rooms.take_back(room_id, piece_id))

    def given_up(self, piece_id: str) -> None:
        """A missing piece was not found."""
        self._act(lambda room_id: self._rooms.give_up(room_id, piece_id))

    def judged(self, piece_id: str, said: Said) -> None:
        """Record what became of a piece; the newest word stands."""
        card = self._state.chosen
        if card is not None:
            self._write(lambda: self._rooms.judge(card.room_id, piece_id, said), booking=True)

    def better_wanted(self, piece_id: str, said: Said, variant_id: VariantId) -> None:
        """Record which size she wants instead of one that does not fit, and have it brought."""
        card = self._state.chosen
        if card is not None:
            self._write(lambda: self._rooms.want(card.room_id, piece_id, said, variant_id), booking=True)

    def size_wanted(self, piece_id: str) -> None:
        """Show the other sizes of a piece; pressed again, put them away."""
        card = self._state.chosen
        piece = next((one for one in card.pieces if one.piece_id == piece_id), None) if card else None
        if piece is None or self._state.swapped == piece_id:
            self._show(replace(self._state, swapped="", sizes=()))
            return

        def listed(sizes: tuple[SizeHere, ...]) -> None:
            self._show(replace(self._state, swapped=piece_id, sizes=sizes, notice=None))

        self._runner.run(lambda: self._rooms.sizes(piece.variant_id), done=listed, failed=self._failed)

    def size_chosen(self, variant_id: str) -> None:
        """Note that she asks for that size, or for a piece that goes with what she has on."""
        self._act(lambda room_id: self._rooms.ask(room_id, VariantId(variant_id)))

    def let_out(self) -> None:
        """She is out: what she keeps goes to the cart, and with it the clerk."""
        card, kept = self._state.chosen, self._state.kept
        if card is None or self._state.is_busy or card.status != "in_use":
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._rooms.let_out(card.room_id, kept), done=self._out, failed=self._failed)

    def made_ready(self) -> None:
        """The chosen room is tidy."""
        self._act(self._rooms.make_ready)

    def _is_asked_again(self) -> bool:
        """Tell whether the clerk was just told that the room is kept, or may be, and lets her in all the same."""
        notice = self._state.notice
        return notice is not None and notice.code in ("room_kept", "room_unsure")

    def _act(self, act: Callable[[str], Cards]) -> None:
        card = self._state.chosen
        if card is not None:
            self._write(lambda: act(card.room_id))

    def _write(self, act: Callable[[], Cards], *, booking: bool = False) -> None:
        if self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(act, done=lambda cards: self._written(cards, booking=booking), failed=self._failed)

    def _listed(self, cards: Cards) -> None:
        chosen_id = self._state.chosen_id
        if cards and chosen_id not in {card.room_id for card in cards}:
            chosen_id = _first_to_serve(cards).room_id
        self._take(cards, chosen_id=chosen_id)

    def _take(self, cards: Cards, *, chosen_id: str) -> None:
        """Show the rooms; what was said of pieces that are no longer there is forgotten."""
        inside = {piece.piece_id for card in cards if card.room_id == chosen_id for piece in card.pieces}
        swapped = self._state.swapped if self._state.swapped in inside else ""
        self._show(
            replace(
                self._state,
                cards=cards,
                chosen_id=chosen_id,
                companions=self._state.companions if chosen_id == self._state.chosen_id else None,
                swapped=swapped,
                sizes=self._state.sizes if swapped else (),
            )
        )

    def _written(self, cards: Cards, *, booking: bool = False) -> None:
        self._board.outdate()
        self._state = replace(self._state, is_busy=False, companions=None, swapped="", sizes=())
        self._take(cards, chosen_id=self._state.chosen_id)
        self._announcements.announce(Changes(room=True, booking=booking))

    def _out(self, answer: tuple[Cards, Cart | None]) -> None:
        cards, cart = answer
        self._written(cards, booking=True)
        if cart is not None:
            self._announcements.announce(Changes(cart=True))
            self._go_selling()

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _outfit_found(self, outfit: Outfit | None) -> None:
        if outfit != self._state.outfit:
            self._show(replace(self._state, outfit=outfit))

    def _show(self, state: RoomsState) -> None:
        self._state = state
        self._view.show_state(state)
        self._outfits.follow(state.chosen)


def _is_members(text: str) -> bool:
    scanned = classify(text)
    return scanned.readings == ("signed",) and type_of(scanned.text) is CodeType.MEMBER


def _first_to_serve(cards: Cards) -> RoomCard:
    """Return the room where somebody waits for a clerk, else one in use, else the first."""
    wanting = [card for card in cards if card.wants_something]
    in_use = [card for card in cards if card.status == "in_use"]
    return (*wanting, *in_use, *cards)[0]
