"""Real processes: a hub, a relay and two tills' workers. Both boards are one, with the hub and without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.domain.clock import SystemClock
from posapp.services.day_items import DayItem
from posapp.services.selling import Selling
from posapp.services.today import Today
from tests.fakes.hub_process import DRESS_M
from tests.fakes.paired_till import PairedTillOnDisk
from tests.fakes.shop_of_processes import ShopWithRelay, in_time
from tests.integration.relay.test_the_same_board_on_every_till import Wang

pytestmark = pytest.mark.faults


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ShopWithRelay]:
    running = ShopWithRelay(tmp_path)
    yield running
    running.close()


def selling(till: PairedTillOnDisk) -> Selling:
    return Selling(till.file, SystemClock(), Wang())


def board(till: PairedTillOnDisk) -> list[tuple[str, str, int]]:
    items: tuple[DayItem, ...] = Today(till.file, SystemClock(), Wang()).board().items
    return [(item.key, item.till_no, item.pieces) for item in items]


def put_aside(till: PairedTillOnDisk, pieces: int) -> None:
    selling(till).add(DRESS_M.id, "scan", pieces)
    selling(till).hold()


def test_a_cart_of_one_till_is_taken_up_at_the_other_with_the_hub_and_without_it(shop: ShopWithRelay) -> None:
    put_aside(shop.one, 2)
    in_time(lambda: [pieces for _, _, pieces in board(shop.two)] == [2])
    assert board(shop.one) == board(shop.two)
    shop.hub.kill()
    put_aside(shop.one, 3)
    in_time(lambda: [pieces for _, _, pieces in board(shop.two)] == [2, 3])
    for held in selling(shop.two).held():
        assert selling(shop.two).recall(held.cart_id).pieces == held.pieces
        selling(shop.two).clear()
    in_time(lambda: board(shop.one) == [])
    shop.hub.start()
    put_aside(shop.two, 1)
    in_time(lambda: [pieces for _, _, pieces in board(shop.one)] == [1])
    assert board(shop.one) == board(shop.two)
