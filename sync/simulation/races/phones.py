"""What members do on their phones in a race, each act under its name; they talk to the mall directly."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from posapp.domain.clock import Clock, local
from posapp.domain.errors import Refused
from sync.hub import bookings, orders, rooms
from sync.hub.bookings import WishedGarment
from sync.hub.orders import Wanted
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.races.shop import MEMBERS, SHOP, STOCK


class Phones:
    """The members of the shop. Who finds the mall down, or is refused, has done nothing."""

    def __init__(self, hub: SimulatedHub, clock: Clock, rng: Random, chronicle: Chronicle) -> None:
        self._hub = hub
        self._clock = clock
        self._rng = rng
        self._chronicle = chronicle
        self.acts: dict[str, Callable[[], str]] = {
            "order": self._order,
            "cancel order": self._cancel_order,
            "book": self._book,
            "cancel booking": self._cancel_booking,
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
        with self._hub.database.writing() as conn:
            day = local(self._clock.now()).date()
            # Everybody wants to come at once.
            slots = bookings.slots(conn, self._clock, SHOP, day)[:2]
            if not slots:
                return ""
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

    def _ask(self) -> str:
        with self._hub.database.writing() as conn:
            room = rooms.ask(conn, self._clock, self._rng.choice(MEMBERS), self._wished())
        return f"asks for a piece in room {room.number}"

    def _wished(self) -> str:
        return self._rng.choice(tuple(STOCK))

    def _owner(self, kind: str, row_id: str) -> str:
        found = self._hub.rows("SELECT about FROM feed WHERE t = :kind AND id = :id", kind=kind, id=row_id)
        return str(found[0].about)
