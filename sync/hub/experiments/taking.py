"""Take the looks that are due, in the order in which members were first shown something, and end what is decided.

A look is over a fixed number of members, so it says the same whenever it is taken; and a look that was taken stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select

from posapp.domain.clock import Clock, Millis
from posapp.domain.experiments.guards import GUARDED, Guarded, Mean, guard, mean_of
from posapp.domain.experiments.looks import UNSOUND, Tally, chance_of_split, planned, read
from sync.hub.db.database import Database
from sync.hub.db.experiment_tables import experiment, experiment_look
from sync.hub.experiments.outcomes import Outcome, settled, settled_count
from sync.hub.experiments.planning import end
from sync.hub.publishing import lock_streams, published
from sync.protocol.rows import Experiment


class Arm(msgspec.Struct, frozen=True):
    """An arm at a look."""

    id: str
    members: int
    bought: int


class GuardSaid(msgspec.Struct, frozen=True):
    """A guarded figure of both arms (``experiments.guards``), with how many it is a mean of."""

    what: str
    usual: float
    tried: float
    usual_of: int
    tried_of: int
    is_worse: bool


class Figures(msgspec.Struct, frozen=True):
    """What a look found. ``difference``, ``low`` and ``high`` are shares of members; ``split`` is how often chance
    splits them as unevenly as this."""

    usual: Arm
    tried: Arm
    difference: float
    low: float
    high: float
    z: float
    bound: float
    split: float
    guards: list[GuardSaid]


def take_due(database: Database, clock: Clock) -> int:
    """Take every look that is due; return how many were taken."""
    now = clock.now()
    with database.reading() as conn:
        due = [plan.experiment_id for plan in _running(conn) if _is_due(conn, plan, now)]
    taken = 0
    for experiment_id in due:
        with database.writing() as conn:
            taken += _take(conn, now, experiment_id)
    return taken


def _running(conn: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    return conn.execute(select(experiment).where(experiment.c.ended_ms.is_(None))).all()


def _taken(conn: Connection, experiment_id: str) -> int:
    looks = select(func.count()).where(experiment_look.c.experiment_id == experiment_id)
    return int(conn.scalar(looks) or 0)


def _is_due(conn: Connection, plan: Row[*tuple[Any, ...]], now: Millis) -> bool:
    next_look = _taken(conn, plan.experiment_id)
    wanted = planned(plan.members, plan.looks)[next_look]
    return settled_count(conn, plan.experiment_id, now) >= wanted


def _take(conn: Connection, now: Millis, experiment_id: str) -> int:
    lock_streams(conn, "advice")
    plan = conn.execute(
        select(experiment).where(experiment.c.experiment_id == experiment_id, experiment.c.ended_ms.is_(None))
    ).one_or_none()
    row = published(conn, Experiment, experiment_id)
    if plan is None or row is None:
        return 0  # another hub process, or a person, was faster
    known, first = settled(conn, row, now), _taken(conn, experiment_id)
    for look, members in enumerate(planned(plan.members, plan.looks)[first:], start=first + 1):
        if len(known) < members:
            return look - first - 1
        word, is_sound = _keep(conn, now, row, known[:members], look, plan.looks)
        if look == plan.looks or (is_sound and word != "too_early"):
            end(conn, now, experiment_id)
            return look - first
    return 0


def _keep(
    conn: Connection, now: Millis, row: Experiment, members: Sequence[Outcome], look: int, looks: int
) -> tuple[str, bool]:
    usual, tried = ([one for one in members if one.arm == arm.id] for arm in row.arms[:2])
    before, after = _tally(usual), _tally(tried)
    reading = read(before, after, look, looks)
    split = chance_of_split([len(usual), len(tried)], [arm.share_bp for arm in row.arms[:2]])
    figures = Figures(
        usual=Arm(row.arms[0].id, before.members, before.bought),
        tried=Arm(row.arms[1].id, after.members, after.bought),
        difference=reading.difference,
        low=reading.low,
        high=reading.high,
        z=reading.z,
        bound=reading.bound,
        split=split,
        guards=_guards(usual, tried),
    )
    is_sound = split >= UNSOUND
    conn.execute(
        insert(experiment_look).values(
            experiment_id=row.id,
            look=look,
            taken_ms=now,
            is_sound=is_sound,
            word=reading.word,
            figures=msgspec.json.encode(figures).decode(),
        )
    )
    return reading.word, is_sound


def _tally(members: Sequence[Outcome]) -> Tally:
    return Tally(len(members), sum(one.pieces > 0 for one in members))


def _guards(usual: Sequence[Outcome], tried: Sequence[Outcome]) -> list[GuardSaid]:
    means: list[dict[Guarded, Mean]] = [
        {
            "returned": mean_of([one.returned / one.pieces for one in arm if one.pieces]),
            "price_kept": mean_of([kept for one in arm for kept in one.kept]),
            "minutes": mean_of([one.minutes for one in arm if one.minutes is not None]),
        }
        for arm in (usual, tried)
    ]
    said = [guard(what, means[0][what], means[1][what]) for what in GUARDED]
    return [
        GuardSaid(one.what, one.usual.mean, one.tried.mean, one.usual.count, one.tried.count, one.is_worse)
        for one in said
    ]
