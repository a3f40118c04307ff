"""An order in the mall's books: its newest state, and what a step of it means for the escrow."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, update

from sync.hub.db import tables
from sync.hub.escrow import Change
from sync.hub.publishing import publish
from sync.protocol.collecting import promised_pieces, shelved_pieces
from sync.protocol.orders import Order


def pieces_of(order: Order) -> Counter[str]:
    """Return the pieces of an order by variant, as they were ordered."""
    pieces: Counter[str] = Counter()
    for line in order.lines:
        pieces[line.variant_id] += line.quantity
    return pieces


def changes_between(before: Order, after: Order, gone: Counter[str]) -> dict[str, Change]:
    """Return what the escrow makes of a step; ``gone`` are pieces that left under the order, as it had them.

    Rights are spent by what was picked, or left straight from the rail; any other promise that ends is released.
    """
    promised = (promised_pieces(before), promised_pieces(after))
    shelved = (shelved_pieces(before), shelved_pieces(after))
    changes = {}
    for variant_id in {*promised[0], *promised[1], *shelved[0], *shelved[1]}:
        unpicked = promised[1][variant_id] - promised[0][variant_id]
        picked = shelved[1][variant_id] - shelved[0][variant_id]
        used = max(0, picked) + max(0, gone[variant_id] - max(0, -picked))
        change = Change(unpicked=unpicked, picked=picked, spent=max(0, min(-unpicked, used)))
        if change != Change():
            changes[variant_id] = change
    return changes


def keep(conn: Connection, order: Order) -> None:
    """Keep and publish an order's new state."""
    table = tables.mall_order
    conn.execute(update(table).where(table.c.order_id == order.id).values(status=order.status))
    publish(conn, order)
