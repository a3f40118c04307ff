"""Full disks, flipped bits and a second worker, with real processes: nothing is lost, nothing wrong is shown."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from posapp.adapters.db import mall_tables
from posapp.adapters.db import tables as till_tables
from posapp.adapters.db.open_file import FILE_NAME, open_till
from posapp.adapters.secrets import open_secrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from posapp.services.errors import DatabaseUnreadable
from posapp.services.ports import Attempt
from sync.hub.db import tables
from sync.kill_points import VARIABLE
from sync.protocol.rows import Shop
from tests.fakes.hub_process import DRESS_M, REPOSITORY, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_disk import NarrowDisk, SmallDisk, small_disk

pytestmark = pytest.mark.faults

PAGE = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 24) as disk:
        yield disk


def sync_now(till: PairedTillOnDisk) -> None:
    for direction in ("push", "pull"):
        till.store.record_attempt(direction, Attempt(), till.file.clock.now(), None)


def variants(till: PairedTillOnDisk) -> int:
    with till.file.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(mall_tables.variant)).scalar_one())


def sell_until_full(till: PairedTillOnDisk, disk: SmallDisk) -> int:
    """Sell until the till refuses because of its disk; return how many sales it took."""
    with disk.used_here():
        for sold in range(1_000):
            try:
                till.sell_a_dress()
            except disk.refusal:
                return sold
    pytest.fail("the disk never filled up")


# --- full disks -------------------------------------------------------------------------------------------------------


def test_a_mall_whose_disk_is_full_takes_nothing_in_and_loses_nothing(tmp_path: Path, disk: SmallDisk) -> None:
    hub = HubProcess(disk.place / "hub")
    hub.start()
    till = PairedTillOnDisk(tmp_path / "till", hub)
    try:
        till.start_worker()
        till.sell_a_dress()
        eventually(lambda: till.store.waiting() == 0)
        disk.fill()
        for _ in range(200):  # the first of them may fit into what the write-ahead log has already
            till.sell_a_dress()
        sync_now(till)
        eventually(lambda: till.store.attempt("push").failures > 0)
        assert httpx.get(f"{hub.url}/healthz").status_code == 200
        assert till.store.waiting() > 0
        disk.free()
        sync_now(till)
        eventually(lambda: till.store.waiting() == 0, seconds=60)
        eventually(lambda: hub.count(tables.sale) == 201, seconds=60)
        assert hub.on_hand(DRESS_M.id) == 1000 - 201
    finally:
        till.close()
        hub.kill()


def test_a_till_whose_disk_is_full_refuses_the_sale_with_its_name_and_follows_the_feed_again_later(
    hub: HubProcess, disk: SmallDisk
) -> None:
    till = PairedTillOnDisk(disk.place / "till", hub)
    try:
        till.start_worker()
        till.sell_a_dress()
        eventually(lambda: till.store.waiting() == 0 and variants(till) == 1)
        disk.fill()
        many = [msgspec.structs.replace(DRESS_M, id=f"dress-{n}", barcode=f"{n:013d}") for n in range(2_000)]
        hub.publish(*many)
        sold = 1 + sell_until_full(till, disk)
        assert variants(till) < 2_001
        disk.free()
        till.sell_a_dress()
        sold += 1
        sync_now(till)
        eventually(lambda: variants(till) == 2_001, seconds=60)
        eventually(lambda: hub.count(tables.sale) == sold, seconds=60)
    finally:
        till.close()


@dataclass(frozen=True)
class Address:
    """What a till on paper must know of a mall."""

    url: str
    clock: SystemClock


def test_a_mall_that_is_started_on_a_full_disk_serves_what_it_has_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", 48) as disk:
        if isinstance(disk, NarrowDisk):
            pytest.skip(
                "a disk of its own cannot be mounted here, and files that may not grow leave no room to give up"
            )
        hub = HubProcess(disk.place / "hub")
        hub.start()
        till = PaperTill.enrolled(cast("RunningHub", Address(hub.url, SystemClock())), hub.pairing_code())
        try:
            # Parked because its version is newer than this program: every start tries such ones again.
            (parked,) = till.push(till.seal_as("sale.commit", 99, {"sale_id": "sale-1"})).results
            assert parked.code == "unknown_version"
            hub.kill()
            disk.fill()
            hub.start()
            assert httpx.get(f"{hub.url}/healthz").status_code == 200
            till.pull()
            assert till.row(Shop, "shop-1").code == "001"
            disk.free()
            (again,) = till.push(till.seal_as("sale.commit", 99, {"sale_id": "sale-2"})).results
            assert (again.result, hub.count(tables.inbox)) == ("parked", 2)
        finally:
            hub.kill()


# --- broken files -----------------------------------------------------------------------------------------------------


def everything(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Open a till's file and read all of it. Raises ``DatabaseUnreadable``."""
    file = open_till(
        folder, secrets=open_secrets(folder), clock=SystemClock(), migrations=MIGRATIONS / "till", ballast_bytes=0
    )
    try:
        with file.reading() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(select(table)))
                for table in (till_tables.op_log, mall_tables.variant, mall_tables.stock)
            }
    finally:
        file.close()


