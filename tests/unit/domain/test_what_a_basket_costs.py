"""What a basket costs: examples worked out by hand, and what must hold for every basket there is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen, tax_inside
from posapp.domain.pricing import Asked, BasketLine, Priced
from posapp.domain.pricing import price as priced
from posapp.domain.promotion import CouponTerms, Part, Promotion, Scope
from posapp.domain.text import Bilingual

CASES = json.loads((Path(__file__).parents[2] / "cases" / "baskets.json").read_text(encoding="utf-8"))
NOW = Millis(CASES["now"])
TITLE = Bilingual("规则", "rule")


def scope(said: Any) -> Scope:
    styles = frozenset(StyleId(one) for one in said.get("styles", ()))
    return Scope(said.get("category", ""), said.get("tag", ""), styles)


def promotion(id_: str, kind: Any, **said: Any) -> Promotion:
    return Promotion(
        promotion_id=PromotionId(id_),
        version=1,
        kind=kind,
        title=TITLE,
        scope=scope(said),
        threshold=Fen(said.get("threshold", 0)),
        off=Fen(said.get("off", 0)),
        repeat=said.get("repeat", False),
        cap=Fen(said.get("cap", 0)),
        percent_bp=said.get("percent_bp", 0),
        price=Fen(said.get("price", 0)),
        pieces=said.get("pieces", 0),
        parts=tuple(Part(scope(part), part["pieces"]) for part in said.get("parts", ())),
        base=said.get("base", "running"),
        group=said.get("group", ""),
        with_coupon=said.get("with_coupon", True),
        member_only=said.get("member_only", False),
        from_=Millis(said.get("from", 0)),
        until=Millis(said.get("until", 1 << 60)),
    )


def coupon(id_: str, **said: Any) -> CouponTerms:
    return CouponTerms(
        coupon_id=CouponId(id_),
        title=TITLE,
        threshold=Fen(said["threshold"]),
        off=Fen(said.get("off", 0)),
        percent_bp=said.get("percent_bp", 0),
        cap=Fen(said.get("cap", 0)),
        scope=scope(said),
        group=said.get("group", ""),
        from_=Millis(0),
        until=Millis(said.get("until", 1 << 60)),
    )


def line(no: int, **said: Any) -> BasketLine:
    return BasketLine(
        line_id=LineId(f"line-{no:03}"),
        variant_id=VariantId(f"variant-{no}"),
        style_id=StyleId(f"style-{no}"),
        quantity=said["quantity"],
        list_fen=Fen(said["list"]),
        member_fen=Fen(said.get("member", 0)),
        category=said["category"],
        tags=frozenset(said.get("tags", ())),
        tax_bp=said.get("tax_bp", 1300),
    )


def price(
    lines: list[BasketLine], rules: list[Promotion], hers: CouponTerms | None, is_member: bool, now: Millis
) -> Priced:
    return priced(lines, rules, now, Asked(is_member=is_member, coupons=() if hers is None else (hers,)))


@pytest.mark.parametrize("case", CASES["baskets"], ids=lambda case: case["name"])
def test_a_basket_costs_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    result = price(
        [line(no, **said) for no, said in enumerate(case["lines"])],
        [promotion(id_, **CASES["promotions"][id_]) for id_ in case["rules"]],
        coupon(case["coupon"], **CASES["coupons"][case["coupon"]]) if "coupon" in case else None,
        case["is_member"],
        NOW,
    )
    assert [one.paid for one in result.lines] == case["paid"], case["why"]
    assert result.total == sum(case["paid"])
    assert [one.gap for one in result.coupons] == ([case["coupon_gap"]] if case.get("coupon_gap") is not None else [])
    if "near" in case:
        assert [[miss.promotion_id, miss.gap, miss.saves] for miss in result.near_misses] == case["near"], case["why"]
    if "tax" in case:
        assert [one.tax for one in result.lines] == case["tax"], case["why"]


def test_each_rule_is_named_with_its_version_and_its_share() -> None:
    rules = [
        replace(promotion("P10", "percent", percent_bp=1000), version=7),
        promotion("S300", "spend", threshold=30000, off=5000),
    ]
    result = price([line(0, list=40000, quantity=1, category="", member=38000)], rules, None, True, NOW)
    assert [(one.kind, one.rule_id, one.rule_version, one.fen) for one in result.lines[0].adjustments] == [
        ("member_price", "member_price", 0, 2000),
        ("promotion", "P10", 7, 3800),
        ("promotion", "S300", 1, 5000),
    ]


# --- what must always hold -------------------------------------------------------------------------------------------

_lines = st.lists(
    st.builds(
        dict,
        list=st.one_of(st.integers(0, 300), st.integers(0, 200_000)),
        quantity=st.integers(1, 4),
        category=st.sampled_from(["dresses", "shirts"]),
        member=st.one_of(st.just(0), st.integers(0, 200_000)),
        tags=st.sampled_from([(), ("commute",)]),
        tax_bp=st.sampled_from([0, 600, 1300]),
    ),
    max_size=5,
).map(lambda many: [line(no, **said) for no, said in enumerate(many)])
_promotion = st.builds(
    dict,
    kind=st.sampled_from(["spend", "percent"]),
    threshold=st.integers(0, 60_000),
    off=st.integers(0, 30_000),
    repeat=st.booleans(),
    cap=st.sampled_from([0, 0, 7_000]),
    percent_bp=st.integers(0, 10_500),
    category=st.sampled_from(["", "dresses", "shirts"]),
    tag=st.sampled_from(["", "", "commute"]),
    member_only=st.booleans(),
)


def _promotions(most: int) -> st.SearchStrategy[list[Promotion]]:
    return st.lists(_promotion, max_size=most).map(
        lambda many: [promotion(f"rule-{no:02}", **said) for no, said in enumerate(many)]
    )


_coupon = st.one_of(
    st.none(),
    st.builds(
        lambda threshold, off, category: coupon("her", threshold=threshold, off=off, category=category),
        st.integers(0, 60_000),
        st.integers(1, 30_000),
        st.sampled_from(["", "dresses"]),
    ),
)


@settings(max_examples=300, deadline=None)
@given(_lines, _promotions(4), _coupon, st.booleans())
def test_the_figures_of_every_basket_agree(
    lines: list[BasketLine], rules: list[Promotion], hers: CouponTerms | None, is_member: bool
) -> None:
    result = price(lines, rules, hers, is_member, NOW)
    for one, asked in zip(result.lines, lines, strict=True):
        assert one.line_id == asked.line_id
        assert 0 <= one.paid <= one.gross == asked.list_fen * asked.quantity
        assert one.gross - one.paid == sum(each.fen for each in one.adjustments)
        assert all(each.fen > 0 for each in one.adjustments)
        assert one.tax == tax_inside(one.paid, asked.tax_bp)
    assert result.total == sum(one.paid for one in result.lines)
    assert result.discount == result.gross - result.total
    assert result.tax == sum(one.tax for one in result.lines)
    assert (result.coupons == ()) == (hers is None)
    used = any(each.kind == "coupon" for one in result.lines for each in one.adjustments)
    assert used == any(one.is_used for one in result.coupons)


@settings(max_examples=200, deadline=None)
@given(_lines, _promotions(4), _coupon, st.booleans())
def test_no_single_rule_alone_would_be_better(
    lines: list[BasketLine], rules: list[Promotion], hers: CouponTerms | None, is_member: bool
) -> None:
    total = price(lines, rules, hers, is_member, NOW).total
    assert total <= price(lines, [], None, is_member, NOW).total
    assert total <= price(lines, [], hers, False, NOW).total
    for rule in rules:
        alone = price(lines, [rule], None, is_member, NOW).total
        assert total <= alone


@settings(max_examples=25, deadline=None)
@given(_lines, _promotions(16), _coupon)
def test_with_very_many_rules_none_alone_would_be_better(
    lines: list[BasketLine], rules: list[Promotion], hers: CouponTerms | None
) -> None:
    total = price(lines, rules, hers, True, NOW).total
    assert all(total <= price(lines, [rule], None, True, NOW).total for rule in rules)
    assert total <= price(lines, [], hers, False, NOW).total


@settings(max_examples=150, deadline=None)
@given(_lines, _promotions(4), _coupon, st.randoms(use_true_random=False))
def test_the_order_on_the_screen_changes_no_fen(
    lines: list[BasketLine], rules: list[Promotion], hers: CouponTerms | None, dice: Any
) -> None:
    shuffled, other_rules = list(lines), list(rules)
    dice.shuffle(shuffled)
    dice.shuffle(other_rules)
    assert _by_line(price(lines, rules, hers, True, NOW)) == _by_line(price(shuffled, other_rules, hers, True, NOW))


@settings(max_examples=150, deadline=None)
@given(_lines, _promotions(3))
def test_a_near_miss_is_kept_when_it_is_taken(lines: list[BasketLine], rules: list[Promotion]) -> None:
    """Who adds a piece at exactly the gap, for which nothing else counts, saves at least what the hint said."""
    before = price(lines, rules, None, False, NOW)
    for miss in before.near_misses:
        rule = next(one for one in rules if one.promotion_id == miss.promotion_id)
        percents = [one for one in rules if one.kind == "percent"]
        tags = {"tags": (rule.scope.tag,)} if rule.scope.tag else {}
        piece = line(900, list=miss.gap, quantity=1, category=rule.scope.category or "bags", **tags)
        if any(one.is_for(piece) for one in percents):
            continue
        assert price([*lines, piece], rules, None, False, NOW).total <= before.total + miss.gap - miss.saves


def _by_line(result: Priced) -> dict[str, tuple[int, tuple[Any, ...]]]:
    return {one.line_id: (one.paid, one.adjustments) for one in result.lines}
