"""Real processes: a hub, a relay, two tills' files and their workers. The hub is killed to cut the shop off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from posapp.adapters.db import stock
from posapp.adapters.db.relay_store import SqlRelayStore
from sync.hub.db import tables
from tests.fakes.hub_process import DRESS_M, SHOP, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually
from tests.fakes.relay_process import RelayProcess

in_time = partial(eventually, seconds=90)
"""Several processes start and back off, on a machine that may be busy with others."""


class ShopWithRelay:
    """Two tills, their workers, the relay and the hub, all running and acquainted."""

    def __init__(self, folder: Path) -> None:
        self.hub = HubProcess(folder / "hub")
        self.hub.start()
        self.relay = RelayProcess(folder / "relay", self.hub)
        self.relay.start()
        self.one, self.two = (PairedTillOnDisk(folder / f"till-{no}", self.hub) for no in (1, 2))
        for till in (self.one, self.two):
            till.start_worker()
        for till in (self.one, self.two):
            in_time(lambda till=till: shown(till) == 1000 and heard(till))

    def close(self) -> None:
        for till in (self.one, self.two):
            till.close()
        self.relay.kill()
        self.hub.kill()


def shown(till: PairedTillOnDisk) -> int:
    """Return how many dresses a till says hang here."""
    with till.file.reading() as connection:
        return stock.levels(connection, SHOP.id, [DRESS_M.id])[DRESS_M.id].on_hand


def heard(till: PairedTillOnDisk) -> bool:
    """Tell whether the relay has answered this till's worker."""
    lan = SqlRelayStore(till.file)
    place = lan.place()
    return place is not None and lan.relayed_through(place) is not None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ShopWithRelay]:
    running = ShopWithRelay(tmp_path)
    yield running
    running.close()


def test_a_sale_shows_at_the_other_till_while_the_mall_is_away_and_is_never_counted_twice(shop: ShopWithRelay) -> None:
    shop.hub.kill()
    shop.one.sell_a_dress()
    shop.one.sell_a_dress()
    in_time(lambda: shown(shop.two) == 998)

    shop.hub.start()
    seen = set()

    def both_are_booked() -> bool:
        seen.add(shown(shop.two))
        with shop.two.file.reading() as connection:
            row = connection.exec_driver_sql("SELECT on_hand FROM stock").scalar()
        return shop.hub.count(tables.sale) == 2 and row == 998

    in_time(both_are_booked)
    assert shown(shop.two) == 998
    assert seen == {998}


def test_the_relay_killed_again_and_again_loses_nothing_and_stops_no_sale(shop: ShopWithRelay) -> None:
    shop.hub.kill()
    for sold in range(1, 5):
        shop.relay.kill()
        shop.one.sell_a_dress()
        shop.two.sell_a_dress()
        shop.relay.start()
        in_time(lambda sold=sold: heard_of(shop.two) == sold and heard_of(shop.one) == sold)
    shop.relay.kill()
    shop.hub.start()
    in_time(lambda: shop.hub.count(tables.sale) == 8)
    assert shop.hub.on_hand(DRESS_M.id) == 992


def test_a_till_that_died_with_the_line_cut_is_delivered_by_the_relay(shop: ShopWithRelay) -> None:
    shop.hub.kill()
    for _ in range(3):
        shop.one.sell_a_dress()
    in_time(lambda: heard_of(shop.two) == 3)
    shop.one.close()
    shutil.rmtree(shop.one.folder)
    assert shop.relay.leave() == 0

    shop.hub.start()
    shop.relay.start()
    in_time(lambda: shop.hub.count(tables.sale) == 3)
    in_time(lambda: shown(shop.two) == 997)


def heard_of(till: PairedTillOnDisk) -> int:
    """Return how many sales of its neighbours a till has heard of from the relay."""
    with till.file.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM neighbour_movement").scalar() or 0)
