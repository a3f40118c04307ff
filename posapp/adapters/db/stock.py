"""Levels of this shop: what the mall last said, plus what happened here and is not yet in it.

A stock row carries ``through``, the highest seq of our operations that its numbers contain. Rows that a later page left
alone contain at least what ``feed_cursor.stock_through`` says. So a sale of ours is counted exactly once, before, while
and after the mall applies it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, bindparam, func, select

from posapp.adapters.db.tables import feed_cursor, stock, stock_movement
from posapp.services.books import Level

_levels = select(stock.c.variant_id, stock.c.on_hand, stock.c.promised, stock.c.through).where(
    stock.c.shop_id == bindparam("here"), stock.c.variant_id.in_(bindparam("wanted", expanding=True))
)
_through = select(func.coalesce(func.max(feed_cursor.c.stock_through), 0))
_moved = select(
    stock_movement.c.variant_id, stock_movement.c.op_seq, stock_movement.c.quantity, stock_movement.c.cause
).where(
    stock_movement.c.variant_id.in_(bindparam("wanted", expanding=True)),
    stock_movement.c.op_seq > bindparam("through"),
)


_not_counted = select(
    stock_movement.c.variant_id, stock_movement.c.op_seq, stock_movement.c.quantity, stock_movement.c.cause
).where(stock_movement.c.op_seq > bindparam("through"))


def levels(connection: Connection, shop_id: str, variant_ids: Iterable[str]) -> dict[str, Level]:
    """Return the level of each variant in this shop; one without any record is at zero."""
    wanted = list(dict.fromkeys(variant_ids))
    if not wanted:
        return {}
    on_hand = dict.fromkeys(wanted, 0)
    promised = dict.fromkeys(wanted, 0)
    contained = dict.fromkeys(wanted, 0)
    for row in connection.execute(_levels, {"here": shop_id, "wanted": wanted}):
        on_hand[row.variant_id], promised[row.variant_id] = row.on_hand, row.promised
        contained[row.variant_id] = row.through
    through = connection.scalar(_through) or 0
    for row in connection.execute(_moved, {"wanted": wanted, "through": through}):
        if row.op_seq > contained[row.variant_id]:
            on_hand[row.variant_id] += row.quantity
            if row.cause == "pickup":
                promised[row.variant_id] += row.quantity
    return {variant_id: Level(on_hand[variant_id], max(0, promised[variant_id])) for variant_id in wanted}


def overlay(connection: Connection) -> Callable[[str, int, int, int], Level]:
    """Return what turns a stock row (variant, on hand, promised, through) into the level to show.

    For many variants at once: it reads every movement that the mall's numbers do not contain, and these are few.
    """
    through = connection.scalar(_through) or 0
    moves: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for row in connection.execute(_not_counted, {"through": through}):
        moves[row.variant_id].append((row.op_seq, row.quantity, row.cause == "pickup"))

    def level(variant_id: str, on_hand: int, promised: int, contained: int) -> Level:
        for seq, quantity, is_pickup in moves.get(variant_id, ()):
            if seq > contained:
                on_hand += quantity
                promised += quantity if is_pickup else 0
        return Level(on_hand, max(0, promised))

    return level
