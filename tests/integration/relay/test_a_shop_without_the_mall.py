"""Real processes: a hub, a relay, two tills' files and their workers. The hub is killed to cut the shop off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.domain.clock import HOUR, SystemClock
from posapp.domain.identity import OrderId
from posapp.domain.text import Bilingual
from posapp.services.errors import NotOpenForHandOver
from posapp.services.pickups import Pickups
from posapp.services.signing_in import SigningIn
from posapp.ui.notices import notice_of
from sync.hub.db import tables
from sync.protocol import rows
from tests.fakes.hub_process import DRESS_M, SHOP
from tests.fakes.paired_till import PairedTillOnDisk
from tests.fakes.relay_process import RelayProcess
from tests.fakes.shop_of_processes import ShopWithRelay, heard_of, in_time, is_answered, place, shown

pytestmark = pytest.mark.faults


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


def test_of_two_relays_that_both_run_the_newer_one_is_talked_to(shop: ShopWithRelay, tmp_path: Path) -> None:
    newer = RelayProcess(tmp_path / "newer", shop.hub)
    newer.start()
    try:
        assert newer.fence > shop.relay.fence
        for till in (shop.one, shop.two):
            in_time(lambda till=till: is_at(till, newer) and is_answered(till))
        shop.hub.kill()
        shop.one.sell_a_dress()
        in_time(lambda: heard_of(shop.two) == 1)
        assert is_at(shop.two, newer)
        newer.kill()  # the older one still answers, and is no way out: it was replaced
        shop.one.sell_a_dress()
        newer.start()
        in_time(lambda: heard_of(shop.two) == 2)
        shop.hub.start()
        in_time(lambda: shop.hub.count(tables.sale) == 2)
    finally:
        newer.kill()


def is_at(till: PairedTillOnDisk, relay: RelayProcess) -> bool:
    where = place(till)
    return where is not None and (where.fence, where.fingerprint) == (relay.fence, relay.fingerprint)


def test_an_order_handed_over_at_one_till_is_refused_in_words_at_the_other(shop: ShopWithRelay) -> None:
    order = an_order(SystemClock().now())
    shop.hub.publish(order)
    for till in (shop.one, shop.two):
        in_time(lambda till=till: status_of(till) == "ready")
    shop.hub.kill()
    assert pickups(shop.one).hand_over(OrderId(order.id), order.code).status == "handed_over"
    in_time(lambda: status_of(shop.two) == "handed_over")
    with pytest.raises(NotOpenForHandOver) as refused:
        pickups(shop.two).hand_over(OrderId(order.id), order.code)
    assert refused.value.values["reason"] == "handed_over"
    assert notice_of(refused.value).what == Bilingual("这个订单已经交过货了", "That order was handed over already")


def pickups(till: PairedTillOnDisk) -> Pickups:
    """Return the pickups of a till at which Wang is signed in."""
    duty = SigningIn(till.file, SystemClock())
    duty.sign_in("01", "1357")
    return Pickups(till.file, SystemClock(), duty)


def status_of(till: PairedTillOnDisk) -> str:
    with till.file.view() as view:
        found = view.rows.get(rows.Order, "order-1")
    return "" if found is None else found.status


def an_order(now: int) -> rows.Order:
    return rows.Order(
        id="order-1", shop_id=SHOP.id, member_id="m-1", number="W0001", code_no=1, code="12345678", status="ready",
        lines=[rows.OrderLine(id="l-1", variant_id=DRESS_M.id, quantity=1, paid_fen=39_900)], total_fen=39_900,
        placed_ms=now, collect_until_ms=now + 72 * HOUR, picked_ms=now,
    )  # fmt: skip
