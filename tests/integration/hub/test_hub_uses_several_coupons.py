"""Several coupons of one sale at the mall: each is used up once, lost once, named once and given back by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from sync.hub.db import tables
from sync.hub.publishing import publish, published
from sync.hub.value import ledger
from sync.protocol.kinds import SaleCommit
from sync.protocol.rows import Coupon
from sync.protocol.sold import Adjustment
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_M, LIN, OTHER_SHOP
from tests.integration.hub.test_hub_books_returns import accept, exceptions, takes_back
from tests.integration.hub.test_hub_settles_what_is_parked import act, overview

BOTH = ["coupon-lin", "coupon-gift"]
COAT = ("coat", COAT_M, 1, 83_900)


@pytest.fixture(autouse=True)
def gift(hub: RunningHub) -> None:
    """Lin has a gift beside her coupon, of another group."""
    with hub.database.writing() as conn:
        coupon = published(conn, Coupon, "coupon-lin")
        assert coupon is not None
        publish(conn, replace(coupon, id="coupon-gift", code="700000000009", off_fen=1_000, group="gift"))


def sells(till: PaperTill, *coupons: str) -> SaleCommit:
    sale = till.sale(COAT, member_id=LIN, coupons=coupons)
    given = {"coupon-lin": 6_000, "coupon-gift": 1_000}
    steps = [
        Adjustment(kind="coupon", rule_id=one, rule_version=0, fen=fen) for one, fen in given.items() if one in coupons
    ]
    return replace(sale, lines=[replace(sale.lines[0], adjustments=steps)])


def status(till: PaperTill) -> list[str]:
    till.pull()
    return [till.row(Coupon, one).status for one in BOTH]


def used(hub: RunningHub) -> dict[str, str]:
    use = tables.coupon_use
    with hub.database.reading() as conn:
        return {row.coupon_id: row.sale_id for row in conn.execute(select(use))}


def test_one_sale_uses_up_each_of_its_coupons(hub: RunningHub) -> None:
    till = hub.till()
    sale = sells(till, *BOTH)
    accept(till, sale)
    assert used(hub) == dict.fromkeys(BOTH, sale.sale_id)
    assert status(till) == ["used", "used"]
    assert exceptions(hub) == []


def test_only_the_one_that_was_used_elsewhere_too_is_a_loss(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    accept(there, sells(there, "coupon-gift"))
    accept(here, sells(here, *BOTH, "coupon-gift"))  # a till that names one twice has used it once
    assert exceptions(hub) == [("double_redeem", 1_000)]
    with hub.database.reading() as conn:
        assert ledger.lost(conn, "coupon") == 1_000
    assert len(set(used(hub).values())) == 2


def test_each_comes_back_by_itself(hub: RunningHub) -> None:
    till = hub.till()
    sale = sells(till, *BOTH)
    accept(till, sale, takes_back(till, sale, coupon_ids=["coupon-gift"]))
    assert status(till) == ["used", "open"]
    accept(till, replace(sells(till, "coupon-gift"), receipt_no="another"))
    assert status(till) == ["used", "used"]
    assert exceptions(hub) == []


def test_one_that_came_back_before_the_mall_heard_of_the_sale_was_used_by_nobody(hub: RunningHub) -> None:
    offline, here = hub.till(), hub.till()
    sale = sells(offline, *BOTH)
    accept(here, takes_back(here, sale, coupon_ids=["coupon-lin"]))
    accept(offline, sale)
    assert status(here) == ["open", "used"]


def test_of_two_that_nobody_knows_each_is_said_and_meant_by_itself(hub: RunningHub) -> None:
    till = hub.till()
    accept(till, sells(till, "ghost-1", "ghost-2"))
    listed = [each for each in overview(hub)["exceptions"] if each["code"] == "unknown_coupon"]
    assert len(listed) == 2
    for each, ghost, meant in zip(listed, ("ghost-1", "ghost-2"), BOTH, strict=True):
        assert ghost in [one["id"] for one in each["unknown"]]
        act(hub, "make-good", number=each["exception_no"], from_id=ghost, to_id=meant)
        left = [one["id"] for row in overview(hub)["exceptions"] for one in row["unknown"]]
        assert ghost not in left
    assert sorted(used(hub)) == sorted(BOTH)
    assert [code for code, _ in exceptions(hub)] == ["unknown_coupon", "unknown_coupon"]
