"""The back office: pairing codes, tills, what waits for a person, what is set apart. A page and its small API.

Open to this machine alone until a password is set; then to whoever knows it (HTTP Basic, any user name).
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import update
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from sync.hub import apply, closing, enrolment, making_good, mapping, quarantined, settling
from sync.hub.allowed import counter_view
from sync.hub.answers import answer
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import NotParked, OfficeClosed, OfficePassword, Unreadable
from sync.hub.limits import read_body
from sync.hub.office_stock import stock_view
from sync.hub.office_view import overview
from sync.hub.requests import number_in
from sync.hub.settings import HubSettings
from sync.protocol.decoding import from_json

PAGES = Path(__file__).parents[2] / "resources" / "office"

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MARK = "x-posapp-office"
"""A header that no form and no foreign page can send without being asked first: our page always does."""

_FILES = {"": "index.html"} | {
    name: name for name in ("office.css", "page.js", "office.js", "stock.js", "counters.js", "paying.js")
}


class CodeRequest(msgspec.Struct, frozen=True):
    """Ask for a pairing code: a till's, without ``till_no`` for the next free number, or that of the shop's relay."""

    shop_id: str
    till_no: str = ""
    role: Literal["till", "relay"] = "till"


class CloseRequest(msgspec.Struct, frozen=True):
    """Close the generation of a till whose disk is gone; the last receipt of it that somebody holds, if any."""

    device: str
    generation: int
    reason: str
    last_receipt_no: str = ""


class Numbered(msgspec.Struct, frozen=True):
    """Name an operation by its hub number, or an exception by its own."""

    number: int


class DeviceNamed(msgspec.Struct, frozen=True):
    """Name a device that is taken out of service, by whom and why."""

    device: str
    who: str = ""
    reason: str = ""


class Wanted(settling.Wish, frozen=True, kw_only=True):
    """What somebody wants done about a parked operation."""

    number: int


class Meant(msgspec.Struct, frozen=True):
    """What an exception's unknown thing is said to be, by whom and why."""

    number: int
    from_id: str
    to_id: str
    who: str
    reason: str = ""


class LogNamed(msgspec.Struct, frozen=True):
    """Name a log that is set apart, who reviewed it, and what she found."""

    device: str
    generation: int
    who: str
    reason: str


