"""Counts: "somebody saw n pieces at position p" becomes a change against the balance at p.

The position is the count's place in its own device's log, and its instant for the shop's other tills. What lies before
it is in the count, also when it arrives later: then it is booked, and taken back under the count's name, so that the
balance stays what was seen plus what happened since. Of several counts of a variant the newest position stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select

from sync.hub import ledgers
from sync.hub.batch import Batch, append, batch_of
from sync.hub.db import tables
from sync.hub.db.bulk import among, ask
from sync.hub.escrow import Change, Level
from sync.protocol.sold import Movement

CAUSE = "count"
_NOTHING = Level()
_standing = select(tables.stock_count).where(
    tables.stock_count.c.shop_id == bindparam("here"), among(tables.stock_count.c.variant_id)
)


class Position(NamedTuple):
    """Where something stands: in its device's log, and in time."""

    device: str
    generation: int
    seq: int
    at_ms: int

    def is_before(self, other: Position) -> bool:
        """Tell whether this was done before something else was; on another till an equal instant counts as before."""
        if (self.device, self.generation) == (other.device, other.generation):
            return self.seq < other.seq
        return self.at_ms <= other.at_ms


def counted(
    conn: Connection, shop_id: str, variant_id: str, observed: int, position: Position, *, op_id: str, hub_no: int
) -> dict[str, Change]:
    """Book a count and return by how much it changes the level; an older one than the count that stands changes none.

    What the shop's tills did after the position and the hub has booked already stays on top of what was seen.
    """
    table, ledger = tables.stock_count, tables.stock_movement
    here = (table.c.shop_id == shop_id) & (table.c.variant_id == variant_id)
    standing = conn.execute(select(table).where(here)).one_or_none()
    if standing is not None and position.is_before(_position(standing)):
        return {}
    conn.execute(delete(table).where(here))
    conn.execute(
        insert(table).values(
            shop_id=shop_id,
            variant_id=variant_id,
            op_id=op_id,
            hub_no=hub_no,
            device=position.device,
            generation=position.generation,
            seq=position.seq,
            at_ms=position.at_ms,
            observed=observed,
        )
    )
    later = _moved_after(conn, shop_id, variant_id, position)
    level = ledgers.levels(conn, [(shop_id, variant_id)]).get((shop_id, variant_id), _NOTHING)
    difference = observed + later - level.on_hand
    if difference:
        conn.execute(
            insert(ledger).values(
                movement_id=f"{CAUSE}:{op_id}",
                shop_id=shop_id,
                variant_id=variant_id,
                quantity=difference,
                cause=CAUSE,
                hub_no=hub_no,
                at_ms=position.at_ms,
            )
        )
    return {variant_id: Change(on_hand=difference)}


def taken_back(
    conn: Connection, shop_id: str, movements: Iterable[Movement], position: Position, *, hub_no: int
) -> Counter[str]:
    """Take back what a count has seen already, of movements that a fact at ``position`` has just brought.

    Returns the pieces that this changes by variant.
    """
    moved = list(movements)
    counts = standing_counts(conn, shop_id, (movement.variant_id for movement in moved))
    standing = {variant_id: row for variant_id, row in counts.items() if position.is_before(_position(row))}
    late = [movement for movement in moved if movement.variant_id in standing]
    append(
        conn,
        tables.stock_movement,
        [
            {
                "movement_id": f"{CAUSE}:{standing[movement.variant_id].op_id}:{movement.movement_id}",
                "shop_id": shop_id,
                "variant_id": movement.variant_id,
                "quantity": -movement.quantity,
                "cause": CAUSE,
                "hub_no": hub_no,
                "at_ms": standing[movement.variant_id].at_ms,
            }
            for movement in late
        ],
    )
    back: Counter[str] = Counter()
    for movement in late:
        back[movement.variant_id] -= movement.quantity
    return back


def standing_counts(conn: Connection, shop_id: str, variant_ids: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the count that stands for each variant that was ever counted in a shop."""
    wanted = list(dict.fromkeys(variant_ids))
    batch = batch_of(conn)
    return _read(conn, shop_id, wanted) if batch is None else batch.part(_Counts).find(shop_id, wanted)


def _read(conn: Connection, shop_id: str, variant_ids: Sequence[str]) -> dict[str, Row[Any]]:
    return {row.variant_id: row for row in ask(conn, _standing, here=shop_id, ids=list(variant_ids))}


class _Counts:
    """The counts in a batch: read only, so nothing of them ever waits."""

    tables: Collection[str] = frozenset(("stock_count",))

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._standing: dict[tuple[str, str], Row[Any] | None] = {}

    def find(self, shop_id: str, variant_ids: Sequence[str]) -> dict[str, Row[Any]]:
        unread = [each for each in variant_ids if (shop_id, each) not in self._standing]
        if unread:
            with self._batch.asking() as conn:
                found = _read(conn, shop_id, unread)
            self._standing.update(((shop_id, each), found.get(each)) for each in unread)
        standing = ((each, self._standing[shop_id, each]) for each in variant_ids)
        return {each: row for each, row in standing if row is not None}

    def write_out(self) -> None: ...

    def forget(self) -> None:
        self._standing.clear()


def _moved_after(conn: Connection, shop_id: str, variant_id: str, position: Position) -> int:
    """Return what was booked of facts later than a position, counts aside: they are made of what came before them."""
    movement, inbox = tables.stock_movement, tables.inbox
    is_own = (inbox.c.device == position.device) & (inbox.c.generation == position.generation)
    moved = conn.execute(
        select(func.sum(movement.c.quantity))
        .join(inbox, inbox.c.hub_no == movement.c.hub_no)
        .where(
            movement.c.shop_id == shop_id,
            movement.c.variant_id == variant_id,
            movement.c.cause != CAUSE,
            or_(
                is_own & (inbox.c.seq > position.seq),
                ~is_own & (movement.c.at_ms > position.at_ms),
            ),
        )
    ).scalar()
    return int(moved or 0)


def _position(row: Row[Any]) -> Position:
    return Position(row.device, row.generation, row.seq, row.at_ms)
