"""The ledgers of stock, quotas and points: immutable entries with their own ids, and the levels they add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from sync.hub.batch import Batch, append, batch_of, known
from sync.hub.db import tables
from sync.hub.db.bulk import Rows, among, ask
from sync.hub.escrow import Change, Kind, Level, Settled, settle
from sync.hub.publishing import publish_many
from sync.protocol.rows import Stock
from sync.protocol.sold import Movement

_keep_levels = Rows(
    tables.stock,
    """
    ON CONFLICT (shop_id, variant_id) DO UPDATE SET on_hand = excluded.on_hand, promised = excluded.promised,
        picked = excluded.picked, quota = excluded.quota, labelled = excluded.labelled
    """,
)
_levels_here = select(tables.stock).where(tables.stock.c.shop_id == bindparam("here"), among(tables.stock.c.variant_id))

_NOTHING = Level()

Key = tuple[str, str]
"""Shop id, variant id."""


def levels(conn: Connection, keys: Iterable[Key]) -> dict[Key, Level]:
    """Return the levels of ``(shop id, variant id)``; what was never seen is left out."""
    wanted = list(dict.fromkeys(keys))
    batch = batch_of(conn)
    return _read(conn, wanted) if batch is None else batch.part(_Levels).find(wanted)


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
    before = known(conn, ledger.c.movement_id, offered)
    fresh = [movement for movement in offered.values() if movement.movement_id not in before]
    append(
        conn,
        ledger,
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
    return dict(moved), sorted(before)


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
        _keep(conn, {(shop_id, variant_id): one.after for variant_id, one in moved.items()})
        publish_many(conn, (stock_row(shop_id, variant_id, one.after) for variant_id, one in moved.items()))
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
    append(conn, tables.quota_entry, lines)
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


def earning(op_id: str) -> str:
    """Return the id of the points that an operation earns."""
    return f"earn:{op_id}"


def earn(conn: Connection, op_id: str, member_id: str, points: int, at_ms: int) -> bool:
    """Write the points that an operation earns; False when they were written before."""
    entry = tables.points_entry
    entry_id = earning(op_id)
    if known(conn, entry.c.entry_id, (entry_id,)):
        return False
    append(conn, entry, [{"entry_id": entry_id, "member_id": member_id, "points": points, "at_ms": at_ms}])
    return True


def _keep(conn: Connection, now: Mapping[Key, Level]) -> None:
    """Write levels over what is there: whoever changes them holds the lock of the stock."""
    batch = batch_of(conn)
    if batch is None:
        _write(conn, now)
    else:
        batch.part(_Levels).keep(now)


def _read(conn: Connection, keys: Sequence[Key]) -> dict[Key, Level]:
    by_shop: defaultdict[str, list[str]] = defaultdict(list)
    for shop_id, variant_id in keys:
        by_shop[shop_id].append(variant_id)
    found: dict[Key, Level] = {}
    for shop_id, variant_ids in by_shop.items():
        here = ask(conn, _levels_here, here=shop_id, ids=variant_ids)
        found.update(((shop_id, row.variant_id), level_of(row)) for row in here)
    return found


def _write(conn: Connection, now: Mapping[Key, Level]) -> None:
    _keep_levels.add(
        conn,
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
            for (shop_id, variant_id), level in now.items()
        ],
    )


class _Levels:
    """The levels in a batch."""

    tables: Collection[str] = frozenset(("stock",))

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._levels: dict[Key, Level | None] = {}
        self._waiting: dict[Key, Level] = {}

    def find(self, keys: Sequence[Key]) -> dict[Key, Level]:
        unread = [key for key in keys if key not in self._levels]
        if unread:
            self._levels.update(dict.fromkeys(unread))
            with self._batch.asking() as conn:
                self._levels.update(_read(conn, unread))
        found = ((key, self._levels[key]) for key in keys)
        return {key: level for key, level in found if level is not None}

    def keep(self, now: Mapping[Key, Level]) -> None:
        self._batch.changes += 1
        self._levels.update(now)
        self._waiting.update(now)

    def write_out(self) -> None:
        if self._waiting:
            _write(self._batch.conn, self._waiting)
            self._waiting.clear()

    def forget(self) -> None:
        self._levels.clear()
        self._waiting.clear()
