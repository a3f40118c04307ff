"""What happens to a booking before she comes: another slot, called off; and what of a room it promises until when.

A counter's wish for another slot is asked of the mall: the till shows it at once without a room, and the mall answers
in the row. ``asked``, ``called_off`` and ``promise`` are the one meaning of it for the till that wished, its neighbours
and the mall.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from posapp.domain.clock import MINUTE
from sync.protocol.body import Body
from sync.protocol.bookings import Booking
from sync.protocol.rooms import LetIn
from sync.protocol.shops import Shop, closes_ms, mall_rooms, slot_ms, visit_ends

SETTLING_MS = MINUTE
"""So long after the mall stopped promising rooms of a slot, each promise of them stands in the feed."""


class BookingChange(Body, frozen=True, kw_only=True):
    """``booking.change`` 1: at the counter she wished another slot, note or company. The mall answers in the row.

    ``of_change`` is ``Booking.changes`` as the till saw it: where the mall is further, somebody else changed it too.
    """

    booking_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    of_change: int
    starts_ms: int
    note: str
    companions: int


class BookingCancel(Body, frozen=True, kw_only=True):
    """``booking.cancel`` 1: called off at the counter, because she asked for it or because the shop must."""

    booking_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    of_change: int
    by: Literal["member", "shop"]


def asked(booking: Booking, wish: BookingChange) -> Booking:
    """Return a booking as the counter wishes it; without a room for another slot until the mall has answered."""
    if booking.status != "booked":
        return booking
    made = replace(booking, note=wish.note, companions=wish.companions, changes=booking.changes + 1, answer="")
    if wish.starts_ms == booking.starts_ms:
        return made
    ends_ms = wish.starts_ms + booking.ends_ms - booking.starts_ms
    return replace(made, starts_ms=wish.starts_ms, ends_ms=ends_ms, room=0, answer="asked")


def called_off(booking: Booking) -> Booking:
    """Return a booking that was called off; one whose customer is here, or that ended, stays as it is."""
    if booking.status != "booked":
        return booking
    return replace(booking, status="cancelled", changes=booking.changes + 1, answer="")


def grace_ends(shop: Shop, booking: Booking) -> int:
    """Return until when a shop waits for her; who books a slot that has begun has as long from then."""
    return max(booking.starts_ms, booking.booked_ms) + shop.try_on.grace_minutes * MINUTE


def is_missed(shop: Shop, booking: Booking, now: int) -> bool:
    """Tell whether she did not come in time, by the rule of the shop, whoever has said so yet."""
    return booking.status == "no_show" or (booking.status == "booked" and now > grace_ends(shop, booking))


def promise(shop: Shop, booking: Booking) -> tuple[int, int] | None:
    """Return from when until when a booking's room is kept for her, None when it promises none."""
    if not booking.room or booking.status not in ("booked", "checked_in"):
        return None
    return booking.starts_ms, min(grace_ends(shop, booking), booking.ends_ms)


def broken(
    shop: Shop,
    room: int,
    enters_ms: int,
    bookings: Iterable[Booking],
    let_in: Iterable[LetIn],
    *,
    own: str | None = None,
) -> list[Booking]:
    """Return the bookings whose promise somebody breaks who enters a room at an instant, the earliest first.

    ``let_in`` tells of the shop's rooms who had gone into one by then: theirs was kept. ``own`` is her own booking.
    """
    leaves_ms = visit_ends(shop, enters_ms)
    kept = {one.booking_id for one in let_in if one.at_ms <= enters_ms}
    found = []
    for booking in bookings:
        span = promise(shop, booking) if booking.room == room and booking.id not in kept else None
        if span is not None and booking.id != own and span[0] < leaves_ms and enters_ms < span[1]:
            found.append(booking)
    return sorted(found, key=lambda one: (one.starts_ms, one.id))


def may_be_promised(shop: Shop, room: int, enters_ms: int, fresh_ms: int, starts: Iterable[int]) -> bool:
    """Tell whether the mall may have promised a room, while somebody is in it, of which a till has not heard.

    ``fresh_ms`` is the instant, by the mall's clock, at which the till knew every row of its shop; ``starts`` are the
    slots around. What was promised in time for the till to hear of it is for ``broken``.
    """
    if room > mall_rooms(shop):
        return False
    waits = min(shop.try_on.grace_minutes * MINUTE, slot_ms(shop))
    leaves_ms = visit_ends(shop, enters_ms)
    return any(
        start < leaves_ms and enters_ms < start + waits and fresh_ms < closes_ms(shop, start) + SETTLING_MS
        for start in starts
    )
