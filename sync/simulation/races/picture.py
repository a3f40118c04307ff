"""What the facts of a race make of its orders, rooms and pieces, worked out apart from the mall's own rules.

``happened`` takes one fact in and returns what a person must be told of it, by the codes of exceptions and of parked
operations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from posapp.domain.clock import MINUTE
from sync.protocol.booking_steps import BookingCancel
from sync.protocol.bookings import Booking
from sync.protocol.kinds import Body, ReturnCommit, SaleCommit
from sync.protocol.orders import Order, PickupCannotFind, PickupHandOver, PickupPick, PickupPutBack
from sync.protocol.rooms import FittingRoom, RoomCarry, RoomEnter, RoomLeave
from sync.protocol.shops import TryOnRules
from sync.protocol.sold import Movement
from sync.simulation.races.known_order import KnownOrder
from sync.simulation.races.shop import STOCK

_RULES = TryOnRules()


@dataclass
class KnownRoom:
    """Who is in a room, and the pieces that were brought there and of which nobody said where they went."""

    visit: str = ""
    pieces: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    """Bookings of which a person knows that whoever is in there has their room."""


class Picture:
    """A shop as its facts make it."""

    def __init__(self) -> None:
        self.orders: dict[str, KnownOrder] = {}
        self.rooms: dict[str, KnownRoom] = {}
        self.on_hand = Counter(STOCK)
        self.bookings: dict[str, Booking] = {}
        """As they were at the last look."""
        self._let_in: dict[str, int] = {}
        """When somebody with a booking first went into a room."""

    # --- what the mall does by itself ------------------------------------------------------------------------------

    def learn(self, orders: Iterable[Order], *, is_after_a_fact: bool) -> Iterator[str]:
        """Take in what phones and time changed at the mall; yield what neither they nor a fact can have changed."""
        for row in orders:
            known = self.orders.setdefault(row.id, KnownOrder(row))
            yield from known.learn(row, is_after_a_fact=is_after_a_fact)

    # --- facts -----------------------------------------------------------------------------------------------------

    def happened(self, body: Body) -> tuple[str, ...]:
        """Take a fact in; return what a person must be told of it."""
        match body:
            case PickupHandOver():
                self._move(body.movements)
                return self.orders[body.order_id].handed_over(body)
            case PickupPick():
                return self.orders[body.order_id].picked(body)
            case PickupPutBack():
                self.orders[body.order_id].put_back()
            case PickupCannotFind():
                self.orders[body.order_id].not_found(body.lines)
            case BookingCancel():
                booking = self.bookings.get(body.booking_id)
                if booking is not None and booking.status == "booked":
                    self.bookings[booking.id] = replace(booking, status="cancelled")
            case SaleCommit():
                self._move(body.movements)
            case ReturnCommit():
                self._move([*body.movements, *(body.sale.movements if body.sale is not None else ())])
            case RoomEnter():
                return self._entered(self._room(body.room_id), body)
            case RoomCarry():
                room = self._room(body.room_id)
                room.pieces |= {piece.id for piece in body.came}
                room.pieces -= {went.piece_id for went in body.went}
            case RoomLeave():
                room = self._room(body.room_id)
                room.pieces -= {went.piece_id for went in body.went}
                room.visit = "" if room.visit == body.visit_id else room.visit
            case _:
                pass
        return ()

    def _entered(self, room: KnownRoom, step: RoomEnter) -> tuple[str, ...]:
        """Somebody went in. That it is another's room is told once: when she came, or when both are in."""
        inside, over = room.visit, room.over if room.visit else set()
        room.pieces |= {piece.id for piece in step.pieces}
        if inside == step.visit_id:
            return ()
        promised = {booking.id for booking in self._promised(step)} - over
        room.visit, room.over = step.visit_id, over | promised
        if step.booking_id is not None:
            self._let_in.setdefault(step.booking_id, step.occurred_ms)
        if inside:
            return () if step.booking_id in over else ("room_taken_twice",)
        return ("room_promised",) if promised else ()

    def _promised(self, step: RoomEnter) -> Iterator[Booking]:
        """Yield the bookings for which a room is kept that somebody else goes into, or will not have left by then."""
        number = int(step.room_id.rpartition(":")[2])
        for booking in self.bookings.values():
            waits_from = max(booking.starts_ms, booking.booked_ms)
            kept_until = min(waits_from + _RULES.grace_minutes * MINUTE, booking.ends_ms)
            is_let_in = self._let_in.get(booking.id, step.occurred_ms + 1) <= step.occurred_ms
            if (
                booking.room == number
                and booking.status in ("booked", "checked_in")
                and booking.id != step.booking_id
                and not is_let_in
                and booking.starts_ms < step.occurred_ms + _RULES.visit_minutes * MINUTE
                and step.occurred_ms < kept_until
            ):
                yield booking

    def _move(self, movements: Iterable[Movement]) -> None:
        for movement in movements:
            self.on_hand[movement.variant_id] += movement.quantity

    def _room(self, room_id: str) -> KnownRoom:
        return self.rooms.setdefault(room_id, KnownRoom())

    # --- what follows ----------------------------------------------------------------------------------------------

    def loose(self, variant_id: str) -> int:
        """Return how many pieces hang on the floor, less than none when the record is wrong."""
        return self.on_hand[variant_id] - sum(order.shelved(variant_id) for order in self.orders.values())

    def unpicked(self, variant_id: str) -> int:
        """Return how many pieces are promised to orders and not picked."""
        return sum(order.promised(variant_id) for order in self.orders.values())

    def broken(self, variant_id: str) -> int:
        """Return how many pieces are promised and not there."""
        return max(0, self.unpicked(variant_id) - max(0, self.loose(variant_id)))

    def differing_rooms(self, rows: Iterable[FittingRoom]) -> Iterator[str]:
        """Yield the rooms that the mall tells of otherwise."""
        for row in rows:
            known = self._room(row.id)
            visit = row.visit.id if row.visit is not None else ""
            pieces = {each.id for each in (*(row.visit.pieces if row.visit is not None else ()), *row.missing)}
            if (visit, pieces) != (known.visit, known.pieces):
                told = f"{visit!r} with {len(pieces)} pieces"
                yield f"room {row.number} holds {told}, not {known.visit!r} with {len(known.pieces)}"
