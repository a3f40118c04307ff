"""Train on what the hub has published, and publish the pack."""

from __future__ import annotations

from sqlalchemy import Connection

from posapp.domain.advice.pack import write
from posapp.domain.clock import HOUR, Millis
from sync.hub.publishing import publish, published, published_all
from sync.hub.training.learning import learn
from sync.hub.training.past import make_past
from sync.protocol import rows
from sync.protocol.canonical import digest

STALE_AFTER = 20 * HOUR
"""Training is a nightly job; this lets it run at a slightly other hour each night."""


def train(conn: Connection, now: Millis) -> rows.AdvicePack:
    """Return a model pack trained on everything published up to ``now``; a few seconds, reads only."""
    pack = learn(
        make_past(
            styles=published_all(conn, rows.Style),
            categories=published_all(conn, rows.Category),
            variants=published_all(conn, rows.Variant),
            histories=published_all(conn, rows.History),
            now=now,
        )
    )
    content = write(pack)
    return rows.AdvicePack(
        id="pack", version=pack.version, trained_ms=now, checksum=digest(content.encode()), content=content
    )


def publish_if_stale(conn: Connection, now: Millis) -> rows.AdvicePack | None:
    """Publish a new pack when there is none of the last 20 hours; return it."""
    newest = published(conn, rows.AdvicePack, "pack")
    return publish_pack(conn, now) if newest is None or now - newest.trained_ms > STALE_AFTER else None


def publish_pack(conn: Connection, now: Millis) -> rows.AdvicePack:
    """Train and publish, in the caller's transaction."""
    pack = train(conn, now)
    publish(conn, pack)
    return pack
