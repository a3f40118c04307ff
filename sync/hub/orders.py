"""Mall orders to be collected in a shop: placed against the shop's quota, cancelled, expired; and their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from posapp.domain.clock import Clock, at, local
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import new_id
from sync.hub import rules
from sync.hub.affairs import mint, new_code_no, new_typed_code, the_member, the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import EmptyBasket, NotOpen, SoldOut, UnknownOrder, UnknownVariant
from sync.hub.ledgers import Level, change_levels, levels
from sync.hub.opening import order_values
from sync.hub.publishing import lock_streams, publish, published, published_about, published_many, stream_of
from sync.protocol.codes import CodeType
from sync.protocol.rows import Order, OrderLine, Variant

KEPT_DAYS = 7
MOST_QUANTITY = 999

_NOTHING = Level(0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket on the phone."""

    variant_id: str
    quantity: int = 1


def quotas(conn: Connection, variant_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return what the mall may promise now, by ``(shop id, variant id)``: on hand − promised − one for the floor."""
    stock = tables.stock
    found = conn.execute(
        select(stock.c.shop_id, stock.c.variant_id, stock.c.on_hand, stock.c.promised).where(
            stock.c.variant_id.in_(list(variant_ids))
        )
    )
    return {(row.shop_id, row.variant_id): Level(row.on_hand, row.promised).quota for row in found}


def place(conn: Connection, clock: Clock, *, member_id: str, shop_id: str, lines: Sequence[Wanted]) -> Order:
    """Place a paid order for pickup, at member prices, all of it or nothing.

    Raises ``SoldOut``, ``EmptyBasket``, ``BadQuantity``, ``UnknownShop``, ``UnknownMember`` or ``UnknownVariant``.
    """
    shop = the_shop(conn, shop_id)
    lock_streams(conn, stream_of("order", shop_id), "stock")
    the_member(conn, member_id)
    wanted: Counter[str] = Counter()
    for line in lines:
        if not 1 <= line.quantity <= MOST_QUANTITY:
            raise BadQuantity(line.quantity)
        wanted[line.variant_id] += line.quantity
    if not wanted:
        raise EmptyBasket()
    variants = published_many(conn, Variant, wanted)
    here = levels(conn, [(shop_id, variant_id) for variant_id in wanted])
    for variant_id, quantity in wanted.items():
        if variant_id not in variants:
            raise UnknownVariant(variant_id=variant_id)
        quota = here.get((shop_id, variant_id), _NOTHING).quota
        if quantity > quota:
            raise SoldOut(variant_id=variant_id, quota=quota)
    now = clock.now()
    order_id = new_id(now)
    order_lines = [
        OrderLine(
            id=f"{order_id}-{place}",
            variant_id=variant_id,
            quantity=quantity,
            paid_fen=quantity * (variants[variant_id].member_fen or variants[variant_id].list_fen),
        )
        for place, (variant_id, quantity) in enumerate(wanted.items(), start=1)
    ]
    order = Order(
        id=order_id,
        shop_id=shop_id,
        member_id=member_id,
        number=_next_number(conn, shop.code, now),
        code_no=new_code_no(),
        code=new_typed_code(conn, shop_id),
        status="promised",
        lines=order_lines,
        total_fen=sum(line.paid_fen for line in order_lines),
        placed_ms=now,
        collect_until_ms=at(local(now).date() + timedelta(days=KEPT_DAYS), 22),
    )
    conn.execute(insert(tables.mall_order).values(order_values(order)))
    change_levels(conn, shop_id, {}, dict(wanted))
    publish(conn, order)
    return order


def cancel(conn: Connection, clock: Clock, *, member_id: str, order_id: str) -> Order:
    """Cancel her own order and free its promise. Raises ``UnknownOrder`` (also for somebody else's) or ``NotOpen``."""
    order = published(conn, Order, order_id)
    if order is None or order.member_id != member_id:
        raise UnknownOrder()
    return _end(conn, order, "cancelled")


def of_member(conn: Connection, member_id: str) -> list[Order]:
    """Return her orders, the newest first."""
    return sorted(published_about(conn, Order, member_id), key=lambda order: -order.placed_ms)


def code(conn: Connection, clock: Clock, order: Order) -> str:
    """Return the 190 digits of an order's signed code; it stays valid as long as the order is open."""
    return mint(conn, clock, CodeType.PICKUP, order.code_no)


def expire_due(database: Database, clock: Clock) -> int:
    """Expire orders nobody collected and free their promises; return how many."""
    table = tables.mall_order
    with database.reading() as conn:
        due = list(
            conn.execute(
                select(table.c.order_id).where(
                    table.c.status.in_(("promised", "ready")), table.c.collect_until_ms < clock.now()
                )
            ).scalars()
        )
    for order_id in due:
        with database.writing() as conn:
            order = published(conn, Order, order_id)
            # It may have been handed over or cancelled just now.
            if order is not None and rules.is_promise(order):
                _end(conn, order, "expired")
    return len(due)


def _end(conn: Connection, order: Order, status: Literal["cancelled", "expired"]) -> Order:
    lock_streams(conn, stream_of("order", order.shop_id), "stock")
    newest = published(conn, Order, order.id)
    if newest is None or not rules.is_promise(newest):
        raise NotOpen(status=newest.status if newest else "")
    ended = msgspec.structs.replace(newest, status=status)
    freed: Counter[str] = Counter()
    for line in newest.lines:
        freed[line.variant_id] -= line.quantity
    conn.execute(update(tables.mall_order).where(tables.mall_order.c.order_id == order.id).values(status=status))
    change_levels(conn, order.shop_id, {}, dict(freed))
    publish(conn, ended)
    return ended


def _next_number(conn: Connection, shop_code: str, now: int) -> str:
    prefix = f"M{local(now):%y%m%d}{shop_code}"
    number = tables.mall_order.c.number
    taken: int = conn.execute(
        select(func.count()).select_from(tables.mall_order).where(number.startswith(prefix, autoescape=True))
    ).scalar_one()
    return f"{prefix}{taken + 1:04d}"
