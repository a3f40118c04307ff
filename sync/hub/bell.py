"""Wake waiting tills when something is published, by this process or by another one on the same database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress

from sync.hub.db.database import Database
from sync.hub.feed import applied_heads
from sync.hub.finishing import to_its_end
from sync.hub.publishing import heads

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.25


class Bell:
    """One watcher for all waiting requests of this process.

    It looks at the stream heads right after each commit of this process, and four times a second for those of
    others; it sleeps while nobody waits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heads: dict[str, int] = {}
        self._waiting = 0
        self._moved = asyncio.Condition()
        self._look = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        database.on_commit(self._ring)

    async def watch(self) -> None:
        """Run until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), _LOOK_EVERY_S if self._waiting else None)
            self._look.clear()
            try:
                seen = await to_its_end(self._read)
            except Exception:
                # A database that is away for a moment must not leave every till waiting for good.
                log.exception("the stream heads cannot be read")
                await asyncio.sleep(_LOOK_EVERY_S)
                continue
            if seen != self._heads:
                self._heads = seen
                async with self._moved:
                    self._moved.notify_all()

    async def beyond(self, positions: Mapping[str, int], timeout_s: float) -> bool:
        """Wait until a stream has gone beyond its position; False when the time is over."""
        self._waiting += 1
        self._look.set()
        try:
            async with asyncio.timeout(timeout_s), self._moved:
                await self._moved.wait_for(lambda: any(self._heads.get(s, 0) > pos for s, pos in positions.items()))
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def _ring(self) -> None:
        if self._loop is not None and self._waiting:
            with suppress(RuntimeError):  # the loop is closing: nobody waits any more
                self._loop.call_soon_threadsafe(self._look.set)

    def _read(self) -> dict[str, int]:
        with self._database.reading() as conn:
            return heads(conn) | applied_heads(conn)
