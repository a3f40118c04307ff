"""What she said of garments she tried on makes the guess of her size better, and the reasons truer."""

import random
from dataclasses import replace
from datetime import date

import pytest

from posapp.domain.advice.pack import read, write
from posapp.domain.advice.scoring import Scores
from posapp.domain.advice.sizing import size_for
from posapp.domain.advice.suggesting import suggest
from posapp.domain.clock import DAY, at
from sync.hub.demo.goods import LADDERS
from sync.hub.demo.tastes import FAMILY_OF_PART
from sync.hub.training.fit import fit_of, wardrobes_of
from sync.hub.training.past import make_past
from sync.protocol.rows import Happening
from tests.fakes.demo_chain import NOW, learnt_chain

MAY_12 = at(date(2026, 5, 12), 15)


@pytest.fixture(scope="module")
def learnt():
    return learnt_chain()


@pytest.fixture(scope="module")
def shirts(learnt):
    """Four shirts that are cut as they are labelled, so that a test can reason in whole sizes."""
    found = [style for style in learnt.pack.styles if style.category == "shirts"][:4]
    places = {learnt.pack.place[style.id] for style in found}
    styles = tuple(replace(s, cut=0.0) if i in places else s for i, s in enumerate(learnt.pack.styles))
    return replace(learnt.pack, styles=styles, length_steps=(0.0, 0.0)), [style.id for style in found]


def bought(style_id, size, number=0):
    return Happening(
        kind="bought", style_id=style_id, variant_id=f"{style_id}-{size}", size=size, at_ms=NOW - DAY, ref=f"b{number}"
    )


def tried(style_id, size, verdict, *where, wished="", at_ms=NOW - DAY, ref="t"):
    return Happening(
        kind="tried", style_id=style_id, variant_id=f"{style_id}-{size}", size=size, at_ms=at_ms, ref=ref,
        verdict=verdict, where=list(where), wished_size=wished,
    )  # fmt: skip


def test_a_size_that_was_too_small_in_this_very_style_is_not_advised_again(shirts):
    pack, (a, b, c, d) = shirts
    kept = [bought(style, "M", n) for n, style in enumerate((a, b, c))]
    assert size_for(pack, d, kept, NOW).size == "M"
    assert size_for(pack, d, [tried(d, "M", "too_small"), *kept], NOW).size == "L"
    assert size_for(pack, d, [tried(d, "M", "too_big"), *kept], NOW).size == "S"


def test_the_reason_says_where_it_was_tight_and_when(shirts):
    pack, (a, _, _, d) = shirts
    life = [tried(d, "M", "too_small", "shoulder", at_ms=MAY_12), bought(a, "M")]
    reason = size_for(pack, d, life, NOW).reason
    assert reason.en == "M was tight at the shoulder on 12 May"
    assert reason.zh == "5 月 12 日您试过 M，肩偏紧"
    long = [tried(d, "M", "too_big", "sleeve", "length", at_ms=MAY_12)]
    assert size_for(pack, d, long, NOW).reason.en == "M was long in the sleeve and length on 12 May"
    unsaid = [tried(d, "M", "too_small", at_ms=MAY_12)]
    assert size_for(pack, d, unsaid, NOW).reason.en == "M was too small on 12 May"


def test_too_short_in_the_sleeve_alone_does_not_make_her_a_size_larger(shirts):
    pack, (a, b, c, d) = shirts
    life = [tried(style, "M", "too_small", "sleeve", ref=style) for style in (a, b, c)]
    assert size_for(pack, d, life, NOW).size == "M"
    life = [tried(style, "M", "too_small", "sleeve", "chest", ref=style) for style in (a, b, c)]
    assert size_for(pack, d, life, NOW).size == "L"


def test_the_size_she_asked_for_instead_says_more_than_the_verdict(shirts):
    pack, (a, b, c, d) = shirts
    life = [tried(style, "S", "too_small", wished="XL", ref=style) for style in (a, b, c)]
    assert size_for(pack, d, life, NOW).size == "XL"
    odd = [tried(style, "S", "too_small", wished="XS", ref=style) for style in (a, b, c)]
    assert size_for(pack, d, odd, NOW).size == "M", "a smaller one instead of one too small was a slip"


def test_a_fitting_of_years_ago_rules_nothing_out(shirts):
    pack, (a, b, c, d) = shirts
    kept = [bought(style, "M", n) for n, style in enumerate((a, b, c))]
    assert size_for(pack, d, [*kept, tried(d, "M", "too_small", at_ms=NOW - 900 * DAY)], NOW).size == "M"


def visit(learnt, person, number, dice):
    """Have somebody try styles on in the size that she is advised; her body judges."""
    for turn, style in enumerate(dice.sample(learnt.chain.goods.styles, 8)):
        right = truth(learnt, person, style, dice)
        if right is None:
            continue
        ladder = LADDERS[style.size_system]
        worn = ladder.index(size_for(learnt.pack, style.id, learnt.happenings(number), NOW).size)
        verdict = "too_small" if worn < right else "too_big" if worn > right else "kept"
        yield tried(style.id, ladder[worn], verdict, at_ms=NOW - 60_000 * turn, ref=f"v{turn}")


