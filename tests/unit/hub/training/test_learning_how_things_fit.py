"""What a chain relies on when it learns how things fit, judged where the truth is known."""

import random
from dataclasses import replace
from statistics import fmean

import pytest

from posapp.domain.advice.choosing_size import spread_of
from posapp.domain.advice.fitting import UNTAUGHT
from posapp.domain.advice.pack import read, write
from posapp.domain.advice.sizing import Wardrobe, size_for
from posapp.domain.advice.wardrobe import gather, wearers_of
from posapp.domain.clock import DAY
from sync.hub.training.fitting import learn_fitting, learn_outcomes, pack_of
from sync.hub.training.wardrobes import SizedStyle, Wardrobes, probable_sizes
from tests.fakes.dressed_chain import BRAND_CUTS, LADDER, TODAY, Worn, dressed_chain


@pytest.fixture(scope="module")
def chain():
    return dressed_chain()


@pytest.fixture(scope="module")
def learnt(chain):
    return learn_fitting(chain.wardrobes)


@pytest.fixture(scope="module")
def pack(chain, learnt):
    return pack_of(chain.wardrobes, learnt)


def asked(chain, pack, seed=9):
    """Yield what is advised to members who dress one person, in a style, and the size that fits her on the day."""
    dice = random.Random(seed)
    for member, bodies in chain.bodies.items():
        if len(bodies) == 1:
            wardrobe = Wardrobe(pack, chain.wardrobes.lives[member], TODAY)
            for style_id in dice.sample(sorted(chain.wardrobes.styles), 4):
                yield wardrobe.size_for(style_id), chain.right_size(bodies[0], style_id, dice)


def test_the_confidence_covers_the_truth(chain, pack):
    cases = sorted((advice.probability, advice.size == right) for advice, right in asked(chain, pack))
    tenth = len(cases) // 10
    tenths = [cases[i * tenth : (i + 1) * tenth] for i in range(10)]
    errors = [abs(fmean(p for p, _ in found) - fmean(hit for _, hit in found)) for found in tenths]
    assert len(cases) > 1500
    assert fmean(errors) < 0.08
    assert fmean(hit for _, hit in tenths[9]) > fmean(hit for _, hit in tenths[0]) + 0.2


def test_the_size_is_right_far_more_often_than_the_one_she_takes_by_herself(chain, pack):
    advised = fmean(advice.size == right for advice, right in asked(chain, pack))
    life = [one for member in chain.wardrobes.lives.values() for one in member]
    assert advised > fmean(one.verdict == "kept" for one in life) + 0.15


def test_how_brands_are_cut_is_found(learnt):
    """What is found lies between the truth and the label: nobody wears a size far from her own to show it whole."""
    found = {
        brand: fmean(cut for style_id, cut in learnt.fit.cuts.items() if style_id.startswith(brand))
        for brand in BRAND_CUTS
    }
    assert BRAND_CUTS["narrow"] < found["narrow"] < BRAND_CUTS["narrow"] / 3
    assert BRAND_CUTS["wide"] / 3 < found["wide"] < BRAND_CUTS["wide"]
    assert found["true"] == pytest.approx(0, abs=0.15)


def test_a_style_that_nobody_bought_is_cut_as_its_brand_is(chain):
    new = {brand: SizedStyle(f"new {brand}", "shirts", brand, "top", "alpha", LADDER) for brand in BRAND_CUTS}
    styles = {**chain.wardrobes.styles, **{style.id: style for style in new.values()}}
    learnt = learn_outcomes(replace(chain.wardrobes, styles=styles))
    assert learnt.fit.cuts["new narrow"] < -0.25 < 0.25 < learnt.fit.cuts["new wide"]
    narrow, wide = (learnt.fitting.garment(new[brand].id).odds for brand in ("narrow", "wide"))
    assert fmean(small for small, _ in narrow) > fmean(small for small, _ in wide) + 0.2
    assert fmean(big for _, big in narrow) < fmean(big for _, big in wide) - 0.2


def test_two_who_share_an_account_are_told_apart_and_one_alone_is_not_split(chain, pack):
    found = {1: [], 2: []}
    for member, bodies in chain.bodies.items():
        evidence = gather(pack, "top", "alpha", chain.wardrobes.lives[member], TODAY)
        found[len(bodies)].append(len(wearers_of(evidence, spread_of(pack, "alpha"))))
    assert fmean(count == 2 for count in found[2]) > 0.8
    assert fmean(count == 2 for count in found[1]) < 0.05


