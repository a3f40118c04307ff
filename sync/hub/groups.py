"""Groups that buy together: whose orders they have, and who is told when somebody joins or leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from sync.hub import order_books
from sync.hub.db.order_tables import group_buy, group_order
from sync.hub.publishing import published_many
from sync.protocol import collecting
from sync.protocol.orders import Group, Order


def take_over(conn: Connection, orders: Sequence[Order]) -> None:
    """Keep the groups of orders that a chain brings along on its first day."""
    groups = {order.group.id: (order.group, order) for order in orders if order.group is not None}
    for group, order in groups.values():
        line = order.lines[0]
        conn.execute(
            insert(group_buy).values(
                group_id=group.id,
                variant_id=line.variant_id,
                price_fen=line.paid_fen // line.quantity,
                wanted=group.wanted,
                until_ms=group.until_ms,
                status="complete" if group.is_complete else "forming",
            )
        )
    members = [{"order_id": order.id, "group_id": order.group.id} for order in orders if order.group is not None]
    if members:
        conn.execute(insert(group_order), members)


_OUT = frozenset({"cancelled", "expired", "declined"})


def orders_of(conn: Connection, group_id: str) -> list[Order]:
    """Return the orders of a group, the first that joined first; one that ended without its goods counts no more."""
    ids = conn.scalars(select(group_order.c.order_id).where(group_order.c.group_id == group_id)).all()
    found = [order for order in published_many(conn, Order, ids).values() if order.status not in _OUT]
    return sorted(found, key=lambda order: order.id)


def tell_all(conn: Connection, members: Iterable[Order], group: Group) -> None:
    """Publish how a group stands with those of its orders that are open."""
    for order in members:
        if collecting.is_open(order):
            order_books.keep(conn, replace(order, group=group))


def leave(conn: Connection, order: Order) -> None:
    """Take an order that was cancelled out of its group, if that is still forming; the others are told.

    The caller holds the lock of the order's shop; orders of other shops are told with their next change.
    """
    group = order.group
    if group is None or group.is_complete:
        return
    conn.execute(delete(group_order).where(group_order.c.order_id == order.id))
    left = [one for one in orders_of(conn, group.id) if one.shop_id == order.shop_id]
    joined = len(orders_of(conn, group.id))
    tell_all(conn, left, replace(group, joined=joined))
