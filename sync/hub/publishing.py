"""The published state: what tills are told, one full row image for each thing, in the order of commits.

The ``feed`` table holds only the newest image of a row. Publishing happens in the transaction of the effect. Positions
come from the stream's counter, whose database row stays locked until that transaction ends; so a position never
becomes visible before a smaller one, and no cursor can skip a row. The counter of a shop's stream is also the lock of
that shop's affairs: whoever decides over its rooms or its stock calls ``lock_streams`` first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, and_, bindparam, func, select, text

from sync.hub.batch import Batch, batch_of
from sync.hub.db import tables
from sync.hub.db.bulk import Rows, among, ask
from sync.protocol.decoding import decoder_of
from sync.protocol.rows import (
    KINDS_OF_ROW,
    STREAM_OF_KIND,
    STREAMS,
    Booking,
    Coupon,
    FittingRoom,
    FollowUp,
    Member,
    Order,
    Row,
    Stock,
    Variant,
    kind_of_row,
)

R = TypeVar("R", bound=Row)

_KINDS = {row_type: kind for kind, row_type in KINDS_OF_ROW.items()}

_newest = Rows(
    tables.feed,
    """
    ON CONFLICT (t, id) DO UPDATE SET stream = excluded.stream, pos = excluded.pos, ver = feed.ver + 1,
        deleted = excluded.deleted, about = excluded.about, row = excluded.row
    """,
)
_FIRST_VERSION = 1
_READ_AT_ONCE = 1_000

_ADVANCE = text(
    """
    INSERT INTO stream_counter (stream, head) VALUES (:stream, :count)
    ON CONFLICT (stream) DO UPDATE SET head = stream_counter.head + :count
    RETURNING head
    """
)

_encode = msgspec.json.Encoder().encode

_IMAGE = select(tables.feed.c.row).where(
    tables.feed.c.t == bindparam("kind"), tables.feed.c.id == bindparam("row_id"), tables.feed.c.deleted.is_(False)
)
"""Built once: every fact asks it several times."""

_heads = select(tables.stream_counter.c.stream, tables.stream_counter.c.head)
_all_of_kind = (
    select(tables.feed.c.row)
    .where(tables.feed.c.t == bindparam("of_kind"), tables.feed.c.deleted.is_(False))
    .order_by(tables.feed.c.stream, tables.feed.c.pos)
)
_IMAGES = select(tables.feed.c.id, tables.feed.c.row).where(
    tables.feed.c.t == bindparam("kind"), among(tables.feed.c.id), tables.feed.c.deleted.is_(False)
)


def stream_of(kind: str, shop_id: str = "") -> str:
    """Return the stream of a kind of row; those of a shop have a stream of their own, ``shop:<id>``."""
    stream = STREAM_OF_KIND[kind]
    if stream != "shop":
        return stream
    if not shop_id:
        raise ValueError(f"a {kind} belongs to a shop")
    return f"shop:{shop_id}"


def lock_streams(conn: Connection, *streams: str) -> None:
    """Lock streams until the transaction ends; everyone locks in the order of ``rows.STREAMS``, so none can deadlock.

    Call it once, before reading what is to be decided, with every stream that will be published to.
    """
    for stream in sorted(streams, key=_rank):
        conn.execute(_ADVANCE, {"stream": stream, "count": 0})


def publish(conn: Connection, row: Row, *, shop_id: str = "") -> None:
    """Publish one row: the next position of its stream, one version up. ``shop_id`` only where the row names none."""
    publish_many(conn, (row,), shop_id=shop_id)


def publish_many(conn: Connection, rows: Iterable[Row], *, shop_id: str = "") -> None:
    """Publish rows of any kinds in bulk; rows of one kind keep their order.

    This only tells the tills. Opening stock, bookings and orders have books at the hub as well: bring those in through
    ``opening.open_books``. Staff rows name no shop: pass ``shop_id``, one call for each shop. In a batch a row that is
    published several times goes out once, as it is in the end.
    """
    batch = batch_of(conn)
    if batch is not None:
        batch.part(_Images).publish(rows, shop_id)
        return
    _write(conn, ((row, shop_id) for row in rows))


def _write(conn: Connection, rows: Iterable[tuple[Row, str]]) -> None:
    by_stream: defaultdict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    for row, shop_id in rows:
        kind = kind_of_row(row)
        of_stream = by_stream[stream_of(kind, getattr(row, "shop_id", "") or shop_id)]
        of_stream.pop((kind, row.id), None)  # one statement cannot write a row twice, and the last image is the newest
        of_stream[kind, row.id] = row
    for stream in sorted(by_stream, key=_rank):
        newest = by_stream[stream]
        first = _take_positions(conn, stream, len(newest))
        images = (
            _image(kind, row_id, stream, pos, _encode(row).decode(), about=_about(row))
            for pos, ((kind, row_id), row) in enumerate(newest.items(), first)
        )
        _newest.add(conn, list(images))


def withdraw(conn: Connection, row_type: type[Row], row_id: str, *, shop_id: str = "", image: str = "null") -> None:
    """Publish that a row is gone; its tombstone stays in the feed, with ``image`` for what it has to say."""
    kind = _kind(row_type)
    stream = stream_of(kind, shop_id)
    pos = _take_positions(conn, stream, 1)
    _newest.add(conn, [_image(kind, row_id, stream, pos, image, deleted=True)])


def publish_aside(conn: Connection, stream: str, kind: str, images: Mapping[str, str]) -> None:
    """Publish what is no row of ``rows``, by id, in a stream beside ``rows.STREAMS``. Take every other lock first."""
    first = _take_positions(conn, stream, len(images))
    _newest.add(
        conn, [_image(kind, row_id, stream, pos, image) for pos, (row_id, image) in enumerate(images.items(), first)]
    )


def _image(
    kind: str, row_id: str, stream: str, pos: int, image: str, *, about: str = "", deleted: bool = False
) -> dict[str, object]:
    return {
        "t": kind,
        "id": row_id,
        "stream": stream,
        "pos": pos,
        "ver": _FIRST_VERSION,
        "deleted": deleted,
        "about": about,
        "row": image,
    }


def published(conn: Connection, row_type: type[R], row_id: str) -> R | None:
    """Return the published image of a row, or None."""
    if batch_of(conn) is not None:
        return published_many(conn, row_type, (row_id,)).get(row_id)
    found = conn.execute(_IMAGE, {"kind": _kind(row_type), "row_id": row_id}).scalar()
    return None if found is None else _decoder(row_type).decode(found)


def published_many(conn: Connection, row_type: type[R], ids: Iterable[str]) -> dict[str, R]:
    """Return the published images of several rows by id; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    batch = batch_of(conn)
    return dict(_read(conn, row_type, wanted)) if batch is None else batch.part(_Images).find(row_type, wanted)


