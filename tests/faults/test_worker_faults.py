"""Kill -9 on both sides of the wire, again and again: everything arrives, nothing arrives twice."""

from __future__ import annotations

import random
import time

import msgspec
import pytest
from sqlalchemy import func, select

from posapp.adapters.db import mall_tables
from posapp.services.ports import Attempt
from sync.hub.db import tables
from tests.fakes.hub_process import DRESS_M, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually

pytestmark = pytest.mark.faults

LIVES = 3


def sell_for(till: PairedTillOnDisk, seconds: float) -> int:
    sold = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        till.sell_a_dress()
        sold += 1
    return sold


def sync_now(till: PairedTillOnDisk) -> None:
    """Do what the counter's "sync now" does: forget the back-off."""
    for direction in ("push", "pull"):
        till.store.record_attempt(direction, Attempt(), till.file.clock.now(), None)


def assert_all_arrived_once(hub: HubProcess, till: PairedTillOnDisk, sold: int) -> None:
    eventually(lambda: till.store.waiting() == 0, seconds=30)
    eventually(lambda: hub.count(tables.sale) == sold)
    assert hub.count(tables.inbox) == sold
    assert hub.on_hand(DRESS_M.id) == 1000 - sold


def test_a_worker_that_is_killed_again_and_again_loses_and_doubles_nothing(
    hub: HubProcess, till: PairedTillOnDisk
) -> None:
    rng, sold = random.Random(7), 0
    for _ in range(LIVES):
        till.start_worker()
        sold += sell_for(till, rng.uniform(0.05, 0.8))
        till.kill_worker()
    till.start_worker()
    assert_all_arrived_once(hub, till, sold)


def test_a_mall_that_is_killed_again_and_again_has_everything_once_in_the_end(
    hub: HubProcess, till: PairedTillOnDisk
) -> None:
    rng, sold = random.Random(11), 0
    till.start_worker()
    for _ in range(LIVES):
        sold += sell_for(till, rng.uniform(0.05, 0.8))
        hub.kill()
        sold += sell_for(till, 0.05)
        hub.start()
        sync_now(till)
    assert_all_arrived_once(hub, till, sold)


def test_a_worker_killed_amid_a_first_load_has_every_row_in_the_end(hub: HubProcess, till: PairedTillOnDisk) -> None:

    many = [msgspec.structs.replace(DRESS_M, id=f"dress-{n}", barcode=f"{n:013d}") for n in range(2_500)]
    hub.publish(*many)

    def variants() -> int:
        with till.file.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(mall_tables.variant)).scalar_one())

    seen: list[int] = []
    for _ in range(LIVES):
        till.start_worker()
        before = variants()
        eventually(lambda before=before: variants() > before or variants() == len(many) + 1)
        till.kill_worker()
        seen.append(variants())
    till.start_worker()
    eventually(lambda: variants() == len(many) + 1)
    assert seen == sorted(seen)
