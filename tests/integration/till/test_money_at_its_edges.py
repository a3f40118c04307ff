"""Rules without sense, prices and rules that change at the wrong moment, sets torn apart: no fen is lost or made."""

from __future__ import annotations

import itertools
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.clock import DAY
from posapp.domain.identity import MemberId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, price
from posapp.domain.promotion import Part, PromotionKind, Scope
from posapp.services.errors import PriceChanged
from posapp.services.return_plan import Piece
from sync.protocol import rows
from sync.protocol.wire import FeedRow
from tests.baskets.corpus import NOW, line, promotion
from tests.fakes.till_on_disk import CHAIN, NOON, TillOnDisk, variant
from tests.integration.till.test_taking_goods_back import drawer, sells, takes_back, told

ANY_NUMBER = st.one_of(st.integers(-3, 3), st.sampled_from([-(10**9), -500, 5_000, 10_000, 10_100, 30_000, 10**9]))


def rule(kind: str, **said: object) -> rows.Promotion:
    plain = rows.Promotion(
        id="rule", rule_version=1, kind="percent", title_zh="活动", title_en="Offer", threshold_fen=0, off_fen=0,
        repeat=False, cap_fen=0, percent_off_bp=0, category="", tag="", member_only=False, from_ms=0, until_ms=1 << 50,
    )  # fmt: skip
    return msgspec.structs.replace(plain, kind=kind, **said)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    kind=st.sampled_from(["price", "off", "percent", "multi", "nth", "count", "bundle", "spend"]),
    numbers=st.tuples(*[ANY_NUMBER] * 6),
    repeat=st.booleans(),
    prices=st.lists(st.sampled_from([0, 1, 9_900, 39_900]), min_size=1, max_size=4),
)
def test_no_rule_however_senseless_makes_goods_dearer_or_pays_the_customer(
    kind: PromotionKind, numbers: tuple[int, ...], repeat: bool, prices: list[int]
) -> None:
    """Negative thresholds, more than a hundred per cent, sets of no pieces: whatever somebody typed at the mall."""
    threshold, off, cap, percent, set_price, pieces = numbers
    odd = replace(
        promotion("X", kind), threshold=Fen(threshold), off=Fen(off), cap=Fen(cap), percent_bp=percent, pieces=pieces,
        price=Fen(set_price), parts=(Part(Scope(), pieces), Part(Scope(), 1)), repeat=repeat,
    )  # fmt: skip
    basket = [line(no, list=fen, quantity=2, category="") for no, fen in enumerate(prices)]
    for one in price(basket, [odd], NOW, Asked()).lines:
        assert 0 <= one.paid <= one.gross


def paid_as_a_set(pieces: int, set_price: int) -> list[int]:
    """Return what two articles cost under a bundle of so many pieces of the first part, and one of the second."""
    odd = replace(promotion("X", "bundle"), price=Fen(set_price), parts=(Part(Scope(), pieces), Part(Scope(), 1)))
    basket = [line(no, list=fen, quantity=1, category="") for no, fen in enumerate((9_900, 39_900))]
    return [one.paid for one in price(basket, [odd], NOW, Asked()).lines]


@pytest.mark.parametrize("pieces", [0, -1, -2])
@pytest.mark.parametrize("set_price", [5_000, -500])
def test_a_set_of_which_a_part_has_no_pieces_is_no_set(pieces: int, set_price: int) -> None:
    """Not left to chance: three hundred rules made by chance met none of these."""
    assert paid_as_a_set(pieces, set_price) == [9_900, 39_900]


def test_a_set_for_less_than_nothing_is_for_nothing() -> None:
    assert paid_as_a_set(1, -500) == [0, 0]


@pytest.mark.parametrize("share", ["NaN", "Infinity", "1e999", "10.5", '"10"', "null", "1e3"])
def test_a_percentage_that_is_no_whole_number_never_becomes_a_rule(till: TillOnDisk, share: str) -> None:
    """The row is kept aside, and the others go on."""
    image = msgspec.json.encode(rule("percent", percent_off_bp=1)).decode()
    spoilt = image.replace('"percent_off_bp":1', f'"percent_off_bp":{share}')
    assert spoilt != image
    till.pulls(FeedRow(t="promotion", id="rule", ver=2, row=msgspec.Raw(spoilt.encode())), more=True)
    till.rings_up(1)
    assert till.selling.current().total == 9_900


