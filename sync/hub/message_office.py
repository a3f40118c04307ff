"""The back office's page of messages: what was written to members in the last thirty days, and what came of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import DAY
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.db.message_tables import consent_said, follow_up, message
from sync.hub.message_kinds import KINDS
from sync.hub.office import Office
from sync.hub.publishing import published_all
from sync.hub.settings import HubSettings
from sync.protocol.rows import Shop

SINCE_MS = 30 * DAY

_FILES = {"": "messages.html", "messages.js": "messages.js"}


def figures(conn: Connection, now: int) -> dict[str, Any]:
    """Return what the page shows: follow-ups by shop and reason, messages by kind, words about consent by purpose."""
    since = now - SINCE_MS
    return {
        "shops": [{"id": shop.id, "zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)],
        "follow_ups": _follow_ups(conn, since),
        "messages": _messages(conn, since),
        "consents": _consents(conn, since),
    }


def _follow_ups(conn: Connection, since: int) -> list[dict[str, Any]]:
    known = follow_up.c
    rows = conn.execute(
        select(
            known.shop_id,
            known.reason,
            func.count().label("found"),
            func.count(known.sent_ms).label("sent"),
            func.count(known.opened_ms).label("opened"),
            func.count(known.came_back_ms).label("came_back"),
            func.count(known.bought_ms).label("bought"),
        )
        .where(known.found_ms > since)
        .group_by(known.shop_id, known.reason)
        .order_by(known.shop_id, known.reason)
    ).mappings()
    statuses: Counter[tuple[str, str, str]] = Counter()
    for shop_id, reason, status, count in conn.execute(
        select(known.shop_id, known.reason, known.status, func.count())
        .where(known.found_ms > since)
        .group_by(known.shop_id, known.reason, known.status)
    ):
        statuses[shop_id, reason, status] = count
    told = ("proposed", "calling", "released", "held_back", "called", "ended")
    return [
        {**row, **{status: statuses[row["shop_id"], row["reason"], status] for status in told}}
        for row in map(dict, rows)
    ]


def _messages(conn: Connection, since: int) -> list[dict[str, Any]]:
    rows = conn.execute(
        select(message.c.kind, message.c.state, message.c.reason, func.count(), func.count(message.c.opened_ms))
        .where(message.c.made_ms > since)
        .group_by(message.c.kind, message.c.state, message.c.reason)
    ).all()
    found: dict[str, dict[str, Any]] = {}
    for kind, state, reason, count, opened in rows:
        title = KINDS[kind].title
        line = found.setdefault(
            kind, {"kind": kind, "zh": title.zh, "en": title.en, "queued": 0, "sent": 0, "opened": 0, "dropped": {}}
        )
        if state == "dropped":
            line["dropped"][reason] = count
        else:
            line[state] += count
            line["opened"] += opened
    return [found[kind] for kind in KINDS if kind in found]


def _consents(conn: Connection, since: int) -> list[dict[str, Any]]:
    said = consent_said.c
    rows = conn.execute(
        select(said.purpose, said.given, func.count())
        .where(said.said_ms > since)
        .group_by(said.purpose, said.given)
        .order_by(said.purpose, said.given)
    )
    return [{"purpose": purpose, "given": bool(given), "count": count} for purpose, given, count in rows]


class MessageOffice(Office):
    """The endpoints behind the page of messages."""

    async def messages_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def messages(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of messages."""
    office = MessageOffice(database, settings)
    return [
        Route("/office/messages/", office.messages_page),
        Route("/office/messages/{file}", office.messages_page),
        Route("/office/api/messages", office.messages),
    ]
