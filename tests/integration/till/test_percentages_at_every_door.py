"""A per cent without sense makes nothing dearer and pays nobody: in a rule, a coupon, by hand, in a cart from afar."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from posapp.domain.identity import CouponId, MemberId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, price
from posapp.domain.promotion import Manual
from posapp.services.discounting import Discounting
from posapp.services.errors import CouponRefused, DiscountRefused
from posapp.services.shared_carts import as_kept
from posapp.ui.screens.selling import discount_words as words
from posapp.ui.screens.selling.discounts import DiscountsPresenter
from sync.protocol.asides import AsideCart, AsideDiscount, AsideLine
from sync.protocol.decoding import from_json
from sync.protocol.wire import FeedRow
from tests.baskets.corpus import NOW, line, promotion
from tests.fakes.screen_parts import InlineRunner
from tests.fakes.staffed_till import with_colleagues, works
from tests.fakes.till_on_disk import COUPON, SHOP, TillOnDisk
from tests.integration.till.test_money_at_its_edges import rule

SENSELESS = pytest.mark.parametrize("share", ["NaN", "Infinity", "-Infinity", "1e999", "10.5", '"101"', "null"])


@pytest.mark.parametrize(
    ("kind", "said"), [("percent", {}), ("multi", {"pieces": 1}), ("nth", {"pieces": 1})]
)  # fmt: skip
@pytest.mark.parametrize(("bp", "total"), [(10_000, 0), (10_100, 0), (1 << 40, 0), (-100, 9_900)])
def test_a_rule_of_a_hundred_per_cent_and_more_takes_all_and_pays_nobody(
    till: TillOnDisk, kind: str, said: dict[str, int], bp: int, total: int
) -> None:
    till.pulls(rule(kind, percent_off_bp=bp, **said), more=True)
    till.rings_up(1)
    assert till.selling.current().total == total


def with_coupon(till: TillOnDisk, **changes: int) -> int:
    till.pulls(msgspec.structs.replace(COUPON, off_fen=0, shop_id=SHOP.id, **changes), stream="members", ver=2)
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 2)
    return till.selling.use_coupon(CouponId(COUPON.id)).total


@pytest.mark.parametrize(("cap", "total"), [(0, 0), (5_000, 14_800)])
@pytest.mark.parametrize("bp", [10_000, 10_100])
def test_a_coupon_of_a_hundred_per_cent_and_more_takes_what_it_may_and_no_fen_beyond(
    till: TillOnDisk, bp: int, cap: int, total: int
) -> None:
    assert with_coupon(till, percent_off_bp=bp, cap_fen=cap) == total


def test_a_coupon_of_less_than_nothing_makes_nothing_dearer(till: TillOnDisk) -> None:
    with pytest.raises(CouponRefused):
        with_coupon(till, percent_off_bp=-100)
    assert till.selling.current().total == 19_800


@SENSELESS
def test_a_coupon_whose_share_is_no_number_is_kept_aside_and_the_old_one_stands(till: TillOnDisk, share: str) -> None:
    image = msgspec.json.encode(msgspec.structs.replace(COUPON, percent_off_bp=1)).decode()
    spoilt = image.replace('"percent_off_bp":1', f'"percent_off_bp":{share}')
    assert spoilt != image
    till.pulls(FeedRow(t="coupon", id=COUPON.id, ver=2, row=msgspec.Raw(spoilt.encode())), stream="members")
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 2)
    assert till.selling.use_coupon(CouponId(COUPON.id)).total == 19_800 - COUPON.off_fen


# --- by hand


class Panel:
    def show_state(self, state) -> None:
        self.state = state


@pytest.fixture
def panel(till):
    with_colleagues(till)
    works(till, "manager")
    till.rings_up(1)
    panel = Panel()
    discounting = Discounting(till.file, till.clock, till.signing_in)
    news = type("News", (), {"announce": lambda *_: None})()
    panel.to = DiscountsPresenter(panel, discounting, InlineRunner(), news, lambda *_: None)
    panel.to.opened(till.selling.current(), None)
    panel.to.kind_chosen("percent")
    panel.to.reason_chosen("flaw")
    return panel


def types(panel, text: str) -> None:
    for sign in text:
        panel.to.sign_typed(sign)
    panel.to.confirmed()


@pytest.mark.parametrize("typed", ["NaN", "nan", "Infinity", "inf", "1e2", "-5", "+5", "٥٠", "5%", "", ".", "1.005"])
def test_what_is_no_share_is_refused_in_the_field_and_gives_nothing(till, panel, typed):
    types(panel, typed)
    assert panel.state.notice.what == words.BAD_PERCENT
    assert till.selling.current().total == 9_900


@pytest.mark.parametrize("typed", ["100.01", "101", "999"])
def test_more_than_a_hundred_per_cent_is_refused_whoever_types_it(till, panel, typed):
    types(panel, typed)
    assert panel.state.notice.code == "discount_refused.too_much"
    assert till.selling.current().total == 9_900


def test_a_hundred_per_cent_gives_it_away(till, panel):
    types(panel, "100")
    assert till.selling.current().total == 0
    assert not panel.state.is_open


@pytest.mark.parametrize("bp", [10_001, 10_100, -1])
@pytest.mark.parametrize("is_whole", [True, False])
def test_the_use_case_refuses_it_without_any_field(till, panel, bp, is_whole):
    line_id = None if is_whole else till.selling.current().lines[0].line_id
    with pytest.raises(DiscountRefused) as refused:
        Discounting(till.file, till.clock, till.signing_in).give(line_id, "percent", bp, "flaw")
    assert refused.value.values["reason"] == "too_much"


@pytest.mark.parametrize(("bp", "paid"), [(10_100, 0), (-100, 9_900)])
def test_whatever_a_cart_brings_from_afar_a_line_costs_neither_less_than_nothing_nor_more(bp: int, paid: int) -> None:
    for line_id in (None, "line-0"):
        told = AsideCart(
            lines=[AsideLine(line_id="line-0", variant_id="v1", quantity=1, source="scan", clerk_id="s", note="")],
            discounts=[
                AsideDiscount(
                    line_id=line_id, how="percent", amount=bp, reason="flaw", staff_id="s", given_by=None,
                    most_fen=None, most_bp=None,
                )
            ],
        )  # fmt: skip
        (given,) = as_kept(told).given
        asked = Asked(
            manual=(Manual(line_id=given.line_id, kind=given.kind, amount=given.amount, reason=given.reason),)
        )
        basket = [replace(line(0, list=9_900, quantity=1, category=""), line_id="line-0")]
        assert price(basket, [], NOW, asked).total == paid


@SENSELESS
def test_a_cart_from_afar_whose_share_is_no_number_is_not_read(share: str) -> None:
    told = AsideDiscount(
        line_id=None, how="percent", amount=1, reason="", staff_id="s", given_by=None, most_fen=None, most_bp=None
    )
    text = msgspec.json.encode(told).decode().replace('"amount":1', f'"amount":{share}')
    with pytest.raises(msgspec.DecodeError):
        from_json(text, AsideDiscount)


# --- many small ones


def test_ninety_nine_lines_of_one_fen_share_a_discount_and_none_of_them_pays_back() -> None:
    basket = [line(no, list=1, quantity=1, category="") for no in range(99)]
    priced = price(basket, [promotion("S", "spend", threshold=99, off=50)], NOW, Asked())
    assert (priced.total, sorted({one.paid for one in priced.lines})) == (49, [0, 1])


def test_a_member_price_above_an_offer_s_is_not_what_she_pays() -> None:
    basket = [replace(line(0, list=9_900, quantity=1, category=""), member_fen=Fen(9_000))]
    offer = replace(promotion("P", "price"), price=Fen(8_000))
    assert price(basket, [offer], NOW, Asked(is_member=True)).total == 8_000
