"""What only a relay still holds reaches the mall, also one that came back from a backup."""

from __future__ import annotations

import pytest

from posapp.domain.clock import MINUTE
from sync.relay.store import CARRIED_PAUSE
from tests.fakes.shop_in_one_process import VARIANTS
from tests.integration.relay.conftest import SmallShop


@pytest.mark.parametrize("is_said", [True, False])
def test_a_sale_of_a_dead_till_comes_to_a_mall_that_forgot_it_again_though_nobody_says_that_it_did(
    shop: SmallShop, is_said: bool
) -> None:
    sale = shop.one.sell(VARIANTS[0].id)
    shop.relay.mirror(shop.one)
    before = shop.folder / "copy"
    shop.hub.copy(before)
    assert {each.code for each in shop.relay.carry().carried} == {""}
    assert is_booked(shop, sale.op_id)

    shop.hub.come_back_as(before, is_said=is_said)
    shop.relay.report()
    assert not is_booked(shop, sale.op_id)
    shop.clock.move(0 if is_said else CARRIED_PAUSE)
    shop.relay.carry()

    assert is_booked(shop, sale.op_id)


def test_what_was_carried_is_not_carried_at_every_look_while_the_mall_lacks_what_lies_before_it(
    shop: SmallShop,
) -> None:
    before = shop.folder / "copy"
    shop.one.sell(VARIANTS[0].id)
    shop.hub.copy(before)
    shop.one.push()
    shop.relay.report()
    shop.relay.mirror(shop.one, most=1)
    shop.one.sell(VARIANTS[0].id)
    shop.relay.mirror(shop.one)
    shop.hub.come_back_as(before)
    shop.relay.report()

    assert shop.relay.carry().carried
    shop.relay.report()
    assert shop.relay.store.to_carry() == []
    shop.clock.move(CARRIED_PAUSE - MINUTE)
    assert shop.relay.store.to_carry() == []


def is_booked(shop: SmallShop, op_id: str) -> bool:
    with shop.hub.database.reading() as conn:
        query = "SELECT 1 FROM inbox JOIN op_result ON op_result.hub_no = inbox.hub_no WHERE op_id = ?"
        return conn.exec_driver_sql(query + " AND result = 'applied'", (op_id,)).first() is not None
