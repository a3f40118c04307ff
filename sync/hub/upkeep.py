"""What the hub does by itself as time goes by: orders expire, missed bookings end, the next code key is made."""

from __future__ import annotations

import asyncio
import logging

from starlette.concurrency import run_in_threadpool

from posapp.domain.clock import Clock
from sync.hub import bookings, keys, orders
from sync.hub.db.database import Database

log = logging.getLogger(__name__)

_EVERY_S = 30


def keep_up(database: Database, clock: Clock) -> None:
    """Do what is due, each in a transaction of its own."""
    with database.writing() as conn:
        keys.ensure(conn, clock.now())
    orders.expire_due(database, clock)
    bookings.end_missed(database, clock)


async def run(database: Database, clock: Clock) -> None:
    """Keep up twice a minute until cancelled; a failure is logged and tried again."""
    while True:
        try:
            await run_in_threadpool(keep_up, database, clock)
        except Exception:
            log.exception("upkeep failed")
        await asyncio.sleep(_EVERY_S)
