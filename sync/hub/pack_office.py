"""The back office's page of model packs: which version the tills advise with, and how to go back to an earlier one."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Millis
from sync.hub import pack_versions
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.office import Office
from sync.hub.settings import HubSettings

_FILES = {"": "packs.html", "packs.js": "packs.js"}


class PackNamed(msgspec.Struct, frozen=True):
    """Name the version to go back to; empty: to the newest one, and on with each night's."""

    version: str = ""


def _shape(conn: Connection, now: Millis) -> dict[str, Any]:
    found = pack_versions.standing(conn)
    return {**found._asdict(), "kept": [pack._asdict() for pack in found.kept], "now_ms": now}


class PackOffice(Office):
    """The endpoints behind the page of model packs."""

    async def packs_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def packs(self, request: Request) -> Response:
        """The version that is out and those that are kept."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return _shape(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def choose(self, request: Request) -> Response:
        """Go back to a version, or on with the newest."""
        named = await self._asked(request, PackNamed)

        def work() -> object:
            now = self._clock.now()
            with self._database.writing() as conn:
                if named.version:
                    pack_versions.go_back(conn, named.version, now)
                else:
                    pack_versions.go_on(conn, now)
                return _shape(conn, now)

        return answer(request, await run_in_threadpool(work))


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of model packs."""
    office = PackOffice(database, settings)
    return [
        Route("/office/packs/", office.packs_page),
        Route("/office/packs/{file}", office.packs_page),
        Route("/office/api/packs", office.packs),
        Route("/office/api/pack", office.choose, methods=["POST"]),
    ]
