"""The back office: pairing codes, tills, what waits for a person. A page and its small API.

Open to this machine alone until a password is set; then to whoever knows it (HTTP Basic, any user name).
"""

from __future__ import annotations

import base64
import binascii
import hmac
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, select, update
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from sync.hub import apply, enrolment
from sync.hub.answers import answer
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import NotParked, OfficeClosed, OfficePassword, Unreadable
from sync.hub.limits import read_body
from sync.hub.publishing import published_all
from sync.hub.settings import HubSettings
from sync.protocol.rows import Shop

PAGES = Path(__file__).parents[2] / "resources" / "office"

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MARK = "x-posapp-office"
"""A header that no form and no foreign page can send without being asked first: our page always does."""

_MOST_LISTED = 200
_FILES = {"": "index.html", "office.css": "office.css", "office.js": "office.js"}


class CodeRequest(msgspec.Struct, frozen=True):
    """Ask for a pairing code: a till's, without ``till_no`` for the next free number, or that of the shop's relay."""

    shop_id: str
    till_no: str = ""
    role: Literal["till", "relay"] = "till"


class Numbered(msgspec.Struct, frozen=True):
    """Name an operation by its hub number, or an exception by its own."""

    number: int


class DeviceNamed(msgspec.Struct, frozen=True):
    """Name a device."""

    device: str


class Office:
    """The endpoints of the back office over one database."""

    def __init__(self, database: Database, settings: HubSettings) -> None:
        self._database = database
        self._settings = settings
        self._clock = settings.clock

    async def page(self, request: Request) -> Response:
        """The page and its two files."""
        self._let_in(request)
        name = _FILES.get(request.path_params.get("file", ""))
        if name is None:
            raise HTTPException(404)
        return FileResponse(PAGES / name, headers={"cache-control": "no-cache"})

    async def overview(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return _overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def new_code(self, request: Request) -> Response:
        """Make a pairing code."""
        wanted = await self._asked(request, CodeRequest)

        def work() -> object:
            with self._database.writing() as conn:
                if wanted.role == "relay":
                    return enrolment.new_relay_code(conn, self._clock, wanted.shop_id)._asdict()
                return enrolment.new_code(conn, self._clock, wanted.shop_id, wanted.till_no)._asdict()

        return answer(request, await run_in_threadpool(work))

    async def retry(self, request: Request) -> Response:
        """Try a parked operation once more."""
        wanted = await self._asked(request, Numbered)

        def work() -> object:
            with self._database.writing() as conn:
                return {"result": apply.retry(conn, self._clock, wanted.number)}

        return answer(request, await run_in_threadpool(work))

    async def settle(self, request: Request) -> Response:
        """Say that an exception has been looked at."""
        wanted = await self._asked(request, Numbered)

        def work() -> object:
            exception = tables.trade_exception
            with self._database.writing() as conn:
                settled = conn.execute(
                    update(exception)
                    .where(exception.c.exception_no == wanted.number, exception.c.settled_ms.is_(None))
                    .values(settled_ms=self._clock.now())
                )
                if settled.rowcount != 1:
                    raise NotParked()
                return {"result": "settled"}

        return answer(request, await run_in_threadpool(work))

    async def revoke(self, request: Request) -> Response:
        """Take a till out of service."""
        wanted = await self._asked(request, DeviceNamed)

        def work() -> object:
            with self._database.writing() as conn:
                enrolment.revoke(conn, wanted.device)
                return {"result": "revoked"}

        return answer(request, await run_in_threadpool(work))

    async def _asked(self, request: Request, type_: type[Any]) -> Any:
        self._let_in(request)
        if _MARK not in request.headers:
            raise OfficeClosed()
        try:
            return msgspec.json.decode(await read_body(request.stream(), 10_000), type=type_)
        except msgspec.DecodeError:
            raise Unreadable() from None

    def _let_in(self, request: Request) -> None:
        if self._settings.office_password:
            if not hmac.compare_digest(_password(request).encode(), self._settings.office_password.encode()):
                raise OfficePassword()
            return
        visitor = request.client.host if request.client else ""
        # The name is checked as well: a foreign page may point a name of its own at this machine.
        name = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if visitor not in _LOOPBACK or name not in _LOCAL_NAMES:
            raise OfficeClosed()


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the back office."""
    office = Office(database, settings)
    return [
        Route("/office/", office.page),
        Route("/office/{file}", office.page),
        Route("/office/api/overview", office.overview),
        Route("/office/api/codes", office.new_code, methods=["POST"]),
        Route("/office/api/retry", office.retry, methods=["POST"]),
        Route("/office/api/settle", office.settle, methods=["POST"]),
        Route("/office/api/revoke", office.revoke, methods=["POST"]),
    ]


def _password(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _overview(conn: Connection, now: int) -> dict[str, object]:
    device, inbox, result = tables.device, tables.inbox, tables.op_result
    exception, apart = tables.trade_exception, tables.quarantine
    counts = conn.execute(select(result.c.result, func.count().label("number")).group_by(result.c.result)).all()
    taken = conn.execute(select(func.count()).select_from(inbox)).scalar_one()
    devices = conn.execute(
        select(
            device.c.device,
            device.c.generation,
            device.c.shop_id,
            device.c.till_no,
            device.c.program,
            device.c.status,
            device.c.last_contact_ms,
            device.c.received_through,
            device.c.applied_through,
        ).order_by(device.c.shop_id, device.c.till_no, device.c.generation)
    )
    parked = conn.execute(
        select(
            inbox.c.hub_no,
            inbox.c.kind,
            inbox.c.device,
            inbox.c.seq,
            result.c.code,
            result.c.zh,
            result.c.en,
            inbox.c.received_ms,
        )
        .join(result, result.c.hub_no == inbox.c.hub_no)
        .where(result.c.result == "parked")
        .order_by(inbox.c.hub_no)
        .limit(_MOST_LISTED)
    )
    exceptions = conn.execute(
        select(
            exception.c.exception_no,
            exception.c.hub_no,
            exception.c.shop_id,
            exception.c.code,
            exception.c.zh,
            exception.c.en,
            exception.c.amount_fen,
            exception.c.at_ms,
        )
        .where(exception.c.settled_ms.is_(None))
        .order_by(exception.c.exception_no.desc())
        .limit(_MOST_LISTED)
    )
    chain = enrolment.chain_name(conn)
    return {
        "chain": {"zh": chain.zh, "en": chain.en},
        "shops": [{"id": s.id, "code": s.code, "zh": s.name_zh, "en": s.name_en} for s in published_all(conn, Shop)],
        "devices": [dict(row) for row in devices.mappings()],
        "operations": {"taken": taken, **{row.result: row.number for row in counts}},
        "quarantined": conn.execute(select(func.count()).select_from(apart)).scalar_one(),
        "parked": [dict(row) for row in parked.mappings()],
        "exceptions": [dict(row) for row in exceptions.mappings()],
        "now_ms": now,
    }
