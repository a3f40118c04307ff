"""How a hub is told to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from posapp.domain.clock import HOUR, MINUTE, Clock, SystemClock


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """How much of a shop's stock the mall may promise; spans in ms of the shop's opening hours.

    A shop not heard of for ``quiet_ms`` gets no more quota and loses what is unspent by the demand of that span; after
    ``silent_ms`` its web orders wait for its word (``when_silent`` pending) or are not taken (refused). The floor keeps
    what it sells in ``likely_percent`` of 100 outages as long as the shop's own; at most ``try_on_labels`` pieces of a
    variant hang there for try-ons.
    """

    quiet_ms: int = 10 * MINUTE
    silent_ms: int = 4 * HOUR
    when_silent: Literal["pending", "refused"] = "pending"
    likely_percent: int = 95
    try_on_labels: int = 2


STANDARD_QUOTAS = QuotaRules()


@dataclass(frozen=True, slots=True)
class PlanRules:
    """How the chain orders: a new piece takes ``lead_weeks`` to come, and orders go out every ``review_weeks``.

    What hangs in a shop shall last through ``service_percent`` of 100 lead times.
    """

    lead_weeks: int = 2
    review_weeks: int = 1
    service_percent: int = 95


STANDARD_PLANS = PlanRules()


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Everything a hub process needs to know.

    ``data_dir`` holds ``hub.db`` unless ``database_url`` names a PostgreSQL (``postgresql+psycopg://…``). ``demo``
    fills an empty hub with the demo chain and opens the phone page's demo sign-in; with ``practice_money`` that
    page also shows payment codes that a payment simulator takes. The back office answers this machine only, until
    ``office_password`` is set. ``training_engine`` counts for the nightly training (``training.engines``), with
    ``training_folder`` for what it must read.
    """

    data_dir: Path
    database_url: str = ""
    demo: bool = False
    practice_money: bool = False
    office_password: str = ""
    quotas: QuotaRules = STANDARD_QUOTAS
    plans: PlanRules = STANDARD_PLANS
    training_engine: str = "duckdb"
    training_folder: Path | None = None
    clock: Clock = field(default_factory=SystemClock)
