"""What members are reminded of: a booking, the evening before and two hours before, and goods that lie ready for them.

The upkeep reads it off the books, so whoever makes, moves or ends a booking has nothing to do for it: a reminder names
the time that it was written for, and one whose booking has another time by then, or is none any more, does not leave.
What a counter changed in her booking is told when it is booked (``tell_changed``, ``tell_cancelled``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, exists, select

from posapp.domain.clock import HOUR, Clock, Millis, at, local
from posapp.domain.text import Bilingual
from sync.hub.affairs import the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.message_tables import message
from sync.hub.message_kinds import Value
from sync.hub.messages import Message, send
from sync.hub.publishing import published
from sync.protocol.collecting import is_forming
from sync.protocol.rows import Booking, Order

EVE, SOON, READY = "booking_eve", "booking_soon", "ready_to_collect"

_EVE_HOUR = 19
_SOON_MS = 2 * HOUR
_JUST_BOOKED_MS = HOUR
"""Whoever booked so shortly before a reminder would leave knows."""

_AHEAD_MS = 36 * HOUR
_EVE_WORTH_MS = 3 * HOUR


def keep(database: Database, clock: Clock) -> int:
    """Queue the reminders of bookings and of orders that are ready; return how many were looked at."""
    now = clock.now()
    with database.reading() as conn:
        bookings = list(conn.scalars(_bookings_ahead(now)))
        ready = list(conn.scalars(_orders_ready()))
    for booking_id in bookings:
        with database.writing() as conn:
            booking = published(conn, Booking, booking_id)
            if booking is not None and booking.status == "booked":
                _remind(conn, now, booking)
    for order_id in ready:
        with database.writing() as conn:
            order = published(conn, Order, order_id)
            if order is not None and order.status == "ready" and not is_forming(order):
                tell_ready(conn, now, order)
    return len(bookings) + len(ready)


def tell_ready(conn: Connection, now: Millis, order: Order) -> Message:
    """Tell her once that an order lies ready, as long as she may collect it."""
    shop = the_shop(conn, order.shop_id)
    return send(
        conn,
        now,
        member_id=order.member_id,
        kind=READY,
        subject_id=order.id,
        link_id=order.id,
        values={
            "number": order.number,
            "shop": Bilingual(shop.name_zh, shop.name_en),
            "until_ms": order.collect_until_ms,
        },
        until_ms=order.collect_until_ms,
    )


def tell_changed(conn: Connection, now: Millis, booking: Booking) -> Message:
    """Tell her that the shop gave her booking another time."""
    # Each change is news of its own, also one back to a time that she was told of before.
    return _about_booking(conn, now, booking, "booking_changed", f"{_subject(booking)}/{booking.changes}")


def tell_cancelled(conn: Connection, now: Millis, booking: Booking) -> Message:
    """Tell her that the shop called her booking off."""
    return _about_booking(conn, now, booking, "booking_cancelled", booking.id)


def _about_booking(conn: Connection, now: Millis, booking: Booking, kind: str, subject_id: str) -> Message:
    shop = the_shop(conn, booking.shop_id)
    return send(
        conn,
        now,
        member_id=booking.member_id,
        kind=kind,
        subject_id=subject_id,
        link_id=booking.id,
        values={"shop": Bilingual(shop.name_zh, shop.name_en), "starts_ms": booking.starts_ms},
        until_ms=booking.starts_ms,
    )


def _remind(conn: Connection, now: Millis, booking: Booking) -> None:
    shop = the_shop(conn, booking.shop_id)
    values: dict[str, Value] = {
        "shop": Bilingual(shop.name_zh, shop.name_en),
        "starts_ms": booking.starts_ms,
        "garments": len(booking.garments),
    }
    eve = at(local(booking.starts_ms).date() - timedelta(days=1), _EVE_HOUR)
    soon = booking.starts_ms - _SOON_MS
    for kind, leaves, until in ((EVE, eve, eve + _EVE_WORTH_MS), (SOON, soon, booking.starts_ms)):
        # What she was too late for when she booked is written down as well, so that it is not looked at again.
        is_news = booking.booked_ms < leaves - _JUST_BOOKED_MS
        send(
            conn,
            now,
            member_id=booking.member_id,
            kind=kind,
            subject_id=_subject(booking),
            link_id=booking.id,
            values=values,
            not_before_ms=leaves,
            until_ms=until if is_news else leaves - 1,
        )


def _bookings_ahead(now: int) -> Select[str]:
    booking = tables.booking
    subject = booking.c.booking_id + "@" + cast(booking.c.starts_ms, Text)
    return select(booking.c.booking_id).where(
        booking.c.status == "booked",
        booking.c.starts_ms > now,
        booking.c.starts_ms < now + _AHEAD_MS,
        ~_is_said(SOON, subject),
    )


def _orders_ready() -> Select[str]:
    order = tables.mall_order
    return select(order.c.order_id).where(order.c.status == "ready", ~_is_said(READY, order.c.order_id))


def _is_said(kind: str, subject: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(message.c.kind == kind, message.c.subject_id == subject)


def _subject(booking: Booking) -> str:
    return f"{booking.id}@{booking.starts_ms}"


def _booking_stands(conn: Connection, letter: Message) -> bool:
    booking = published(conn, Booking, letter.link_id)
    return booking is not None and booking.status == "booked" and _subject(booking) == letter.subject_id


def _order_waits(conn: Connection, letter: Message) -> bool:
    order = published(conn, Order, letter.link_id)
    return order is not None and order.status == "ready" and not is_forming(order)


STILL_TRUE: Mapping[str, Callable[[Connection, Message], bool]] = {
    EVE: _booking_stands,
    SOON: _booking_stands,
    READY: _order_waits,
}
