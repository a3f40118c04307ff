"""Counting pieces and picking orders at the till: shown at once, sent as facts, right under the mall's own levels."""

from __future__ import annotations

from typing import TypeVar

import pytest
from msgspec.structs import replace

from posapp.domain.errors import BadQuantity
from posapp.domain.identity import OrderId, VariantId
from posapp.services.counting import Counting
from posapp.services.errors import NotOpenForHandOver
from sync.protocol.decoding import from_json
from sync.protocol.kinds import KINDS, Body, PickupPick, PickupPutBack, StockCount
from tests.fakes.small_shop import DRESS, SHOP, SmallShop, order, stock

B = TypeVar("B", bound=Body)

KIND_NAMES = {body: kind for (kind, _), body in KINDS.items()}
DRESS_M = VariantId(f"{DRESS}-BLK-M")


@pytest.fixture
def counting(shop: SmallShop) -> Counting:
    return Counting(shop.file, shop.clock, shop.duty)


def sent(shop: SmallShop, body: type[B]) -> list[B]:
    return [from_json(one.body, body) for one in shop.operations(KIND_NAMES[body])]


def test_a_count_shows_at_once_and_travels_as_a_fact(shop: SmallShop, counting: Counting) -> None:
    shop.deliver(stock(SHOP, DRESS_M, 5))
    counted = counting.count(DRESS_M, 3)
    assert (counted.before.on_hand, counted.after.on_hand, shop.on_hand(DRESS_M)) == (5, 3, 3)
    (told,) = sent(shop, StockCount)
    assert (told.shop_id, told.variant_id, told.observed) == (SHOP, DRESS_M, 3)


def test_a_count_again_counts_from_what_was_counted(shop: SmallShop, counting: Counting) -> None:
    shop.deliver(stock(SHOP, DRESS_M, 5))
    counting.count(DRESS_M, 3)
    assert counting.count(DRESS_M, 4).before.on_hand == 3
    assert shop.on_hand(DRESS_M) == 4


@pytest.mark.parametrize("observed", [-1, 10_000])
def test_nobody_counts_less_than_nothing(shop: SmallShop, counting: Counting, observed: int) -> None:
    with pytest.raises(BadQuantity):
        counting.count(DRESS_M, observed)
    assert sent(shop, StockCount) == []


def test_a_line_says_that_web_orders_wait_for_the_piece(shop: SmallShop) -> None:
    shop.deliver(replace(stock(SHOP, DRESS_M, 3, promised=2), picked=1, quota=1))
    line = shop.selling.add(DRESS_M).lines[0]
    assert (line.on_hand, line.promised, line.unpicked) == (3, 2, 1)


def test_an_order_is_picked_once_and_may_be_put_back(shop: SmallShop) -> None:
    shop.deliver(order(status="promised"))
    first = shop.pickups.pick(OrderId("or-1"))
    again = shop.pickups.pick(OrderId("or-1"))
    assert (first.status, again.status) == ("ready", "ready")
    assert len(sent(shop, PickupPick)) == 1
    assert shop.pickups.put_back(OrderId("or-1")).status == "promised"
    assert len(sent(shop, PickupPutBack)) == 1
    with pytest.raises(NotOpenForHandOver):
        shop.pickups.put_back(OrderId("or-1"))


def test_picked_goods_of_a_cancelled_order_are_put_back(shop: SmallShop) -> None:
    shop.deliver(replace(order(status="cancelled"), picked_ms=1))
    assert shop.pickups.put_back(OrderId("or-1")).status == "cancelled"
    with pytest.raises(NotOpenForHandOver):
        shop.pickups.put_back(OrderId("or-1"))


def test_what_a_shop_picks_while_the_mall_waits_for_its_word_is_confirmed(shop: SmallShop) -> None:
    shop.deliver(order(status="pending"))
    with pytest.raises(NotOpenForHandOver):
        shop.pickups.hand_over(OrderId("or-1"), "00000000")
    assert shop.pickups.pick(OrderId("or-1")).status == "ready"
