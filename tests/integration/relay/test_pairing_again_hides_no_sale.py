"""A till that is paired again goes on showing what it did in its old log, once, while and after that is delivered."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from posapp.adapters.db.tables import stock_count
from posapp.domain.identity import new_id
from sync.hub.auth import Device
from sync.protocol.kinds import StockCount
from sync.protocol.wire import PushRequest
from tests.fakes.shop_in_one_process import PIECES, SHOP, VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop

FIRST, SECOND = VARIANTS[0].id, VARIANTS[1].id


def deliver(till: TillHere, most: int) -> None:
    """Send what is left of the old log, as the worker does."""
    was = till.store.left_behind()
    assert was is not None
    operations = till.store.left_outbox(was, most)
    asked = PushRequest(device=was.device, generation=was.generation, ops=operations)
    old = Device(was.device, was.generation, SHOP.id, till.till_no, "active")
    till.store.record_left(was, till.hub.tills.push(old, asked))


def count(till: TillHere, variant_id: str, observed: int) -> None:
    """Count a variant, as the counter does."""
    difference, now = observed - till.shown(variant_id), till.clock.now()
    count_id = new_id(now)

    def job(unit) -> None:  # type: ignore[no-untyped-def]
        body = StockCount(shop_id=SHOP.id, variant_id=variant_id, observed=observed, occurred_ms=now, staff_id="wang")
        operation = unit.append(body)
        unit._connection.execute(
            insert(stock_count).values(
                count_id=count_id, variant_id=variant_id, observed=observed, difference=difference,
                op_seq=operation.seq,
            )
        )  # fmt: skip

    till.file.write(job)


@pytest.mark.parametrize("received", [0, 2, 5], ids=["nothing", "a part", "all"])
def test_each_piece_sold_before_is_counted_once_at_every_moment(shop: SmallShop, received: int) -> None:
    till = shop.one
    for _ in range(5):
        till.sell(FIRST)
    if received:
        till.push(received)
    if received == 2:
        till.pull_all()
    till._pair(till.till_no)
    till.pull_all()
    assert till.shown(FIRST) == PIECES - 5
    till.sell(FIRST)
    assert till.shown(FIRST) == PIECES - 6
    while till.store.left_behind() is not None:
        deliver(till, 1)
        assert till.shown(FIRST) == PIECES - 6
        till.pull(1)
        assert till.shown(FIRST) == PIECES - 6
    till.push()
    till.pull_all()
    assert till.shown(FIRST) == PIECES - 6
    shop.two.pull_all()
    assert shop.two.shown(FIRST) == PIECES - 6


def test_a_count_of_the_old_log_stands_until_the_mall_has_it(shop: SmallShop) -> None:
    till = shop.one
    till.sell(SECOND)
    count(till, SECOND, 3)
    till._pair(till.till_no)
    till.pull_all()
    assert till.shown(SECOND) == 3


def test_paired_again_twice_both_old_logs_are_shown(shop: SmallShop) -> None:
    till = shop.one
    for _ in range(2):
        till.sell(FIRST)
        till._pair(till.till_no)
    till.pull_all()
    assert till.shown(FIRST) == PIECES - 2
    while till.store.left_behind() is not None:
        deliver(till, 10)
    till.pull_all()
    assert till.shown(FIRST) == PIECES - 2
