"""Levels of this shop: what the mall last said, plus what happened here and is not yet in it.

A stock row carries ``through``, the highest seq of our operations that its numbers contain. Rows that a later page left
alone contain at least what ``feed_cursor.stock_through`` says. So a sale of ours is counted exactly once, before, while
and after the mall applies it; and so is a neighbour's that the relay told of (``neighbours``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, literal, select, union_all

from posapp.adapters.db import neighbours
from posapp.adapters.db.mall_tables import stock
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.return_tables import return_movement
from posapp.adapters.db.sync_tables import feed_cursor
from posapp.adapters.db.tables import stock_count, stock_movement
from posapp.services.books import Level

_levels = Prepared(
    select(stock.c.variant_id, stock.c.on_hand, stock.c.promised, stock.c.picked, stock.c.quota, stock.c.through).where(
        stock.c.shop_id == bindparam("here"), stock.c.variant_id.in_(bindparam("wanted", expanding=True))
    )
)
_all_here = Prepared(
    select(stock.c.variant_id, stock.c.on_hand, stock.c.promised, stock.c.picked, stock.c.quota, stock.c.through).where(
        stock.c.shop_id == bindparam("here")
    )
)
_through = Prepared(select(func.coalesce(func.max(feed_cursor.c.stock_through), 0)))
_all_moves = union_all(
    select(stock_movement.c.variant_id, stock_movement.c.op_seq, stock_movement.c.quantity, stock_movement.c.cause),
    select(stock_count.c.variant_id, stock_count.c.op_seq, stock_count.c.difference, literal("count")),
    select(return_movement.c.variant_id, return_movement.c.op_seq, return_movement.c.quantity, literal("return")).where(
        return_movement.c.place == "floor"
    ),
).subquery("moves")
"""Everything of ours that moves a level: what left, what came back, and what a count found more or less than shown."""

_since = select(_all_moves).where(_all_moves.c.op_seq > bindparam("through"))
_not_counted = Prepared(_since)
_moved = Prepared(_since.where(_all_moves.c.variant_id.in_(bindparam("wanted", expanding=True))))

_MANY = 1_000
"""Of more variants than this the whole shop is read."""

_BEYOND_ALL = 1 << 62
"""In the place of a seq: a neighbour's movement that is known to be in no row."""


def levels(connection: Connection, shop_id: str, variant_ids: Iterable[str]) -> dict[str, Level]:
    """Return the level of each variant in this shop; one without any record is at zero."""
    wanted = list(dict.fromkeys(variant_ids))
    if not wanted:
        return {}
    if len(wanted) > _MANY:
        return _of_many(connection, shop_id, wanted)
    here = dict.fromkeys(wanted, Level())
    contained = dict.fromkeys(wanted, 0)
    for row in _levels.all(connection, {"here": shop_id, "wanted": wanted}):
        here[row.variant_id] = Level(row.on_hand, row.promised, row.picked, row.quota)
        contained[row.variant_id] = row.through
    through = _through.value(connection)
    moves: dict[str, list[_Move]] = defaultdict(list)
    for row in _moved.all(connection, {"wanted": wanted, "through": through}):
        moves[row.variant_id].append(_Move(row.op_seq, row.quantity, row.cause == "pickup"))
    for move in neighbours.moved(connection, shop_id, wanted):
        moves[move.variant_id].append(_Move(_BEYOND_ALL, move.quantity, move.cause == "pickup"))
    return {variant_id: _shown(here[variant_id], contained[variant_id], moves[variant_id]) for variant_id in wanted}


def overlay(connection: Connection, shop_id: str) -> Callable[[str, Level, int], Level]:
    """Return what turns a stock row of this shop (variant, the mall's level, through) into the level to show.

    For many variants at once: it reads every movement that the mall's numbers do not contain, and these are few.
    """
    through = _through.value(connection)
    moves: dict[str, list[_Move]] = defaultdict(list)
    for row in _not_counted.all(connection, {"through": through}):
        moves[row.variant_id].append(_Move(row.op_seq, row.quantity, row.cause == "pickup"))
    for move in neighbours.moved(connection, shop_id):
        moves[move.variant_id].append(_Move(_BEYOND_ALL, move.quantity, move.cause == "pickup"))
    # Most variants have not moved.
    return lambda variant_id, level, contained: (
        _shown(level, contained, moves.get(variant_id, ())) if variant_id in moves or level.promised < 0 else level
    )


def _of_many(connection: Connection, shop_id: str, wanted: Iterable[str]) -> dict[str, Level]:
    """Return the same from one walk over the shop's rows: naming thousands of variants costs more than reading all."""
    shown = overlay(connection, shop_id)
    found = {row.variant_id: row for row in _all_here.all(connection, {"here": shop_id})}
    none = Level()
    return {
        variant_id: shown(variant_id, none, 0)
        if (row := found.get(variant_id)) is None
        else shown(variant_id, Level(row.on_hand, row.promised, row.picked, row.quota), row.through)
        for variant_id in wanted
    }


class _Move(NamedTuple):
    """What one of our operations moved of a variant."""

    seq: int
    quantity: int
    is_pickup: bool


def _shown(level: Level, contained: int, moves: Iterable[_Move]) -> Level:
    on_hand, promised, picked = level.on_hand, level.promised, level.picked
    for move in moves:
        if move.seq > contained:
            on_hand += move.quantity
            if move.is_pickup:
                promised += move.quantity
                picked = max(0, picked + move.quantity)
    return Level(on_hand, max(0, promised), picked, level.quota)
