"""The back office's page of looks: put styles together, say where and until when, and end it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.advice.looks import FEWEST_STYLES, MOST_STYLES
from posapp.domain.clock import DAY, Millis, local
from sync.hub import look_book
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.office import Office
from sync.hub.publishing import published_all, published_many
from sync.hub.settings import HubSettings
from sync.protocol.rows import Look, Shop, Style

_FILES = {"": "looks.html", "looks.js": "looks.js"}


class EndRequest(msgspec.Struct, frozen=True):
    """End a look."""

    id: str


class LookOffice(Office):
    """The endpoints behind the page of looks."""

    async def looks_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def looks(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def styles(self, request: Request) -> Response:
        """Styles by what somebody types."""
        self._let_in(request)
        text = request.query_params.get("text", "")[:60]

        def work() -> object:
            with self._database.reading() as conn:
                return [_style(one) for one in look_book.found_styles(conn, text)]

        return answer(request, await run_in_threadpool(work))

    async def keep(self, request: Request) -> Response:
        """Keep a look."""
        wanted = await self._asked(request, look_book.Wanted)

        def work() -> object:
            with self._database.writing() as conn:
                return {"id": look_book.keep(conn, self._clock.now(), wanted).id}

        return answer(request, await run_in_threadpool(work))

    async def end(self, request: Request) -> Response:
        """End a look."""
        wanted = await self._asked(request, EndRequest)

        def work() -> object:
            with self._database.writing() as conn:
                return {"id": look_book.end(conn, self._clock.now(), wanted.id).id}

        return answer(request, await run_in_threadpool(work))


def figures(conn: Connection, now: Millis) -> dict[str, Any]:
    """Return what the page shows: the looks, the newest first, and the shops there are."""
    found = look_book.newest_first(conn)
    styles = published_many(conn, Style, (style_id for one in found for style_id in one.styles))
    return {
        "looks": [_look(one, styles, now) for one in found],
        "shops": [{"id": one.id, "zh": one.name_zh, "en": one.name_en} for one in published_all(conn, Shop)],
        "fewest": FEWEST_STYLES,
        "most": MOST_STYLES,
        "longest": look_book.LONGEST_NAME,
    }


def _look(row: Look, styles: dict[str, Style], now: Millis) -> dict[str, Any]:
    last_day = local(row.until_ms - DAY).date().isoformat() if row.until_ms is not None and row.runs(now) else ""
    return {
        "id": row.id,
        "zh": row.name_zh,
        "en": row.name_en,
        "styles": [_style(styles[style_id]) for style_id in row.styles if style_id in styles],
        "shops": row.shops,
        "from_ms": row.from_ms,
        "last_day": last_day,
        "runs": row.runs(now),
        "by": row.by,
    }


def _style(row: Style) -> dict[str, Any]:
    return {"id": row.id, "code": row.code, "zh": row.name_zh, "en": row.name_en}


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of looks."""
    office = LookOffice(database, settings)
    return [
        Route("/office/looks/", office.looks_page),
        Route("/office/looks/{file}", office.looks_page),
        Route("/office/api/looks", office.looks),
        Route("/office/api/looks/styles", office.styles),
        Route("/office/api/looks/keep", office.keep, methods=["POST"]),
        Route("/office/api/looks/end", office.end, methods=["POST"]),
    ]
