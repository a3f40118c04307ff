"""The back office's page of segments: how many members each has, and what a clerk is told to do with them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.advice.member_models import NO_MODELS, MemberModels, SegmentSize
from posapp.domain.advice.pack import PackUnreadable, read
from posapp.domain.advice.segments import NAMES, USUAL_PLANS, Segment
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.errors import Unreadable
from sync.hub.office import Office
from sync.hub.publishing import publish, published
from sync.hub.settings import HubSettings
from sync.protocol.rows import AdvicePack, SegmentPlan

_FILES = {"": "segments.html", "segments.js": "segments.js"}

LONGEST = 120
"""Signs of one sentence: more than this a clerk does not read while she greets somebody."""


class NewPlan(msgspec.Struct, frozen=True):
    """Say what a clerk is to do with members of a segment; both sentences empty brings the usual one back."""

    segment: Segment
    zh: str
    en: str


class SegmentOffice(Office):
    """The endpoints behind the page of segments."""

    async def segments_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def segments(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn)

        return answer(request, await run_in_threadpool(work))

    async def set_plan(self, request: Request) -> Response:
        """Set the plan of a segment; every till says it with its next page."""
        wanted: NewPlan = await self._asked(request, NewPlan)
        row = SegmentPlan(id=wanted.segment, zh=wanted.zh.strip(), en=wanted.en.strip())
        if max(len(row.zh), len(row.en)) > LONGEST or not (row.zh + row.en).isprintable():
            raise Unreadable()

        def work() -> object:
            with self._database.writing() as conn:
                publish(conn, row)
                return {"result": "set"}

        return answer(request, await run_in_threadpool(work))


def figures(conn: Connection) -> dict[str, Any]:
    """Return what the page shows: each segment with its size as the newest pack has it, and its plan."""
    models = _models(conn)
    return {
        "learnt_ms": models.learnt_ms,
        "longest": LONGEST,
        "segments": [_shape(conn, segment, models.sizes.get(segment, SegmentSize(0, 0))) for segment in NAMES],
    }


def _shape(conn: Connection, segment: Segment, size: SegmentSize) -> dict[str, Any]:
    plan = published(conn, SegmentPlan, segment)
    return {
        "id": segment,
        "zh": NAMES[segment].zh,
        "en": NAMES[segment].en,
        "usual_zh": USUAL_PLANS[segment].zh,
        "usual_en": USUAL_PLANS[segment].en,
        "plan_zh": plan.zh if plan is not None else "",
        "plan_en": plan.en if plan is not None else "",
        "members": size.members,
        "year_fen": size.year_fen,
    }


def _models(conn: Connection) -> MemberModels:
    newest = published(conn, AdvicePack, "pack")
    if newest is None:
        return NO_MODELS
    try:
        return read(newest.content).members
    except PackUnreadable:
        return NO_MODELS  # published by a newer hub beside this one


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of segments."""
    office = SegmentOffice(database, settings)
    return [
        Route("/office/segments/", office.segments_page),
        Route("/office/segments/{file}", office.segments_page),
        Route("/office/api/segments", office.segments),
        Route("/office/api/segments/plan", office.set_plan, methods=["POST"]),
    ]
