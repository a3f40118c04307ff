"""Mall orders to be collected in a shop: placed against the shop's quota, cancelled, expired; and their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, insert, select

from posapp.domain.clock import Clock, at, local
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import new_id
from sync.hub import pickups, quotas
from sync.hub.affairs import mint, new_code_no, new_typed_code, the_member, the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import EmptyBasket, NotOpen, ShopSilent, SoldOut, UnknownOrder, UnknownVariant
from sync.hub.escrow import Change, Level
from sync.hub.opening import order_values
from sync.hub.promises import book
from sync.hub.publishing import lock_streams, publish, published, published_about, published_many, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol.codes import CodeType
from sync.protocol.rows import Order, OrderLine, Variant

KEPT_DAYS = 7
MOST_QUANTITY = 999

_NOTHING = Level()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket on the phone."""

    variant_id: str
    quantity: int = 1


def place(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    shop_id: str,
    lines: Sequence[Wanted],
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Order:
    """Place an order for pickup, at member prices, all of it or nothing; paid, unless it is ``pending``.

    Of a shop that has been silent too long it is only pending: it spends no quota until the shop is back.
    Raises ``SoldOut``, ``ShopSilent``, ``EmptyBasket``, ``BadQuantity``, ``UnknownShop``, ``UnknownMember`` or
    ``UnknownVariant``.
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
    now = clock.now()
    is_silent = quotas.standing(conn, shop, now, rules).is_silent
    if is_silent and rules.when_silent == "refused":
        raise ShopSilent()
    here = quotas.weigh(conn, shop, wanted, now, rules)
    asked_before = _pending_pieces(conn, shop_id)
    for variant_id, quantity in wanted.items():
        if variant_id not in variants:
            raise UnknownVariant(variant_id=variant_id)
        left = here.get(variant_id, _NOTHING).offered - asked_before[variant_id]
        if quantity > left:
            raise SoldOut(variant_id=variant_id, quota=max(0, left))
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
        status="pending" if is_silent else "promised",
        lines=order_lines,
        total_fen=sum(line.paid_fen for line in order_lines),
        placed_ms=now,
        collect_until_ms=at(local(now).date() + timedelta(days=KEPT_DAYS), 22),
    )
    conn.execute(insert(tables.mall_order).values(order_values(order)))
    publish(conn, order)
    if not is_silent:
        _capture(conn, order, now)
    return order


def settle_pending(database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> int:
    """Confirm or decline what waits for shops that are back, the oldest first; return how many orders that were."""
    table = tables.mall_order
    now = clock.now()
    with database.reading() as conn:
        waiting = conn.execute(
            select(table.c.order_id, table.c.shop_id).where(table.c.status == "pending").order_by(table.c.order_id)
        ).all()
        shops = {shop_id: the_shop(conn, shop_id) for shop_id in {row.shop_id for row in waiting}}
        back = {shop_id for shop_id, shop in shops.items() if not quotas.standing(conn, shop, now, rules).is_quiet}
    settled = 0
    for order_id, shop_id in waiting:
        if shop_id not in back:
            continue
        with database.writing() as conn:
            lock_streams(conn, stream_of("order", shop_id), "stock")
            order = published(conn, Order, order_id)
            # It may have been picked, cancelled or settled by another hub process just now.
            if order is None or order.status != "pending":
                continue
            here = quotas.weigh(conn, shops[shop_id], pickups.pieces_of(order), now, rules)
            is_there = all(
                pieces <= here.get(variant_id, _NOTHING).offered
                for variant_id, pieces in pickups.pieces_of(order).items()
            )
            pickups.keep(conn, msgspec.structs.replace(order, status="promised" if is_there else "declined"))
            if is_there:
                _capture(conn, order, now)
            settled += 1
    return settled


def cancel(conn: Connection, clock: Clock, *, member_id: str, order_id: str) -> Order:
    """Cancel her own order and free its promise. Raises ``UnknownOrder`` (also for somebody else's) or ``NotOpen``."""
    order = published(conn, Order, order_id)
    if order is None or order.member_id != member_id:
        raise UnknownOrder()
    return _end(conn, order, "cancelled", clock.now())


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
                    table.c.status.in_(("pending", "promised", "ready")), table.c.collect_until_ms < clock.now()
                )
            ).scalars()
        )
    for order_id in due:
        with database.writing() as conn:
            order = published(conn, Order, order_id)
            # It may have been handed over or cancelled just now.
            if order is not None and pickups.is_open(order):
                _end(conn, order, "expired", clock.now())
    return len(due)


def _end(conn: Connection, order: Order, status: Literal["cancelled", "expired"], now: int) -> Order:
    lock_streams(conn, stream_of("order", order.shop_id), "stock")
    newest = published(conn, Order, order.id)
    if newest is None or not pickups.is_open(newest):
        raise NotOpen(status=newest.status if newest else "")
    after, freed = pickups.ended(newest, status)
    pickups.keep(conn, after)
    book(conn, order.shop_id, freed, "release", at_ms=now, order_id=order.id)
    return after


def _capture(conn: Connection, order: Order, now: int) -> None:
    taken = {variant_id: Change(unpicked=pieces) for variant_id, pieces in pickups.pieces_of(order).items()}
    book(conn, order.shop_id, taken, "capture", at_ms=now, order_id=order.id)


def _pending_pieces(conn: Connection, shop_id: str) -> Counter[str]:
    """Return what pending orders of a shop ask for: whoever came first is first."""
    table = tables.mall_order
    ids = conn.execute(
        select(table.c.order_id).where(table.c.shop_id == shop_id, table.c.status == "pending")
    ).scalars()
    asked: Counter[str] = Counter()
    for order in published_many(conn, Order, ids).values():
        asked.update(pickups.pieces_of(order))
    return asked


def _next_number(conn: Connection, shop_code: str, now: int) -> str:
    """Return the number of an order: day, shop and the second it is placed in, or the next free one.

    An older copy of this database that counted its orders would give the lost ones' numbers out again; no second comes
    twice.
    """
    placed = local(now)
    prefix = f"M{placed:%y%m%d}{shop_code}"
    number = tables.mall_order.c.number
    taken = set(conn.execute(select(number).where(number.startswith(prefix, autoescape=True))).scalars())
    second = placed.hour * 3600 + placed.minute * 60 + placed.second
    while (found := f"{prefix}{_as_clock(second)}") in taken:
        second += 1
    return found


def _as_clock(second: int) -> str:
    """Return a second of the day as six digits.

    >>> _as_clock(58_502)
    '161502'
    """
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}{minutes:02d}{seconds:02d}"
