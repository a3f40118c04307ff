"""One request of the phone page: whose it is, what it carries, and how it is answered.

Endpoints are plain functions that block on the database, so they run in a thread of the pool. A ``Refused`` leaves
here as it is: the hub's application turns it into ``{code, zh, en}``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from posapp.domain.clock import Clock, Millis
from sync.hub import members
from sync.hub.db.database import Database
from sync.hub.errors import NoSession, TooLarge, Unreadable
from sync.hub.phone.shelf import Shelf, Shelves
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol.decoding import from_json

B = TypeVar("B")

_MOST_BYTES = 64 * 1024
_BEARER = "bearer "
_encoder = msgspec.json.Encoder()


class Call:
    """A request as an endpoint sees it."""

    def __init__(
        self,
        request: Request,
        body: bytes,
        database: Database,
        clock: Clock,
        shelves: Shelves,
        rules: QuotaRules = STANDARD_QUOTAS,
    ) -> None:
        self.database = database
        self.clock = clock
        self.rules = rules
        self._request = request
        self._body = body
        self._shelves = shelves

    @property
    def now(self) -> Millis:
        """This instant."""
        return self.clock.now()

    @property
    def token(self) -> str:
        """The session token that came with the request, empty when none did."""
        given = self._request.headers.get("authorization", "")
        return given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else ""

    def member_id(self, conn: Connection) -> str:
        """Return whose phone this is. Raises ``NoSession``."""
        if not self.token:
            raise NoSession
        return members.member_of(conn, self.clock, self.token)

    def shelf(self, conn: Connection) -> Shelf:
        """Return the catalogue."""
        return self._shelves.shelf(conn)

    def path(self, name: str) -> str:
        """Return a part of the path."""
        return str(self._request.path_params[name])

    def query(self, name: str) -> str:
        """Return a query parameter, empty when absent."""
        return self._request.query_params.get(name, "")

    def number(self, name: str, most: int) -> int:
        """Return a query parameter as a number from 0 to ``most``; absent is 0. Raises ``Unreadable``."""
        given = self.query(name) or "0"
        if not (given.isascii() and given.isdigit()) or len(given) > 9:
            raise Unreadable
        return min(int(given), most)

    def body(self, type_: type[B]) -> B:
        """Return the body as what it should be. Raises ``Unreadable``."""
        try:
            return from_json(self._body, type_)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Unreadable from None

    def has(self, tag: str) -> bool:
        """Tell whether the phone already holds the answer with this entity tag."""
        return self._request.headers.get("if-none-match") == tag


Handler = Callable[[Call], Response]


class Calls:
    """Makes endpoints of handlers."""

    def __init__(self, database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._shelves = Shelves()

    def __call__(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint that reads the request and runs ``handler`` beside the event loop."""

        async def endpoint(request: Request) -> Response:
            call = Call(request, await _read(request), self._database, self._clock, self._shelves, self._rules)
            return await run_in_threadpool(handler, call)

        return endpoint


def answer(content: object, status: int = 200, **headers: str) -> Response:
    """Return an answer in JSON that nobody on the way keeps."""
    return Response(
        _encoder.encode(content),
        status,
        {"cache-control": "no-store", **{name.replace("_", "-"): value for name, value in headers.items()}},
        "application/json",
    )


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise TooLarge
    return bytes(body)
