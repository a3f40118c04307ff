"""What a shop relies on for every basket there is, tried on baskets made up by dice. Each seed is one basket."""

from __future__ import annotations

import json
import random
from itertools import islice
from typing import Any

import pytest

from posapp.domain.money import tax_inside
from posapp.domain.pricing import Priced, price
from tests.baskets import dice
from tests.baskets.corpus import CASES, NOW, asked_of, line, lines_of, price_of, promotions_of
from tests.baskets.generate import SEED, made_up
from tests.baskets.reference import cheapest

SEEDS = range(400)
MANY_SEEDS = range(10_000, 16_000)
VERY_MANY_RULES = range(20)


def made(seed: int) -> dict[str, Any]:
    return dice.basket(random.Random(seed))


def test_a_basket_costs_what_the_best_of_all_ways_costs() -> None:
    for seed in SEEDS:
        assert_best(made(seed))


@pytest.mark.long
def test_thousands_of_baskets_cost_what_the_best_of_all_ways_costs() -> None:
    for seed in MANY_SEEDS:
        assert_best(made(seed))


def assert_best(basket: dict[str, Any]) -> None:
    result = price_of(basket)
    ways = cheapest(basket, NOW)
    assert result.total == ways[0].total, basket
    # What comes off the whole ticket at the end can make two ways equal that were not when one of them was chosen.
    if "round_to" not in basket:
        assert tuple(one.paid for one in result.lines) in {way.paid for way in ways}, basket


def test_the_figures_of_every_basket_agree() -> None:
    for seed in SEEDS:
        basket = made(seed)
        result = price_of(basket)
        for one, asked in zip(result.lines, lines_of(basket), strict=True):
            assert one.line_id == asked.line_id
            assert 0 <= one.paid <= one.gross == asked.list_fen * asked.quantity, basket
            assert one.gross - one.paid == sum(each.fen for each in one.adjustments), basket
            assert all(each.fen > 0 for each in one.adjustments), basket
            assert one.tax == tax_inside(one.paid, asked.tax_bp)
        assert result.total == sum(one.paid for one in result.lines)
        assert result.discount == result.gross - result.total
        assert result.tax == sum(one.tax for one in result.lines)
        used = {each.rule_id for one in result.lines for each in one.adjustments if each.kind == "coupon"}
        assert used == {one.coupon_id for one in result.coupons if one.is_used}, basket
        at_work = {each.rule_id for one in result.lines for each in one.adjustments if each.kind == "promotion"}
        assert not at_work & {one.promotion_id for one in result.passed_over}, basket


def test_no_single_rule_alone_would_be_better() -> None:
    for seed in SEEDS:
        assert_no_rule_alone_is_better(made(seed))


def test_with_very_many_rules_none_alone_would_be_better() -> None:
    for seed in VERY_MANY_RULES:
        chance = random.Random(seed)
        basket = dice.basket(chance, tuple(chance.choices(dice.KINDS, k=24)))
        assert_no_rule_alone_is_better(basket)


def assert_no_rule_alone_is_better(basket: dict[str, Any]) -> None:
    total = price_of(basket).total
    bare = {**basket, "promotions": {}, "coupons": {}, "is_member": False}
    assert total <= price_of(bare).total, basket
    assert total <= price_of({**bare, "is_member": basket.get("is_member", False)}).total, basket
    for sort in ("promotions", "coupons"):
        for name, rule in basket.get(sort, {}).items():
            alone = {**bare, "is_member": basket.get("is_member", False), sort: {name: rule}}
            assert total <= price_of(alone).total, (name, basket)


def test_the_order_on_the_screen_changes_no_fen() -> None:
    for seed in SEEDS:
        chance, basket = random.Random(seed), made(seed)
        lines, rules = lines_of(basket), promotions_of(basket)
        chance.shuffle(lines)
        chance.shuffle(rules)
        assert by_line(price(lines, rules, NOW, asked_of(basket))) == by_line(price_of(basket)), basket


def by_line(result: Priced) -> dict[str, tuple[int, tuple[Any, ...]]]:
    return {one.line_id: (one.paid, one.adjustments) for one in result.lines}


def test_a_hint_for_money_is_kept_when_it_is_taken() -> None:
    """Who adds a piece at exactly the gap, for which nothing else counts, saves at least what the hint said."""
    kept = 0
    for seed in range(1_200):
        chance = random.Random(seed)
        basket = dice.basket(chance, ("spend", "spend", chance.choice(("percent", "off"))))
        plain = {"lines": basket["lines"], "promotions": basket["promotions"]}
        before = price_of(plain)
        for miss in before.near_misses:
            rule = next(one for one in promotions_of(plain) if one.promotion_id == miss.promotion_id)
            tags = {"tags": (rule.scope.tag,)} if rule.scope.tag else {}
            piece = line(900, list=miss.gap, quantity=1, category=rule.scope.category or "bags", **tags)
            others = [one for one in promotions_of(plain) if one.kind != "spend"]
            if rule.scope.styles or any(one.is_for(piece) for one in others):
                continue
            after = price([*lines_of(plain), piece], promotions_of(plain), NOW)
            assert after.total <= before.total + miss.gap - miss.saves, plain
            kept += 1
    assert kept > 50


def test_the_corpus_is_what_the_reference_writes() -> None:
    """So nobody mends a figure in the file by hand; the first of each file's baskets stand for all."""
    text = (CASES / "baskets-generated.json").read_text(encoding="utf-8").splitlines()
    for kept, one in zip(text[1:], islice(made_up(random.Random(SEED)), 40), strict=False):
        assert json.loads(kept.rstrip(",")) == one
