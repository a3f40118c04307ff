"""The hub's lives: each start writes down, under a name that chance gave it, how far every stream had come.

That is how a database notices by itself that it is an older copy, even when it has grown again past everything that a
till had read. A cursor names the life in which it was written. An older copy does not know a life that began after it
was made; and of the life in which it was made it knows how far that one came: to where the copy's own next life began.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, select

from sync.hub.db import tables
from sync.hub.publishing import heads, lock_streams
from sync.protocol.decoding import from_json
from sync.protocol.rows import STREAMS

_NEWEST = "life"
_LIVES = "life:"
_KEPT = 1_000
"""How many lives are remembered. A cursor from before them must begin anew; at a start a day that is three years."""


_kept_under = select(tables.meta.c.value).where(tables.meta.c.key == bindparam("wanted"))


class Life(NamedTuple):
    """One life: its number in the order of starts, and its name."""

    number: int
    name: str

    def __str__(self) -> str:
        """Return it as cursors write it."""
        return f"{self.number}:{self.name}"


class _Beginning(msgspec.Struct, frozen=True):
    name: str
    heads: dict[str, int]


def begin(conn: Connection) -> Life:
    """Begin a life; the streams stand still until this transaction ends.

    Several hub processes on one database each begin one: the newest is everybody's.
    """
    # A position that is published before this commit, and not in these heads, would look like an older copy's.
    lock_streams(conn, *(stream for stream in heads(conn) if _is_public(stream)))
    before = newest(conn)
    life = Life(1 if before is None else before.number + 1, secrets.token_hex(8))
    here = {stream: head for stream, head in heads(conn).items() if _is_public(stream)}
    _keep(conn, _key(life.number), msgspec.json.encode(_Beginning(life.name, here)).decode())
    _keep(conn, _NEWEST, str(life))
    conn.execute(delete(tables.meta).where(tables.meta.c.key == _key(life.number - _KEPT)))
    return life


def newest(conn: Connection) -> Life | None:
    """Return the life that this database is in, None before its first."""
    found = conn.scalar(_kept_under, {"wanted": _NEWEST})
    return None if found is None else _read(found)


def verdict(
    conn: Connection, now: Life | None, written_in: str, read: Mapping[str, int]
) -> Literal["ours", "older_copy", "forgotten"]:
    """Tell whether this database, in its life ``now``, can have been there when a cursor was written in a life, having
    read so far."""
    if now is None or not written_in or written_in == str(now):
        return "ours"
    life = _read(written_in)
    if life.number <= now.number - _KEPT:
        return "forgotten"
    known, after = _beginning(conn, life.number), _beginning(conn, life.number + 1)
    if known is None or after is None or known.name != life.name:
        return "older_copy"
    return "older_copy" if any(pos > after.heads.get(s, 0) for s, pos in read.items() if _is_public(s)) else "ours"


def _beginning(conn: Connection, number: int) -> _Beginning | None:
    found = conn.execute(select(tables.meta.c.value).where(tables.meta.c.key == _key(number))).scalar()
    return None if found is None else from_json(found, _Beginning)


def _keep(conn: Connection, key: str, value: str) -> None:
    conn.execute(delete(tables.meta).where(tables.meta.c.key == key))
    conn.execute(tables.meta.insert().values(key=key, value=value))


def _key(number: int) -> str:
    return f"{_LIVES}{number}"


def _read(text: str) -> Life:
    number, _, name = text.partition(":")
    return Life(int(number), name)


def _is_public(stream: str) -> bool:
    """Tell whether a stream carries rows that everybody in its scope reads; a till's own results are not."""
    return stream.partition(":")[0] in STREAMS