def truth(learnt, person, style, dice):
    parts = {category.id: category.part for category in learnt.chain.goods.categories}
    family = FAMILY_OF_PART.get(parts[style.category])
    if family is None or style.size_system == "one":
        return None
    ladder = LADDERS[style.size_system]
    return min(
        max(round(person.body[family] - learnt.chain.goods.cuts[style.id] + dice.gauss(0, 0.22)), 0), len(ladder) - 1
    )


def test_the_size_guess_is_right_more_often_with_outcomes_than_without(learnt):
    """The generator knows everybody's body. Asked for a style that she has not tried, after one visit to the rooms."""
    dice = random.Random(5)
    hits = {"without": 0, "with": 0}
    cases = 0
    few = [n for n, _ in enumerate(learnt.chain.people) if 0 < len(learnt.happenings(n)) <= 12]
    for number in few[:350]:
        person = learnt.chain.people[number]
        said = list(visit(learnt, person, number, dice))
        life = said + learnt.happenings(number)
        for style in dice.sample(learnt.chain.goods.styles, 4):
            right = truth(learnt, person, style, dice)
            if right is None or any(one.style_id == style.id for one in life):
                continue
            cases += 1
            size = LADDERS[style.size_system][right]
            hits["without"] += size_for(learnt.pack, style.id, learnt.happenings(number), NOW).size == size
            hits["with"] += size_for(learnt.pack, style.id, life, NOW).size == size
    assert cases > 500
    assert hits["with"] > hits["without"] + 0.05 * cases


def test_training_learns_how_far_a_verdict_about_length_moves_her(learnt):
    """Here a sleeve is too short for everybody in the size that fits her: it says nothing of her size."""
    dice = random.Random(3)
    goods = learnt.chain.goods
    shirts = [style for style in goods.styles if style.category == "shirts"]
    histories = []
    for person, history in zip(learnt.chain.people, learnt.chain.histories, strict=True):
        style = dice.choice(shirts)
        size = LADDERS["alpha"][truth(learnt, person, style, dice)]
        sleeve = tried(style.id, size, "too_small", "sleeve", at_ms=NOW - 1, ref="sleeve")
        histories.append(type(history)(**{**_fields(history), "happenings": [sleeve, *history.happenings]}))
    fit = fit_of(wardrobes_of(make_past(goods.styles, goods.categories, goods.variants, histories, NOW)))
    assert fit.length_steps[0] < 0.25
    assert fit.too_small_step > 0.6


# --- what is suggested -----------------------------------------------------------------------------------------------


def first_for(learnt, number):
    """Return the happenings of a member and the style that comes first for her."""
    life = learnt.happenings(number)
    return life, suggest(learnt.pack, life, learnt.hanging, NOW)[0].style_id


@pytest.mark.parametrize("verdict", ["not_style", "price"])
def test_what_she_tried_and_left_for_its_style_or_price_is_not_suggested_again(learnt, verdict):
    for number in range(40):
        life, style_id = first_for(learnt, number)
        said = tried(style_id, "M", verdict)
        shown = {one.style_id for one in suggest(learnt.pack, [said, *life], learnt.hanging, NOW)}
        assert style_id not in shown


def test_what_was_too_dear_comes_back_with_that_reason_when_it_is_on_offer(learnt):
    told = 0
    for number in range(40):
        life = learnt.happenings(number)
        further_down = suggest(learnt.pack, life, learnt.hanging, NOW, most=30)[12:]
        if not further_down:
            continue
        style_id = further_down[0].style_id
        said = tried(style_id, "M", "price", at_ms=NOW - 3 * DAY)
        shown = suggest(learnt.pack, [said, *life], learnt.hanging, NOW, cheaper={style_id})
        back = [one for one in shown if (one.style_id, one.source) == (style_id, "cheaper")]
        for one in back:
            assert one.cited == 0
            assert one.reason.en == "You tried it 3 days ago; its price is lower now"
        told += len(back)
    assert told > 20


def test_a_reason_about_its_price_falls_with_the_try_on_that_it_cites(learnt):
    life, style_id = first_for(learnt, 3)
    said = tried(style_id, "M", "price")
    place = learnt.pack.place[style_id]
    scored = Scores(learnt.pack, [said, *life], NOW, {style_id})
    assert scored.score_without(place, 0) < scored.score(place)


def test_what_she_tried_again_and_liked_is_no_longer_refused(learnt):
    life, style_id = first_for(learnt, 0)
    again, before = tried(style_id, "M", "kept"), tried(style_id, "M", "price", at_ms=NOW - 9 * DAY)
    place = learnt.pack.place[style_id]
    assert place not in Scores(learnt.pack, [again, before, *life], NOW).refused
    assert place in Scores(learnt.pack, [before, *life], NOW).refused


def test_a_pack_tells_how_far_length_moves_her_and_one_of_before_does_not(learnt):
    pack = replace(learnt.pack, length_steps=(0.125, 0.25))
    assert read(write(pack)).length_steps == (0.125, 0.25)
    older = write(pack).replace('"length_steps":[0.125,0.25],', "")
    assert read(older).step("too_small", is_of_length=True) == pack.too_small_step


def _fields(row):
    return {name: getattr(row, name) for name in row.__struct_fields__}
