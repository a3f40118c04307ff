"""Orders with rules of their own: a group that buys together, and a flash sale.

An order of a group is promised and paid like any other, and not handed over before enough have joined. A group that is
not complete in its time dissolves: its orders are cancelled and paid back. Who cancels while it forms leaves it. A
flash sale's order is kept for hours, not days; it is not swapped and not brought from another shop
(``sync.protocol.collecting``).
"""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import HOUR, Clock
from posapp.domain.identity import new_id
from sync.hub import groups, orders
from sync.hub.affairs import the_shop
from sync.hub.db.database import Database
from sync.hub.db.order_tables import group_buy, group_order
from sync.hub.errors import GroupOver
from sync.hub.orders import Deal, Wanted
from sync.hub.publishing import lock_streams, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol import collecting
from sync.protocol.orders import Group, Order

FLASH_KEPT = 4 * HOUR
"""How long the pieces of a flash sale are kept unless the sale says otherwise."""


def open_group(conn: Connection, clock: Clock, *, variant_id: str, price_fen: int, wanted: int, until_ms: int) -> str:
    """Open a group for one variant at a price of its own; return its id, which those who join name."""
    group_id = new_id(clock.now())
    conn.execute(
        insert(group_buy).values(
            group_id=group_id,
            variant_id=variant_id,
            price_fen=price_fen,
            wanted=wanted,
            until_ms=until_ms,
            status="forming",
        )
    )
    return group_id


def join(
    conn: Connection,
    clock: Clock,
    *,
    group_id: str,
    member_id: str,
    shop_id: str,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Order:
    """Order one piece with a group; with the last one that was wanted the orders of all of them may be collected.

    Raises ``GroupOver`` for one that is complete, dissolved, unknown or has her already, and as ``orders.place`` does.
    """
    the_shop(conn, shop_id)
    _lock_group(conn, group_id)
    shops = {order.shop_id for order in groups.orders_of(conn, group_id)}
    lock_streams(conn, *(stream_of("order", one) for one in {*shops, shop_id}), "stock")
    found = conn.execute(select(group_buy).where(group_buy.c.group_id == group_id)).one_or_none()
    members = groups.orders_of(conn, group_id)
    is_in_time = found is not None and found.status == "forming" and found.until_ms >= clock.now()
    if found is None or not is_in_time or any(order.member_id == member_id for order in members):
        raise GroupOver()
    group = Group(id=group_id, wanted=found.wanted, joined=len(members) + 1, until_ms=found.until_ms)
    order = orders.place(
        conn,
        clock,
        member_id=member_id,
        shop_id=shop_id,
        lines=[Wanted(found.variant_id)],
        deal=Deal(kind="group", price_fen=found.price_fen, group=group),
        rules=rules,
    )
    conn.execute(insert(group_order).values(order_id=order.id, group_id=group_id))
    if group.joined == group.wanted:
        group = replace(group, is_complete=True)
        conn.execute(update(group_buy).where(group_buy.c.group_id == group_id).values(status="complete"))
    groups.tell_all(conn, [*members, order], group)
    return replace(order, group=group)


def flash(price_fen: int, now: int, kept: int = FLASH_KEPT) -> Deal:
    """Return the deal of a flash sale: its price of one piece, and until when the pieces are kept."""
    return Deal(kind="flash", price_fen=price_fen, collect_until_ms=now + kept)


def dissolve_due(database: Database, clock: Clock) -> int:
    """Dissolve the groups whose time is over: cancel and pay back what was ordered; return how many groups."""
    now = clock.now()
    late = (group_buy.c.status == "forming") & (group_buy.c.until_ms < now)
    with database.reading() as conn:
        due = conn.scalars(select(group_buy.c.group_id).where(late)).all()
    for group_id in due:
        with database.writing() as conn:
            _lock_group(conn, group_id)
            shops = {order.shop_id for order in groups.orders_of(conn, group_id)}
            lock_streams(conn, *(stream_of("order", shop_id) for shop_id in shops), "stock")
            still = conn.execute(select(group_buy).where(group_buy.c.group_id == group_id, late)).one_or_none()
            if still is None:  # complete, or dissolved by another hub process just now
                continue
            conn.execute(update(group_buy).where(group_buy.c.group_id == group_id).values(status="dissolved"))
            for order in groups.orders_of(conn, group_id):
                if collecting.is_open(order):
                    orders.end(conn, order, "cancelled", "dissolved", now)
    return len(due)


def _lock_group(conn: Connection, group_id: str) -> None:
    """Keep others from joining until the transaction ends: which shops' streams to lock is read from who has joined."""
    conn.execute(select(group_buy.c.group_id).where(group_buy.c.group_id == group_id).with_for_update())
