"""What the hub does by itself as time goes by.

Twice a minute: orders expire, missed bookings end, labels come off, quotas follow the silence of shops, pending orders
are settled, members are reminded and messages leave, looks of experiments that are due are taken, the next code key is
made, and facts that were taken in while they could not be applied are applied. At night it learns from the day: the
model pack of the tills is trained anew, and what every shop will sell is foretold.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from posapp.domain.clock import Clock
from sync.hub import (
    asides,
    bookings,
    closing,
    deals,
    defects,
    delivery,
    follow_ups,
    keys,
    labels,
    orders,
    parked,
    quotas,
    reminders,
    rooms,
    settling,
    transfers,
)
from sync.hub.apply import apply_behind
from sync.hub.db.database import Database
from sync.hub.experiments import taking
from sync.hub.finishing import to_its_end
from sync.hub.payments.bills import MerchantBills
from sync.hub.payments.following import RefundsUnderWay
from sync.hub.settings import STANDARD_PLANS, STANDARD_QUOTAS, HubSettings, PlanRules, QuotaRules
from sync.hub.value.leasing import lease_out

log = logging.getLogger(__name__)

_EVERY_S = 30
_LOOK_AT_CHANNELS_EVERY_S = 120
_LOOK_FOR_TRAINING_EVERY_S = 300
"""Also the pause after a training that failed, and before the first one of a hub that has just started."""

_DEMO_PLANS_AFTER_S = 120


def keep_up(database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> None:
    """Do what is due, each in a transaction of its own; one duty that fails keeps none of the others back."""
    duties: tuple[Callable[[Database, Clock], object], ...] = (
        _make_keys,
        apply_behind,
        settling.carry_out_asked,
        parked.raise_alarms,
        orders.expire_due,
        deals.dissolve_due,
        bookings.end_missed,
        labels.end_overdue,
        rooms.keep,
        asides.keep,
        defects.keep,
        lambda base, time: transfers.keep(base, time, rules),
        reminders.keep,
        follow_ups.keep,
        taking.take_due,
        delivery.deliver_due,
        lease_out,
        closing.look_for_returns,
        lambda base, time: quotas.keep(base, time, rules),
        lambda base, time: orders.settle_pending(base, time, rules),
    )
    for duty in duties:
        _try(duty, database, clock)


def keep_learning(database: Database, clock: Clock, engine: str = "duckdb", folder: Path | None = None) -> None:
    """Train a new model pack when the tills' is older than the last night, on an engine of ``training.engines``."""
    # Imported only here: training brings numpy, which a hub that has just started can do without.
    from sync.hub import training
    from sync.hub.training.engines import Counting

    _try(lambda base, time: training.retrain(base, time.now(), Counting(engine, folder)), database, clock)


def keep_planning(database: Database, clock: Clock, rules: PlanRules = STANDARD_PLANS) -> None:
    """Foretell what every shop will sell when the plans are older than the last night."""
    from sync.hub.forecast import nightly  # it brings numpy, as training does

    _try(lambda base, time: nightly.replan(base, time.now(), rules), database, clock)


async def run(database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> None:
    """Keep up twice a minute until cancelled; what failed is logged and tried again."""
    while True:
        await to_its_end(keep_up, database, clock, rules)
        await asyncio.sleep(_EVERY_S)


async def run_training(database: Database, settings: HubSettings) -> None:
    """Look every few minutes whether to train and to plan, until cancelled; it takes seconds, so nothing else waits.

    Whoever tries the demo wants to see plans before the night.
    """
    if settings.demo:
        await asyncio.sleep(_DEMO_PLANS_AFTER_S)
        await run_in_threadpool(keep_planning, database, settings.clock, settings.plans)
    while True:
        await asyncio.sleep(_LOOK_FOR_TRAINING_EVERY_S)
        await run_in_threadpool(
            keep_learning, database, settings.clock, settings.training_engine, settings.training_folder
        )
        await run_in_threadpool(keep_planning, database, settings.clock, settings.plans)


async def run_channels(bills: MerchantBills, refunds: RefundsUnderWay) -> None:
    """Look every few minutes whether a channel's bill is due and a refund has ended, until cancelled.

    A channel may take half a minute, so the other duties do not wait.
    """
    while True:
        await asyncio.sleep(_LOOK_AT_CHANNELS_EVERY_S)
        for work in (bills.work, refunds.work):
            try:
                await run_in_threadpool(work)
            except Exception:
                log.exception("asking the channels failed")


def _make_keys(database: Database, clock: Clock) -> None:
    with database.writing() as conn:
        keys.ensure(conn, clock.now())


def _try(duty: Callable[[Database, Clock], object], database: Database, clock: Clock) -> None:
    try:
        duty(database, clock)
    except Exception:
        log.exception("upkeep failed")
