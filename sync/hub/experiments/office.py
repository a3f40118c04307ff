"""The back office's page of experiments: start one, end it, and read what its planned looks say."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Millis
from posapp.domain.experiments.bounds import members_per_arm
from posapp.domain.experiments.looks import UNSOUND, chance_of_split, planned
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.db.experiment_tables import experiment, experiment_look
from sync.hub.experiments import planning
from sync.hub.experiments.outcomes import SETTLED_MS, shown_to
from sync.hub.experiments.taking import Figures
from sync.hub.office import Office
from sync.hub.publishing import published
from sync.hub.settings import HubSettings
from sync.protocol.decoding import from_json
from sync.protocol.rows import Experiment

_FILES = {"": "experiments.html", "experiments.js": "experiments.js"}
_MOST_SHOWN = 20

_BASE, _LIFT, _LOOKS = 0.10, 0.03, 4
"""What the page takes as an example to say how many members are needed: one in ten buys, three more would."""


class EndRequest(msgspec.Struct, frozen=True):
    """End an experiment, by whose word."""

    experiment_id: str
    who: str


def figures(conn: Connection, now: Millis) -> dict[str, Any]:
    """Return what the page shows: experiments, the newest first, with the looks that were taken."""
    plans = conn.execute(select(experiment).order_by(experiment.c.started_ms.desc()).limit(_MOST_SHOWN)).all()
    return {
        "experiments": [_shape(conn, plan, row, now) for plan in plans if (row := _row(conn, plan)) is not None],
        "advised_members": 2 * members_per_arm(_BASE, _LIFT, _LOOKS),
        "fewest_members": planning.FEWEST_MEMBERS,
    }


def _row(conn: Connection, plan: Row[*tuple[Any, ...]]) -> Experiment | None:
    return published(conn, Experiment, plan.experiment_id)


def _shape(conn: Connection, plan: Row[*tuple[Any, ...]], row: Experiment, now: Millis) -> dict[str, Any]:
    looks = conn.execute(
        select(experiment_look)
        .where(experiment_look.c.experiment_id == plan.experiment_id)
        .order_by(experiment_look.c.look)
    ).all()
    shown = shown_to(conn, row)
    in_arms = [sum(one.arm == arm.id for one in shown) for arm in row.arms]
    split = chance_of_split(in_arms[:2], [arm.share_bp for arm in row.arms[:2]])
    last = looks[-1] if looks else None
    is_sound = split >= UNSOUND and (last is None or bool(last.is_sound))
    dues = planned(plan.members, plan.looks)
    return {
        "id": plan.experiment_id,
        "zh": row.title_zh,
        "en": row.title_en,
        "arms": [{"id": arm.id, "members": count} for arm, count in zip(row.arms, in_arms, strict=True)],
        "members": plan.members,
        "settled": sum(one.first_ms <= now - SETTLED_MS for one in shown),
        "next_look": dues[len(looks)] if len(looks) < len(dues) and plan.ended_ms is None else None,
        "split": split,
        "verdict": (last.word if last is not None else "too_early") if is_sound else "unsound",
        "looks": [
            {
                "look": one.look,
                "of": plan.looks,
                "taken_ms": one.taken_ms,
                "word": one.word,
                "is_sound": bool(one.is_sound),
                **msgspec.to_builtins(from_json(one.figures, Figures)),
            }
            for one in looks
        ],
        "started_ms": plan.started_ms,
        "started_by": plan.started_by,
        "ended_ms": plan.ended_ms,
        "ended_by": plan.ended_by,
    }


class ExperimentOffice(Office):
    """The endpoints behind the page of experiments."""

    async def experiments_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def experiments(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def start(self, request: Request) -> Response:
        """Start an experiment."""
        wanted = await self._asked(request, planning.Wanted)

        def work() -> object:
            with self._database.writing() as conn:
                return {"id": planning.start(conn, self._clock.now(), wanted).id}

        return answer(request, await run_in_threadpool(work))

    async def end(self, request: Request) -> Response:
        """End an experiment."""
        wanted = await self._asked(request, EndRequest)

        def work() -> object:
            with self._database.writing() as conn:
                return {"id": planning.end(conn, self._clock.now(), wanted.experiment_id, wanted.who).id}

        return answer(request, await run_in_threadpool(work))


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of experiments."""
    office = ExperimentOffice(database, settings)
    return [
        Route("/office/experiments/", office.experiments_page),
        Route("/office/experiments/{file}", office.experiments_page),
        Route("/office/api/experiments", office.experiments),
        Route("/office/api/experiments/start", office.start, methods=["POST"]),
        Route("/office/api/experiments/end", office.end, methods=["POST"]),
    ]
