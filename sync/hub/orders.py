"""Mall orders to be collected in a shop: placed against the shop's quota, cancelled, expired; and their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec
from sqlalchemy import Connection, insert, select

from posapp.domain.clock import Clock, Millis, at, local
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import new_id
from sync.hub import chain_rules, groups, order_books, order_money, quotas
from sync.hub.affairs import mint, new_code_no, new_typed_code, the_member, the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import EmptyBasket, NotOpen, ShopSilent, SoldOut, UnknownOrder, UnknownVariant
from sync.hub.escrow import Change, Level
from sync.hub.opening import order_values
from sync.hub.order_money import Reason
from sync.hub.promises import book
from sync.hub.publishing import lock_streams, publish, published, published_about, published_many, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol import collecting
from sync.protocol.codes import CodeType
from sync.protocol.collecting import worth
from sync.protocol.orders import Group, Order, OrderKind, OrderLine, Payment
from sync.protocol.rows import Shop, Variant

MOST_QUANTITY = 999

_NOTHING = Level()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket on the phone."""

    variant_id: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Deal:
    """What is special about an order: a group's or a flash sale's price of one piece, and how long it is kept.

    ``price_fen`` and ``collect_until_ms`` None are as for any other order.
    """

    kind: OrderKind = "plain"
    price_fen: int | None = None
    collect_until_ms: int | None = None
    group: Group | None = None


NO_DEAL = Deal()


