"""The slots of a shop, and which room the mall may promise in one.

The mall promises the rooms from 1 to ``mall_rooms`` and no other, each to one booking at a time, and none once a slot
begins within the shop's lead. So what a till hears after that is all that was promised, and the other rooms are the
shop's own, whatever the mall does meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from posapp.domain.clock import DAY, MINUTE, Clock, local
from sync.hub import chain_rules
from sync.hub.affairs import the_shop
from sync.hub.db import tables
from sync.hub.errors import NoSuchSlot, SlotTaken
from sync.protocol.bookings import Booking
from sync.protocol.shops import Shop, closes_ms, mall_rooms, slot_ms, slot_starts

_STILL_WORTH_MS = 15 * MINUTE
"""A slot that has begun can be booked as long as this much of it is left: she may be at the door."""

_EXPECTED = ("booked", "checked_in")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of one shop's day, and for how many bookings there is still a place.

    ``has_room``: each of them is promised a room. Otherwise it begins too soon for that, and she takes what is free.
    """

    starts_ms: int
    ends_ms: int
    free: int
    has_room: bool


def slots(conn: Connection, clock: Clock, shop_id: str, day: date, *, besides: str = "") -> list[Slot]:
    """Return a shop's slots of a day that are not over, full ones included, as if ``besides`` were not booked.

    Raises ``UnknownShop``.
    """
    shop = the_shop(conn, shop_id)
    now = clock.now()
    last = farthest(conn, now)
    starts = [start for start in slot_starts(shop, day) if _is_worth(shop, start, now)]
    return [_slot(conn, shop, start, now, besides) for start in starts if start <= last]


def room_for(conn: Connection, shop: Shop, starts_ms: int, now: int, *, besides: str = "") -> int:
    """Return the room to promise in a slot, 0 in one for which none is promised any more. Hold the shop's lock.

    ``besides`` is the booking that moves there. Raises ``NoSuchSlot`` or ``SlotTaken``.
    """
    if starts_ms > farthest(conn, now) or not _is_worth(shop, starts_ms, now) or not is_slot(shop, starts_ms):
        raise NoSuchSlot()
    room = room_among(shop, _taken(conn, shop, starts_ms, besides), starts_ms, now)
    if room is None:
        raise SlotTaken()
    return room


def room_among(shop: Shop, taken: Collection[int], starts_ms: int, now: int) -> int | None:
    """Return the room to promise beside those ``taken`` (one for each booking): 0 for none, None when all is booked."""
    if now > closes_ms(shop, starts_ms):
        return 0 if len(taken) < shop.fitting_rooms else None
    return next((room for room in range(1, mall_rooms(shop) + 1) if room not in taken), None)


def is_promised_to_another(conn: Connection, booking: Booking) -> bool:
    """Tell whether the room of a booking that had ended is promised to somebody else meanwhile."""
    return booking.room != 0 and booking.room in _taken(
        conn, the_shop(conn, booking.shop_id), booking.starts_ms, booking.id
    )


def is_slot(shop: Shop, starts_ms: int) -> bool:
    """Tell whether a slot of the shop begins then; the instant is one that the calendar has."""
    return starts_ms in slot_starts(shop, local(starts_ms).date())


def farthest(conn: Connection, now: int) -> int:
    """Return the last instant for which the chain takes bookings now: labels of pieces hang from then on."""
    return now + chain_rules.standing(conn).ahead_days * DAY


def _slot(conn: Connection, shop: Shop, starts_ms: int, now: int, besides: str) -> Slot:
    taken = _taken(conn, shop, starts_ms, besides)
    has_room = now <= closes_ms(shop, starts_ms)
    if has_room:
        free = sum(room not in taken for room in range(1, mall_rooms(shop) + 1))
    else:
        free = max(0, shop.fitting_rooms - len(taken))
    return Slot(starts_ms, starts_ms + slot_ms(shop), free, has_room)


def _is_worth(shop: Shop, starts_ms: int, now: int) -> bool:
    return starts_ms + slot_ms(shop) - now >= _STILL_WORTH_MS


def _taken(conn: Connection, shop: Shop, starts_ms: int, besides: str) -> list[int]:
    """Return the room of each booking that overlaps a slot, 0 for those to which none is promised."""
    table = tables.booking
    return list(
        conn.scalars(
            select(table.c.room).where(
                table.c.shop_id == shop.id,
                table.c.starts_ms < starts_ms + slot_ms(shop),
                table.c.ends_ms > starts_ms,
                table.c.status.in_(_EXPECTED),
                table.c.booking_id != besides,
            )
        )
    )
