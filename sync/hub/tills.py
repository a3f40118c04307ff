"""What tills ask: to enrol, to push operations, to read the feed, to prove a day. The four routes of ``wire``."""

from __future__ import annotations

import asyncio
import logging
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Clock
from sync.hub import apply, enrolment, feed, ingest, keys, proof
from sync.hub.answers import answer
from sync.hub.auth import Device, authenticate, note_contact
from sync.hub.bell import Bell
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import Revoked, TooLarge, Unreadable
from sync.hub.limits import RateLimit, inflate, read_body
from sync.hub.sentences import sentence
from sync.protocol.envelope import Operation
from sync.protocol.signing import DEVICE_HEADER
from sync.protocol.wire import (
    LONGEST_WAIT_S,
    MOST_OPERATIONS,
    MOST_ROWS,
    EnrolRequest,
    FeedGone,
    FeedPage,
    OpResult,
    ProofRequest,
    PushAnswer,
    PushRequest,
)

log = logging.getLogger(__name__)

M = TypeVar("M")

_LARGEST_INTEGER = 2**53
_MOST_RESULTS = 2 * MOST_OPERATIONS


class TillRoutes:
    """The endpoints of the protocol over one database."""

    def __init__(self, database: Database, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._clock = clock
        self._bell = bell
        self._per_device = RateLimit(clock, per_second=50, burst=200)
        self._per_visitor = RateLimit(clock, per_second=0.5, burst=20)

    def routes(self) -> list[BaseRoute]:
        """Return the four routes."""
        return [
            Route("/sync/v1/enrol", self.enrol, methods=["POST"]),
            Route("/sync/v1/ops", self.push, methods=["POST"]),
            Route("/sync/v1/feed", self.pull, methods=["GET"]),
            Route("/sync/v1/proof", self.prove, methods=["POST"]),
        ]

    async def enrol(self, request: Request) -> Response:
        """``POST enrol``: one-time code against identity. Slow on purpose, so that nobody tries all codes."""
        self._per_visitor.spend(request.client.host if request.client else "")
        message = _decode(await self._plain_body(request), EnrolRequest)

        def work() -> object:
            with self._database.writing() as conn:
                return enrolment.enrol(conn, self._clock, message)

        return answer(request, await run_in_threadpool(work))

    async def push(self, request: Request) -> Response:
        """``POST ops``: take in, apply, tell what became of each."""
        raw = await read_body(request.stream())
        device = await run_in_threadpool(self._authenticate, request, raw)
        message = _decode(inflate(raw, request.headers.get("content-encoding", "")), PushRequest)
        _check(message, device)
        return answer(request, await run_in_threadpool(self._push, device, message.ops))

    async def pull(self, request: Request) -> Response:
        """``GET feed``: the next page, waiting for one as long as the till likes to."""
        device = await run_in_threadpool(self._authenticate, request, b"")
        if device.status == "revoked":
            raise Revoked()
        cursor = request.query_params.get("cursor", "")
        limit = _number(request, "limit", MOST_ROWS)
        until = asyncio.get_running_loop().time() + min(_number(request, "wait", 0), LONGEST_WAIT_S)
        try:
            page, positions, is_news = await run_in_threadpool(self._page, device, cursor, limit)
            while not is_news and (left := until - asyncio.get_running_loop().time()) > 0:
                if not await self._bell.beyond(positions, left):
                    break
                page, positions, is_news = await run_in_threadpool(self._page, device, cursor, limit)
        except feed.Gone as gone:
            return answer(request, FeedGone(reason=gone.reason), 410)
        return answer(request, page)

    async def prove(self, request: Request) -> Response:
        """``POST proof``: compare a shift's figures."""
        raw = await read_body(request.stream())
        device = await run_in_threadpool(self._authenticate, request, raw)
        if device.status == "revoked":
            raise Revoked()
        message = _decode(inflate(raw, request.headers.get("content-encoding", "")), ProofRequest)
        if (message.device, message.generation) != (device.device, device.generation):
            raise Unreadable()

        def work() -> object:
            with self._database.writing() as conn:
                return proof.compare(conn, self._clock, device, message)

        return answer(request, await run_in_threadpool(work))

    async def _plain_body(self, request: Request) -> bytes:
        return inflate(await read_body(request.stream()), request.headers.get("content-encoding", ""))

    def _authenticate(self, request: Request, body: bytes) -> Device:
        self._per_device.spend(request.headers.get(DEVICE_HEADER, ""))
        with self._database.reading() as conn:
            return authenticate(conn, request.headers, request.method, _target(request), body, self._clock.now())

    def _push(self, device: Device, operations: list[Operation]) -> PushAnswer:
        with self._database.writing() as conn:
            before = _applied_through(conn, device)
            taken = ingest.take_in(conn, self._clock, device, operations)
        if device.status == "active":
            try:
                apply.apply_waiting(self._database, self._clock, device.device, device.generation)
            except Exception:
                # What is taken in is safe and is applied later; the till must hear that it is safe.
                log.exception("operations of %s are taken in but not applied", device.device)
        with self._database.reading() as conn:
            return PushAnswer(
                epoch=keys.epoch(conn),
                received_through=taken.received_through,
                backed_up_through=0,
                results=_results(conn, device, operations, before),
                want=taken.want,
                server_ms=self._clock.now(),
            )

    def _page(self, device: Device, cursor: str, limit: int) -> tuple[FeedPage, dict[str, int], bool]:
        with self._database.reading() as conn:
            page = feed.read_page(conn, device, cursor, limit, self._clock.now())
            secret = keys.feed_secret(conn)
            positions = feed.positions_of(page.next, secret)
            is_news = feed.is_news(page, device, cursor, secret)
        if not page.rows:
            self._note_contact(device)
        return page, positions, is_news

    def _note_contact(self, device: Device) -> None:
        with self._database.writing() as conn:
            note_contact(conn, device, self._clock.now())


def _results(conn: Connection, device: Device, operations: list[Operation], before: int) -> list[OpResult]:
    """Return what became of the pushed operations, and of older ones that this push let apply."""
    inbox, result = tables.inbox, tables.op_result
    pushed = {operation.op_id: operation for operation in operations}
    mine = (inbox.c.device == device.device) & (inbox.c.generation == device.generation)
    query = (
        select(
            inbox.c.op_id,
            inbox.c.chain_hash,
            inbox.c.hub_no,
            result.c.result,
            result.c.code,
            result.c.zh,
            result.c.en,
        )
        .join(result, result.c.hub_no == inbox.c.hub_no)
        .where(mine & (inbox.c.op_id.in_(list(pushed)) | (inbox.c.seq > before)))
        .order_by(inbox.c.seq)
        .limit(_MOST_RESULTS)
    )
    results = [
        OpResult(op_id=row.op_id, result=row.result, hub_no=row.hub_no, code=row.code, zh=row.zh, en=row.en)
        for row in conn.execute(query)
        if row.op_id not in pushed or pushed[row.op_id].chain_hash == row.chain_hash
    ]
    return results + _forks(conn, device, operations)


def _forks(conn: Connection, device: Device, operations: list[Operation]) -> list[OpResult]:
    apart = tables.quarantine
    kept = conn.execute(
        select(apart.c.op_id, apart.c.chain_hash, apart.c.why).where(
            apart.c.device == device.device,
            apart.c.generation == device.generation,
            apart.c.op_id.in_([operation.op_id for operation in operations]),
        )
    )
    why = {(row.op_id, row.chain_hash): row.why for row in kept}
    forks = []
    for operation in operations:
        reason = why.get((operation.op_id, operation.chain_hash))
        if reason is not None:
            code = "from_revoked" if reason == "revoked" else "fork"
            text = sentence(code, {"till_no": device.till_no})
            forks.append(OpResult(op_id=operation.op_id, result="fork", hub_no=0, code=code, zh=text.zh, en=text.en))
    return forks


def _applied_through(conn: Connection, device: Device) -> int:
    known = tables.device
    applied: int = conn.execute(
        select(known.c.applied_through).where(known.c.device == device.device, known.c.generation == device.generation)
    ).scalar_one()
    return applied


def _check(message: PushRequest, device: Device) -> None:
    """Refuse what is not framed as the protocol says; what operations say is no business of this check."""
    if len(message.ops) > MOST_OPERATIONS:
        raise TooLarge()
    if (message.device, message.generation) != (device.device, device.generation):
        raise Unreadable()
    for operation in message.ops:
        is_own = (operation.device, operation.generation) == (device.device, device.generation)
        if not is_own or not 0 < operation.seq < _LARGEST_INTEGER or not 0 < operation.v < 2**31:
            raise Unreadable()


def _decode(data: bytes, type_: type[M]) -> M:
    try:
        return msgspec.json.decode(data, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable() from None


def _number(request: Request, name: str, default: int) -> int:
    try:
        return max(0, int(request.query_params.get(name, default)))
    except ValueError:
        raise Unreadable() from None


def _target(request: Request) -> str:
    """Return path and query as the till wrote them: that is what it signed."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("ascii", "replace")
