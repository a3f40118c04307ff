"""The chain's keys and the hub's own facts, made once when a hub is born.

root key     signs the keys below; tills pin its public half at pairing
code keys    sign codes on phones; a new one each month, told to tills a month ahead through ``trust_key`` rows
phone key    blind index of phone numbers
feed secret  signs feed cursors; known to nobody but the hub
epoch        which life of this database it is: a restored hub starts a new one
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from posapp.domain.clock import DAY, Millis
from sync.hub.db import tables
from sync.hub.late_results import tell_what_is_parked
from sync.hub.publishing import publish
from sync.kill_points import passing
from sync.protocol.rows import TrustKey
from sync.protocol.signing import new_key_pair, sign, trust_key_message

_SIGNS_FOR_MS = 31 * DAY
_TRUSTED_FOR_MS = 120 * DAY
"""Counted from a key's birth: longer than any booking or order made on its last signing day stays open."""

_AHEAD_MS = 31 * DAY
_KEY_IDS = 16

_CLOCK_WAS_SET_BACK = 1_000_000
"""How far versions jump that are ahead of the clock already; more than a lost day publishes of one row."""
_meta = select(tables.meta.c.value).where(tables.meta.c.key == bindparam("wanted"))


class CodeKey(NamedTuple):
    """The key that signs codes now."""

    key_id: int
    private: str


def ensure(conn: Connection, now: Millis) -> None:
    """Make what is missing: the keys of a new hub, and the next code key in time for its month."""
    if _value(conn, "epoch") is None:
        root = new_key_pair()
        for key, value in (
            ("epoch", secrets.token_hex(8)),
            ("feed_secret", secrets.token_hex(32)),
            ("phone_key", secrets.token_hex(32)),
            ("root_private", root.private),
            ("root_public", root.public),
        ):
            conn.execute(insert(tables.meta).values(key=key, value=value))
    while (starts := _next_start(conn, now)) <= now + _AHEAD_MS:
        _make_code_key(conn, starts)


def start_new_epoch(conn: Connection, now: Millis) -> None:
    """Say that this database was restored from a backup: tills re-send what it lost and load everything anew.

    Versions jump ahead of whatever the lost days may have published, so that no till keeps a row of theirs: to the
    instant itself, which is ahead also of those that an earlier restore of the same backup has jumped to. What is
    parked here is told again: the tills may have been told since that it was booked.
    """
    conn.execute(update(tables.meta).where(tables.meta.c.key == "epoch").values(value=secrets.token_hex(8)))
    conn.execute(delete(tables.meta).where(tables.meta.c.key == "epoch_began_ms"))
    conn.execute(insert(tables.meta).values(key="epoch_began_ms", value=str(now)))
    passing("hub.mid_epoch")
    ver = tables.feed.c.ver
    conn.execute(update(tables.feed).values(ver=case((ver < now, now), else_=ver + _CLOCK_WAS_SET_BACK)))
    tell_what_is_parked(conn)


def epoch(conn: Connection) -> str:
    """Return the epoch of this database."""
    return _must(conn, "epoch")


def epoch_began(conn: Connection) -> Millis | None:
    """Return when this database went on from a backup; None when it never did."""
    began = _value(conn, "epoch_began_ms")
    return None if began is None else Millis(int(began))


def phone_key(conn: Connection) -> str:
    """Return the chain's key of the phone index, 64 hexadecimal digits."""
    return _must(conn, "phone_key")


def feed_secret(conn: Connection) -> bytes:
    """Return the secret that signs feed cursors."""
    return bytes.fromhex(_must(conn, "feed_secret"))


def root_key(conn: Connection) -> str:
    """Return the root public key that tills pin."""
    return _must(conn, "root_public")


def root_private(conn: Connection) -> str:
    """Return the private half of the root key, for what only the chain itself may say."""
    return _must(conn, "root_private")


def code_key(conn: Connection, now: Millis) -> CodeKey:
    """Return the key that signs codes now: the newest whose time has begun."""
    key = tables.code_key
    found = conn.execute(
        select(key.c.key_id, key.c.private_key)
        .where(key.c.not_before_ms <= now)
        .order_by(key.c.not_before_ms.desc())
        .limit(1)
    ).one()
    return CodeKey(found.key_id, found.private_key)


def _next_start(conn: Connection, now: Millis) -> int:
    newest = conn.execute(select(func.max(tables.code_key.c.not_before_ms))).scalar()
    # The first key is a day old at birth, so that a till whose clock is behind trusts it too.
    return now - DAY if newest is None else newest + _SIGNS_FOR_MS


def _make_code_key(conn: Connection, starts_ms: int) -> None:
    newest = conn.execute(
        select(tables.code_key.c.key_id).order_by(tables.code_key.c.not_before_ms.desc()).limit(1)
    ).scalar()
    key_id = 0 if newest is None else (newest + 1) % _KEY_IDS
    pair = new_key_pair()
    until = starts_ms + _TRUSTED_FOR_MS
    conn.execute(tables.code_key.delete().where(tables.code_key.c.key_id == key_id))
    conn.execute(
        insert(tables.code_key).values(
            key_id=key_id,
            private_key=pair.private,
            public_key=pair.public,
            not_before_ms=starts_ms,
            not_after_ms=until,
        )
    )
    unsigned = TrustKey(
        id=str(key_id), public_key=pair.public, not_before_ms=starts_ms, not_after_ms=until, root_signature=""
    )
    signature = sign(_must(conn, "root_private"), trust_key_message(unsigned))
    publish(
        conn,
        TrustKey(
            id=unsigned.id,
            public_key=pair.public,
            not_before_ms=starts_ms,
            not_after_ms=until,
            root_signature=signature,
        ),
    )


def _value(conn: Connection, key: str) -> str | None:
    found: str | None = conn.execute(_meta, {"wanted": key}).scalar()
    return found


def _must(conn: Connection, key: str) -> str:
    found = _value(conn, key)
    if found is None:
        raise LookupError(f"this hub has no {key}")
    return found
