"""The versions of the model pack: signed, published, the last ones kept, and how the chain goes back to one of them.

A pack that goes out is signed by the root key together with the chain's name and an instant that rises with every
publishing. So a till can tell a pack of this chain from any other, and yesterday's from today's, whoever brings it. An
earlier version is published again as it was, under a new instant; the hub then holds on to it. It trains on at night
and keeps what it learns, but publishes none of it until somebody lets it.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import zstandard
from msgspec.structs import replace
from sqlalchemy import Connection, delete, func, insert, select

from posapp.domain.advice.pack import FORM, Pack, write
from posapp.domain.clock import Millis
from sync.hub import keys
from sync.hub.db import tables
from sync.hub.db.pack_tables import model_pack
from sync.hub.errors import UnknownPack
from sync.hub.publishing import lock_streams, publish, published
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack
from sync.protocol.signing import chain_id_of, pack_message, sign

KEPT = 14
"""So many of the newest versions are kept, and the one that is out."""

_HELD = "pack_held"
"""The key of ``meta`` under which stands the version that the chain holds on to."""


class KeptPack(NamedTuple):
    """One version as the office lists it. ``notes`` are what the training measured, ``size_bytes`` is unpacked."""

    version: str
    trained_ms: int
    form: int
    size_bytes: int
    notes: dict[str, float]
    is_out: bool


class Standing(NamedTuple):
    """Which version is out, since when, which one the chain holds on to ("" for none), and what is kept."""

    out: str
    published_ms: int
    held: str
    kept: list[KeptPack]


def issue(conn: Connection, pack: Pack, now: Millis) -> AdvicePack:
    """Keep a pack that was just trained, and publish it unless the chain holds on to an earlier one; return its row."""
    content = write(pack)
    lock_streams(conn, "advice")
    conn.execute(delete(model_pack).where(model_pack.c.version == pack.version))
    conn.execute(
        insert(model_pack).values(
            version=pack.version,
            trained_ms=pack.trained,
            form=FORM,
            size_bytes=len(content.encode()),
            notes=json.dumps(dict(pack.notes)),
            content=zstandard.ZstdCompressor(level=9).compress(content.encode()),
        )
    )
    row = AdvicePack(
        id="pack",
        version=pack.version,
        trained_ms=pack.trained,
        checksum=digest(content.encode()),
        content=content,
        form=FORM,
    )
    if not held(conn):
        row = _publish(conn, row, now)
    _forget_the_oldest(conn)
    return row


def go_back(conn: Connection, version: str, now: Millis) -> AdvicePack:
    """Publish a kept version again and hold on to it. Raises ``UnknownPack``."""
    lock_streams(conn, "advice")
    row = _publish(conn, _kept(conn, version), now)
    _hold(conn, version)
    return row


def go_on(conn: Connection, now: Millis) -> AdvicePack | None:
    """Publish the newest version and let the nightly training publish again; return it, None while there is none."""
    lock_streams(conn, "advice")
    conn.execute(delete(tables.meta).where(tables.meta.c.key == _HELD))
    newest = conn.scalar(select(model_pack.c.version).order_by(model_pack.c.trained_ms.desc()).limit(1))
    out = published(conn, AdvicePack, "pack")
    if newest is None or (out is not None and out.version == newest):
        return out
    return _publish(conn, _kept(conn, newest), now)


def held(conn: Connection) -> str:
    """Return the version that the chain holds on to, empty when the newest one is out."""
    return conn.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _HELD)) or ""


def last_trained(conn: Connection) -> int | None:
    """Return when the newest version was trained, out or not; None when nothing that tills can trust ever was."""
    newest: int | None = conn.scalar(select(func.max(model_pack.c.trained_ms)))
    return newest


def standing(conn: Connection) -> Standing:
    """Return what the office shows."""
    out = published(conn, AdvicePack, "pack")
    at = model_pack.c
    rows = conn.execute(
        select(at.version, at.trained_ms, at.form, at.size_bytes, at.notes).order_by(at.trained_ms.desc())
    )
    serving = "" if out is None else out.version
    kept = [
        KeptPack(row.version, row.trained_ms, row.form, row.size_bytes, json.loads(row.notes), row.version == serving)
        for row in rows
    ]
    return Standing(serving, 0 if out is None else out.published_ms, held(conn), kept)


def signed(conn: Connection, row: AdvicePack, published_ms: int) -> AdvicePack:
    """Return a pack as this chain's tills trust it."""
    named = replace(row, chain_id=chain_id_of(keys.root_key(conn)), published_ms=published_ms)
    return replace(named, root_signature=sign(keys.root_private(conn), pack_message(named)))


def _publish(conn: Connection, row: AdvicePack, now: Millis) -> AdvicePack:
    before = published(conn, AdvicePack, "pack")
    made = signed(conn, row, now if before is None else max(now, before.published_ms + 1))
    publish(conn, made)
    return made


def _kept(conn: Connection, version: str) -> AdvicePack:
    found = conn.execute(select(model_pack).where(model_pack.c.version == version)).one_or_none()
    if found is None:
        raise UnknownPack(version=version)
    content = zstandard.ZstdDecompressor().decompress(found.content, max_output_size=found.size_bytes).decode()
    return AdvicePack(
        id="pack",
        version=found.version,
        trained_ms=found.trained_ms,
        checksum=digest(content.encode()),
        content=content,
        form=found.form,
    )


def _hold(conn: Connection, version: str) -> None:
    conn.execute(delete(tables.meta).where(tables.meta.c.key == _HELD))
    conn.execute(insert(tables.meta).values(key=_HELD, value=version))


def _forget_the_oldest(conn: Connection) -> None:
    out = published(conn, AdvicePack, "pack")
    newest = conn.scalars(select(model_pack.c.version).order_by(model_pack.c.trained_ms.desc()).limit(KEPT)).all()
    spared = {*newest, held(conn), "" if out is None else out.version}
    conn.execute(delete(model_pack).where(model_pack.c.version.not_in(sorted(spared))))