class Office:
    """The endpoints of the back office over one database."""

    def __init__(self, database: Database, settings: HubSettings) -> None:
        self._database = database
        self._settings = settings
        self._clock = settings.clock

    def _page(self, request: Request, files: Mapping[str, str]) -> Response:
        """Return the file of a page that a request names, "" for the page itself."""
        self._let_in(request)
        name = files.get(request.path_params.get("file", ""))
        if name is None:
            raise HTTPException(404)
        return FileResponse(PAGES / name, headers={"cache-control": "no-cache"})

    async def page(self, request: Request) -> Response:
        """The page and its two files."""
        return self._page(request, _FILES)

    async def overview(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def stock(self, request: Request) -> Response:
        """Whether stock is conserved, and how many promises each shop can break at most by what it has not told yet."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return stock_view(conn, self._clock.now(), self._settings.quotas)

        return answer(request, await run_in_threadpool(work))

    async def counters(self, request: Request) -> Response:
        """Who allowed what at the counters, and what was written there of the pieces that were sold."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return counter_view(conn)

        return answer(request, await run_in_threadpool(work))

    async def choices(self, request: Request) -> Response:
        """What the mall knows of a kind of thing in a shop, where a text stands in it."""
        self._let_in(request)
        asked = request.query_params

        def work() -> object:
            with self._database.reading() as conn:
                found = mapping.search(conn, asked.get("what", ""), asked.get("shop_id", ""), asked.get("text", ""))
                return [choice._asdict() for choice in found]

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

    async def close_generation(self, request: Request) -> Response:
        """Record what is known of a till whose disk is gone."""
        wanted = await self._asked(request, CloseRequest)

        def work() -> object:
            with self._database.writing() as conn:
                return closing.close_generation(
                    conn,
                    self._clock,
                    wanted.device,
                    wanted.generation,
                    reason=wanted.reason,
                    seen_on_paper=wanted.last_receipt_no,
                )

        return answer(request, await run_in_threadpool(work))

    async def retry(self, request: Request) -> Response:
        """Try a parked operation once more."""
        wanted = await self._asked(request, Numbered)

        def work() -> object:
            with self._database.writing() as conn:
                return {"result": apply.retry(conn, self._clock, wanted.number)}

        return answer(request, await run_in_threadpool(work))

    async def act(self, request: Request) -> Response:
        """Settle a parked operation: retry, map, suspense or correct."""
        wanted = await self._asked(request, Wanted)

        def work() -> object:
            with self._database.writing() as conn:
                return {"result": settling.settle(conn, self._clock, wanted.number, wanted)}

        return answer(request, await run_in_threadpool(work))

    async def correct(self, request: Request) -> Response:
        """Write a correcting fact about an operation that is booked, such as one that clears suspense."""
        wanted = await self._asked(request, Wanted)

        def work() -> object:
            with self._database.writing() as conn:
                settling.correct(conn, self._clock, wanted.number, wanted)
                return {"result": "corrected"}

        return answer(request, await run_in_threadpool(work))

    async def make_good(self, request: Request) -> Response:
        """Book what an exception left out, because its unknown thing is known now."""
        wanted = await self._asked(request, Meant)

        def work() -> object:
            with self._database.writing() as conn:
                making_good.make_good(
                    conn, self._clock, wanted.number, wanted.from_id, wanted.to_id, wanted.who, wanted.reason
                )
                return {"result": "settled"}

        return answer(request, await run_in_threadpool(work))

    async def apart(self, request: Request) -> Response:
        """What is set apart of a log, as it came: a file for support."""
        self._let_in(request)
        asked = request.query_params
        generation = min(number_in(request, "generation", 0), 2**31 - 1)

        def work() -> object:
            with self._database.reading() as conn:
                return [each._asdict() for each in quarantined.raw(conn, asked.get("device", ""), generation)]

        named = {"content-disposition": 'attachment; filename="set-apart.json"'}
        return answer(request, await run_in_threadpool(work), headers=named)

    async def release(self, request: Request) -> Response:
        """Book what is set apart of a log and contradicts nothing."""
        wanted = await self._asked(request, LogNamed)

        def work() -> object:
            with self._database.writing() as conn:
                return quarantined.release(
                    conn, self._clock, wanted.device, wanted.generation, wanted.who, wanted.reason
                )._asdict()

        return answer(request, await run_in_threadpool(work))

    async def discard(self, request: Request) -> Response:
        """Say that what is set apart of a log is not booked, and write down the loss."""
        wanted = await self._asked(request, LogNamed)

        def work() -> object:
            with self._database.writing() as conn:
                return {
                    "amount_fen": quarantined.discard(
                        conn, self._clock, wanted.device, wanted.generation, wanted.who, wanted.reason
                    )
                }

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
                settling.revoke(conn, self._clock, wanted.device, wanted.who, wanted.reason)
                return {"result": "revoked"}

        return answer(request, await run_in_threadpool(work))

    async def _asked(self, request: Request, type_: type[Any]) -> Any:
        self._let_in(request)
        if _MARK not in request.headers:
            raise OfficeClosed()
        try:
            return from_json(await read_body(request.stream(), 10_000), type_)
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
        Route("/office/api/stock", office.stock),
        Route("/office/api/counters", office.counters),
        Route("/office/api/codes", office.new_code, methods=["POST"]),
        Route("/office/api/close-generation", office.close_generation, methods=["POST"]),
        Route("/office/api/retry", office.retry, methods=["POST"]),
        Route("/office/api/settle", office.settle, methods=["POST"]),
        Route("/office/api/choices", office.choices),
        Route("/office/api/act", office.act, methods=["POST"]),
        Route("/office/api/correct", office.correct, methods=["POST"]),
        Route("/office/api/make-good", office.make_good, methods=["POST"]),
        Route("/office/api/apart", office.apart),
        Route("/office/api/release", office.release, methods=["POST"]),
        Route("/office/api/discard", office.discard, methods=["POST"]),
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
