"""The back office's page of erasures: find a member, read what erasing her would do, confirm it, see who did what."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sync.hub import erasing, members
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.errors import NoName
from sync.hub.office import Office
from sync.hub.publishing import each_published, published
from sync.hub.settings import HubSettings
from sync.protocol.rows import Member

_FILES = {"": "erasures.html", "erasures.js": "erasures.js"}
_MOST_LISTED = 100
_MOST_FOUND = 20


class Confirmed(erasing.Wish, frozen=True, kw_only=True):
    """A confirmed erasure: who had it done, and why."""

    who: str
    reason: str = ""


class ErasureOffice(Office):
    """The endpoints behind the page of erasures."""

    async def erasures_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def erasures(self, request: Request) -> Response:
        """Who was erased lately: nobody's name."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return erasing.erasures(conn, _MOST_LISTED)

        return answer(request, await run_in_threadpool(work))

    async def members(self, request: Request) -> Response:
        """Members by the last four digits of a phone, a card's number, or an id."""
        self._let_in(request)
        text = request.query_params.get("text", "").strip()[:60]

        def work() -> object:
            with self._database.reading() as conn:
                return [_shown(one) for one in found(conn, text)]

        return answer(request, await run_in_threadpool(work))

    async def preview(self, request: Request) -> Response:
        """What erasing a member would do."""
        self._let_in(request)
        asked = request.query_params

        def work() -> object:
            with self._database.reading() as conn:
                return told(erasing.preview(conn, asked.get("member_id", ""), to_cards=asked.get("to_cards") == "1"))

        return answer(request, await run_in_threadpool(work))

    async def erase(self, request: Request) -> Response:
        """Erase a member, as it was looked at and confirmed."""
        wanted: Confirmed = await self._asked(request, Confirmed)
        if not wanted.who.strip():
            raise NoName()

        def work() -> object:
            with self._database.writing() as conn:
                done = erasing.erase(conn, self._clock, wanted, "office", who=wanted.who, reason=wanted.reason)
                return done._asdict()

        return answer(request, await run_in_threadpool(work))


def found(conn: Connection, text: str) -> list[Member]:
    """Return the members whom somebody means: by four digits, a card, or an id."""
    if len(text) == 4 and text.isdigit():
        return members.find(conn, text)[:_MOST_FOUND]
    one = published(conn, Member, text)
    if one is not None or not text.isdigit():
        return [] if one is None else [one]
    return [each for each in each_published(conn, Member) if each.card == text]


def told(seen: erasing.Preview) -> dict[str, Any]:
    """Return a preview as pages show it."""
    lines = {name: [_both(one) for one in getattr(seen, name)] for name in ("erased", "kept", "value", "in_the_way")}
    return {"member": _shown(seen.member), **lines, "stored_fen": seen.stored_fen, "mark": seen.mark}


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _shown(member: Member) -> dict[str, Any]:
    plain = msgspec.structs.asdict(member)
    return {name: plain[name] for name in ("id", "name_zh", "name_en", "phone_masked", "card", "joined")}


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of erasures."""
    office = ErasureOffice(database, settings)
    return [
        Route("/office/erasures/", office.erasures_page),
        Route("/office/erasures/{file}", office.erasures_page),
        Route("/office/api/erasures", office.erasures),
        Route("/office/api/erasures/members", office.members),
        Route("/office/api/erasures/preview", office.preview),
        Route("/office/api/erasures/erase", office.erase, methods=["POST"]),
    ]
