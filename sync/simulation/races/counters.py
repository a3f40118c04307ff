"""What clerks and customers do at a counter in a race, each act under its name.

A clerk goes by what her till shows; a customer with a code may come to either till, whatever that shows. Which order,
piece or room it is, is drawn. What the till refuses is said, and nothing has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from posapp.domain.clock import local
from posapp.domain.errors import Refused
from posapp.domain.identity import GarmentId, MemberId, OrderId, VariantId
from posapp.services.booking import BookingCard
from posapp.services.handing_over import Taking
from posapp.services.outcomes import Said
from posapp.services.room_cards import RoomCard
from sync.protocol.kinds import Verdict
from sync.protocol.prepared import Choice
from sync.simulation import chain
from sync.simulation.chronicle import Chronicle
from sync.simulation.races.shop import MEMBERS, STOCK, ClerksTill

T = TypeVar("T")

_VERDICTS: tuple[Verdict, ...] = ("kept", "kept", "too_small", "not_colour", "untried")
_CHOICES: tuple[Choice, ...] = ("offered", "taken", "dropped")
_LEAVES_OUT = 0.3
_INSISTS = 0.5
_NEAR = 3
"""Slots that everybody wants."""

_BARCODES = {variant_id: f"69{chain.VARIANTS.index(variant_id):011d}" for variant_id in STOCK}


class Clerk:
    """Whoever works at one till. With a ``piece`` walk-ins want that, and the first room."""

    def __init__(self, till: ClerksTill, rng: Random, chronicle: Chronicle, piece: str = "") -> None:
        self.till = till
        self._piece = piece
        self._rng = rng
        self._chronicle = chronicle
        self.acts: dict[str, Callable[[], None]] = {
            "pick": self._pick,
            "put back": self._put_back,
            "hand over": self._hand_over,
            "hand over some": lambda: self._hand_over(in_part=True),
            "cannot find": self._cannot_find,
            "sell": self._sell,
            "check in": self._check_in,
            "move booking": self._move_booking,
            "call off": self._call_off,
            "fetch": self._fetch,
            "not there": self._not_there,
            "lay out another": self._lay_out_another,
            "record": self._record,
            "buy kept": self._buy_kept,
            "let in": self._let_in,
            "let in booked": self._let_in_booked,
            "bring": self._bring,
            "let out": self._let_out,
            "tidy": self._tidy,
            "give up": self._give_up,
        }

    def do(self, act: str) -> None:
        """Do something; what the till refuses is said."""
        try:
            self.acts[act]()
        except Refused as refused:
            self._say(f"may not {act}: {refused.code} {refused.values}")

    # --- orders and pieces -----------------------------------------------------------------------------------------

    def _pick(self) -> None:
        cards = self.till.pickups.waiting()
        if cards:
            card = self._rng.choice(cards)
            self.till.pickups.pick(card.order_id)
            self._say(f"picks {card.number}")

    def _put_back(self) -> None:
        on_the_shelf = self._ids(
            "SELECT id FROM pickup_order WHERE status IN ('ready', 'cancelled', 'expired', 'declined') ORDER BY id"
        )
        if on_the_shelf:
            card = self.till.pickups.put_back(OrderId(self._rng.choice(on_the_shelf)))
            self._say(f"hangs {card.number} back")

    def _hand_over(self, *, in_part: bool = False) -> None:
        # She comes with her code, whatever this till thinks of her order.
        known = self._ids("SELECT id FROM pickup_order ORDER BY id")
        if known:
            order_id = OrderId(self._rng.choice(known))
            code = self.till.rows("SELECT code FROM pickup_order WHERE id = :id", id=order_id)[0].code
            taking = None
            if in_part:
                lines = self.till.pickups.get(order_id).lines
                taking = [Taking(line.line_id, self._rng.randint(0, line.waits)) for line in lines]
                rest = [line.waits - taken.quantity for line, taken in zip(lines, taking, strict=True)]
                if self._rng.random() < _LEAVES_OUT:
                    taking = [replace(taken, left_out=left) for taken, left in zip(taking, rest, strict=True)]
            card = self.till.pickups.hand_over(order_id, code, taking)
            pieces = "all of it" if taking is None else [(one.quantity, one.left_out) for one in taking]
            self._say(f"hands over {card.number}, {pieces}")

    def _cannot_find(self) -> None:
        waiting = [(card, line) for card in self.till.pickups.waiting() for line in card.lines if line.waits]
        if found := self._drawn(waiting):
            card, line = found
            self.till.pickups.cannot_find(card.order_id, {line.line_id: 1})
            self._say(f"cannot find {line.variant_id} of {card.number}")

    def _sell(self) -> None:
        variant_id = self._piece or self._rng.choice(tuple(STOCK))
        self.till.selling.add(VariantId(variant_id), "scan", 1)
        self._pay(f"a walk-in buys {variant_id}")

    def _pay(self, what: str) -> None:
        sale = self.till.paying.pay_cash()
        self.till.witness.told[sale.sale_id] = (sale.receipt_no, sale.total)
        self._say(f"{what}: {sale.receipt_no}")

    # --- bookings --------------------------------------------------------------------------------------------------

    def _check_in(self) -> None:
        if card := self._drawn([card for card in self.till.bookings.today() if card.checked_in is None]):
            self.till.bookings.check_in(card.booking_id, self._rng.choice(("booking_code", "list")))
            self._say(f"checks in {card.code}")

    def _move_booking(self) -> None:
        if card := self._drawn([card for card in self.till.bookings.today() if card.status == "booked"]):
            slots = self.till.bookings.slots(card.booking_id, local(card.starts).date())[:_NEAR]
            if slot := self._drawn([slot for slot in slots if not slot.is_hers]):
                self.till.bookings.change(card.booking_id, starts=slot.starts)
                self._say(f"moves {card.code} to {local(slot.starts):%H:%M}")

    def _call_off(self) -> None:
        if card := self._drawn([card for card in self.till.bookings.today() if card.status == "booked"]):
            self.till.bookings.cancel(card.booking_id)
            self._say(f"calls {card.code} off")

    def _fetch(self) -> None:
        pieces = [piece for errand in self.till.walking.list() for piece in errand.pieces if piece.is_open]
        if piece := self._drawn(pieces):
            self.till.walking.tick(piece.key)
            self._say(f"fetches or hangs back {piece.variant_id} of a {piece.key.kind}")

    def _not_there(self) -> None:
        pieces = [piece for errand in self.till.walking.list() for piece in errand.pieces if piece.is_open]
        if piece := self._drawn(pieces):
            self.till.walking.not_found(piece.key)
            self._say(f"does not find {piece.variant_id} of a {piece.key.kind}")

    def _lay_out_another(self) -> None:
        errands = [errand for errand in self.till.walking.list() if errand.kind == "booking"]
        if piece := self._drawn([piece for errand in errands for piece in errand.pieces if piece.stand == "missing"]):
            choice, instead = self._rng.choice(_CHOICES), self._rng.choice(tuple(STOCK))
            self.till.walking.choose(piece.key, choice, VariantId(instead) if choice != "dropped" else None)
            self._say(f"{choice} for {piece.variant_id}: {instead}")

    def _record(self) -> None:
        if card := self._drawn(self._served()):
            garment, verdict = self._rng.choice(card.garments), self._rng.choice(_VERDICTS)
            self.till.bookings.record(card.booking_id, GarmentId(garment.garment_id), Said(verdict))
            self._say(f"{card.code}: {garment.variant_id} {verdict}")

    def _buy_kept(self) -> None:
        if (card := self._drawn(self._served())) and self.till.bookings.kept_to_cart(card.booking_id).lines:
            self._pay(f"{card.code} buys what she keeps")

    def _served(self) -> list[BookingCard]:
        return [card for card in self.till.bookings.today() if card.status in ("checked_in", "done")]

    # --- fitting rooms ---------------------------------------------------------------------------------------------

    def _let_in(self) -> None:
        # The board may not show that somebody is in; the clerk is told then.
        board = self.till.fitting.board()
        room = board[0] if self._piece else self._rng.choice(board)
        member = self._rng.choice((None, *MEMBERS))
        who = MemberId(member) if member is not None else None
        self.till.fitting.let_in(room.room_id, who, anyway=self._insists())
        self._say(f"lets somebody into room {room.number}")

    def _let_in_booked(self) -> None:
        cards = [card for card in self.till.bookings.today() if card.status in ("booked", "checked_in")]
        if card := self._drawn(cards):
            rooms = {room.number: room for room in self.till.fitting.board()}
            room = rooms.get(card.room) or self._rng.choice(tuple(rooms.values()))
            self.till.fitting.let_in_booked(room.room_id, card.booking_id, anyway=self._insists())
            self._say(f"lets {card.code} into room {room.number}")

    def _insists(self) -> bool:
        """Tell whether the clerk presses again when she hears that the room is kept for somebody."""
        return bool(self._piece) or self._rng.random() < _INSISTS

    def _bring(self) -> None:
        if room := self._drawn(self._in_use()):
            self.till.fitting.bring(room.room_id, _BARCODES[self._rng.choice(tuple(STOCK))])
            self._say(f"brings a piece to room {room.number}")

    def _let_out(self) -> None:
        if room := self._drawn(self._in_use()):
            kept = [piece.piece_id for piece in room.pieces if self._rng.random() < 0.5]
            _, cart = self.till.fitting.let_out(room.room_id, kept)
            self._say(f"lets somebody out of room {room.number}, who keeps {len(kept)}")
            if cart is not None and cart.lines:
                self._pay("she pays what she keeps")

    def _tidy(self) -> None:
        if room := self._drawn([room for room in self.till.fitting.board() if room.status == "to_clean"]):
            self.till.fitting.make_ready(room.room_id)
            self._say(f"tidies room {room.number}")

    def _give_up(self) -> None:
        if room := self._drawn([room for room in self.till.fitting.board() if room.missing]):
            self.till.fitting.give_up(room.room_id, room.missing[0].piece_id)
            self._say(f"gives a piece of room {room.number} up")

    def _in_use(self) -> list[RoomCard]:
        return [room for room in self.till.fitting.board() if room.status == "in_use"]

    # -----------------------------------------------------------------------------------------------------------------

    def _drawn(self, among: Sequence[T]) -> T | None:
        return self._rng.choice(among) if among else None

    def _ids(self, query: str) -> list[str]:
        return [row.id for row in self.till.rows(query)]

    def _say(self, what: str) -> None:
        self._chronicle.say(self.till.name, what)
