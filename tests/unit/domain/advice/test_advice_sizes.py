"""What a clerk relies on in sizes: right more often than her last size, never surer than the evidence."""

import random
from dataclasses import replace

import pytest

from posapp.domain.advice.sizing import size_for, usual_sizes
from sync.hub.demo.goods import LADDERS
from sync.hub.demo.tastes import FAMILY_OF_PART
from sync.protocol.rows import Happening
from tests.fakes.demo_chain import NOW, learnt_chain


@pytest.fixture(scope="module")
def learnt():
    return learnt_chain()


@pytest.fixture(scope="module")
def shirts(learnt):
    """Four shirts that are cut as they are labelled, so that a test can reason in whole sizes."""
    found = [style for style in learnt.pack.styles if style.category == "shirts"][:4]
    places = {learnt.pack.place[style.id] for style in found}
    styles = tuple(replace(s, cut=0.0) if i in places else s for i, s in enumerate(learnt.pack.styles))
    return replace(learnt.pack, styles=styles), [style.id for style in found]


def happening(kind, style_id, size, verdict=None, number=0):
    return Happening(
        kind=kind, style_id=style_id, variant_id=f"{style_id}-{size}", size=size, at_ms=NOW - 86_400_000 * (number + 1),
        ref=f"r{number}", verdict=verdict,
    )  # fmt: skip


def with_cut(pack, style_id, cut):
    return replace(pack, styles=tuple(replace(s, cut=cut) if s.id == style_id else s for s in pack.styles))


def test_she_gets_the_size_that_she_keeps(shirts):
    pack, (a, b, c, d) = shirts
    advice = size_for(pack, d, [happening("bought", style, "M", number=n) for n, style in enumerate((a, b, c))], NOW)
    assert (advice.size, advice.confidence) == ("M", "high")
    assert "M" in advice.reason.zh
    assert "M" in advice.reason.en


def test_a_style_cut_small_asks_for_a_larger_size_and_says_so(shirts):
    pack, (a, b, c, d) = shirts
    kept = [happening("bought", style, "M", number=n) for n, style in enumerate((a, b, c))]
    assert size_for(with_cut(pack, d, -1.0), d, kept, NOW).size == "L"
    assert "此款偏小，建议 L" in size_for(with_cut(pack, d, -1.0), d, kept, NOW).reason.zh
    assert size_for(with_cut(pack, d, 1.0), d, kept, NOW).size == "S"


def test_a_garment_brought_back_as_too_small_does_not_count_as_kept(shirts):
    pack, (a, b, c, d) = shirts
    life = [
        happening("returned", a, "S", "too_small"),
        happening("bought", a, "S"),
        happening("tried", b, "S", "too_small", 1),
        happening("tried", c, "S", "too_small", 2),
    ]
    advice = size_for(pack, d, life, NOW)
    assert advice.size == "M"
    assert "偏小" in advice.reason.zh
    assert usual_sizes(pack, life, NOW) == ()


def test_what_was_too_big_asks_for_a_smaller_size(shirts):
    pack, (a, b, c, d) = shirts
    life = [happening("tried", style, "L", "too_big", n) for n, style in enumerate((a, b, c))]
    advice = size_for(pack, d, life, NOW)
    assert advice.size == "M"
    assert "偏大" in advice.reason.zh


def test_two_wearers_on_one_account_are_two_sizes_not_one_between(shirts):
    pack, (a, b, c, d) = shirts
    life = [
        happening("bought", style, size, number=n)
        for n, (style, size) in enumerate([(a, "S"), (a, "XL"), (b, "S"), (b, "XL"), (c, "S"), (c, "XL")])
    ]
    advice = size_for(pack, d, life, NOW)
    assert {advice.size, advice.second} == {"S", "XL"}
    assert advice.confidence != "high"


def test_without_anything_of_hers_it_is_what_most_keep_with_low_confidence(shirts):
    pack, (_, _, _, d) = shirts
    advice = size_for(pack, d, (), NOW)
    assert advice.confidence == "low"
    assert advice.size == max(zip(pack.styles[pack.place[d]].sold, LADDERS["alpha"], strict=True))[1]


def test_shoes_say_nothing_of_shirts(shirts, learnt):
    pack, (_, _, _, d) = shirts
    shoe = next(style for style in learnt.pack.styles if style.category == "shoes")
    life = [happening("bought", shoe.id, "39", number=n) for n in range(4)]
    assert size_for(pack, d, life, NOW) == size_for(pack, d, (), NOW)
    assert next(size for _, size in usual_sizes(pack, life, NOW)) in ("38", "39", "40")


def test_what_has_one_size_or_is_unknown_gets_no_advice(learnt):
    bag = next(style for style in learnt.pack.styles if style.category == "bags")
    assert size_for(learnt.pack, bag.id, (), NOW) is None
    assert size_for(learnt.pack, "never-heard-of", (), NOW) is None


def judged(learnt):
    """Yield advice, truth and last size over members and styles; the truth is the generator's."""
    dice = random.Random(11)
    parts = {category.id: category.part for category in learnt.chain.goods.categories}
    for number, person in enumerate(learnt.chain.people):
        last = {}
        for h in reversed(learnt.happenings(number)):
            if h.kind == "bought" and (family := FAMILY_OF_PART.get(parts[learnt.styles[h.style_id].category])):
                last[family] = h.size
        for style in dice.sample(learnt.chain.goods.styles, 3):
            family = FAMILY_OF_PART.get(parts[style.category])
            if family in last and style.size_system != "one":
                ladder = LADDERS[style.size_system]
                truth = round(person.body[family] - learnt.chain.goods.cuts[style.id] + dice.gauss(0, 0.22))
                right = ladder[min(max(truth, 0), len(ladder) - 1)]
                yield size_for(learnt.pack, style.id, learnt.happenings(number), NOW), right, last[family]


def test_the_first_size_is_right_more_often_than_her_last_size(learnt):
    cases = list(judged(learnt))
    first = sum(advice.size == right for advice, right, _ in cases) / len(cases)
    last = sum(size == right for _, right, size in cases) / len(cases)
    either = sum(right in (advice.size, advice.second) for advice, right, _ in cases) / len(cases)
    assert len(cases) > 800
    assert first > last + 0.1
    assert first > 0.55
    assert either > first + 0.03


def test_high_confidence_is_earned(learnt):
    by_confidence = {"high": [], "medium": [], "low": []}
    for advice, right, _ in judged(learnt):
        by_confidence[advice.confidence].append((advice.size == right, advice.probability))
    for cases in (by_confidence["high"], by_confidence["medium"]):
        hit = sum(was_right for was_right, _ in cases) / len(cases)
        said = sum(probability for _, probability in cases) / len(cases)
        assert abs(hit - said) < 0.1
    share = {name: sum(r for r, _ in cases) / len(cases) for name, cases in by_confidence.items()}
    assert share["high"] > share["medium"] > share["low"]


def test_training_finds_how_styles_are_cut(learnt):
    cuts = learnt.chain.goods.cuts
    pairs = [(cuts[style.id], style.cut) for style in learnt.pack.styles if len(style.sizes) > 1]
    small = [found for true, found in pairs if true < -0.6]
    large = [found for true, found in pairs if true > 0.6]
    assert max(sum(small) / len(small), -1.5) < -0.3
    assert min(sum(large) / len(large), 1.5) > 0.3
