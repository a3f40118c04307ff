"""A demo hub that was filled on an earlier day: today gets its bookings, orders, offers and advice again."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection

from posapp.domain.clock import DAY, Clock, local
from posapp.domain.errors import Refused
from sync.hub import bookings, deal_offers, orders
from sync.hub.demo import words
from sync.hub.demo.deals import offer_again
from sync.hub.demo.today import opening_hours
from sync.hub.publishing import publish_many, published_about, published_all
from sync.protocol import rows

_RUNS_OUT_SOON = 3 * DAY
_RUNS_ON = 30 * DAY


def freshen(conn: Connection, clock: Clock) -> None:
    """Give members with a story a booking today and an order to collect, as they had on the first day.

    What is still open is left alone, so a second call of the same day changes nothing.
    """
    now = clock.now()
    opens, closes = opening_hours(now)
    shops = [replace(s, opens=opens, closes=closes) for s in published_all(conn, rows.Shop) if s.opens != opens]
    offers = [
        replace(offer, until_ms=now + _RUNS_ON)
        for offer in published_all(conn, rows.Promotion)
        if offer.until_ms < now + _RUNS_OUT_SOON
    ]
    publish_many(conn, [*shops, *offers])
    if deal_offers.since(conn, 0):
        offer_again(conn, now)
    for member in published_all(conn, rows.Member, most=len(words.places().personas)):
        wallet = published_about(conn, rows.Coupon, member.id)
        running_out = [c for c in wallet if c.status == "open" and c.until_ms < now + _RUNS_OUT_SOON]
        publish_many(conn, [replace(coupon, until_ms=now + _RUNS_ON) for coupon in running_out])
        _book_again(conn, clock, member)
        _order_again(conn, clock, member)


def _book_again(conn: Connection, clock: Clock, member: rows.Member) -> None:
    """Book the garments of her last booking for the next free slot of today, unless she has one to come."""
    known = bookings.of_member(conn, member.id)
    now = clock.now()
    if not known or any(b.status in ("booked", "checked_in") and b.ends_ms > now for b in known):
        return
    last = known[0]
    wanted = [bookings.WishedGarment(garment.style_id, garment.variant_id) for garment in last.garments]
    free = [slot for slot in bookings.slots(conn, clock, last.shop_id, local(now).date()) if slot.free]
    upcoming = [slot for slot in free if slot.starts_ms > now] or free
    if upcoming:
        bookings.book(
            conn,
            clock,
            member_id=member.id,
            shop_id=last.shop_id,
            starts_ms=upcoming[0].starts_ms,
            garments=wanted,
            note=last.note,
        )


def _order_again(conn: Connection, clock: Clock, member: rows.Member) -> None:
    """Order the pieces of her last order again, unless one waits or they are sold out by now."""
    known = orders.of_member(conn, member.id)
    now = clock.now()
    if not known or any(o.status in ("promised", "ready") and o.collect_until_ms > now for o in known):
        return
    wanted = [orders.Wanted(line.variant_id, line.quantity) for line in known[0].lines]
    try:
        orders.place(conn, clock, member_id=member.id, shop_id=known[0].shop_id, lines=wanted)
    except Refused:
        # Sold on the floor since: she has no order today, which is true of a shop as well.
        pass
