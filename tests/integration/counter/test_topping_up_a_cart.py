"""What a cashier relies on when the till offers a little piece more, with the real prices and the real stock."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from posapp.domain.clock import DAY
from posapp.domain.identity import LineId, MemberId, VariantId
from posapp.services.errors import UnknownBarcode
from posapp.services.topping_up import TopUpCard
from sync.protocol import rows
from tests.fakes.small_shop import (
    DRESS,
    LIN,
    LIN_PHONE,
    LIPSTICK,
    NOON,
    SHIRT,
    SHOP,
    SmallShop,
    member,
    spend_promotion,
    stock,
)

RED = VariantId(f"{LIPSTICK}-RED-F")
SHIRT_S = VariantId(f"{SHIRT}-CRM-S")


def offered(shop: SmallShop) -> TopUpCard:
    card = shop.topping_up.card()
    assert card is not None
    return card


@pytest.fixture
def near(shop: SmallShop) -> SmallShop:
    """A shirt of ¥299 is on the cart, 150 off from ¥450 on; a lipstick of ¥199 hangs here."""
    shop.deliver(spend_promotion(45_000, 15_000))
    shop.adviser.wanted = (DRESS, LIPSTICK)
    shop.selling.add(SHIRT_S)
    return shop


def test_what_it_says_is_what_she_pays(near: SmallShop) -> None:
    card = offered(near)
    before = near.selling.current().total
    assert ([piece.variant_id for piece in card.pieces], card.adds, card.saves, card.more) == (
        [RED],
        19_900,
        15_000,
        4_900,
    )
    after = near.topping_up.take(card)
    assert after.total == before + card.more
    assert [line.source for line in after.lines] == ["search", "suggestion"]
    assert near.topping_up.card() is None, "nothing more is near"


def test_a_coupon_that_it_makes_work_comes_with_it(shop: SmallShop) -> None:
    shop.adviser.wanted = (LIPSTICK,)
    shop.deliver(_coupon(40_000, 12_000, SHOP))
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(SHIRT_S)
    card = offered(shop)
    assert (card.coupon_id, card.saves) == ("cp-near", 12_000)
    before = shop.selling.current().total
    after = shop.topping_up.take(card)
    assert after.total == before + card.more
    assert [one.coupon_id for one in after.coupons if one.is_used] == ["cp-near"]


@pytest.mark.parametrize("shop_id", ["", "of-another-city"])
def test_a_coupon_that_cannot_be_used_here_and_now_promises_nothing(shop: SmallShop, shop_id: str) -> None:
    shop.adviser.wanted = (LIPSTICK,)
    shop.deliver(_coupon(40_000, 12_000, shop_id))  # so large a one needs the mall's word when it is of no shop
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(SHIRT_S)
    assert shop.topping_up.card() is None


def test_a_piece_that_does_not_hang_here_or_is_on_the_cart_is_not_offered(near: SmallShop) -> None:
    near.deliver(stock(SHOP, RED, 0))
    assert near.topping_up.card() is None
    near.deliver(stock(SHOP, RED, 4))
    near.selling.add(RED)
    near.selling.set_quantity(LineId(near.selling.current().lines[0].line_id), 1)
    assert near.topping_up.card() is None


def test_nothing_is_looked_for_while_no_threshold_is_near(shop: SmallShop) -> None:
    shop.adviser.wanted = (LIPSTICK,)
    assert shop.topping_up.card() is None, "the cart is empty"
    shop.selling.add(SHIRT_S)
    shop.deliver(spend_promotion(300_000, 15_000))
    assert shop.topping_up.card() is None
    assert shop.adviser.asked_personal == []


def test_who_switched_personal_advice_off_is_offered_what_everybody_is(near: SmallShop) -> None:
    near.deliver(msgspec.structs.replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), personal=False))
    near.selling.attach_member(MemberId(LIN), "A")
    offered(near)
    assert near.adviser.asked_personal == [False]


def test_what_is_sold_no_more_leaves_the_cart_as_it_was(near: SmallShop) -> None:
    card = offered(near)
    unknown = replace(card, pieces=(replace(card.pieces[0], variant_id=VariantId("gone")),))
    with pytest.raises(UnknownBarcode):
        near.topping_up.take(unknown)
    assert len(near.selling.current().lines) == 1


def _coupon(threshold: int, off: int, shop_id: str) -> rows.Coupon:
    return rows.Coupon(
        id="cp-near",
        member_id=LIN,
        code="800000000001",
        title_zh="满 400 减 120",
        title_en="120 off 400",
        threshold_fen=threshold,
        off_fen=off,
        category="",
        from_ms=NOON - DAY,
        until_ms=NOON + DAY,
        status="open",
        shop_id=shop_id,
    )