def _read(conn: Connection, row_type: type[R], ids: Sequence[str]) -> Iterator[tuple[str, R]]:
    decode = _decoder(row_type).decode
    for row_id, image in ask(conn, _IMAGES, kind=_kind(row_type), ids=list(ids)):
        yield row_id, decode(image)


class _Images:
    """The published rows in a batch."""

    tables: Collection[str] = frozenset(("feed", "stream_counter"))

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._images: dict[tuple[type[Row], str], Any] = {}
        self._waiting: dict[tuple[type[Row], str], tuple[Row, str]] = {}

    def publish(self, rows: Iterable[Row], shop_id: str) -> None:
        for row in rows:
            self._batch.changes += 1
            key = type(row), row.id
            self._images[key] = row
            self._waiting.pop(key, None)  # its place is that of the last time
            self._waiting[key] = row, shop_id

    def find(self, row_type: type[R], ids: Sequence[str]) -> dict[str, R]:
        unread = [row_id for row_id in ids if (row_type, row_id) not in self._images]
        if unread:
            self._images.update(((row_type, row_id), None) for row_id in unread)
            with self._batch.asking() as conn:
                self._images.update(((row_type, row_id), row) for row_id, row in _read(conn, row_type, unread))
        found = ((row_id, self._images[row_type, row_id]) for row_id in ids)
        return {row_id: row for row_id, row in found if row is not None}

    def write_out(self) -> None:
        _write(self._batch.conn, self._waiting.values())
        self._waiting.clear()

    def forget(self) -> None:
        self._images.clear()
        self._waiting.clear()


def published_about(conn: Connection, row_type: type[R], about: str | Sequence[str]) -> list[R]:
    """Return the rows that belong to something, oldest position first.

    Coupons, bookings and orders belong to a member id, variants to a style id, stock to a variant id, members to the
    last four digits of their number.
    """
    feed = tables.feed
    decoder = _decoder(row_type)
    wanted = [about] if isinstance(about, str) else list(about)
    query = (
        select(feed.c.row)
        .where(and_(feed.c.t == _kind(row_type), feed.c.about.in_(wanted), feed.c.deleted.is_(False)))
        .order_by(feed.c.pos)
    )
    return [decoder.decode(image) for image in conn.execute(query).scalars()]


def published_all(conn: Connection, row_type: type[R], *, most: int | None = None) -> list[R]:
    """Return every published row of a kind in the order of publishing; for kinds of which a chain has few."""
    decoder = _decoder(row_type)
    query = _all_of_kind if most is None else _all_of_kind.limit(most)
    return [decoder.decode(image) for image in conn.scalars(query, {"of_kind": _kind(row_type)})]


def each_published(conn: Connection, row_type: type[R]) -> Iterator[R]:
    """Yield every published row of a kind, for kinds of which a chain has many: they are read as they are asked for."""
    decoder = _decoder(row_type)
    found = conn.scalars(_all_of_kind, {"of_kind": _kind(row_type)}, execution_options={"yield_per": _READ_AT_ONCE})
    for image in found:
        yield decoder.decode(image)


def heads(conn: Connection) -> dict[str, int]:
    """Return the newest position of each stream."""
    return dict(conn.execute(_heads).all())


def applied_key(device: str, generation: int) -> str:
    """Return the name beside the streams under which a till's own applied operations count."""
    return f"applied:{device}:{generation}"


def applied_of_shop_key(shop_id: str) -> str:
    """Return the name under which the applied operations of all tills of a shop count together."""
    return f"applied@{shop_id}"


def is_empty(conn: Connection) -> bool:
    """Tell whether nothing was ever published but the hub's own keys."""
    feed = tables.feed
    return not conn.execute(select(func.count()).select_from(feed).where(feed.c.t != "trust_key")).scalar_one()


def _take_positions(conn: Connection, stream: str, count: int) -> int:
    head: int = conn.execute(_ADVANCE, {"stream": stream, "count": count}).scalar_one()
    return head - count + 1


def _rank(stream: str) -> tuple[int, str]:
    return STREAMS.index(stream.partition(":")[0]), stream


def _about(row: Row) -> str:
    match row:
        case Coupon() | Booking() | Order() | FollowUp():
            return row.member_id
        case FittingRoom():
            return row.visit.member_id or "" if row.visit else ""
        case Variant():
            return row.style_id
        case Stock():
            return row.variant_id
        case Member():
            return row.phone_last4
        case _:
            return ""


@cache
def _decoder(row_type: type[R]) -> msgspec.json.Decoder[R]:
    return decoder_of(row_type)


def _kind(row_type: type[Row]) -> str:
    return _KINDS[row_type]
