"""A large coupon that every shop takes is used only with the mall's word, which is asked for before anybody pays."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, MINUTE
from posapp.domain.identity import CouponId, MemberId
from posapp.services.errors import CouponRefused
from posapp.services.value import Value
from sync.protocol.wire import ValueAnswer
from tests.fakes.till_on_disk import COUPON, MEMBER, NOON, SHOP, TillOnDisk
from tests.integration.till.test_paying_with_value import FakeMall, in_touch, last, terms

HERS = MemberId("member-1")
LARGE = replace(COUPON, id="large", code="970000000004", threshold_fen=0, off_fen=15_000)


class CouponMall(FakeMall):
    """Keeps each coupon for whoever asks first; ``taken`` are kept for others."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: set[str] = set()
        self.asked = 0

    def authorise(self, till, asked):
        if asked.instrument != "coupon":
            return super().authorise(till, asked)
        self.asked += 1
        answer = super().authorise(till, asked)
        if asked.owner_id not in self.taken:
            return answer
        return ValueAnswer(
            authorisation_id=asked.authorisation_id, status="refused", units=1, available=0, until_ms=self.until_ms,
            server_ms=NOON, code="coupon_taken",
        )  # fmt: skip


@pytest.fixture
def mall() -> CouponMall:
    return CouponMall()


@pytest.fixture
def value(till: TillOnDisk, mall: CouponMall) -> Value:
    """A till in touch; her large coupon is on the cart with two pieces of 99."""
    till.pulls(*terms("leased"), replace(MEMBER, stored_fen=20_000), LARGE, ver=2, more=True)
    in_touch(till)
    rings_up_with(till)
    return Value(till.file, till.clock, mall)


def rings_up_with(till: TillOnDisk, coupon_id: str = LARGE.id) -> None:
    till.rings_up(1, 2)
    till.selling.attach_member(HERS, "A")
    till.selling.use_coupon(CouponId(coupon_id))


def reason(refused: pytest.ExceptionInfo[CouponRefused]) -> object:
    return refused.value.values["reason"]


def test_the_mall_is_asked_once_and_its_word_is_used_by_the_sale(till, value, mall):
    value.keep_coupons()
    value.keep_coupons()
    assert mall.asked == 1
    assert till.paying.pay_cash().total == 4_800
    assert last(till).coupon_ids == [LARGE.id]
    value.let_coupons_go()
    assert len(mall.held) == 1, "a coupon that a sale has used is not given back"


def test_without_the_mall_s_word_nothing_is_written(till, value):
    with pytest.raises(CouponRefused) as refused:
        till.paying.pay_cash()
    assert reason(refused) == "needs_mall"
    till.selling.drop_coupon(CouponId(LARGE.id))
    assert till.paying.pay_cash().total == 19_800


def test_a_coupon_in_use_elsewhere_and_a_mall_that_is_away_are_told_apart(till, value, mall):
    mall.taken.add(LARGE.id)
    with pytest.raises(CouponRefused) as refused:
        value.keep_coupons()
    assert reason(refused) == "taken"
    mall.is_away = True
    with pytest.raises(CouponRefused) as refused:
        value.keep_coupons()
    assert reason(refused) == "needs_mall"


def test_a_word_that_is_over_is_no_word(till, value, mall):
    value.keep_coupons()
    till.clock.goes_on(16 * MINUTE)
    with pytest.raises(CouponRefused):
        till.paying.pay_cash()
    mall.until_ms = NOON + DAY
    value.keep_coupons()
    assert mall.asked == 2
    assert till.paying.pay_cash().total == 4_800


def test_a_payment_that_is_left_gives_the_coupon_back(till, value, mall):
    value.keep_coupons()
    value.let_coupons_go()
    assert mall.held == {}
    with pytest.raises(CouponRefused):
        till.paying.pay_cash()


def test_a_coupon_whose_answer_was_lost_is_given_back_with_the_next_question(till, value, mall):
    mall.loses_answers = True
    with pytest.raises(CouponRefused):
        value.keep_coupons()
    assert len(mall.held) == 1
    mall.loses_answers = False
    value.keep_coupons()
    assert len(mall.held) == 1, "the lost one was voided"


def test_paying_a_part_with_stored_value_keeps_the_coupon(till, value, mall):
    value.keep_coupons()
    drawing = value.draw("stored_value", HERS, 1_000)
    till.paying.pay_cash(drawn=[drawing])
    assert mall.asked == 1
    assert last(till).coupon_ids == [LARGE.id]


def test_a_share_without_a_cap_is_large_and_one_of_this_shop_or_with_a_small_cap_is_not(till, value, mall):
    share = replace(LARGE, off_fen=0, percent_off_bp=2_000)
    kinds = {"open": share, "capped": replace(share, cap_fen=9_000), "here": replace(share, shop_id=SHOP.id)}
    till.pulls(*(replace(row, id=name, code=f"97{name:0>10}") for name, row in kinds.items()), stream="members", ver=3)
    for name, asks in (("open", 1), ("capped", 0), ("here", 0)):
        till.selling.use_coupon(CouponId(name))
        mall.asked = 0
        value.keep_coupons()
        assert mall.asked == asks, name