def test_nearly_ten_thousand_lines_are_priced_like_one_and_tie_to_the_fen() -> None:
    basket = [line(no, list=333 + no % 7, quantity=1, category="knit" if no % 2 else "dress") for no in range(9_999)]
    rules = [promotion("P10", "percent", percent_bp=1000), promotion("S100", "spend", threshold=10_000, off=1_001)]
    priced = price(basket, rules, NOW, Asked())
    # Per cent line by line, half up; then the threshold takes 1,001 once, from all of them.
    after_percent = sum(fen - (fen + 5) // 10 for fen in (one.list_fen for one in basket))
    assert priced.total == sum(one.paid for one in priced.lines) == after_percent - 1_001
    assert priced.discount == sum(share.fen for one in priced.lines for share in one.adjustments)


def test_a_part_of_a_set_comes_back_for_what_was_paid_for_it_in_whatever_order(till: TillOnDisk) -> None:
    """Dress and shirt are 150 together instead of 198: a part is its share, and both together are all of it."""
    parts = (rows.BundlePart(category="knit", tag="", styles=(), pieces=2),)
    till.pulls(rule("bundle", parts=parts, price_fen=15_001), more=True)
    for order in itertools.permutations((1, 2)):
        before = drawer(till)
        number = sells(till, 1, 2)
        assert drawer(till) - before == 15_001
        backs = [takes_back(till, number, Piece(place)).plan.given_out for place in order]
        assert sorted(backs) == [7_500, 7_501]
        assert drawer(till) == before


def test_what_was_paid_comes_back_whatever_it_costs_today(till: TillOnDisk) -> None:
    number = sells(till, 1, 2)
    till.pulls(variant(1, 19_900), variant(2, 100), rule("percent", percent_off_bp=5_000), more=True, ver=2)
    assert takes_back(till, number, Piece(1)).plan.given_out == 9_900
    assert takes_back(till, number, Piece(2)).plan.given_out == 9_900


def test_buying_and_giving_back_again_and_again_earns_nothing(till: TillOnDisk) -> None:
    member = MemberId("member-1")
    for _ in range(3):
        till.selling.attach_member(member, "A")
        number = sells(till, 1, 2)
        takes_back(till, number, Piece(1))
        takes_back(till, number, Piece(2))
        assert told(till).points_back > 0
        with till.file.view() as view:
            assert view.members.pending_points(member) == 0
    assert drawer(till) == 0


def test_a_rule_that_ends_while_the_customer_counts_her_coins_is_told_before_she_pays(till: TillOnDisk) -> None:
    till.pulls(rule("percent", percent_off_bp=1_000, until_ms=NOON + 2_000), more=True)
    till.rings_up(1)  # at 12:00:01 it still counts, at 12:00:02 no more
    said = till.selling.current().total
    assert said == 8_910
    till.clock.goes_on(1_000)
    with pytest.raises(PriceChanged) as changed:
        till.paying.pay_cash(Fen(10_000), expected=said)
    assert changed.value.values == {"shown": 8_910, "now": 9_900}
    assert till.paying.pay_cash(Fen(10_000), expected=Fen(9_900)).change == 100


def test_a_rule_that_is_edited_in_the_middle_of_a_sale_counts_as_it_is_when_it_is_paid(till: TillOnDisk) -> None:
    till.pulls(rule("off", off_fen=1_000), more=True)
    till.rings_up(1)
    said = till.selling.current().total
    till.pulls(rule("off", off_fen=500, rule_version=2), more=True, ver=2)
    with pytest.raises(PriceChanged):
        till.paying.pay_cash(expected=said)
    sale = till.paying.pay_cash()
    assert (said, sale.total) == (8_900, 9_400)
    till.pulls(rule("off", off_fen=3_000, rule_version=3), more=True, ver=3)
    assert takes_back(till, sale.receipt_no, Piece(1)).plan.given_out == 9_400, "a return asks no rule again"


def test_a_coupon_whose_last_moment_passes_at_the_till_is_not_taken(till: TillOnDisk) -> None:
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 2)
    said = till.selling.use_coupon("coupon-1").total
    till.clock.goes_on(DAY)
    with pytest.raises(PriceChanged):
        till.paying.pay_cash(expected=said)
    till.paying.pay_cash()
    with till.file.view() as view:
        (coupon,) = view.members.coupons(MemberId("member-1"))
    assert coupon.status == "open", "it was not used up by a sale that it lowered nothing of"


def test_no_rounding_of_the_chain_is_money_that_a_return_makes(till: TillOnDisk) -> None:
    """Rounded down in cash, taken back piece by piece, in each order: the drawer is where it was."""
    till.pulls(
        msgspec.structs.replace(CHAIN, cash_round_fen=100), variant(1, 9_933), variant(2, 1_066), more=True, ver=2
    )
    for order in itertools.permutations((1, 2)):
        before = drawer(till)
        number = sells(till, 1, 2)
        assert (drawer(till) - before) % 100 == 0
        for place in order:
            takes_back(till, number, Piece(place))
        assert drawer(till) == before
