"""Groups that buy together: whose orders they have, and who is told when somebody joins or leaves."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select

from sync.hub import order_books
from sync.hub.db.order_tables import group_order
from sync.hub.publishing import published_many
from sync.protocol import collecting
from sync.protocol.orders import Group, Order


def orders_of(conn: Connection, group_id: str) -> list[Order]:
    """Return the orders of a group, the first that joined first."""
    ids = conn.scalars(select(group_order.c.order_id).where(group_order.c.group_id == group_id)).all()
    return sorted(published_many(conn, Order, ids).values(), key=lambda order: order.id)


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