def test_for_two_wearers_both_sizes_are_named(chain, pack):
    """Each of them in her own size, and next to nothing in the sizes between, which fit neither."""
    style = pack.styles[pack.place["true-0"]]
    shared = [member for member, bodies in chain.bodies.items() if len(bodies) == 2]
    both = between = 0.0
    for member in shared:
        chances = Wardrobe(pack, chain.wardrobes.lives[member], TODAY).chances(style)
        slim, other = (round(body) for body in chain.bodies[member])
        both += max(chances[slim - 1 : slim + 2]) > 0.2 and max(chances[other - 1 : other + 2]) > 0.2
        between += min(chances[slim + 1 : other]) < 0.15
    assert both > 0.8 * len(shared)
    assert between > 0.8 * len(shared)


def test_what_is_tried_too_small_becomes_likelier_to_fit_a_size_up(chain, pack):
    life = [Worn("tried", f"true-{n}", f"true-{n}-M", "M", TODAY - n * DAY, f"v{n}", "kept") for n in range(1, 5)]
    wardrobe = Wardrobe(pack, life, TODAY)
    outcomes = {size: wardrobe.outcome("true-9", size) for size in ("S", "M", "L")}
    assert outcomes["S"].small > outcomes["M"].small > outcomes["L"].small
    assert outcomes["L"].big > outcomes["M"].big > outcomes["S"].big
    assert sum(outcomes["M"]) == pytest.approx(1)


@pytest.mark.long
def test_the_same_past_teaches_the_same_twice():
    small = dressed_chain(members=120)
    assert learn_fitting(small.wardrobes) == learn_fitting(dressed_chain(members=120).wardrobes)


def test_what_was_learnt_survives_the_journey(chain, pack):
    arrived = read(write(pack))
    again = read(write(arrived))
    life = chain.wardrobes.lives["m0001"]
    assert again.fitting == arrived.fitting
    assert size_for(arrived, "wide-3", life, TODAY).size == size_for(pack, "wide-3", life, TODAY).size


# --- bad input -------------------------------------------------------------------------------------------------------


def of_lives(chain, lives):
    return replace(chain.wardrobes, lives=lives)


def test_an_empty_past_teaches_nothing_and_breaks_nothing(chain):
    learnt = learn_fitting(of_lives(chain, {}))
    assert learnt.fitting == UNTAUGHT
    advice = size_for(pack_of(of_lives(chain, {}), learnt), "true-0", (), TODAY)
    assert advice.confidence == "low"
    nothing = Wardrobes({}, {}, {}, TODAY)
    assert pack_of(nothing, learn_fitting(nothing)).styles == ()


def test_one_purchase_is_enough_for_an_answer_and_not_for_certainty(chain):
    one = Worn("bought", "true-0", "true-0-M", "M", TODAY - DAY, "r", None)
    wardrobes = of_lives(chain, {"m": [one]})
    advice = size_for(pack_of(wardrobes, learn_fitting(wardrobes)), "true-1", [one], TODAY)
    assert (advice.size, advice.confidence) != ("M", "high")
    assert advice.size == "M"


def test_a_size_that_no_ladder_knows_is_not_heard(chain, pack):
    odd = [Worn("bought", "true-0", "true-0-52", "52", TODAY - n * DAY, f"r{n}", None) for n in range(1, 5)]
    assert size_for(pack, "true-1", odd, TODAY) == size_for(pack, "true-1", (), TODAY)


def test_a_style_of_an_unknown_size_system_gets_no_advice(pack):
    styles = tuple(replace(s, size_system="martian") if s.id == "true-0" else s for s in pack.styles)
    strange = replace(pack, styles=styles)
    assert size_for(strange, "true-0", (), TODAY) is None
    assert Wardrobe(strange, (), TODAY).outcome("true-0", "M") is None


@pytest.mark.long
def test_ten_thousand_purchases_of_one_member_drown_nobody(chain):
    many = [
        Worn("bought", f"true-{n % 20}", f"true-{n % 20}-XXXL", "XXXL", TODAY - n * 60_000, f"r{n}", None)
        for n in range(1, 10_001)
    ]
    lives = {**dict(list(chain.wardrobes.lives.items())[:60]), "keen": many}
    wardrobes = of_lives(chain, lives)
    pack = pack_of(wardrobes, learn_fitting(wardrobes))
    assert size_for(pack, "true-3", many, TODAY).size == "XXXL"
    life = chain.wardrobes.lives["m0001"]
    assert size_for(pack, "true-3", life, TODAY).size != "XXXL"


def test_a_log_without_a_catalogue_is_taken_to_offer_what_its_category_does():
    well_sold = {f"s{n}": {1: 10, 2: 10, 3: 10} for n in range(10)}
    seen = {**well_sold, "seldom": {1: 1, 2: 1}, "single": {2: 1}}
    found = probable_sizes(seen, dict.fromkeys(seen, "shirts"), 5)
    assert found["seldom"] == (1, 2, 3)
    assert found["single"] == (2,)
