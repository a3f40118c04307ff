"""The disk of the shop's relay is full: the tills sell and the mall books as ever, and the relay catches up later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync.hub import relays
from sync.hub.db import tables
from sync.hub.db.database import open_database
from tests.fakes.hub_process import DRESS_M, SHOP, HubProcess
from tests.fakes.shop_of_processes import ShopWithRelay, heard_of, in_time, relayed
from tests.fakes.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.faults

MOST_SALES = 60
"""A file may have a little room of its own on a full disk; never for so many."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 24) as disk:
        yield disk


@pytest.fixture
def shop(tmp_path: Path, disk: SmallDisk) -> Iterator[ShopWithRelay]:
    running = ShopWithRelay(tmp_path, disk.place / "relay")
    yield running
    running.close()


def test_a_relay_whose_disk_is_full_stops_nobody_and_catches_up(shop: ShopWithRelay, disk: SmallDisk) -> None:
    disk.fill()
    sold = 0
    while relayed(shop.one) == sold:
        assert sold < MOST_SALES, "the relay's disk never was full"
        shop.one.sell_a_dress()
        sold += 1
        in_time(lambda sold=sold: shop.hub.count(tables.sale) == sold)
    make_it_ask_the_hub(shop)

    disk.free()
    shop.hub.kill()
    shop.one.sell_a_dress()
    in_time(lambda: heard_of(shop.two) == sold + 1)
    shop.one.kill_worker()
    shop.hub.start()
    in_time(lambda: shop.hub.count(tables.sale) == sold + 1)
    assert shop.hub.on_hand(DRESS_M.id) == 1000 - sold - 1


def make_it_ask_the_hub(shop: ShopWithRelay) -> None:
    """Have the relay ask for the list of tills now, as it does for a till that it does not know."""
    before = reported(shop.hub)
    httpx.get(f"{shop.relay.url}/sync/v1/neighbours", headers={"x-pos-device": "a stranger"}, verify=False)
    in_time(lambda: reported(shop.hub) > before)


def reported(hub: HubProcess) -> int:
    """Return when the relay last reported to the hub."""
    database = open_database(hub.folder)
    with database.reading() as conn:
        heard = relays.heard_of(conn, SHOP.id)
    database.close()
    return 0 if heard is None else heard.heard_ms
