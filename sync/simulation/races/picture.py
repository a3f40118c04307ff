"""What the facts of a race make of its orders, rooms and pieces, worked out apart from the mall's own rules.

``happened`` takes one fact in and returns what a person must be told of it, by the codes of exceptions and of parked
operations. Which room a booking has that moves or comes back, the mall alone decides in the midst of a commit; what
hangs on that may be told of or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from posapp.domain.clock import MINUTE
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.bookings import Booking, BookingCheckIn
from sync.protocol.kinds import Body, ReturnCommit, SaleCommit, TryOn
from sync.protocol.orders import Order, PickupCannotFind, PickupHandOver, PickupPick, PickupPutBack
from sync.protocol.rooms import FittingRoom, RoomCarry, RoomEnter, RoomLeave
from sync.protocol.shops import TryOnRules
from sync.protocol.sold import Movement
from sync.simulation.races.known_order import KnownOrder
from sync.simulation.races.shop import STOCK

_RULES = TryOnRules()


class Due(NamedTuple):
    """What a person must be told of a fact, and what she may be told of it."""

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass
class KnownRoom:
    """Who is in a room, and the pieces that were brought there and of which nobody said where they went."""

    visit: str = ""
    pieces: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    """Bookings of which a person knows that whoever is in there has their room."""
    perhaps: set[str] = field(default_factory=set)
    """Bookings of which she may know it: the mall decided in the same commit whose room it was."""


class Picture:
    """A shop as its facts make it."""

    def __init__(self) -> None:
        self.orders: dict[str, KnownOrder] = {}
        self.rooms: dict[str, KnownRoom] = {}
        self.on_hand = Counter(STOCK)
        self.bookings: dict[str, Booking] = {}
        """As they were at the last look, and what facts since made of them."""
        self._moved: set[str] = set()
        """Bookings that moved since the last look: the mall knows whether, and into which room."""
        self._perhaps_over: set[str] = set()
        """Bookings that promise their room since the last look or none any more: the mall knows which."""
        self._let_in: dict[str, int] = {}
        """When somebody with a booking first went into a room."""

    # --- what the mall does by itself ------------------------------------------------------------------------------

    def learn(self, orders: Iterable[Order], *, is_after_a_fact: bool) -> Iterator[str]:
        """Take in what phones and time changed at the mall; yield what neither they nor a fact can have changed."""
        for row in orders:
            known = self.orders.setdefault(row.id, KnownOrder(row))
            yield from known.learn(row, is_after_a_fact=is_after_a_fact)

    def settle(self, bookings: Iterable[Booking]) -> None:
        """Take in the bookings as they stand after a commit."""
        self.bookings = {booking.id: booking for booking in bookings}
        self._moved.clear()
        self._perhaps_over.clear()

    # --- facts -----------------------------------------------------------------------------------------------------

    def happened(self, body: Body) -> Due:
        """Take a fact in; return what a person must be told of it."""
        match body:
            case PickupHandOver():
                self._move(body.movements)
                return Due(self.orders[body.order_id].handed_over(body))
            case PickupPick():
                return Due(self.orders[body.order_id].picked(body))
            case PickupPutBack():
                self.orders[body.order_id].put_back()
            case PickupCannotFind():
                self.orders[body.order_id].not_found(body.lines)
            case BookingCancel() | BookingChange() | BookingCheckIn() | TryOn():
                self._booking_changed(body)
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
        return Due()

    def _booking_changed(self, body: BookingCancel | BookingChange | BookingCheckIn | TryOn) -> None:
        """Follow a booking as far as what is said of it decides what becomes of it."""
        booking = self.bookings.get(body.booking_id or "")
        if booking is None:
            return
        match body, booking.status:
            case BookingCancel(), "booked" | "no_show":
                self._moved.discard(booking.id)
                if booking.status == "booked":
                    self.bookings[booking.id] = replace(booking, status="cancelled")
            case BookingCheckIn(), "booked":
                self.bookings[booking.id] = replace(booking, status="checked_in")
            case BookingCheckIn(), "cancelled" | "no_show":
                self.bookings[booking.id] = replace(booking, status="checked_in")
                self._perhaps_over.add(booking.id)  # its room may be another's by now
            case BookingChange(), "booked" | "no_show" if body.starts_ms != booking.starts_ms:
                self._moved.add(booking.id)
            case BookingChange(), "no_show":
                self.bookings[booking.id] = replace(booking, status="booked")
                self._perhaps_over.add(booking.id)  # she may have said so too late
            case TryOn(), "booked" | "checked_in":
                self._perhaps_over.add(booking.id)  # the last verdict ends it
            case _:
                pass

    def _entered(self, room: KnownRoom, step: RoomEnter) -> Due:
        """Somebody went in. That it is another's room is told once: when she came, or when both are in."""
        room.pieces |= {piece.id for piece in step.pieces}
        if room.visit == step.visit_id:
            return Due()
        is_taken = room.visit != ""
        over, perhaps = (room.over, room.perhaps) if is_taken else (set[str](), set[str]())
        by_rows = {booking.id for booking in self._promised(step)} - over
        promised = by_rows - self._moved - self._perhaps_over
        moved = {name for name in self._moved if name != step.booking_id and not self._is_let_in(name, step)}
        open_yet = (by_rows & self._perhaps_over) | (moved - over)
        room.visit, room.over, room.perhaps = step.visit_id, over | promised, (perhaps | open_yet) - promised
        if step.booking_id is not None:
            before = self._let_in.get(step.booking_id, step.occurred_ms)
            self._let_in[step.booking_id] = min(before, step.occurred_ms)
        if is_taken:
            told, must, may = "room_taken_twice", step.booking_id not in over | perhaps, step.booking_id in perhaps
        else:
            told, must, may = "room_promised", bool(promised), bool(open_yet)
        return Due(must=(told,)) if must else Due(may=(told,)) if may else Due()

    def _promised(self, step: RoomEnter) -> Iterator[Booking]:
        """Yield the bookings for which a room is kept that somebody else goes into, or will not have left by then."""
        number = int(step.room_id.rpartition(":")[2])
        for booking in self.bookings.values():
            waits_from = max(booking.starts_ms, booking.booked_ms)
            kept_until = min(waits_from + _RULES.grace_minutes * MINUTE, booking.ends_ms)
            if (
                booking.room == number
                and booking.status in ("booked", "checked_in")
                and booking.id != step.booking_id
                and not self._is_let_in(booking.id, step)
                and booking.starts_ms < step.occurred_ms + _RULES.visit_minutes * MINUTE
                and step.occurred_ms < kept_until
            ):
                yield booking

    def _is_let_in(self, booking_id: str, step: RoomEnter) -> bool:
        """Tell whether she had been let into a room by then."""
        return self._let_in.get(booking_id, step.occurred_ms + 1) <= step.occurred_ms

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
