"""Pieces that nobody finds: where else they are, and what she answers.

She is offered the nearest shop that can promise all of them, or their money back; her word is one step. What was paid
for them goes with them to the order that brings them.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from sqlalchemy import Connection

from posapp.domain.clock import Clock
from posapp.domain.places import metres_between
from sync.hub import groups, order_books, order_money, orders, quotas
from sync.hub.affairs import the_shop
from sync.hub.errors import NotOpen, UnknownOrder
from sync.hub.publishing import lock_streams, published, published_all, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol import collecting
from sync.protocol.orders import Offer, Order
from sync.protocol.rows import Shop

Answer = Literal["reroute", "refund"]


def offer_for(conn: Connection, order: Order, now: int, rules: QuotaRules = STANDARD_QUOTAS) -> Offer | None:
    """Return what she is offered for the missing pieces of an order; None when none is missing."""
    missing = _missing(order)
    if not missing:
        return None
    return Offer(made_ms=now, shop_id=_nearest(conn, order, missing, now, rules))


def answer(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    order_id: str,
    wants: Answer,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> list[Order]:
    """Do as she says with the missing pieces; return her order, and the one that brings them from elsewhere.

    Raises ``UnknownOrder``, ``NotOpen`` when nothing is asked any more, or ``SoldOut`` or ``ShopSilent`` when the other
    shop has sold them meanwhile or is not heard of: then the question stays.
    """
    order = published(conn, Order, order_id)
    if order is None or order.member_id != member_id:
        raise UnknownOrder()
    elsewhere = order.offer.shop_id if order.offer is not None else ""
    shops = {shop_id for shop_id in (order.shop_id, elsewhere) if shop_id}
    if order.group is not None:
        groups.lock(conn, order.group.id, *shops)
    else:
        lock_streams(conn, *(stream_of("order", shop_id) for shop_id in shops), "stock")
    newest = published(conn, Order, order_id)
    if newest is None or newest.offer is None or (wants == "reroute" and newest.offer.shop_id in ("", order.shop_id)):
        raise NotOpen(status=order.status)
    if wants == "reroute" and newest.offer.shop_id != elsewhere:
        raise NotOpen(status=order.status)  # asked anew in this moment; her page shows the new question
    now = clock.now()
    before = collecting.in_full(newest)
    after = collecting.dropped(before, [(line.id, line.missing) for line in before.lines])
    made = [after]
    if wants == "reroute":
        made.append(orders.place_instead(conn, clock, before, the_shop(conn, elsewhere), rules))
    order_books.keep(conn, after)
    order_money.give_back(
        conn,
        before,
        after,
        "carried" if wants == "reroute" else "cannot_find",
        at_ms=now,
        to_order_id=made[1].id if wants == "reroute" else "",
    )
    return made


def _missing(order: Order) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for line in order.lines:
        if line.missing:
            pieces[line.variant_id] += line.missing
    return pieces


def _nearest(conn: Connection, order: Order, missing: Counter[str], now: int, rules: QuotaRules) -> str:
    """Return the nearest other shop that may promise all of it and is heard of, "" when there is none."""
    if not collecting.may_reroute(order):
        return ""
    shops = {shop.id: shop for shop in published_all(conn, Shop)}
    here, offered = shops[order.shop_id], quotas.offered(conn, missing)
    able = [
        shop
        for shop in shops.values()
        if shop.id != order.shop_id
        and all(offered.get((shop.id, variant_id), 0) >= pieces for variant_id, pieces in missing.items())
        and not quotas.standing(conn, shop, now, rules).is_silent
    ]
    by_distance = sorted(
        able, key=lambda shop: (metres_between(here.lat_e6, here.lon_e6, shop.lat_e6, shop.lon_e6), shop.id)
    )
    return by_distance[0].id if by_distance else ""
