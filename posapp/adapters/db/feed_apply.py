"""Lay a page of the feed into the tables, inside the transaction that also keeps its cursor.

A row that this program cannot read, or that nobody may trust, is kept as it came in ``feed_unknown`` and used for
nothing; the rows around it go on. A row that one of our own operations has changed here, and that the mall sent before
it applied that operation, waits in ``feed_waiting`` and is laid once the mall has caught up with us.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Delete, Select, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

from posapp.adapters.db import carts, erasures, neighbours
from posapp.adapters.db.engine import is_trouble_of_the_file
from posapp.adapters.db.feed_kinds import FEED_KINDS, Columns, FeedKind
from posapp.adapters.db.rows import decode
from posapp.adapters.db.style_index import forget_styles, index_styles
from posapp.adapters.db.sync_tables import feed_unknown, feed_waiting
from posapp.domain.clock import Millis
from sync.protocol import rows
from sync.protocol.signing import closed_message, is_signed, lease_message, trust_key_message
from sync.protocol.wire import FeedRow

_keep_unknown = insert(feed_unknown)
_keep_unknown = _keep_unknown.on_conflict_do_update(
    index_elements=["kind", "id"],
    set_={name: _keep_unknown.excluded[name] for name in ("ver", "row", "reason", "seen_ms")},
)
_forget_unknown = delete(feed_unknown).where(
    feed_unknown.c.kind == bindparam("of_kind"), feed_unknown.c.id.in_(bindparam("ids", expanding=True))
)
_any_unknown = select(func.count()).select_from(feed_unknown)
_keep_waiting = insert(feed_waiting)
_keep_waiting = _keep_waiting.on_conflict_do_update(
    index_elements=["kind", "id"],
    set_={name: _keep_waiting.excluded[name] for name in ("ver", "deleted", "row")},
    where=_keep_waiting.excluded.ver > feed_waiting.c.ver,
)
_kinds_waiting = select(feed_waiting.c.kind).distinct()
_done_waiting = delete(feed_waiting).where(
    feed_waiting.c.kind == bindparam("of_kind"), feed_waiting.c.id.in_(bindparam("ids", expanding=True))
)

_NOTHING = msgspec.Raw(b"null")


class Delivery(NamedTuple):
    """What holds for all rows of a page.

    ``through`` is how many of our operations the mall had applied when it read them; ``mark`` says the same of our
    neighbours' (``neighbours``); ``load`` numbers the full load. ``refused`` says by kind and id which rows were judged
    before and may not be used, and why.
    """

    through: int
    mark: int
    load: int
    is_first_load: bool
    root_key: str
    now: Millis
    refused: Mapping[tuple[str, str], str] = {}


class Readable(NamedTuple):
    """A row that could be read, with its columns."""

    feed: FeedRow
    row: rows.Row
    columns: Columns


class Unreadable(NamedTuple):
    """A row that is kept aside, and why."""

    feed: FeedRow
    reason: str


def lay(connection: Connection, page: Iterable[FeedRow], delivery: Delivery) -> set[str]:
    """Lay the rows of a page. Returns the names of the fields of ``Changes`` that they touch."""
    by_kind: dict[str, list[FeedRow]] = defaultdict(list)
    for feed in page:
        by_kind[feed.t].append(feed)
    changed: set[str] = set()
    unreadable: list[Unreadable] = []
    for name, feeds in by_kind.items():
        kind = FEED_KINDS.get(name)
        if kind is None:
            unreadable.extend(Unreadable(feed, "unknown_kind") for feed in feeds)
            continue
        unreadable.extend(_lay_kind(connection, kind, feeds, delivery))
        changed.update(kind.changes)
    if unreadable:
        connection.execute(_keep_unknown, [_unknown(each, delivery.now) for each in unreadable])
    return changed


def lay_waiting(connection: Connection, kinds: Sequence[str], through: int, delivery: Delivery) -> set[str]:
    """Lay the rows that waited for the mall to apply our operations up to ``through``."""
    changed: set[str] = set()
    waiting = set(connection.scalars(_kinds_waiting))
    for kind in (FEED_KINDS[name] for name in kinds if name in waiting):
        caught_up = (
            select(feed_waiting)
            .outerjoin(kind.table, kind.table.c.id == feed_waiting.c.id)
            .where(feed_waiting.c.kind == kind.name, func.coalesce(kind.table.c.local_seq, 0) <= through)
        )
        waited = [
            FeedRow(t=kind.name, id=row.id, ver=row.ver, deleted=bool(row.deleted), row=msgspec.Raw(row.row))
            for row in connection.execute(caught_up)
        ]
        if waited:
            connection.execute(_done_waiting, {"of_kind": kind.name, "ids": [feed.id for feed in waited]})
            changed |= lay(connection, waited, delivery._replace(through=through))
    return changed


def sweep(connection: Connection, load: int) -> None:
    """Remove the rows that a finished load did not bring: the mall no longer has them.

    A row that our own operation changed is left for ``sweep_overlaid``, one that shows a neighbour's for
    ``sweep_shown``.
    """
    for kind in FEED_KINDS.values():
        if kind.outlives_loads:
            continue
        table = kind.table
        stale = table.c.load < load
        if kind.is_overlaid:
            stale &= table.c.local_seq == 0
            stale &= table.c.id.not_in(neighbours.pending_rows(kind.name))
        if kind.row is rows.Style:
            forget_styles(connection, list(connection.scalars(select(table.c.id).where(stale))))
        elif kind.row is rows.CartAside:
            carts.forget_taken(connection, list(connection.scalars(select(table.c.id).where(stale))))
        connection.execute(delete(table).where(stale))


def sweep_shown(connection: Connection, load: int) -> set[str]:
    """Remove the rows that neighbours' operations changed or began and that no page of this load has brought since.

    To be called where the feed is read to its end: whatever the mall made of those operations has come by then, and one
    whose row it knows no more it has parked. Returns the names of the fields of ``Changes`` that they touch.
    """
    changed: set[str] = set()
    touched = set(connection.scalars(neighbours.TOUCHED_KINDS))
    for kind in (one for one in FEED_KINDS.values() if one.name in touched):
        if kind.is_overlaid and connection.execute(_no_longer_shown(kind.name), {"this_load": load}).rowcount:
            changed.update(kind.changes)
    return changed


@cache
def _no_longer_shown(name: str) -> Delete:
    table = FEED_KINDS[name].table
    return delete(table).where(
        table.c.id.in_(neighbours.known_rows(name)),
        table.c.load < bindparam("this_load"),
        table.c.local_seq == 0,
        table.c.id.not_in(neighbours.pending_rows(name)),
    )


def forget_waiting(connection: Connection) -> None:
    """Forget the rows that wait, because a load begins that brings all rows again.

    They are images of another time: laid later, they would pass for rows of this load, also when a mall that came back
    from a backup knows them no more.
    """
    connection.execute(delete(feed_waiting))


def sweep_overlaid(connection: Connection, kinds: Sequence[str], through: int, load: int) -> None:
    """Remove the rows that our operations up to ``through`` changed and that no page of this load has brought since.

    Whatever the mall applies to a row it publishes; one that it knows no more (an older copy of it came back) it parks
    and says nothing of.
    """
    for name in kinds:
        connection.execute(_swept(name), {"this_load": load, "up_to": through})


@cache
def _swept(kind: str) -> Delete:
    table = FEED_KINDS[kind].table
    return delete(table).where(table.c.load < bindparam("this_load"), table.c.local_seq.between(1, bindparam("up_to")))


def _lay_kind(connection: Connection, kind: FeedKind, feeds: Sequence[FeedRow], delivery: Delivery) -> list[Unreadable]:
    unreadable: list[Unreadable] = []
    feeds = _without_early_ones(connection, kind, feeds, delivery)
    readable: list[Readable] = []
    for feed in feeds:
        if feed.deleted:
            continue
        answer = _read(kind, feed, delivery)
        if isinstance(answer, Readable):
            readable.append(answer)
        else:
            unreadable.append(answer)
    unreadable.extend(_upsert(connection, kind, readable))
    if kind.is_overlaid:
        neighbours.lay_over(connection, kind.name, [feed.id for feed in feeds])
    _delete(connection, kind, [feed for feed in feeds if feed.deleted])
    if connection.scalar(_any_unknown):
        refused = {each.feed.id for each in unreadable}
        settled = [feed.id for feed in feeds if feed.id not in refused]
        connection.execute(_forget_unknown, {"of_kind": kind.name, "ids": settled})
    return unreadable


def _without_early_ones(
    connection: Connection, kind: FeedKind, feeds: Sequence[FeedRow], delivery: Delivery
) -> Sequence[FeedRow]:
    """Put aside the rows that the mall sent before it applied our operation on them; return the others."""
    if not kind.is_overlaid:
        return feeds
    asked = {"ids": [feed.id for feed in feeds], "through": delivery.through}
    early = set(connection.scalars(_changed_here_after(kind.name), asked))
    if not early:
        return feeds
    connection.execute(
        _keep_waiting,
        [
            {"kind": kind.name, "id": feed.id, "ver": feed.ver, "deleted": int(feed.deleted), "row": bytes(feed.row)}
            for feed in feeds
            if feed.id in early
        ],
    )
    return [feed for feed in feeds if feed.id not in early]


@cache
def _changed_here_after(kind: str) -> Select[Any]:
    table = FEED_KINDS[kind].table
    return select(table.c.id).where(
        table.c.id.in_(bindparam("ids", expanding=True)), table.c.local_seq > bindparam("through")
    )


def _read(kind: FeedKind, feed: FeedRow, delivery: Delivery) -> Readable | Unreadable:
    if reason := delivery.refused.get((feed.t, feed.id)):
        # Judged already, and megabytes: the reason stands behind the row, and is asked for every second.
        return Unreadable(msgspec.structs.replace(feed, row=_NOTHING), reason)
    try:
        row = decode(kind.row, bytes(feed.row))
        columns: Columns = kind.columns(row)
    except (msgspec.DecodeError, ValueError) as error:
        return Unreadable(feed, f"unreadable: {error}")
    if row.id != feed.id:
        return Unreadable(feed, "unreadable: another id inside")
    if isinstance(row, rows.GenerationClosed) and not is_signed(
        delivery.root_key, closed_message(row), row.root_signature
    ):
        return Unreadable(feed, "not_signed_by_root")
    if isinstance(row, rows.TrustKey) and not is_signed(delivery.root_key, trust_key_message(row), row.root_signature):
        return Unreadable(feed, "not_signed_by_root")
    if isinstance(row, rows.Lease) and not is_signed(delivery.root_key, lease_message(row), row.root_signature):
        return Unreadable(feed, "not_signed_by_root")
    columns |= {"id": feed.id, "ver": feed.ver, "load": delivery.load, "row": bytes(feed.row)}
    if kind.counts_operations:
        columns["through"] = delivery.through
    if kind.is_marked:
        columns["mark"] = delivery.mark
    if kind.says_when_first_seen:
        columns["first_seen_ms"] = 0 if delivery.is_first_load else delivery.now
    return Readable(feed, row, columns)


def _upsert(connection: Connection, kind: FeedKind, readable: Sequence[Readable]) -> list[Unreadable]:
    """Write rows in one go; when the file refuses one, write them singly and return those it refuses."""
    if not readable:
        return []
    refused: list[Unreadable] = []
    try:
        with connection.begin_nested():
            connection.execute(kind.upsert, [each.columns for each in readable])
    except (DBAPIError, OverflowError) as error:
        if is_trouble_of_the_file(error):
            raise
        kept: list[Readable] = []
        for each in readable:
            trouble = _upsert_one(connection, kind, each)
            if trouble is None:
                kept.append(each)
            else:
                refused.append(trouble)
        readable = kept
    if kind.row is rows.Style:
        index_styles(connection, _as_kept(connection, readable))
    return refused


def _upsert_one(connection: Connection, kind: FeedKind, each: Readable) -> Unreadable | None:
    try:
        with connection.begin_nested():
            connection.execute(kind.upsert, each.columns)
    except (DBAPIError, OverflowError) as error:
        if is_trouble_of_the_file(error):
            raise
        return Unreadable(each.feed, f"unreadable: {type(error).__name__}")
    return None


def _as_kept(connection: Connection, readable: Sequence[Readable]) -> list[rows.Style]:
    """Return the styles of a page that are in the table as they came; an older version changed nothing."""
    table = FEED_KINDS["style"].table
    kept = dict(
        connection.execute(
            select(table.c.id, table.c.ver).where(table.c.id.in_([each.feed.id for each in readable]))
        ).all()
    )
    return [
        each.row for each in readable if isinstance(each.row, rows.Style) and kept.get(each.feed.id) == each.feed.ver
    ]


def _delete(connection: Connection, kind: FeedKind, feeds: Sequence[FeedRow]) -> None:
    if not feeds:
        return
    if kind.row is rows.CartAside:
        carts.forget_taken(connection, [feed.id for feed in feeds])
    members = erasures.held(connection, [feed.id for feed in feeds]) if kind.row is rows.Member else {}
    connection.execute(kind.remove, [{"gone": feed.id, "at_ver": feed.ver} for feed in feeds])
    if kind.row is rows.Member:
        left = erasures.held(connection, members)
        erasures.erase(connection, [one for one in members.values() if one.id not in left])
        erasures.hear(connection, [feed for feed in feeds if feed.id not in left])
    if kind.row is rows.Style:
        gone = {feed.id for feed in feeds}
        gone -= set(connection.scalars(select(kind.table.c.id).where(kind.table.c.id.in_(gone))))
        forget_styles(connection, sorted(gone))


def _unknown(each: Unreadable, now: Millis) -> dict[str, Any]:
    return {
        "kind": each.feed.t,
        "id": each.feed.id,
        "ver": each.feed.ver,
        "row": bytes(each.feed.row),
        "reason": each.reason,
        "seen_ms": now,
    }
