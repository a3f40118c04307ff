"""What a clerk does for customers, as doubles: bookings, fitting rooms and orders to be collected."""

from dataclasses import replace

from posapp.domain.identity import VariantId
from posapp.services.errors import CodeRefused, NotOpenForHandOver
from posapp.services.pickups import OtherPiece
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing


class FakeBookings(Refusing):
    """Keeps the day's board."""

    def __init__(self):
        super().__init__()
        self.board = {card.booking_id: card for card in moment.BOARD}

    def today(self):
        self._called("today")
        return tuple(self.board.values())

    def check_in(self, booking_id, how):
        self._called("check_in", booking_id, how)
        card = replace(self.board[booking_id], status="checked_in", checked_in=moment.NOW, is_late=False)
        self.board[booking_id] = card
        return card

    def slots(self, booking_id, day):
        self._called("slots", booking_id, day)
        return moment.slots_of(self.board[booking_id], day)

    def change(self, booking_id, *, starts=None, companions=None):
        self._called("change", booking_id, starts, companions)
        card = self.board[booking_id]
        if starts is not None:
            card = replace(card, starts=starts, ends=starts + card.ends - card.starts, room=0, answer="asked")
        if companions is not None:
            card = replace(card, companions=companions)
        self.board[booking_id] = card
        return card

    def cancel(self, booking_id):
        self._called("cancel", booking_id)
        return replace(self.board.pop(booking_id), status="cancelled")

    def record(self, booking_id, garment_id, said):
        self._called("record", booking_id, garment_id, said)
        card = self.board[booking_id]
        garments = tuple(
            replace(one, outcome=replace(one.outcome, said=said)) if one.garment_id == garment_id else one
            for one in card.garments
        )
        self.board[booking_id] = replace(card, garments=garments)
        return self.board[booking_id]

    def want(self, booking_id, garment_id, said, variant_id):
        self._called("want", booking_id, garment_id, said, variant_id)
        return self.board[booking_id]

    def kept_to_cart(self, booking_id):
        self._called("kept_to_cart", booking_id)
        kept = [one for one in self.board[booking_id].garments if one.verdict == "kept"]
        return moment.cart(
            member=moment.ON_THE_CART, lines=[moment.cart_line(one.variant_id, "try_on") for one in kept]
        )


class FakeRooms(Refusing):
    """Keeps the board of the fitting rooms as it is told."""

    def __init__(self, cards=moment.ROOMS):
        super().__init__()
        self.cards = cards
        self.cart = None

    def _answer(self, name, *said):
        self._called(name, *said)
        return self.cards

    def board(self):
        return self._answer("board")

    def let_in_booked(self, room_id, booking_id, companions=0, *, anyway=False):
        return self._answer("let_in_anyway" if anyway else "let_in_booked", room_id, booking_id, companions)

    def let_in(self, room_id, member_id=None, companions=0, *, anyway=False):
        return self._answer("let_in_anyway" if anyway else "let_in", room_id, member_id, companions)

    def judge(self, room_id, piece_id, said):
        self._called("judge", room_id, piece_id, said)
        self.cards = tuple(replace(card, pieces=_told(card.pieces, piece_id, said)) for card in self.cards)
        return self.cards

    def want(self, room_id, piece_id, said, variant_id):
        return self._answer("want", room_id, piece_id, said, variant_id)

    def know(self, room_id, text):
        return self._answer("know", room_id, text)

    def bring(self, room_id, barcode):
        return self._answer("bring", room_id, barcode)

    def bring_asked(self, room_id, request_id):
        return self._answer("bring_asked", room_id, request_id)

    def ask(self, room_id, variant_id):
        return self._answer("ask", room_id, variant_id)

    def sizes(self, variant_id):
        self._called("sizes", variant_id)
        return moment.SIZES

    def say_no(self, room_id, request_id):
        return self._answer("say_no", room_id, request_id)

    def take_back(self, room_id, piece_id):
        return self._answer("take_back", room_id, piece_id)

    def give_up(self, room_id, piece_id):
        return self._answer("give_up", room_id, piece_id)

    def let_out(self, room_id, kept):
        return self._answer("let_out", room_id, frozenset(kept)), self.cart

    def make_ready(self, room_id):
        return self._answer("make_ready", room_id)


def _told(pieces, piece_id, said):
    return tuple(
        replace(one, outcome=replace(one.outcome, said=said)) if one.piece_id == piece_id else one for one in pieces
    )


class FakePickups(Refusing):
    """Keeps the orders that wait; order 1 has the code 90000017."""

    codes = {"90000017": "o-1"}

    def __init__(self):
        super().__init__()
        self.orders = {card.order_id: card for card in moment.WAITING}

    def waiting(self):
        self._called("waiting")
        return tuple(card for card in self.orders.values() if card.status != "handed_over")

    def look_up(self, text):
        self._called("look_up", text)
        if text not in self.codes:
            raise CodeRefused(reason="malformed")
        return self.orders[self.codes[text]]

    def get(self, order_id):
        self._called("get", order_id)
        return self.orders[order_id]

    def others(self, variant_id):
        self._called("others", variant_id)
        return (OtherPiece(VariantId("v-2"), moment.SAND, "L", 2), OtherPiece(VariantId("v-3"), moment.RUST, "M", 0))

    def pick(self, order_id, pieces=None):
        self._called("pick", order_id, pieces)
        lines = tuple(
            replace(line, picked=line.picked + line.to_pick) if pieces is None or line.line_id in pieces else line
            for line in self.orders[order_id].lines
        )
        status = "promised" if any(line.to_pick for line in lines) else "ready"
        self.orders[order_id] = replace(self.orders[order_id], status=status, lines=lines)
        return self.orders[order_id]

    def cannot_find(self, order_id, pieces):
        self._called("cannot_find", order_id, pieces)
        lines = tuple(
            replace(line, missing=line.missing + pieces.get(line.line_id, 0)) for line in self.orders[order_id].lines
        )
        self.orders[order_id] = replace(self.orders[order_id], lines=lines)
        return self.orders[order_id]

    def to_cart(self, order_id, code_text, taking=None):
        self._called("to_cart", order_id, code_text, taking)
        return  # the presenter only goes selling

    def hand_over(self, order_id, code_text, taking=None, *, override=None):
        self._called("hand_over", order_id, code_text, taking, override)
        if self.codes.get(code_text) != order_id:
            raise NotOpenForHandOver(reason="wrong_code")
        taken = {one.line_id: one for one in taking or ()}
        lines = tuple(
            replace(
                line,
                handed=line.handed + (taken[line.line_id].quantity if taken else line.waits),
                dropped=line.dropped + (taken[line.line_id].left_out if taken else 0),
            )
            for line in self.orders[order_id].lines
        )
        is_whole = not any(line.waits for line in lines)
        card = replace(
            self.orders[order_id],
            status="handed_over" if is_whole else self.orders[order_id].status,
            handed_over=moment.NOW,
            lines=lines,
        )
        self.orders[order_id] = card
        return card
