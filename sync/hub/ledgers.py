"""The ledgers of stock and points: immutable entries with their own ids, and the levels they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, text, tuple_

from sync.hub.db import tables
from sync.hub.publishing import publish_many
from sync.protocol.kinds import Movement
from sync.protocol.rows import Stock

_KNOW_LEVEL = text(
    """
    INSERT INTO stock (shop_id, variant_id, on_hand, promised) VALUES (:shop_id, :variant_id, 0, 0)
    ON CONFLICT (shop_id, variant_id) DO NOTHING
    """
)

_CHANGE_LEVEL = text(
    """
    UPDATE stock SET on_hand = on_hand + :on_hand,
        promised = CASE WHEN promised + :promised < 0 THEN 0 ELSE promised + :promised END
    WHERE shop_id = :shop_id AND variant_id = :variant_id
    """
)


@dataclass(frozen=True, slots=True)
class Level:
    """What one shop holds of a variant, and how much of it is promised."""

    on_hand: int
    promised: int

    @property
    def quota(self) -> int:
        """Pieces the mall may promise: never the last one that nobody has promised, which belongs to the floor."""
        return max(0, self.on_hand - self.promised - FLOOR_SHARE)


FLOOR_SHARE = 1


def levels(conn: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Level]:
    """Return the levels of ``(shop id, variant id)``; what was never seen is left out."""
    stock = tables.stock
    query = select(stock.c.shop_id, stock.c.variant_id, stock.c.on_hand, stock.c.promised).where(
        tuple_(stock.c.shop_id, stock.c.variant_id).in_(list(keys))
    )
    return {(row.shop_id, row.variant_id): Level(row.on_hand, row.promised) for row in conn.execute(query)}


def book_movements(
    conn: Connection, shop_id: str, movements: Iterable[Movement], *, hub_no: int, at_ms: int
) -> tuple[dict[str, int], list[str]]:
    """Write movements that are new; return the pieces moved by variant, and the ids of movements known before.

    Levels are changed by ``change_levels``, so that a fact touches each level once.
    """
    offered = {movement.movement_id: movement for movement in movements}
    ledger = tables.stock_movement
    known = set(
        conn.execute(select(ledger.c.movement_id).where(ledger.c.movement_id.in_(list(offered)))).scalars()
        if offered
        else ()
    )
    fresh = [movement for movement in offered.values() if movement.movement_id not in known]
    if fresh:
        conn.execute(
            insert(ledger),
            [
                {
                    "movement_id": movement.movement_id,
                    "shop_id": shop_id,
                    "variant_id": movement.variant_id,
                    "quantity": movement.quantity,
                    "cause": movement.cause,
                    "hub_no": hub_no,
                    "at_ms": at_ms,
                }
                for movement in fresh
            ],
        )
    moved: Counter[str] = Counter()
    for movement in fresh:
        moved[movement.variant_id] += movement.quantity
    return dict(moved), sorted(known)


def change_levels(
    conn: Connection, shop_id: str, moved: Mapping[str, int], promised: Mapping[str, int]
) -> dict[str, Level]:
    """Add pieces on hand and promised to a shop's levels, publish them, and return them by variant."""
    touched = sorted({*moved, *promised})
    if not touched:
        return {}
    changes = [
        {
            "shop_id": shop_id,
            "variant_id": variant_id,
            "on_hand": moved.get(variant_id, 0),
            "promised": promised.get(variant_id, 0),
        }
        for variant_id in touched
    ]
    conn.execute(_KNOW_LEVEL, changes)
    conn.execute(_CHANGE_LEVEL, changes)
    now = {variant: level for (_, variant), level in levels(conn, [(shop_id, v) for v in touched]).items()}
    publish_many(
        conn,
        (
            Stock(
                id=f"{shop_id}/{variant_id}",
                shop_id=shop_id,
                variant_id=variant_id,
                on_hand=level.on_hand,
                promised=level.promised,
            )
            for variant_id, level in now.items()
        ),
    )
    return now


def earn(conn: Connection, op_id: str, member_id: str, points: int, at_ms: int) -> bool:
    """Write the points that an operation earns; False when they were written before."""
    entry = tables.points_entry
    entry_id = f"earn:{op_id}"
    if conn.execute(select(entry.c.entry_id).where(entry.c.entry_id == entry_id)).scalar() is not None:
        return False
    conn.execute(insert(entry).values(entry_id=entry_id, member_id=member_id, points=points, at_ms=at_ms))
    return True
