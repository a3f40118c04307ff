"""Train on what the hub has published, and publish the pack."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from posapp.domain.advice.pack import Pack
from posapp.domain.clock import DAY, Millis, at, local
from sync.hub import pack_versions
from sync.hub.consents import who_agree_to_advice
from sync.hub.db.database import Database
from sync.hub.publishing import each_published, lock_streams, published_all
from sync.hub.training.engines import HERE, Counting, counting_on
from sync.hub.training.learning import learn
from sync.hub.training.past import ChainPast, make_past
from sync.protocol import rows

TRAINING_HOUR = 3
"""When a pack grows stale, by the shops' clocks: everything of the day before is in, and nobody is served."""


def train(conn: Connection, now: Millis) -> Pack:
    """Return a model pack trained on everything published up to ``now``; a few seconds, reads only."""
    return learn(_past(conn, now))


def publish_if_stale(conn: Connection, now: Millis) -> rows.AdvicePack | None:
    """Publish a new pack, in the caller's transaction, when there is none since last night; return it."""
    return publish_pack(conn, now) if is_stale(conn, now) else None


def is_stale(conn: Connection, now: Millis) -> bool:
    """Tell whether the newest pack was trained before the last night, or there is none."""
    trained = pack_versions.last_trained(conn)
    return trained is None or trained < _last_night(now)


def retrain(database: Database, now: Millis, counting: Counting = HERE) -> rows.AdvicePack | None:
    """Train and publish when the newest pack is stale and there is something to learn from; return the new pack.

    Training takes seconds and holds no transaction, so that tills push and members order meanwhile; publishing is one
    short write. Where several hub processes train in the same night, the first one's pack stands.
    """
    with database.reading() as conn:
        if not is_stale(conn, now):
            return None
        past = _past(conn, now)
    if not any(past.lives.values()):
        return None
    pack = _learned(past, counting)
    with database.writing() as conn:
        lock_streams(conn, "advice")
        return pack_versions.issue(conn, pack, now) if is_stale(conn, now) else None


def train_now(database: Database, now: Millis, counting: Counting = HERE) -> rows.AdvicePack | None:
    """Train and publish, stale or not; None where there is nothing to learn from. Raises ``NoSuchEngine``."""
    with database.reading() as conn:
        past = _past(conn, now)
    if not any(past.lives.values()):
        return None
    pack = _learned(past, counting)
    with database.writing() as conn:
        return pack_versions.issue(conn, pack, now)


def publish_pack(conn: Connection, now: Millis) -> rows.AdvicePack:
    """Train and publish, in the caller's transaction."""
    return pack_versions.issue(conn, train(conn, now), now)


def _learned(past: ChainPast, counting: Counting) -> Pack:
    with counting_on(counting, past) as laid_out:
        return learn(laid_out)


def _past(conn: Connection, now: Millis) -> ChainPast:
    """Return the chain's past: lives as far as histories reach, and all that the hub knows laid out for counting."""
    from sync.hub.history.chain import of_chain  # with an engine, which a hub's start does not wait for

    agree = who_agree_to_advice(conn)
    past = make_past(
        styles=published_all(conn, rows.Style),
        categories=published_all(conn, rows.Category),
        variants=published_all(conn, rows.Variant),
        histories=(history for history in each_published(conn, rows.History) if history.id in agree),
        now=now,
    )
    return replace(past, laid_out=of_chain(conn, now).events)


def _last_night(now: Millis) -> int:
    today = at(local(now).date(), TRAINING_HOUR)
    return today if today <= now else today - DAY
