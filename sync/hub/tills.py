"""What tills ask: to enrol, to push operations, to read the feed, to prove a day; the routes of ``wire`` and more."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Clock
from sync.hub import enrolment, feed
from sync.hub.answers import answer
from sync.hub.auth import Device
from sync.hub.bell import Bell
from sync.hub.db.database import Database
from sync.hub.desk import TillDesk
from sync.hub.limits import RateLimit, dictionary_in, inflate, read_body
from sync.hub.pushes import read_push
from sync.hub.requests import decoded, number_in, target_of
from sync.protocol.receipts import MemberQuestion, ReceiptQuestion
from sync.protocol.signing import DEVICE_HEADER
from sync.protocol.wire import (
    LONGEST_WAIT_S,
    MOST_ROWS,
    AnnounceRequest,
    AuthoriseRequest,
    EndOfLog,
    EnrolRequest,
    FeedGone,
    IntroduceRequest,
    ProofRequest,
    VisitRequest,
    VoidRequest,
)

M = TypeVar("M")


class TillRoutes:
    """The endpoints of the protocol over one database."""

    def __init__(self, database: Database, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._clock = clock
        self._bell = bell
        self._desk = TillDesk(database, clock)
        self._per_device = RateLimit(clock, per_second=50, burst=200)
        self._per_visitor = RateLimit(clock, per_second=0.5, burst=20)

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/sync/v1/enrol", self.enrol, methods=["POST"]),
            Route("/sync/v1/introduce", self.introduce, methods=["POST"]),
            Route("/sync/v1/ops", self.push, methods=["POST"]),
            Route("/sync/v1/feed", self.pull, methods=["GET"]),
            Route("/sync/v1/proof", self.prove, methods=["POST"]),
            Route("/sync/v1/value/authorise", self.authorise, methods=["POST"]),
            Route("/sync/v1/value/void", self.void, methods=["POST"]),
            Route("/sync/v1/value/visit", self.visit, methods=["POST"]),
            Route("/sync/v1/value/announce", self.announce, methods=["POST"]),
            Route("/sync/v1/receipts/find", self.find_receipt, methods=["POST"]),
            Route("/sync/v1/receipts/of-member", self.receipts_of_member, methods=["POST"]),
        ]

    async def enrol(self, request: Request) -> Response:
        """``POST enrol``: one-time code against identity. Slow on purpose, so that nobody tries all codes."""
        self._per_visitor.spend(request.client.host if request.client else "")
        message = decoded(await self._plain_body(request), EnrolRequest)

        def work() -> object:
            with self._database.writing() as conn:
                return enrolment.enrol(conn, self._clock, message)

        return answer(request, await run_in_threadpool(work))

    async def introduce(self, request: Request) -> Response:
        """``POST introduce``: a till that this database has forgotten. As slow as ``enrol``."""
        self._per_visitor.spend(request.client.host if request.client else "")
        raw = await read_body(request.stream())
        message = decoded(inflate(raw, request.headers.get("content-encoding", "")), IntroduceRequest)
        known = await run_in_threadpool(
            self._desk.introduce, request.headers, request.method, target_of(request), raw, message
        )
        return answer(request, known)

    async def push(self, request: Request) -> Response:
        """``POST ops``: take in, apply, tell what became of each."""
        raw = await read_body(request.stream())
        device = await run_in_threadpool(self._authenticate, request, raw)
        encoding = request.headers.get("content-encoding", "")
        received = await run_in_threadpool(self._desk.received, device)
        push = read_push(inflate(raw, encoding), received)
        came_to = await run_in_threadpool(self._desk.push, device, push.message, push.unread)
        return answer(request, came_to, dictionary=dictionary_in(raw, encoding))

    async def pull(self, request: Request) -> Response:
        """``GET feed``: the next page, waiting for one as long as the till likes to."""
        device = await run_in_threadpool(self._authenticate, request, b"")
        cursor = request.query_params.get("cursor", "")
        limit = number_in(request, "limit", MOST_ROWS)
        end = None
        if "end" in request.query_params:
            end = EndOfLog(number_in(request, "end", 0), number_in(request, "heard", 0))
        until = asyncio.get_running_loop().time() + min(number_in(request, "wait", 0), LONGEST_WAIT_S)
        try:
            page, positions, is_news = await run_in_threadpool(self._desk.page, device, cursor, limit, end)
            while not is_news and (left := until - asyncio.get_running_loop().time()) > 0:
                # Read anew when nothing rang, too: the page tells the mall's time, and as of when prices are right.
                await self._bell.beyond(positions, left)
                page, positions, is_news = await run_in_threadpool(self._desk.page, device, cursor, limit, end)
        except feed.Gone as gone:
            return answer(request, FeedGone(reason=gone.reason), 410)
        return answer(request, page)

    async def prove(self, request: Request) -> Response:
        """``POST proof``: compare a shift's figures."""
        raw = await read_body(request.stream())
        device = await run_in_threadpool(self._authenticate, request, raw)
        message = decoded(inflate(raw, request.headers.get("content-encoding", "")), ProofRequest)
        return answer(request, await run_in_threadpool(self._desk.prove, device, message))

    async def authorise(self, request: Request) -> Response:
        """``POST value/authorise``: may so much be spent?"""
        device, message = await self._signed(request, AuthoriseRequest)
        return answer(request, await run_in_threadpool(self._desk.authorise, device, message))

    async def void(self, request: Request) -> Response:
        """``POST value/void``: it will not be spent."""
        device, message = await self._signed(request, VoidRequest)
        return answer(request, await run_in_threadpool(self._desk.void, device, message))

    async def visit(self, request: Request) -> Response:
        """``POST value/visit``: this member has come."""
        device, message = await self._signed(request, VisitRequest)
        return answer(request, await run_in_threadpool(self._desk.visit, device, message))

    async def announce(self, request: Request) -> Response:
        """``POST value/announce``: these leases I hold."""
        device, message = await self._signed(request, AnnounceRequest)
        return answer(request, await run_in_threadpool(self._desk.announce, device, message))

    async def find_receipt(self, request: Request) -> Response:
        """``POST receipts/find``: which sale has this number?"""
        device, message = await self._signed(request, ReceiptQuestion)
        return answer(request, await run_in_threadpool(self._desk.receipt, device, message))

    async def receipts_of_member(self, request: Request) -> Response:
        """``POST receipts/of-member``: what did she buy, in whatever shop?"""
        device, message = await self._signed(request, MemberQuestion)
        return answer(request, await run_in_threadpool(self._desk.receipts_of_member, device, message))

    async def _signed(self, request: Request, type_: type[M]) -> tuple[Device, M]:
        """Return who signed a request, and what it says."""
        raw = await read_body(request.stream())
        device = await run_in_threadpool(self._authenticate, request, raw)
        return device, decoded(inflate(raw, request.headers.get("content-encoding", "")), type_)

    async def _plain_body(self, request: Request) -> bytes:
        return inflate(await read_body(request.stream()), request.headers.get("content-encoding", ""))

    def _authenticate(self, request: Request, body: bytes) -> Device:
        self._per_device.spend(request.headers.get(DEVICE_HEADER, ""))
        return self._desk.authenticate(request.headers, request.method, target_of(request), body)