def place(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    shop_id: str,
    lines: Sequence[Wanted],
    payment: Payment = "online",
    deal: Deal = NO_DEAL,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Order:
    """Place an order for pickup, at member prices, all of it or nothing; paid, unless ``pending`` or on collection.

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
    is_silent = _check_offered(conn, shop, wanted, set(variants), now, rules)
    prices = {
        one.id: deal.price_fen if deal.price_fen is not None else one.member_fen or one.list_fen
        for one in variants.values()
    }
    return _keep_new(
        conn,
        shop,
        member_id,
        [(variant_id, quantity, quantity * prices[variant_id]) for variant_id, quantity in wanted.items()],
        now,
        is_pending=is_silent,
        payment=payment,
        deal=deal,
    )


def place_instead(
    conn: Connection, clock: Clock, order: Order, shop: Shop, rules: QuotaRules = STANDARD_QUOTAS
) -> Order:
    """Place an order for the missing pieces of another one in another shop, for what they cost there.

    Never a pending one: what she paid goes with it, and a shop that must confirm first may decline. The caller holds
    the locks of both shops. Raises ``SoldOut`` or ``ShopSilent``.
    """
    now = clock.now()
    lines = [
        (line.variant_id, line.missing, worth(line, line.dropped + line.missing) - worth(line, line.dropped))
        for line in order.lines
        if line.missing
    ]
    wanted: Counter[str] = Counter()
    for variant_id, quantity, _ in lines:
        wanted[variant_id] += quantity
    if _check_offered(conn, shop, wanted, set(wanted), now, rules):
        raise ShopSilent()
    deal = Deal(kind=order.kind, group=order.group)
    made = _keep_new(
        conn,
        shop,
        order.member_id,
        lines,
        now,
        is_pending=False,
        payment=order.payment,
        deal=deal,
        instead_of=order.number,
    )
    groups.follow(conn, order, made)
    return made


def _check_offered(
    conn: Connection, shop: Shop, wanted: Mapping[str, int], known: Collection[str], now: Millis, rules: QuotaRules
) -> bool:
    """Raise ``SoldOut`` when the mall may not promise it; return whether the shop is silent, so that it must confirm.

    Raises ``ShopSilent`` or ``UnknownVariant``.
    """
    is_silent = quotas.standing(conn, shop, now, rules).is_silent
    if is_silent and rules.when_silent == "refused":
        raise ShopSilent()
    here = quotas.weigh(conn, shop, wanted.keys(), now, rules)
    asked_before = _pending_pieces(conn, shop.id)
    for variant_id, quantity in wanted.items():
        if variant_id not in known:
            raise UnknownVariant(variant_id=variant_id)
        left = here.get(variant_id, _NOTHING).offered - asked_before[variant_id]
        if quantity > left:
            raise SoldOut(variant_id=variant_id, quota=max(0, left))
    return is_silent


def _keep_new(
    conn: Connection,
    shop: Shop,
    member_id: str,
    lines: Sequence[tuple[str, int, int]],
    now: Millis,
    *,
    is_pending: bool,
    payment: Payment,
    deal: Deal,
    instead_of: str = "",
) -> Order:
    """Keep and publish a new order of ``(variant id, pieces, fen)``; unless it is pending, its pieces are promised."""
    order_id = new_id(now)
    order_lines = [
        OrderLine(id=f"{order_id}-{place}", variant_id=variant_id, quantity=quantity, paid_fen=fen)
        for place, (variant_id, quantity, fen) in enumerate(lines, start=1)
    ]
    until = deal.collect_until_ms
    order = Order(
        id=order_id,
        shop_id=shop.id,
        member_id=member_id,
        number=_next_number(conn, shop.code, now),
        code_no=new_code_no(),
        code=new_typed_code(conn, shop.id),
        status="pending" if is_pending else "promised",
        lines=order_lines,
        total_fen=sum(line.paid_fen for line in order_lines),
        placed_ms=now,
        collect_until_ms=kept_until(conn, now) if until is None else until,
        kind=deal.kind,
        payment=payment,
        group=deal.group,
        instead_of=instead_of,
    )
    conn.execute(insert(tables.mall_order).values(order_values(order)))
    publish(conn, order)
    if not is_pending:
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
            here = quotas.weigh(conn, shops[shop_id], order_books.pieces_of(order), now, rules)
            is_there = all(
                pieces <= here.get(variant_id, _NOTHING).offered
                for variant_id, pieces in order_books.pieces_of(order).items()
            )
            if is_there:
                order_books.keep(conn, msgspec.structs.replace(order, status="promised"))
                _capture(conn, order, now)
            else:
                order_books.keep(conn, collecting.ended(order, "declined"))
            settled += 1
    return settled


def cancel(conn: Connection, clock: Clock, *, member_id: str, order_id: str) -> Order:
    """Cancel her own order and free its promise. Raises ``UnknownOrder`` (also for somebody else's) or ``NotOpen``."""
    order = published(conn, Order, order_id)
    if order is None or order.member_id != member_id:
        raise UnknownOrder()
    if collecting.is_forming(order) and order.group is not None:
        groups.lock(conn, order.group.id, order.shop_id)
    after = end(conn, order, "cancelled", "cancelled", clock.now())
    groups.leave(conn, after)
    return after


def kept_until(conn: Connection, instant: int) -> Millis:
    """Return until when an order is kept that may be collected from an instant on: ten in the evening, days later."""
    return at(local(instant).date() + timedelta(days=chain_rules.standing(conn).kept_days), 22)


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
            # It may have been handed over or cancelled just now, also while this waits for the locks.
            if order is not None and collecting.is_open(order):
                with suppress(NotOpen):
                    end(conn, order, "expired", "expired", clock.now())
    return len(due)


def end(conn: Connection, order: Order, status: Literal["cancelled", "expired"], reason: Reason, now: int) -> Order:
    """End an order and free its promises; what was paid for pieces that she did not take goes back.

    Raises ``NotOpen``.
    """
    lock_streams(conn, stream_of("order", order.shop_id), "stock")
    newest = published(conn, Order, order.id)
    if newest is None or not collecting.is_open(newest):
        raise NotOpen(status=newest.status if newest else "")
    after = collecting.ended(newest, status)
    order_books.keep(conn, after)
    freed = order_books.changes_between(newest, after, Counter())
    book(conn, order.shop_id, freed, "release", at_ms=now, order_id=order.id)
    order_money.give_back(conn, newest, after, reason, at_ms=now)
    return after


def _capture(conn: Connection, order: Order, now: int) -> None:
    taken = {variant_id: Change(unpicked=pieces) for variant_id, pieces in order_books.pieces_of(order).items()}
    book(conn, order.shop_id, taken, "capture", at_ms=now, order_id=order.id)


def _pending_pieces(conn: Connection, shop_id: str) -> Counter[str]:
    """Return what pending orders of a shop ask for: whoever came first is first."""
    table = tables.mall_order
    ids = conn.execute(
        select(table.c.order_id).where(table.c.shop_id == shop_id, table.c.status == "pending")
    ).scalars()
    asked: Counter[str] = Counter()
    for order in published_many(conn, Order, ids).values():
        asked.update(order_books.pieces_of(order))
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
