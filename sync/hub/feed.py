"""The feed: page by page, stream by stream, what a till of a shop must know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from posapp.domain.clock import Millis
from sync.hub import clocks, keys, lives
from sync.hub.auth import Device
from sync.hub.cursor import Cursor, Forged, seal, unseal
from sync.hub.db import tables
from sync.hub.late_results import results_after, results_stream
from sync.hub.publishing import applied_key, applied_of_shop_key, heads
from sync.hub.seen_to import seen_to
from sync.protocol.rows import STREAMS
from sync.protocol.wire import MOST_ROWS, FeedPage, FeedRow

COUNTED = 2_000
"""So many rows of a stream are counted to tell how many wait; of more it is told by their positions."""

_feed, _device = tables.feed, tables.device
_is_after = (_feed.c.stream == bindparam("of_stream")) & (_feed.c.pos > bindparam("after"))
_rows = (
    select(_feed.c.pos, _feed.c.t, _feed.c.id, _feed.c.ver, _feed.c.deleted, _feed.c.row)
    .where(_is_after)
    .order_by(_feed.c.pos)
    .limit(bindparam("most"))
)
_rows_left = select(func.count()).select_from(select(_feed.c.pos).where(_is_after).limit(COUNTED).subquery())
_applied = select(_device.c.shop_id, _device.c.device, _device.c.generation, _device.c.applied_through)
_applied_of_shop = _applied.where(_device.c.shop_id == bindparam("of_shop"))
_received_of_till = select(_device.c.received_through).where(
    _device.c.device == bindparam("who"), _device.c.generation == bindparam("which"), _device.c.status == "active"
)
_applied_of_till = select(_device.c.applied_through).where(
    _device.c.device == bindparam("who"), _device.c.generation == bindparam("which")
)


class Gone(Exception):
    """A cursor that cannot be continued; the till starts anew."""

    def __init__(self, reason: Literal["epoch", "floor", "scope", "forged"]) -> None:
        super().__init__(reason)
        self.reason = reason


class OlderCopy(Gone):
    """A cursor of this very epoch that has read what this database never wrote, was told of operations that it never
    applied, or was written in a life that it never lived: the database is an older copy, and nobody said so.
    """

    def __init__(self, epoch: str) -> None:
        super().__init__("epoch")
        self.epoch = epoch


class _DoneWith(NamedTuple):
    """How far a log is applied, and up to which operation neighbours need show nothing of it over the rows."""

    shop_id: str
    device: str
    generation: int
    applied: int
    through: int


class _Now(NamedTuple):
    """What this database is at the moment: its epoch, its life, and how far each stream has come."""

    epoch: str
    life: lives.Life | None
    heads: Mapping[str, int]


def streams_of(shop_id: str) -> tuple[str, ...]:
    """Return the streams that a till of a shop reads, in the order in which it loads them."""
    return tuple(f"shop:{shop_id}" if stream == "shop" else stream for stream in STREAMS)


def read_page(conn: Connection, device: Device, cursor: str, limit: int, now: Millis) -> FeedPage:
    """Return the page after ``cursor`` (empty: from the start). Raises ``Gone``.

    Where rows leave room in ``limit``, late results of the device's own operations come along.

    Rows and ``applied_through`` come from one state of the database: each row of the page holds every operation of
    the asking device up to ``applied_through`` and none beyond.
    """
    epoch = keys.epoch(conn)
    secret = keys.feed_secret(conn)
    life, newest = lives.newest(conn), heads(conn)
    positions = _positions(conn, device, cursor, _Now(epoch, life, newest), secret)
    logs = {(each.device, each.generation): each for each in _done_with(conn, device.shop_id)}
    in_shop = sum(each.through for each in logs.values())
    applied_through = logs.pop((device.device, device.generation)).applied
    stream, rows = "", []
    most = min(max(limit, 1), MOST_ROWS)
    for candidate in streams_of(device.shop_id):
        taken = _rows_after(conn, candidate, positions[candidate], most)
        if taken:
            stream, rows = candidate, [row for _, row in taken]
            positions[candidate] = taken[-1][0]
            break
    own = results_stream(device.device, device.generation)
    told = results_after(conn, own, positions[own], most - len(rows)) if len(rows) < most else []
    if told:
        positions[own] = told[-1].pos
    ahead = _ahead(conn, positions, newest) if rows or told else 0
    return FeedPage(
        epoch=epoch,
        stream=stream,
        rows=rows,
        next=seal(
            Cursor(
                epoch,
                device.shop_id,
                positions
                | {
                    applied_name(device): applied_through,
                    applied_of_shop_key(device.shop_id): in_shop,
                },
                life="" if life is None else str(life),
            ),
            secret,
        ),
        more=ahead > 0,
        ahead=ahead,
        applied_through=applied_through,
        server_ms=now,
        hlc=clocks.newest(conn),
        results=[each.result for each in told],
        received_through=_received_through(conn, device),
        applied={f"{other}:{generation}": each.through for (other, generation), each in logs.items() if each.through},
    )


def applied_name(device: Device) -> str:
    """Return the name under which a cursor keeps which of the till's own operations it was told to be applied.

    Such a name beside the streams wakes a waiting till also when an operation of its own was applied that changed no
    row: a closed shift waits for this word with its day proof.
    """
    return applied_key(device.device, device.generation)


def is_news(page: FeedPage, device: Device, cursor: str, secret: bytes) -> bool:
    """Tell whether a page says anything that the till behind ``cursor`` was not told before."""
    if page.rows or page.results or not cursor:
        return True
    told, tells = unseal(cursor, secret).positions, unseal(page.next, secret).positions
    names = (applied_name(device), applied_of_shop_key(device.shop_id))
    return any(told.get(name, -1) != tells[name] for name in names)


def applied_heads(conn: Connection) -> dict[str, int]:
    """Return how much of each till's log is applied, and of all logs of each shop together, what was reviewed too."""
    of_tills: dict[str, int] = {}
    of_shops: defaultdict[str, int] = defaultdict(int)
    for each in _done_with(conn):
        of_tills[applied_key(each.device, each.generation)] = each.applied
        of_shops[applied_of_shop_key(each.shop_id)] += each.through
    return of_tills | of_shops


