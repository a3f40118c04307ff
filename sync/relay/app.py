"""The relay as a web application for the tills of its shop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posapp.domain.errors import Refused
from sync.hub import answers
from sync.hub.answers import answer
from sync.hub.auth import Device
from sync.hub.errors import TooLarge, Unauthorised
from sync.hub.limits import inflate, read_body
from sync.hub.requests import decoded, number_in, target_of
from sync.protocol.relay import MOST_FACTS
from sync.protocol.wire import LONGEST_WAIT_S, MOST_OPERATIONS, PushRequest
from sync.relay.store import RelayIdentity, RelayStore


class RelayApp:
    """The three endpoints of a relay. ``on_stranger`` is called when a till comes that is not on the hub's list."""

    def __init__(self, store: RelayStore, who: RelayIdentity, on_stranger: Callable[[], None]) -> None:
        self._store = store
        self._who = who
        self._on_stranger = on_stranger
        self._news = _News(store)

    def application(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/healthz", self.health),
                Route("/sync/v1/ops", self.push, methods=["POST"]),
                Route("/sync/v1/neighbours", self.neighbours, methods=["GET"]),
            ],
            exception_handlers={
                Refused: answers.refused,
                HTTPException: answers.http_error,
                Exception: answers.broken,
            },
        )

    async def health(self, request: Request) -> Response:
        """Tell that it serves, and for whom."""
        return answer(request, {"status": "ok", "shop_id": self._who.shop_id, "fence": self._who.fence})

    async def push(self, request: Request) -> Response:
        """``POST ops``: keep what a till brings; it is durable when this answers."""
        raw = await read_body(request.stream())
        till = await self._signer(request, raw)
        encoding = request.headers.get("content-encoding", "")
        message = decoded(inflate(raw, encoding), PushRequest)
        if len(message.ops) > MOST_OPERATIONS:
            raise TooLarge()
        return answer(
            request, await run_in_threadpool(self._store.take_in, till, message, raw, encoding, request.headers)
        )

    async def neighbours(self, request: Request) -> Response:
        """``GET neighbours``: what the shop's other tills did, waiting for something to tell."""
        till = await self._signer(request, b"")
        after = number_in(request, "after", 0)
        most = min(max(1, number_in(request, "limit", MOST_FACTS)), MOST_FACTS)
        loop = asyncio.get_running_loop()
        until = loop.time() + min(number_in(request, "wait", 0), LONGEST_WAIT_S)
        while True:
            seen = self._news.count
            page = await run_in_threadpool(self._store.neighbours, till, self._who.fence, after, most)
            if page.facts or (left := until - loop.time()) <= 0 or not await self._news.beyond(seen, left):
                return answer(request, page)

    async def _signer(self, request: Request, raw: bytes) -> Device:
        try:
            return await run_in_threadpool(self._store.signer, request.headers, request.method, target_of(request), raw)
        except Unauthorised:
            self._on_stranger()
            raise


class _News:
    """Counts commits and wakes whoever waits for the next one."""

    def __init__(self, store: RelayStore) -> None:
        self.count = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()
        store.database.on_commit(self._ring)

    async def beyond(self, seen: int, timeout_s: float) -> bool:
        """Wait for a commit after ``seen``; False when the time is over."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            if self.count != seen:
                return True
            async with asyncio.timeout(timeout_s):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(event)
        return True

    def _ring(self) -> None:
        self.count += 1
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closing: nobody waits any more
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()
