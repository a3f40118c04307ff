"""Start and end an experiment. One runs at a time: two lists at once would be tested on the same members."""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import Millis
from posapp.domain.experiments.bounds import MOST_LOOKS
from posapp.domain.identity import new_id
from posapp.domain.promotion import FULL_BP
from posapp.domain.text import Bilingual
from sync.hub.db.experiment_tables import experiment
from sync.hub.errors import BadExperiment, ExperimentRuns, UnknownExperiment
from sync.hub.publishing import lock_streams, publish, published
from sync.protocol.experiments import BEST_SELLERS, SUGGESTIONS, ExperimentArm
from sync.protocol.rows import Experiment

FEWEST_MEMBERS, MOST_MEMBERS = 200, 1_000_000

TITLE = Bilingual("推荐对热卖", "Suggestions against best sellers")

USUAL, TRIED = BEST_SELLERS, SUGGESTIONS
"""What everybody could be shown without knowing her, and what has to be better than that."""


class Wanted(msgspec.Struct, frozen=True):
    """Test her own suggestions against best sellers, on so many members in both arms together, by whose word."""

    members: int
    who: str
    looks: int = 4


def start(conn: Connection, now: Millis, wanted: Wanted) -> Experiment:
    """Start an experiment and tell every till. Raises ``BadExperiment`` or ``ExperimentRuns``."""
    checks = (
        ("members", FEWEST_MEMBERS <= wanted.members <= MOST_MEMBERS),
        ("looks", 1 <= wanted.looks <= MOST_LOOKS),
        ("who", 0 < len(wanted.who.strip()) <= 100),
    )
    wrong = [name for name, is_good in checks if not is_good]
    if wrong:
        raise BadExperiment(field=wrong[0], fewest=FEWEST_MEMBERS, most=MOST_MEMBERS)
    lock_streams(conn, "advice")
    if conn.scalar(select(experiment.c.experiment_id).where(experiment.c.ended_ms.is_(None))) is not None:
        raise ExperimentRuns()
    half = FULL_BP // 2
    row = Experiment(
        id=new_id(now),
        title_zh=TITLE.zh,
        title_en=TITLE.en,
        salt=secrets.token_hex(8),
        arms=[ExperimentArm(id=one, list=one, share_bp=half) for one in (USUAL, TRIED)],
        from_ms=now,
    )
    conn.execute(
        insert(experiment).values(
            experiment_id=row.id,
            members=wanted.members,
            looks=wanted.looks,
            started_ms=now,
            started_by=wanted.who.strip(),
            ended_by="",
        )
    )
    publish(conn, row)
    return row


def end(conn: Connection, now: Millis, experiment_id: str, who: str = "") -> Experiment:
    """End an experiment: every till shows her own suggestions again. Ending it twice changes nothing.

    Raises ``UnknownExperiment``.
    """
    lock_streams(conn, "advice")
    row = published(conn, Experiment, experiment_id)
    if row is None:
        raise UnknownExperiment()
    if row.until_ms is not None:
        return row
    ended = msgspec.structs.replace(row, until_ms=now)
    known = experiment.c.experiment_id == experiment_id
    conn.execute(update(experiment).where(known).values(ended_ms=now, ended_by=who.strip()))
    publish(conn, ended)
    return ended
