"""What the sync desk says a till may do without the mall is what paying then allows, and no more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR
from posapp.services.offline_rights import InstrumentRight, OfflineRights
from posapp.services.value import Value
from sync.protocol import rows
from tests.fakes.till_on_disk import NOON, VARIANTS, TillOnDisk, stock
from tests.integration.till.test_paying_with_value import HERS, RICH, FakeMall, in_touch, lease, terms


@pytest.fixture
def rights(till: TillOnDisk) -> OfflineRights:
    return OfflineRights(till.file, till.clock)


def of(rights: OfflineRights, instrument: str) -> InstrumentRight:
    return next(one for one in rights.read().instruments if one.instrument == instrument)


def test_before_the_mall_told_its_terms_nothing_is_promised(rights: OfflineRights) -> None:
    assert rights.read().instruments == ()


def test_a_refused_instrument_says_so(till: TillOnDisk, rights: OfflineRights) -> None:
    till.pulls(*terms("refused"), ver=2)
    assert {one.rule for one in rights.read().instruments} == {"refused"}
    assert (of(rights, "stored_value").leased, of(rights, "stored_value").today) == (0, 0)


def test_leases_count_until_they_end_and_less_what_was_spent(till: TillOnDisk, rights: OfflineRights) -> None:
    till.pulls(*terms("leased"), ver=2)
    till.pulls(RICH, stream="members", ver=2)
    second = lease(units=3_000, until=NOON + HOUR, id="lease-2", owner_id="member-2", fence=2)
    till.pulls(lease(units=5_000), second, stream="shop", ver=2)
    in_touch(till)
    told = of(rights, "stored_value")
    assert (told.leased, told.accounts, told.until) == (8_000, 2, NOON + HOUR)
    till.clock.goes_on(2 * HOUR)
    told = of(rights, "stored_value")
    assert (told.leased, told.accounts, told.until) == (5_000, 1, NOON + DAY)
    mall = FakeMall()
    mall.is_away = True
    till.rings_up(1)
    till.selling.attach_member(HERS, "A")
    till.paying.pay_cash(drawn=(Value(till.file, till.clock, mall).draw("stored_value", HERS, 2_000),))
    assert of(rights, "stored_value").leased == 3_000


def test_what_was_taken_under_the_floor_today_is_taken_off(till: TillOnDisk, rights: OfflineRights) -> None:
    till.pulls(*terms("floor_limit", floor_fen=3_000, shop_day_fen=10_000, tills_per_shop=2), ver=2)
    till.pulls(RICH, stream="members", ver=2)
    assert (of(rights, "stored_value").each, of(rights, "stored_value").today) == (3_000, 5_000)
    mall = FakeMall()
    mall.is_away = True
    till.rings_up(1)
    till.selling.attach_member(HERS, "A")
    drawing = Value(till.file, till.clock, mall).draw("stored_value", HERS, 3_000)
    till.paying.pay_cash(drawn=(drawing,))
    assert of(rights, "stored_value").today == 2_000
    till.clock.goes_on(DAY)
    assert of(rights, "stored_value").today == 5_000


def test_the_quota_of_all_goods_and_what_waits_to_be_picked_is_told(till: TillOnDisk, rights: OfflineRights) -> None:
    levels: list[rows.Row] = [
        replace(stock(one.id, 10), quota=4, promised=3, picked=1 if one is VARIANTS[0] else 3) for one in VARIANTS
    ]
    till.pulls(*levels, stream="stock", ver=2)
    told = rights.read()
    assert (told.quota, told.to_pick) == (4 * len(VARIANTS), 2)
