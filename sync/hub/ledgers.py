"""The ledgers of stock, quotas and points: immutable entries with their own ids, and the levels they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text, tuple_

from sync.hub.db import tables
from sync.hub.escrow import Change, Kind, Level, Settled, settle
from sync.hub.publishing import publish_many
from sync.protocol.kinds import Movement
from sync.protocol.rows import Stock

_KEEP_LEVEL = text(
    """
    INSERT INTO stock (shop_id, variant_id, on_hand, promised, picked, quota, labelled)
    VALUES (:shop_id, :variant_id, :on_hand, :promised, :picked, :quota, :labelled)
    ON CONFLICT (shop_id, variant_id) DO UPDATE SET on_hand = excluded.on_hand, promised = excluded.promised,
        picked = excluded.picked, quota = excluded.quota, labelled = excluded.labelled
    """
)

_NOTHING = Level()


def levels(conn: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Level]:
    """Return the levels of ``(shop id, variant id)``; what was never seen is left out."""
    stock = tables.stock
    query = select(stock).where(tuple_(stock.c.shop_id, stock.c.variant_id).in_(list(keys)))
    return {(row.shop_id, row.variant_id): level_of(row) for row in conn.execute(query)}


def level_of(row: Row[Any]) -> Level:
    """Return a row of ``stock`` as a level."""
    return Level(row.on_hand, row.promised, row.picked, row.quota, row.buffer, row.labelled)


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
    conn: Connection,
    shop_id: str,
    changes: Mapping[str, Change],
    kind: Kind,
    *,
    at_ms: int,
    hub_no: int | None = None,
    order_id: str = "",
    may_grow: bool = False,
    held_back: Mapping[str, int] | None = None,
) -> dict[str, Settled]:
    """Change a shop's levels by variant, write the quota ledger, publish what changed; return what each came to.

    The one place where levels change. The caller holds the shop's and the stock's lock, so what is read here stands.
    ``kind`` names the line that the change itself writes; what the quota does by itself has names of its own.
    """
    touched = sorted(changes)
    if not touched:
        return {}
    here = levels(conn, [(shop_id, variant_id) for variant_id in touched])
    settled = {
        variant_id: settle(
            here.get((shop_id, variant_id), _NOTHING),
            changes[variant_id],
            kind,
            may_grow=may_grow,
            held_back=(held_back or {}).get(variant_id, 0),
        )
        for variant_id in touched
    }
    moved = {
        variant_id: one
        for variant_id, one in settled.items()
        if one.before != one.after or (shop_id, variant_id) not in here
    }
    if moved:
        _keep(conn, shop_id, {variant_id: one.after for variant_id, one in moved.items()})
    lines = [
        {
            "shop_id": shop_id,
            "variant_id": variant_id,
            "kind": step.kind,
            "quota": step.quota,
            "unpicked": step.unpicked,
            "picked": step.picked,
            "order_id": order_id,
            "hub_no": hub_no,
            "at_ms": at_ms,
        }
        for variant_id, one in moved.items()
        for step in one.steps
    ]
    if lines:
        conn.execute(insert(tables.quota_entry), lines)
    return settled


def stock_row(shop_id: str, variant_id: str, level: Level) -> Stock:
    """Return a level as tills are told it."""
    return Stock(
        id=f"{shop_id}/{variant_id}",
        shop_id=shop_id,
        variant_id=variant_id,
        on_hand=level.on_hand,
        promised=level.promised,
        picked=level.picked,
        quota=level.quota,
    )


def _keep(conn: Connection, shop_id: str, now: Mapping[str, Level]) -> None:
    conn.execute(
        _KEEP_LEVEL,
        [
            {
                "shop_id": shop_id,
                "variant_id": variant_id,
                "on_hand": level.on_hand,
                "promised": level.promised,
                "picked": level.picked,
                "quota": level.quota,
                "labelled": level.labelled,
            }
            for variant_id, level in now.items()
        ],
    )
    publish_many(conn, (stock_row(shop_id, variant_id, level) for variant_id, level in now.items()))


def earn(conn: Connection, op_id: str, member_id: str, points: int, at_ms: int) -> bool:
    """Write the points that an operation earns; False when they were written before."""
    entry = tables.points_entry
    entry_id = f"earn:{op_id}"
    if conn.execute(select(entry.c.entry_id).where(entry.c.entry_id == entry_id)).scalar() is not None:
        return False
    conn.execute(insert(entry).values(entry_id=entry_id, member_id=member_id, points=points, at_ms=at_ms))
    return True
