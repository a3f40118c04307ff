"""What runs short in this shop, who can give it, and what hangs here too long: right after every sale, offline."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.clock import DAY
from posapp.domain.identity import VariantId
from posapp.services.stock_desk import MOST_CARDS, NeedCard, StockSheet, SurplusCard
from sync.protocol.rows import Interested, Member, Spare, StockPlan, VariantPlan
from sync.protocol.transfers import Transfer
from tests.fakes.small_shop import (
    COAT,
    DRESS,
    HANGZHOU,
    LIN,
    LIN_PHONE,
    NOON,
    SHOP,
    XUHUI,
    ZHOU,
    SmallShop,
    member,
    stock,
)

PIECE = VariantId(f"{COAT}-BLK-M")


def expects(variant_id: str = PIECE, style_id: str = COAT, **said: object) -> VariantPlan:
    plan = VariantPlan(
        variant_id=variant_id, style_id=style_id, week_milli=1_000, lead_milli=2_000, low=1, high=4, order_at=4,
        order_up_to=6, error_milli=830, idle_weeks=0,
    )  # fmt: skip
    return msgspec.structs.replace(plan, **said)


def plan(*variants: VariantPlan, category: str = "coats", shop_id: str = SHOP, **said: object) -> StockPlan:
    row = StockPlan(
        id=f"{shop_id}/{category}", shop_id=shop_id, category=category, made_ms=NOON - DAY, lead_weeks=2,
        review_weeks=1, service_percent=95, ses_milli=600, tsb_milli=300, mean_milli=50, season_milli=1_100,
        variants=list(variants),
    )  # fmt: skip
    return msgspec.structs.replace(row, **said)


def only_need(shop: SmallShop) -> NeedCard:
    (card,) = shop.stock_desk.sheet().needs
    return card


def only_surplus(shop: SmallShop) -> SurplusCard:
    (card,) = shop.stock_desk.sheet().surplus
    return card


def test_without_a_plan_the_desk_says_so_and_nothing_breaks(shop: SmallShop) -> None:
    assert shop.stock_desk.sheet() == StockSheet(plan=None)


def test_a_plan_of_another_shop_is_not_ours(shop: SmallShop) -> None:
    shop.deliver(plan(expects(), shop_id=XUHUI))
    assert shop.stock_desk.sheet().plan is None


def test_every_card_says_what_is_expected_and_how_far_off_such_forecasts_were(shop: SmallShop) -> None:
    shop.deliver(plan(expects()))
    sheet = shop.stock_desk.sheet()
    assert sheet.plan is not None
    assert (sheet.plan.made, sheet.plan.lead_weeks, sheet.plan.service_percent) == (NOON - DAY, 2, 95)
    assert (sheet.plan.ses, sheet.plan.season) == (0.6, 1.1)
    card = only_need(shop)
    assert (card.free, card.wanted, card.order_at, card.order_up_to) == (3, 3, 4, 6)
    assert (card.lead, card.low, card.high, card.error) == (2.0, 1, 4, 0.83)
    assert (card.name.en, card.size) == ("Long wool coat", "M")


@pytest.mark.parametrize(
    ("pieces", "grade"), [(0, "out"), (1, "below_lead"), (2, "below_safety"), (3, "below_safety"), (4, None)]
)
def test_the_grade_is_of_what_hangs_here_now(shop: SmallShop, pieces: int, grade: str | None) -> None:
    shop.deliver(plan(expects()), stock(SHOP, PIECE, pieces))
    assert [card.need for card in shop.stock_desk.sheet().needs] == ([grade] if grade else [])


def test_a_piece_that_is_promised_to_a_web_order_does_not_count(shop: SmallShop) -> None:
    shop.deliver(plan(expects()), stock(SHOP, PIECE, 4, promised=1))
    assert only_need(shop).free == 3


def test_a_sale_of_ours_counts_before_the_mall_has_heard_of_it(shop: SmallShop) -> None:
    shop.deliver(plan(expects()), stock(SHOP, PIECE, 4))
    assert shop.stock_desk.sheet().needs == ()
    shop.transfers.send(asked_of_us(shop), quantity=1)
    assert only_need(shop).free == 3


def test_the_most_urgent_comes_first_and_then_what_sells_most(shop: SmallShop) -> None:
    calm, out, fast = f"{COAT}-BLK-S", f"{COAT}-BLK-L", f"{COAT}-CRM-S"
    shop.deliver(
        plan(expects(calm), expects(fast, week_milli=1_500), expects(out)),
        stock(SHOP, calm, 3), stock(SHOP, fast, 3), stock(SHOP, out, 0),
    )  # fmt: skip
    assert [card.variant_id for card in shop.stock_desk.sheet().needs] == [out, fast, calm]


def test_the_shop_that_can_give_most_is_asked_with_one_press_and_the_card_knows_it_is_coming(shop: SmallShop) -> None:
    spare = [Spare(shop_id=HANGZHOU, pieces=4), Spare(shop_id=XUHUI, pieces=1)]
    shop.deliver(plan(expects(spare=spare)), stock(SHOP, PIECE, 0))
    offer = only_need(shop).offer
    assert offer is not None
    assert (offer.shop_id, offer.name.en, offer.pieces) == (HANGZHOU, "Hangzhou", 4)
    card = shop.stock_desk.ask(PIECE, offer.shop_id, offer.pieces)
    assert (card.is_ours, card.way, card.quantity, card.status) == (True, "bring", 4, "asked")
    (operation,) = shop.operations("transfer.ask")
    assert operation.seq
    after = only_need(shop)
    assert (after.need, after.on_way, after.wanted) == ("out", 4, 2)
    assert after.offer is not None
    assert after.offer.pieces == 2, "what is still missing is asked of whoever can spare it"


def test_what_another_shop_has_sold_since_the_night_is_not_offered(shop: SmallShop) -> None:
    shop.deliver(plan(expects(spare=[Spare(shop_id=XUHUI, pieces=3)])), stock(SHOP, PIECE, 0), stock(XUHUI, PIECE, 2))
    offer = only_need(shop).offer
    assert offer is not None
    assert offer.pieces == 2
    shop.deliver(stock(XUHUI, PIECE, 0))
    assert only_need(shop).offer is None


def test_what_is_called_off_is_missing_again(shop: SmallShop) -> None:
    shop.deliver(plan(expects(spare=[Spare(shop_id=HANGZHOU, pieces=5)])), stock(SHOP, PIECE, 1))
    asked = shop.stock_desk.ask(PIECE, HANGZHOU, 5)
    assert shop.stock_desk.sheet().needs == ()
    shop.transfers.call_off(asked.transfer_id)
    assert only_need(shop).on_way == 0


def test_a_style_that_nobody_bought_for_weeks_names_who_would_like_it(shop: SmallShop) -> None:
    shop.deliver(*idle_dresses())
    card = only_surplus(shop)
    assert (card.surplus, card.pieces, card.idle_weeks, card.weeks) == ("slow", 6, 9, None)
    assert card.tell == ()
    shop.deliver(agreed(LIN, "林*清", LIN_PHONE))
    assert [name.zh for name in only_surplus(shop).tell] == ["林*清"]


def test_who_says_no_to_offers_after_the_night_is_not_named(shop: SmallShop) -> None:
    shop.deliver(*idle_dresses(), agreed(LIN, "林*清", LIN_PHONE), agreed(ZHOU, "周*", "+8613911112468"))
    assert len(only_surplus(shop).tell) == 2
    shop.deliver(msgspec.structs.replace(agreed(ZHOU, "周*", "+8613911112468"), marketing=False))
    assert [name.zh for name in only_surplus(shop).tell] == ["林*清"]
    shop.deliver(msgspec.structs.replace(agreed(LIN, "林*清", LIN_PHONE), personal=False))
    assert only_surplus(shop).tell == ()


def test_one_size_that_sells_keeps_its_style_from_being_called_slow(shop: SmallShop) -> None:
    sold = expects(f"{DRESS}-BLK-M", DRESS, idle_weeks=1, week_milli=400, order_at=1, order_up_to=2)
    idle = expects(f"{DRESS}-BLK-L", DRESS, idle_weeks=30, week_milli=0, lead_milli=0, order_at=0, order_up_to=0)
    shop.deliver(plan(sold, idle, category="dresses"))
    assert shop.stock_desk.sheet().surplus == ()


def test_more_than_fits_is_counted(shop: SmallShop) -> None:
    many = [expects(f"gone-{number}") for number in range(MOST_CARDS + 5)]
    shop.deliver(plan(expects(), *many))
    sheet = shop.stock_desk.sheet()
    assert sheet.need_count == MOST_CARDS + 6
    assert len(sheet.needs) <= MOST_CARDS


def test_a_plan_outlives_a_restart(shop: SmallShop) -> None:
    shop.deliver(plan(expects()))
    before = shop.stock_desk.sheet()
    shop.open_again()
    assert shop.stock_desk.sheet() == before


def idle_dresses() -> list[StockPlan]:
    idle = {"idle_weeks": 9, "week_milli": 0, "lead_milli": 0, "order_at": 0, "order_up_to": 0}
    variants = [expects(f"{DRESS}-BLK-{size}", DRESS, **idle) for size in ("M", "L")]
    return [plan(*variants, category="dresses", interested=[Interested(style_id=DRESS, member_ids=[LIN, ZHOU])])]


def agreed(member_id: str, name: str, phone: str) -> Member:
    row = member(member_id, 501 if member_id == LIN else 502, name, "A member", phone)
    return msgspec.structs.replace(row, marketing=True)


def asked_of_us(shop: SmallShop) -> str:
    row = Transfer(
        id="tr-1", shop_id=XUHUI, from_shop_id=SHOP, variant_id=PIECE, quantity=1, way="bring", member_id=None,
        note="", status="asked", asked_ms=NOON, asked_by="staff-zhao",
    )  # fmt: skip
    shop.deliver(row)
    return row.id


def test_a_thousand_plans_are_graded_like_one(shop: SmallShop) -> None:
    asked_of_us(shop)
    shop.deliver(stock(SHOP, PIECE, 4, promised=1))
    shop.transfers.send("tr-1")
    shop.deliver(plan(expects()))
    alone = only_need(shop)
    shop.deliver(plan(expects(), *(expects(f"calm-{number}", order_at=0) for number in range(1_500))))
    assert only_need(shop) == alone
    assert alone.free == 2