def everything_or_why_not(folder: Path) -> object:
    try:
        return everything(folder)
    except DatabaseUnreadable as refusal:
        return refusal.values


def test_a_flipped_bit_is_refused_by_name_and_never_read_as_something_else(till: PairedTillOnDisk) -> None:
    for _ in range(40):
        till.sell_a_dress()
    till.close()
    truth = everything(till.folder)
    path = till.folder / FILE_NAME
    whole = path.read_bytes()
    rng, refused = random.Random(20_261_122), 0
    for page in [0, *(rng.randrange(len(whole) // PAGE) for _ in range(24))]:
        broken = bytearray(whole)
        broken[page * PAGE + rng.randrange(PAGE)] ^= 1 << rng.randrange(8)
        path.write_bytes(broken)
        read = everything_or_why_not(till.folder)
        assert read in (truth, {"reason": "damaged"})
        refused += read != truth
    assert refused > 0
    path.write_bytes(whole)
    assert everything(till.folder) == truth


def test_a_till_whose_file_broke_begins_anew_and_what_the_mall_received_is_still_there(
    tmp_path: Path, hub: HubProcess, till: PairedTillOnDisk
) -> None:
    till.start_worker()
    for _ in range(5):
        till.sell_a_dress()
    eventually(lambda: till.store.waiting() == 0)
    till.close()
    path = till.folder / FILE_NAME
    content = bytearray(path.read_bytes())
    content[20] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DatabaseUnreadable):
        everything(till.folder)
    anew = PairedTillOnDisk(tmp_path / "anew", hub, till_no="01")
    try:
        identity = anew.store.identity()
        assert identity is not None
        assert identity.generation == 2
        anew.start_worker()
        eventually(lambda: variants(anew) == 1)
        anew.sell_a_dress()
        eventually(lambda: hub.count(tables.sale) == 6)
        assert hub.on_hand(DRESS_M.id) == 1000 - 6
    finally:
        anew.close()


# --- processes --------------------------------------------------------------------------------------------------------


def worker(till: PairedTillOnDisk, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a worker by its command, until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "posapp", "sync", "run", "--data-dir", str(till.folder)],
        cwd=REPOSITORY, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_second_worker_on_the_same_file_steps_back_and_says_so(hub: HubProcess, till: PairedTillOnDisk) -> None:
    till.start_worker()
    second = worker(till)
    assert second.returncode == 3
    assert "another sync worker serves this till already" in second.stderr
    till.sell_a_dress()
    eventually(lambda: hub.count(tables.sale) == 1)


def test_a_worker_told_by_its_environment_dies_between_the_answer_and_its_note_of_it(
    hub: HubProcess, till: PairedTillOnDisk
) -> None:
    till.sell_a_dress()
    died = worker(till, **{VARIABLE: "worker.before_mark"})
    assert died.returncode == -signal.SIGKILL
    assert (hub.count(tables.sale), till.store.waiting()) == (1, 1)
    till.start_worker()
    eventually(lambda: till.store.waiting() == 0)
    assert hub.count(tables.inbox) == 1
