"""A model pack from the hub that trained it to the till that advises with it, by the real worker and its real feed.

Broken on purpose to see these fail: a pack that the hub does not sign, an earlier version that is sent under its first
instant, a load that sweeps the last good pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from posapp.adapters.db import packs
from posapp.domain.clock import SystemClock
from sync.hub import pack_versions
from sync.hub.db.database import open_database
from sync.worker.mall.client import MallClient
from sync.worker.run import once
from tests.fakes.hub_process import HubProcess
from tests.fakes.model_packs import pack_of
from tests.fakes.paired_till import PairedTillOnDisk

pytestmark = pytest.mark.long


@pytest.fixture
def mall() -> Iterator[MallClient]:
    mall = MallClient(SystemClock())
    yield mall
    mall.close()


def at_the_hub(hub: HubProcess, work: Callable[[Connection], object]) -> None:
    database = open_database(hub.folder)
    with database.writing() as conn:
        work(conn)
    database.close()


def issue(hub: HubProcess, version: str) -> None:
    now = SystemClock().now()
    at_the_hub(hub, lambda conn: pack_versions.issue(conn, pack_of(version, now), now))


def advises_with(till: PairedTillOnDisk) -> tuple[str, str]:
    """Return the version that the till advises with, and why not a newer one."""
    with till.file.reading() as connection:
        pack = packs.in_use(connection)
        return "" if pack is None else pack.version, packs.trouble(connection)


def test_what_the_hub_publishes_and_goes_back_to_is_what_the_till_advises_with(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient
) -> None:
    for version in ("one", "two"):
        issue(hub, version)
        assert once(till.store, mall, SystemClock()).complete
        assert advises_with(till) == (version, "")
    at_the_hub(hub, lambda conn: pack_versions.go_back(conn, "one", SystemClock().now()))
    assert once(till.store, mall, SystemClock()).complete
    assert advises_with(till) == ("one", "")


def test_a_mall_back_from_an_old_backup_takes_no_newer_pack_away(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient, tmp_path: Path
) -> None:
    issue(hub, "old")
    hub.kill()
    hub.back_up(tmp_path / "backup")
    hub.start()
    issue(hub, "new")
    once(till.store, mall, SystemClock())
    hub.kill()
    hub.restore(tmp_path / "backup")
    hub.start()
    once(till.store, mall, SystemClock())
    assert advises_with(till) == ("new", "pack_older")
    issue(hub, "of the next night")
    once(till.store, mall, SystemClock())
    assert advises_with(till) == ("of the next night", "")
