"""What a basket costs: examples worked out by hand, and hundreds more that the slow reference priced.

``baskets`` and ``baskets-of-all-kinds`` tell in ``why`` how the figures come about; ``baskets-generated`` comes from
``tests.baskets.generate``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from posapp.domain.clock import Millis
from posapp.domain.pricing import Asked, price
from posapp.domain.promotion import Promotion
from tests.baskets.corpus import NOW, baskets, line, price_of, promotion
from tests.baskets.generate import ALONE, IN_PAIRS, MIXED
from tests.baskets.reference import cheapest

BY_HAND = [*baskets("baskets"), *baskets("baskets-of-all-kinds")]
GENERATED = baskets("baskets-generated")


def told(case: dict[str, Any]) -> str:
    """Return what whoever worked a basket out says of it."""
    return f"{case['name']}: {case['why']}"


def test_a_basket_costs_what_was_worked_out_by_hand() -> None:
    for case in BY_HAND:
        costs_what_was_worked_out(case)


def costs_what_was_worked_out(case: dict[str, Any]) -> None:
    result = price_of(case)
    assert [one.paid for one in result.lines] == case["paid"], told(case)
    assert result.total == sum(case["paid"]), told(case)
    if "coupon" in case:
        gap = [case["coupon_gap"]] if case.get("coupon_gap") is not None else []
        assert [one.gap for one in result.coupons] == gap, told(case)
    if "spent" in case:
        assert [one.coupon_id for one in result.coupons if one.is_used] == case["spent"], told(case)
    if "near" in case:
        # The older cases are all about money and leave out the pieces.
        near = [[miss.promotion_id, miss.gap, miss.pieces, miss.saves] for miss in result.near_misses]
        expected = [one if len(one) == 4 else [one[0], one[1], 0, one[2]] for one in case["near"]]
        assert near == expected, told(case)
    if "passed_over" in case:
        assert [[one.promotion_id, one.reason] for one in result.passed_over] == case["passed_over"], told(case)
    if "tax" in case:
        assert [one.tax for one in result.lines] == case["tax"], told(case)


def test_who_works_by_hand_and_the_slow_reference_agree() -> None:
    for case in BY_HAND:
        assert case["paid"] in [list(way.paid) for way in cheapest(case, NOW)], told(case)


def test_a_basket_costs_what_the_slow_reference_made_of_it() -> None:
    assert len(GENERATED) == 8 * ALONE + 36 * IN_PAIRS + MIXED
    assert len(GENERATED) + len(BY_HAND) >= 500
    for case in GENERATED:
        result = price_of(case)
        assert [one.paid for one in result.lines] == case["paid"], case
        assert [one.tax for one in result.lines] == case["tax"], case
        assert [one.coupon_id for one in result.coupons if one.is_used] == case["spent"], case


def test_each_rule_is_named_with_its_version_and_its_share() -> None:
    rules = [
        replace(promotion("P10", "percent", percent_bp=1000), version=7),
        promotion("S300", "spend", threshold=30000, off=5000),
    ]
    basket = [line(0, list=40000, quantity=1, category="", member=38000)]
    result = price(basket, rules, NOW, Asked(is_member=True))
    assert [(one.kind, one.rule_id, one.rule_version, one.fen) for one in result.lines[0].adjustments] == [
        ("member_price", "member_price", 0, 2000),
        ("promotion", "P10", 7, 3800),
        ("promotion", "S300", 1, 5000),
    ]


def test_the_same_basket_costs_what_its_rules_say_at_each_moment() -> None:
    """What was worked out is kept; a rule that ends, changes or begins to count is asked anew."""
    basket = [line(0, list=40000, quantity=1, category="")]
    ends = replace(promotion("P10", "percent", percent_bp=1000), until=Millis(NOW + 5))
    changed = replace(ends, version=2, percent_bp=2000)
    members = replace(ends, member_only=True)

    def total(rule: Promotion, now: Millis, is_member: bool = False) -> int:
        return price(basket, [rule], now, Asked(is_member)).total

    for _ in range(2):
        assert (total(ends, NOW), total(ends, Millis(NOW + 5)), total(changed, NOW)) == (36000, 40000, 32000)
        assert (total(members, NOW), total(members, NOW, is_member=True)) == (40000, 36000)
