"""A till that is paired again begins a new log; everything it did before counts as known to the mall."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from posapp.adapters.db import meta
from posapp.adapters.db.tables import (
    booking,
    coupon,
    feed_cursor,
    feed_waiting,
    member,
    pickup_order,
    sale,
    stock,
    stock_movement,
)


def begin_anew(connection: Connection) -> None:
    """Forget where the old log stood: its seqs say nothing in the new one, which begins at 1."""
    connection.execute(update(stock_movement).values(op_seq=0))
    connection.execute(update(sale).values(op_seq=0))
    for table in (stock, member):
        connection.execute(update(table).values(through=0))
    for table in (booking, pickup_order, coupon):
        connection.execute(update(table).values(local_seq=0))
    connection.execute(delete(feed_waiting))
    connection.execute(
        update(feed_cursor).values(
            cursor="",
            load=feed_cursor.c.load + 1,
            loaded=0,
            ahead=0,
            is_complete=0,
            shop_through=0,
            stock_through=0,
            members_through=0,
            applied_through=0,
        )
    )
    meta.keep_mark(connection, "received_through", 0)
    meta.keep_mark(connection, "backed_up_through", 0)
