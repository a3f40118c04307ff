"""Payments by phone over HTTP. Answers are signed: a till gives goods away for them.

A channel may take twenty seconds, so these calls have threads of their own: however slow a channel is, operations and
rows go on. Payment codes are worth money for a minute; no message is ever logged.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Clock
from sync.hub.db.database import Database
from sync.hub.errors import SlowDown
from sync.hub.limits import RateLimit, read_body
from sync.hub.payments.calls import PaymentCalls
from sync.hub.payments.merchants import Merchants
from sync.hub.requests import target_of
from sync.protocol.signing import ANSWER_HEADER, DEVICE_HEADER

AT_ONCE = 32
"""Calls of channels that run beside one another; a channel that answers in 300 ms then takes a hundred a second."""

LONGEST_QUEUE_S = 3.0
"""Who waits longer for his turn is told to come again: a charge must not begin when its till has given up on it."""

LARGEST_BYTES = 16 * 1024


class PaymentRoutes:
    """The endpoints of payments over one database."""

    def __init__(self, database: Database, clock: Clock, merchants: Merchants) -> None:
        self._calls = PaymentCalls(database, clock, merchants)
        self._per_device = RateLimit(clock, per_second=10, burst=60)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, "payments")

    def close(self) -> None:
        """Let the threads end; what is under way is finished."""
        self._threads.shutdown(wait=False)

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        ask = self._carry_out
        return [
            Route("/sync/v1/payments/charge", ask, methods=["POST"]),
            Route("/sync/v1/payments/query", ask, methods=["POST"]),
            Route("/sync/v1/payments/reverse", ask, methods=["POST"]),
            Route("/sync/v1/payments/refund", ask, methods=["POST"]),
            Route("/sync/v1/payments/refund-status", ask, methods=["POST"]),
        ]

    async def _carry_out(self, request: Request) -> Response:
        self._per_device.spend(request.headers.get(DEVICE_HEADER, ""))
        raw = await read_body(request.stream(), LARGEST_BYTES)
        try:
            async with asyncio.timeout(LONGEST_QUEUE_S):
                await self._turns.acquire()
        except TimeoutError:
            raise SlowDown(seconds=round(LONGEST_QUEUE_S)) from None
        try:
            act = partial(self._calls.answer, target_of(request), request.headers, raw)
            told = await asyncio.get_running_loop().run_in_executor(self._threads, act)
        finally:
            self._turns.release()
        return Response(told.body, headers={ANSWER_HEADER: told.signature}, media_type="application/json")
