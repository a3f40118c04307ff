"""What a customer relies on when the till says: this little piece more, and it costs you less."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest

from posapp.domain.advice.top_up_bounds import Bounds, Ways
from posapp.domain.advice.topping_up import Candidate, TopUp, best, priced
from posapp.domain.identity import VariantId
from posapp.domain.pricing import Asked, BasketLine, price, total
from posapp.domain.promotion import Promotion
from tests.baskets import dice as baskets
from tests.baskets.corpus import NOW, asked_of, coupon, line, lines_of, promotion, promotions_of

PLAIN = (Asked(),)
FIFTY_OFF = promotion("p", "spend", threshold=30_000, off=5_000)


def cart(*fens: int) -> list[BasketLine]:
    return [line(no, list=fen, quantity=1, category="coats") for no, fen in enumerate(fens)]


def piece(fen: int, liking: int = 5_000, risk: int = 0, **said: Any) -> Candidate:
    made = line(100, **{"list": fen, "quantity": 1, "category": "socks", **said})
    return Candidate(replace(made, variant_id=VariantId(f"piece-{fen}")), liking, risk)


def by_brute_force(
    basket: Sequence[BasketLine], candidates: Sequence[Candidate], rules: Sequence[Promotion], ways: Ways
) -> TopUp | None:
    in_order = sorted(candidates, key=lambda one: one.line.variant_id)
    sets: chain[tuple[Candidate, ...]] = chain(combinations(in_order, 1), combinations(in_order, 2))
    found = (priced(basket, pieces, rules, NOW, ways) for pieces in sets)
    return min((one for one in found if one is not None), key=lambda one: one.rank, default=None)


def made_up(chance: random.Random, count: int) -> tuple[list[BasketLine], list[Candidate], list[Promotion], Ways]:
    said = baskets.basket(chance)
    asked = asked_of(said)
    ways = [replace(asked, coupons=()), *(replace(asked, coupons=(one,)) for one in asked.coupons)]
    some = [baskets.basket(chance)["lines"][0] for _ in range(count)]
    candidates = [
        Candidate(line(100 + no, **one), chance.randrange(0, 10_001, 100), chance.randrange(0, 5_000, 100))
        for no, one in enumerate(some)
    ]
    return lines_of(said), candidates, promotions_of(said), ways


def test_she_adds_38_saves_50_and_has_12_left() -> None:
    found = best(cart(26_200), [piece(3_800), piece(9_900)], [FIFTY_OFF], NOW, PLAIN)
    assert found is not None
    assert ([one.line.list_fen for one in found.pieces], found.adds, found.saves, found.more) == (
        [3_800],
        3_800,
        5_000,
        -1_200,
    )


def test_two_small_pieces_reach_what_one_alone_does_not() -> None:
    found = best(cart(26_200), [piece(1_900), piece(2_000), piece(29_900)], [FIFTY_OFF], NOW, PLAIN)
    assert found is not None
    assert (len(found.pieces), found.more) == (2, -1_100)


def test_two_pieces_that_no_rule_tells_apart_are_a_pair_like_any_other() -> None:
    pair = [replace(piece(2_000), line=replace(piece(2_000).line, variant_id=VariantId(one))) for one in ("a", "b")]
    found = best(cart(26_200), pair, [FIFTY_OFF], NOW, PLAIN)
    assert found is not None
    assert (len(found.pieces), found.more) == (2, -1_000)


def test_where_she_pays_more_than_before_the_difference_says_so() -> None:
    found = best(cart(26_200), [piece(9_900)], [FIFTY_OFF], NOW, PLAIN)
    assert found is not None
    assert found.more == 4_900


def test_what_costs_more_than_twice_what_it_saves_is_no_top_up() -> None:
    assert best(cart(26_200), [piece(10_100)], [FIFTY_OFF], NOW, PLAIN) is None


def test_of_two_that_cost_the_same_the_one_she_likes_and_keeps_wins() -> None:
    liked = replace(piece(3_800, 9_000), line=replace(piece(3_800).line, variant_id=VariantId("liked")))
    risky = replace(piece(3_800, 9_500, 9_000), line=replace(piece(3_800).line, variant_id=VariantId("risky")))
    found = best(cart(26_200), [piece(3_800, 2_000), liked, risky], [FIFTY_OFF], NOW, PLAIN)
    assert found is not None
    assert found.pieces[0].line.variant_id == "liked"


def test_an_offer_that_the_piece_has_anyway_is_no_saving() -> None:
    ten_off = promotion("s", "percent", percent_bp=5_000, category="socks")
    assert best(cart(26_200), [piece(3_000)], [ten_off], NOW, PLAIN) is None
    assert best(cart(26_200), [piece(39_900)], [FIFTY_OFF], NOW, PLAIN) is None, "it earns the fifty alone"


def test_a_coupon_of_hers_that_is_out_of_reach_comes_into_reach() -> None:
    hers = coupon("c", threshold=30_000, off=6_000)
    found = best(cart(26_200), [piece(3_800)], [], NOW, (Asked(), Asked(coupons=(hers,))))
    assert found is not None
    assert (found.way, found.saves) == (1, 6_000)


def test_a_coupon_that_works_already_is_not_sold_as_a_saving() -> None:
    hers = coupon("c", threshold=20_000, off=6_000)
    assert best(cart(26_200), [piece(3_800)], [], NOW, (Asked(), Asked(coupons=(hers,)))) is None


def test_a_ticket_that_gave_enough_away_is_not_topped_up() -> None:
    half = promotion("h", "spend", threshold=30_000, off=20_000)
    assert best(cart(26_200), [piece(3_800)], [half], NOW, PLAIN) is not None
    assert best(cart(26_200), [piece(3_800)], [half], NOW, PLAIN, floor_bp=5_000) is None


def test_nothing_comes_of_nothing() -> None:
    assert best([], [piece(3_800)], [FIFTY_OFF], NOW, PLAIN) is None
    assert best(cart(26_200), [], [FIFTY_OFF], NOW, PLAIN) is None
    assert best(cart(26_200), [piece(3_800)], [], NOW, PLAIN) is None
    assert best(cart(100), [piece(3_800)], [FIFTY_OFF], NOW, PLAIN) is None


@pytest.mark.parametrize("seed", range(2))
def test_the_search_finds_what_pricing_every_single_and_pair_finds(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        _compare(*made_up(chance, 7))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 102))
def test_the_search_finds_the_best_of_many_more(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        _compare(*made_up(chance, 11))


def _compare(basket: list[BasketLine], candidates: list[Candidate], rules: list[Promotion], ways: Ways) -> None:
    found, brute = best(basket, candidates, rules, NOW, ways), by_brute_force(basket, candidates, rules, ways)
    assert (found and found.rank) == (brute and brute.rank), [rule.kind for rule in rules]


def test_no_set_saves_more_than_its_bound() -> None:
    chance = random.Random(9)
    saving = 0
    for _ in range(20):
        basket, candidates, rules, ways = made_up(chance, 5)
        before = min(total(basket, rules, NOW, asked) for asked in ways)
        open_rules = sorted((one for one in rules if one.is_open_to(ways[0].is_member, NOW)), key=_by_id)
        bounds = Bounds(basket, open_rules, ways, before)
        alone = Asked(is_member=ways[0].is_member)
        for pieces in combinations(candidates, 2):
            lines = [replace(one.line, quantity=1) for one in pieces]
            costs = [total([one], rules, NOW, alone) for one in lines]
            together = min(total([*basket, *lines], rules, NOW, asked) for asked in ways)
            saves = before + sum(costs) - together
            kinds = [bounds.kind(one, cost) for one, cost in zip(lines, costs, strict=True)]
            assert saves <= bounds.most(kinds) <= bounds.most_of([kinds[0]], [kinds[1]])
            saving += saves > 0
    assert saving > 20


def _by_id(rule: Promotion) -> str:
    return rule.promotion_id


def test_a_total_is_what_the_price_comes_to() -> None:
    chance = random.Random(4)
    for _ in range(30):
        said = baskets.basket(chance)
        basket, rules, asked = lines_of(said), promotions_of(said), asked_of(said)
        assert total(basket, rules, NOW, asked) == price(basket, rules, NOW, asked).total
