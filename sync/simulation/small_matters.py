"""What people do besides buying, ordering and trying on: look, ask for an invoice, use a room, move a booking, review.

They have dice of their own, and nothing of it waits for a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from sqlalchemy import text

from posapp.domain.clock import local
from posapp.domain.errors import Refused
from posapp.domain.identity import MemberId, SaleId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.services.booking import BookingCard
from posapp.services.room_cards import RoomCard
from sync.hub import reviews
from sync.simulation import chain
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.till import SimulatedTill

T = TypeVar("T")

_NEAR = 4
"""Among so many of the next slots she chooses hers."""
_BARCODES = tuple(f"69{place:011d}" for place in range(len(chain.VARIANTS)))
_FITS: tuple[reviews.Fit, ...] = ("kept", "too_small", "too_big")


class SmallMatters:
    """The people at one till while nobody pays."""

    def __init__(self, till: SimulatedTill, rng: Random, chronicle: Chronicle) -> None:
        self._till = till
        self._rng = rng
        self._chronicle = chronicle

    def act(self) -> None:
        """Do one thing; what the program refuses is let be."""
        if not self._till.is_loaded():
            return
        act = self._rng.choice(
            (
                self._look,
                self._ask_for_invoice,
                self._fetch_change,
                self._let_in,
                self._bring,
                self._let_out,
                self._tidy,
                self._move_booking,
                self._call_off,
            )
        )
        try:
            act()
        except Refused as refused:
            self._say(f"leaves it: {refused.code}")

    def _look(self) -> None:
        """A member looks at something at the counter and goes without it."""
        till = self._till
        if till.selling.current().lines:
            return
        till.selling.attach_member(MemberId(self._rng.choice(chain.MEMBERS)), "A")
        till.selling.add(VariantId(self._rng.choice(chain.VARIANTS)), "scan", 1)
        till.looking.follow(till.selling.current())
        till.looking.opened(StyleId(self._rng.choice(chain.STYLES)))
        till.selling.clear()
        till.looking.follow(till.selling.current())
        till.looking.tell()
        self._say("shows a member something she does not buy")

    def _ask_for_invoice(self) -> None:
        if sale := self._drawn(sorted(self._till.witness.told)):
            if not self._till.rows("SELECT 1 FROM sale WHERE sale_id = :sale", sale=sale):
                return  # it was made on another disk
            self._till.invoicing.ask(SaleId(sale), "林女士", "")
            self._say("is asked for an invoice")

    def _fetch_change(self) -> None:
        if self._till.has_open_shift():
            self._till.cash_moves.move("in", Fen(100 * self._rng.randint(1, 50)), "零钱")
            self._say("fetches change")

    def _let_in(self) -> None:
        if rooms := self._till.fitting.board():
            room = self._rng.choice(rooms)
            member = self._drawn((None, *chain.MEMBERS))
            self._till.fitting.let_in(room.room_id, None if member is None else MemberId(member), anyway=True)
            self._say(f"lets somebody into room {room.number}")

    def _bring(self) -> None:
        if room := self._drawn(self._in_use()):
            self._till.fitting.bring(room.room_id, self._rng.choice(_BARCODES))
            self._say(f"brings a piece to room {room.number}")

    def _let_out(self) -> None:
        """Let somebody out, who keeps nothing: what she buys is rung up like anything else."""
        if room := self._drawn(self._in_use()):
            self._till.fitting.let_out(room.room_id, ())
            self._say(f"lets somebody out of room {room.number}")

    def _tidy(self) -> None:
        if room := self._drawn([room for room in self._till.fitting.board() if room.status == "to_clean"]):
            self._till.fitting.make_ready(room.room_id)
            self._say(f"tidies room {room.number}")

    def _move_booking(self) -> None:
        if card := self._drawn(self._booked()):
            slots = self._till.bookings.slots(card.booking_id, local(card.starts).date())[:_NEAR]
            if slot := self._drawn([slot for slot in slots if not slot.is_hers]):
                self._till.bookings.change(card.booking_id, starts=slot.starts)
                self._say(f"moves {card.code} to {local(slot.starts):%H:%M}")

    def _call_off(self) -> None:
        if card := self._drawn(self._booked()):
            self._till.bookings.cancel(card.booking_id)
            self._say(f"calls {card.code} off")

    def _booked(self) -> list[BookingCard]:
        return [card for card in self._till.bookings.today() if card.status == "booked"]

    def _in_use(self) -> list[RoomCard]:
        return [room for room in self._till.fitting.board() if room.status == "in_use"]

    def _drawn(self, among: Sequence[T]) -> T | None:
        return self._rng.choice(among) if among else None

    def _say(self, what: str) -> None:
        self._chronicle.say(self._till.name, what)


def review(hub: SimulatedHub, rng: Random, chronicle: Chronicle) -> None:
    """Let a member write on her phone how something fits that she bought."""

    def write() -> str:
        query = (
            "SELECT sale.sale_id, sale.member_id, sale_line.variant_id FROM sale JOIN sale_line"
            " ON sale_line.sale_id = sale.sale_id WHERE sale.member_id IS NOT NULL ORDER BY 1, 3"
        )
        with hub.database.writing() as conn:
            bought = conn.execute(text(query)).all()
            if not bought:
                return ""
            piece = rng.choice(bought)
            reviews.write(
                conn,
                hub,
                piece.member_id,
                ref=piece.sale_id,
                variant_id=piece.variant_id,
                fit=rng.choice(_FITS),
                text="",
            )
        return str(piece.variant_id)

    try:
        if variant_id := hub.serve(write):
            chronicle.rare("a member wrote a review")
            chronicle.say("tel", f"reviews {variant_id}")
    except HubDown:
        chronicle.say("tel", "finds nobody")
    except Refused as refused:
        chronicle.say("tel", f"is refused: {refused.code}")
