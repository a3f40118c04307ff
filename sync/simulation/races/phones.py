"""What members do on their phones in a race, each act under its name; they talk to the mall directly."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from posapp.domain.clock import Clock, local
from posapp.domain.errors import Refused
from sync.hub import bookings, orders, reroutes, rooms
from sync.hub.bookings import Slot, WishedGarment
from sync.hub.orders import Wanted
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.races.shop import MEMBERS, SHOP, STOCK

_NEAR = 3


class Phones:
    """The members of the shop. Who finds the mall down, or is refused, has done nothing.

    With a ``piece`` all of them want one of that, at the same time.
    """

    def __init__(self, hub: SimulatedHub, clock: Clock, rng: Random, chronicle: Chronicle, piece: str = "") -> None:
        self._hub = hub
        self._piece = piece
        self._clock = clock
        self._rng = rng
        self._chronicle = chronicle
        self.acts: dict[str, Callable[[], str]] = {
            "order": self._order,
            "cancel order": self._cancel_order,
            "book": self._book,
            "cancel booking": self._cancel_booking,
            "move booking": self._move_booking,
            "answer": self._answer,
            "ask": self._ask,
        }

    def do(self, act: str) -> None:
        """Do something on a phone."""
        try:
            done = self._hub.serve(self.acts[act])
        except HubDown:
            done = f"cannot {act}: finds nobody"
        except Refused as refused:
            done = f"may not {act}: {refused.code}"
        if done:
            self._chronicle.say("tel", done)

    def _order(self) -> str:
        wanted = [Wanted(self._piece)]
        if not self._piece:
            wanted = [Wanted(self._wished(), self._rng.choice((1, 1, 2))) for _ in range(self._rng.choice((1, 1, 2)))]
        with self._hub.database.writing() as conn:
            member = self._rng.choice(MEMBERS)
            order = orders.place(conn, self._clock, member_id=member, shop_id=SHOP, lines=wanted)
        return f"orders {order.number}: {[(line.variant_id, line.quantity) for line in order.lines]}"

    def _cancel_order(self) -> str:
        query = "SELECT order_id, status FROM mall_order WHERE status IN ('pending', 'promised', 'ready')"
        found = self._hub.rows(f"{query} ORDER BY order_id")
        if not found:
            return ""
        order_id = self._rng.choice(found).order_id
        with self._hub.database.writing() as conn:
            member = self._owner("order", order_id)
            order = orders.cancel(conn, self._clock, member_id=member, order_id=order_id)
        return f"cancels {order.number}"

    def _book(self) -> str:
        garments = [WishedGarment(wished.partition("-")[0], wished) for wished in (self._wished(), self._wished())]
        slots = self._slots()
        if self._piece:
            slots = [slot for slot in slots if slot.free and slot.has_room][:1]
        if not slots:
            return ""
        with self._hub.database.writing() as conn:
            booking = bookings.book(
                conn,
                self._clock,
                member_id=self._rng.choice(MEMBERS),
                shop_id=SHOP,
                starts_ms=self._rng.choice(slots).starts_ms,
                garments=garments[: self._rng.choice((1, 2))],
            )
        return f"books {booking.code}, room {booking.room}: {[each.variant_id for each in booking.garments]}"

    def _cancel_booking(self) -> str:
        found = self._hub.rows("SELECT booking_id FROM booking WHERE status = 'booked' ORDER BY booking_id")
        if not found:
            return ""
        booking_id = self._rng.choice(found).booking_id
        with self._hub.database.writing() as conn:
            member = self._owner("booking", booking_id)
            booking = bookings.cancel(conn, self._clock, member_id=member, booking_id=booking_id)
        return f"cancels booking {booking.code}"

    def _move_booking(self) -> str:
        found = self._hub.rows("SELECT booking_id FROM booking WHERE status = 'booked' ORDER BY booking_id")
        slots = self._slots()
        if not found or not slots:
            return ""
        booking_id = self._rng.choice(found).booking_id
        with self._hub.database.writing() as conn:
            member, starts_ms = self._owner("booking", booking_id), self._rng.choice(slots).starts_ms
            moved = bookings.change(conn, self._clock, member_id=member, booking_id=booking_id, starts_ms=starts_ms)
        return f"moves booking {moved.code} to {local(moved.starts_ms):%H:%M}, room {moved.room}"

    def _answer(self) -> str:
        """Say, asked what to do about missing pieces, that she has no use for them from elsewhere."""
        asked = self._hub.rows("SELECT id, about FROM feed WHERE t = 'order' AND row LIKE '%\"offer\":{%' ORDER BY id")
        if not asked:
            return ""
        row = self._rng.choice(asked)
        with self._hub.database.writing() as conn:
            [order] = reroutes.answer(conn, self._clock, member_id=row.about, order_id=row.id, wants="refund")
        return f"wants the money back for what is missing of {order.number}"

    def _ask(self) -> str:
        with self._hub.database.writing() as conn:
            room = rooms.ask(conn, self._clock, self._rng.choice(MEMBERS), self._wished())
        return f"asks for a piece in room {room.number}"

    def _slots(self) -> list[Slot]:
        """Return the next slots of today: everybody wants to come at once."""
        with self._hub.look() as conn:
            return bookings.slots(conn, self._clock, SHOP, local(self._clock.now()).date())[:_NEAR]

    def _wished(self) -> str:
        return self._piece or self._rng.choice(tuple(STOCK))

    def _owner(self, kind: str, row_id: str) -> str:
        found = self._hub.rows("SELECT about FROM feed WHERE t = :kind AND id = :id", kind=kind, id=row_id)
        return str(found[0].about)
