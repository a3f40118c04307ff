"""What she bought before speaks for buying it again; a reason is true whatever the blend weighs."""

import json
import random
from dataclasses import replace

import pytest

from posapp.domain.advice.pack import NO_SALES, read, write
from posapp.domain.advice.scoring import GLOBAL, Scores
from posapp.domain.advice.suggesting import suggest
from posapp.domain.clock import DAY, Millis
from sync.protocol.rows import Happening
from tests.fakes.drawn_pack import STYLES, drawn_life, drawn_pack

NOW = Millis(1_795_000_000_000)
EVERYTHING = {f"s{place}": {""} for place in range(STYLES)}


def bought(place, days, ref):
    style_id = f"s{place}"
    return Happening(kind="bought", style_id=style_id, variant_id=style_id, size="", at_ms=NOW - days * DAY, ref=ref)


@pytest.mark.parametrize("seed", range(40))
def test_without_the_cited_event_the_score_falls_whatever_the_weights(seed):
    dice = random.Random(seed)
    pack, life = drawn_pack(dice, NOW), drawn_life(dice, NOW)
    shown = suggest(pack, life, EVERYTHING, NOW, most=10, varied=False)
    assert shown
    for suggestion in shown:
        if suggestion.cited is None:
            assert suggestion.source in GLOBAL
            continue
        place = pack.place[suggestion.style_id]
        without = [one for i, one in enumerate(life) if i != suggestion.cited]
        assert Scores(pack, without, NOW).score(place) < Scores(pack, life, NOW).score(place)


@pytest.mark.parametrize("seed", range(40, 50))
def test_what_a_purchase_adds_is_known_without_asking_anew(seed):
    dice = random.Random(seed)
    pack = drawn_pack(dice, NOW)
    life = [one for one in drawn_life(dice, NOW) if one.kind == "bought"]
    scores = Scores(pack, life, NOW)
    for event in range(len(life)):
        anew = Scores(pack, [one for i, one in enumerate(life) if i != event], NOW)
        for place in range(STYLES):
            assert scores.score_without(place, event) == pytest.approx(anew.score(place), abs=1e-9)


def test_what_she_takes_on_most_visits_comes_first_and_says_so():
    pack = replace(drawn_pack(random.Random(1), NOW), weights={"own_count": 1.0, "own_recent": 1.0})
    life = [bought(3, 5, "c"), bought(3, 12, "b"), bought(6, 13, "b"), bought(3, 30, "a")]
    first, second, *_ = suggest(pack, life, EVERYTHING, NOW, varied=False)
    assert (first.style_id, first.source, first.cited) == ("s3", "again", 0)
    assert first.reason.zh == "您买过 3 次，上次是 5 天前"
    assert first.reason.en == "You bought it 3 times, last 5 days ago"
    assert (second.style_id, second.reason.en) == ("s6", "You bought it before, 13 days ago")


def test_an_event_without_which_the_score_would_rise_is_no_reason():
    pack = replace(drawn_pack(random.Random(6), NOW), weights={"own": 1.0, "own_visits": -0.9, "popular": 0.1})
    life = [bought(3, 5, "b"), bought(3, 12, "a")]
    scores = Scores(pack, life, NOW)
    assert scores.contributions(3)["again"] > 0
    assert scores.score_without(3, 0) > scores.score(3)
    assert scores.cited(3, "again") is None
    shown = suggest(pack, life, {"s3": {""}}, NOW)
    assert [(one.source in GLOBAL, one.cited) for one in shown] == [(True, None)]


def test_only_new_shows_nothing_that_she_has_bought():
    dice = random.Random(2)
    pack, life = drawn_pack(dice, NOW), drawn_life(dice, NOW)
    had = {one.style_id for one in life if one.kind == "bought"}
    shown = suggest(pack, life, EVERYTHING, NOW, most=STYLES, varied=False, only_new=True)
    assert shown
    assert had.isdisjoint(one.style_id for one in shown)


def test_what_she_brought_back_does_not_speak_for_buying_it_again():
    pack = replace(drawn_pack(random.Random(3), NOW), weights={"own": 1.0})
    back = Happening(kind="returned", style_id="s3", variant_id="s3", size="", at_ms=NOW - DAY, ref="a")
    assert Scores(pack, [bought(3, 5, "a")], NOW).score(3) == 1.0
    assert Scores(pack, [back, bought(3, 5, "a")], NOW).score(3) <= 0.0


def test_a_pack_of_form_1_scores_as_it_did():
    """Hubs of before knew nothing of repeats: their styles end with what goes with them."""
    pack = drawn_pack(random.Random(4), NOW)
    old = json.loads(write(replace(pack, weights={"bought": 2.0, "popular": 1.0})))
    old["form"] = 1
    for name in ("half_life_days", "cart_weights", "fitting", "members"):
        old.pop(name, None)
    old["styles"] = [style[:18] for style in old["styles"]]
    before = read(json.dumps(old))
    assert all(style.sales == NO_SALES and not style.leads_to for style in before.styles)
    life = drawn_life(random.Random(5), NOW)
    as_now = replace(read(write(pack)), weights={"bought": 2.0, "popular": 1.0})
    for place in range(STYLES):
        assert Scores(before, life, NOW).score(place) == pytest.approx(Scores(as_now, life, NOW).score(place))