def positions_of(cursor: str, secret: bytes) -> dict[str, int]:
    """Return how far a cursor of ours has read."""
    return unseal(cursor, secret).positions


def _positions(conn: Connection, device: Device, text: str, now: _Now, secret: bytes) -> dict[str, int]:
    streams = (*streams_of(device.shop_id), results_stream(device.device, device.generation))
    if not text:
        return dict.fromkeys(streams, 0)
    try:
        cursor = unseal(text, secret)
    except Forged:
        raise Gone("forged") from None
    if cursor.epoch != now.epoch:
        raise Gone("epoch")
    if cursor.shop_id != device.shop_id:
        raise Gone("scope")
    read = {stream: cursor.positions.get(stream, 0) for stream in streams}
    was_told = cursor.positions.get(applied_name(device), 0)
    if was_told > _applied_through(conn, device) or any(pos > now.heads.get(stream, 0) for stream, pos in read.items()):
        raise OlderCopy(now.epoch)
    match lives.verdict(conn, now.life, cursor.life, read):
        case "older_copy":
            raise OlderCopy(now.epoch)
        case "forgotten":
            raise Gone("floor")
        case "ours":
            return read


def _rows_after(conn: Connection, stream: str, pos: int, limit: int) -> list[tuple[int, FeedRow]]:
    found = conn.execute(_rows, {"of_stream": stream, "after": pos, "most": limit})
    return [
        (place, FeedRow(t=kind, id=row_id, ver=ver, deleted=deleted, row=msgspec.Raw(image.encode())))
        for place, kind, row_id, ver, deleted, image in found
    ]


def _ahead(conn: Connection, positions: Mapping[str, int], newest: Mapping[str, int]) -> int:
    """Return how many rows wait behind these positions: exactly while they are few in a stream, else not fewer.

    A row that is published again leaves its old position empty, so counting positions counts some rows more than once.
    Counting rows, at every page of a first load, would read all that is left of the feed each time.
    """
    ahead = 0
    for stream, pos in positions.items():
        most = newest.get(stream, 0) - pos
        if most > 0:
            counted = conn.execute(_rows_left, {"of_stream": stream, "after": pos}).scalar_one()
            ahead += counted if counted < COUNTED else most
    return ahead


def _done_with(conn: Connection, shop_id: str = "") -> Iterator[_DoneWith]:
    """Yield how far each log of a shop, or of all shops, is applied or, set apart, seen to by the office."""
    found = conn.execute(_applied_of_shop, {"of_shop": shop_id}) if shop_id else conn.execute(_applied)
    reviewed = seen_to(conn)
    for shop, device, generation, applied in found:
        yield _DoneWith(shop, device, generation, applied, max(applied, reviewed.get((device, generation), 0)))


def _received_through(conn: Connection, device: Device) -> int | None:
    """Return how far the asking till's log is kept; None for one in quarantine, of which there may be two branches."""
    asked = {"who": device.device, "which": device.generation}
    received: int | None = conn.execute(_received_of_till, asked).scalar_one_or_none()
    return received


def _applied_through(conn: Connection, device: Device) -> int:
    asked = {"who": device.device, "which": device.generation}
    applied: int = conn.execute(_applied_of_till, asked).scalar_one()
    return applied
