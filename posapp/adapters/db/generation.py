"""A till that is paired again begins a new log. What the mall has not received of the old one stays in ``left_log``,
and the worker delivers it with the old key; the new rows know nothing of it until then. So whatever of it the mall's
rows may not hold is kept as a neighbour's, and lies over them until the feed says that the mall has applied it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import meta, neighbour_facts, op_log
from posapp.adapters.db.mall_tables import (
    booking,
    cart_aside,
    coupon,
    defective,
    follow_up,
    gift_card,
    member,
    pickup_order,
    room,
    stock,
    transfer,
)
from posapp.adapters.db.return_tables import return_movement, return_ticket
from posapp.adapters.db.sync_tables import feed_cursor, feed_waiting, relay_standing
from posapp.adapters.db.tables import left_log, sale, stock_count, stock_movement, value_spend
from posapp.adapters.db.tables import op_log as op_table
from posapp.domain.clock import Millis
from posapp.services.till_data import PairedTill


class LeftLog(NamedTuple):
    """A log of an earlier generation of which the mall lacks what lies behind ``received_through``."""

    device: str
    generation: int
    received_through: int
    last_seq: int


_keep = insert(left_log)
_keep = _keep.on_conflict_do_update(
    index_elements=["generation"], set_={"received_through": _keep.excluded.received_through}
)


def left_behind(connection: Connection) -> list[LeftLog]:
    """Return the logs that the mall has not received to their end, the oldest first."""
    rows = connection.execute(select(left_log).order_by(left_log.c.generation))
    return [LeftLog(row.device, row.generation, row.received_through, row.last_seq) for row in rows]


def left_waiting(connection: Connection) -> int:
    """Return how many operations of earlier generations the mall has not received."""
    return connection.scalar(select(func.sum(left_log.c.last_seq - left_log.c.received_through))) or 0


def keep_left(connection: Connection, log: LeftLog) -> None:
    """Keep how far the mall has received an old log; one that it has to the end is done with."""
    if log.received_through >= log.last_seq:
        connection.execute(delete(left_log).where(left_log.c.generation == log.generation))
    else:
        connection.execute(_keep, log._asdict())


def send_all_again(connection: Connection, newest: int) -> None:
    """The mall was restored and may lack the logs of earlier generations too: what it has, it will answer."""
    logs = (
        select(op_table.c.device, op_table.c.generation, func.max(op_table.c.seq).label("last_seq"))
        .where(op_table.c.generation < newest)
        .group_by(op_table.c.device, op_table.c.generation)
    )
    for row in connection.execute(logs).all():
        keep_left(connection, LeftLog(row.device, row.generation, 0, row.last_seq))


def begin_anew(connection: Connection, till: PairedTill, successor: PairedTill, now: Millis) -> None:
    """Forget where the old log of a till stood: its seqs say nothing in the new one, which begins at 1."""
    received = meta.mark(connection, "received_through") or 0
    last_seq = op_log.head(connection, till.generation).chain.seq
    keep_left(connection, LeftLog(till.device, till.generation, received, last_seq))
    if (till.shop_id, till.root_key) == (successor.shop_id, successor.root_key):
        _become_neighbours(connection, till, last_seq, now)
    connection.execute(update(stock_movement).values(op_seq=0))
    connection.execute(update(stock_count).values(op_seq=0))
    connection.execute(update(return_movement).values(op_seq=0))
    connection.execute(update(return_ticket).values(op_seq=0))
    connection.execute(update(sale).values(op_seq=0))
    connection.execute(update(value_spend).values(op_seq=0))
    for table in (stock, member, gift_card):
        connection.execute(update(table).values(through=0))
    for table in (booking, room, pickup_order, follow_up, cart_aside, defective, coupon, transfer):
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
    connection.execute(update(relay_standing).values(relayed_through=0, after=0))
    # What this very till did in its old log is a neighbour's from now on: shown once the feed says how far it holds it.
    meta.keep_mark(connection, "neighbours_known", 0)
    meta.keep_mark(connection, "received_through", 0)
    meta.keep_mark(connection, "backed_up_through", 0)


def _become_neighbours(connection: Connection, till: PairedTill, last_seq: int, now: Millis) -> None:
    """Keep as a neighbour's what the rows of some stream may not hold: our own overlay forgets the old log."""
    figures = (feed_cursor.c.shop_through, feed_cursor.c.stock_through, feed_cursor.c.members_through)
    held = connection.scalar(select(func.min(func.min(*figures)))) or 0
    left = op_log.between(connection, till.generation, held + 1, last_seq)
    neighbour_facts.keep(connection, ((till.till_no, operation) for operation in left), now)
    columns = (stock_count.c.count_id, stock_count.c.op_seq, stock_count.c.variant_id, stock_count.c.difference)
    counts = connection.execute(select(*columns).where(stock_count.c.op_seq > held)).all()
    neighbour_facts.keep_counts(connection, (till.device, till.generation), [tuple(row) for row in counts])
