"""What is laid beside a cart: a stylist's look first, then what is taken with it, in her size and of another kind."""

import random
from dataclasses import replace

import pytest

from posapp.domain.advice.completing import complete
from posapp.domain.advice.looks import Look
from posapp.domain.advice.pack import NO_PACK, read, write
from posapp.domain.advice.scoring import Scores
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.protocol.rows import Happening
from tests.fakes.drawn_pack import STYLES, drawn_life, drawn_pack

NOW = Millis(1_795_000_000_000)
NAME = Bilingual("周末散步", "Weekend walk")
EVERYTHING = {f"s{place}": {""} for place in range(STYLES)}


@pytest.fixture
def pack():
    return drawn_pack(random.Random(11), NOW)


@pytest.fixture
def life():
    return drawn_life(random.Random(12), NOW)


def did(kind, style_id):
    return Happening(kind=kind, style_id=style_id, variant_id=style_id, size="", at_ms=NOW - 1, ref="earlier")


def test_an_empty_cart_asks_for_nothing(pack, life):
    assert complete(pack, [], life, EVERYTHING, NOW) == ()
    assert complete(pack, ["unknown"], life, EVERYTHING, NOW) == ()


def test_what_a_visit_often_takes_along_is_named_with_what_it_goes_with(pack):
    only_cart = replace(pack, cart_weights={"cart": 1.0})
    best = max(pack.styles[0].in_basket, key=lambda near: near[1])[0]
    first, *_ = complete(only_cart, ["s0"], (), EVERYTHING, NOW, varied=False)
    assert (first.style_id, first.source, first.cited) == (f"s{best}", "cart", 0)
    assert first.reason.zh == "常与「款0」一起买"
    assert first.reason.en == "Often taken together with Style 0"


def test_without_the_cited_style_in_the_cart_the_score_falls(pack, life):
    cart = ["s1", "s4", "s8"]
    judged = 0
    for one in complete(pack, cart, life, EVERYTHING, NOW, most=12, varied=False):
        if one.source == "cart":
            judged += 1
            rest = [style_id for i, style_id in enumerate(cart) if i != one.cited]
            place = pack.place[one.style_id]
            whole = Scores(pack.for_cart, life, NOW, cart=cart).score(place)
            assert Scores(pack.for_cart, life, NOW, cart=rest).score(place) < whole
    assert judged


def test_one_piece_of_a_category_and_none_that_the_cart_has(pack, life):
    shown = complete(pack, ["s0", "s1"], life, EVERYTHING, NOW, most=9)
    categories = [pack.styles[pack.place[one.style_id]].category for one in shown]
    assert len(set(categories)) == len(categories)
    assert not {"coat", "knit"} & set(categories)


def test_on_how_many_visits_two_were_taken_together_is_said_as_it_was_counted(pack):
    best = max(pack.styles[0].in_basket, key=lambda near: near[1])[0]

    def reason(visits):
        counts = tuple(tuple(visits for _ in style.in_basket) for style in pack.styles)
        counted = replace(pack, cart_weights={"cart": 1.0}, taken_with=counts)
        first, *_ = complete(read(write(counted)), ["s0"], (), EVERYTHING, NOW, varied=False)
        assert first.style_id == f"s{best}"
        return first.reason

    assert reason(23) == Bilingual("常与「款0」同购（23 次）", "Often with Style 0 (23 visits)")
    assert reason(1) == Bilingual("有人与「款0」一起买过", "Was taken with Style 0 once")


def test_a_stylists_look_outranks_what_was_counted(pack):
    looks = [Look(NAME, ("s0", "s7", "s9")), Look(NAME, ("s5", "s6"))]
    shown = complete(pack, ["s0"], (), EVERYTHING, NOW, looks=looks)
    assert [(one.style_id, one.source) for one in shown[:2]] == [("s7", "look"), ("s9", "look")]
    assert shown[0].reason == Bilingual("店铺搭配：周末散步", "Shop's look: Weekend walk")


def test_a_look_shows_only_what_hangs_here_and_she_neither_has_nor_refused(pack):
    here = {style_id: sizes for style_id, sizes in EVERYTHING.items() if style_id != "s7"}
    looks = [Look(NAME, ("s0", "s7", "s9", "s10", "s11", "new"))]
    hers = [did("bought", "s10"), did("dismissed", "s11"), did("dismissed", "new")]
    shown = complete(pack, ["s0"], hers, {**here, "new": {"M"}}, NOW, looks=looks)
    assert [one.style_id for one in shown if one.source == "look"] == ["s9"]


def test_a_look_of_what_came_in_today_needs_no_training():
    here = {"coat": {"M"}, "scarf": {"F"}}
    [only] = complete(NO_PACK, ["coat"], (), here, NOW, looks=[Look(NAME, ("scarf", "coat"))])
    assert (only.style_id, only.size, only.size_advice) == ("scarf", "", None)
    assert complete(NO_PACK, ["coat"], (), here, NOW) == ()


def test_what_she_did_is_not_read_when_nothing_of_hers_may_be_used(pack, life):
    plain = complete(pack, ["s0"], life, EVERYTHING, NOW, personal=False, most=9, varied=False)
    assert plain == complete(pack, ["s0"], (), EVERYTHING, NOW, most=9, varied=False)
    assert {one.source for one in plain} <= {"cart", "popular", "rising"}
