"""What a clerk relies on: suggestions hang here in her size, are not hers already, and their reasons are true."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from posapp.domain.advice.scoring import GLOBAL, Scores
from posapp.domain.advice.suggesting import MOST_OF_A_CATEGORY, suggest
from sync.hub.training.backtest import SINGLE
from sync.protocol.rows import Happening
from tests.fakes.demo_chain import NOW, learnt_chain

SOME_MEMBERS = range(120)


@pytest.fixture(scope="module")
def learnt():
    return learnt_chain()


def all_suggestions(learnt, members=SOME_MEMBERS):
    for number in members:
        happenings = learnt.happenings(number)
        for suggestion in suggest(learnt.pack, happenings, learnt.hanging, NOW):
            yield happenings, suggestion


def test_the_score_falls_when_the_event_that_a_reason_cites_is_deleted(learnt):
    cited = 0
    for happenings, suggestion in all_suggestions(learnt):
        if suggestion.cited is None:
            continue
        cited += 1
        without = [h for i, h in enumerate(happenings) if i != suggestion.cited]
        place = learnt.pack.place[suggestion.style_id]
        assert Scores(learnt.pack, without, NOW).score(place) < Scores(learnt.pack, happenings, NOW).score(place)
    assert cited > 60


def test_a_reason_cites_her_own_event_and_names_its_style(learnt):
    for happenings, suggestion in all_suggestions(learnt):
        if suggestion.cited is None:
            assert suggestion.source in GLOBAL
            continue
        style = learnt.styles[happenings[suggestion.cited].style_id]
        if suggestion.source in ("again", "wished", "tried"):
            assert style.id == suggestion.style_id
        else:
            assert style.name_zh in suggestion.reason.zh
            assert style.name_en in suggestion.reason.en


def test_a_reason_is_what_sets_the_style_apart_most(learnt):
    for number in range(30):
        happenings = learnt.happenings(number)
        shown = suggest(learnt.pack, happenings, learnt.hanging, NOW)
        scores = Scores(learnt.pack, happenings, NOW)
        candidates = [
            place
            for style_id in learnt.hanging
            if (place := learnt.pack.place[style_id]) not in scores.owned | scores.refused
        ]
        for suggestion in shown:
            ahead = {
                source: value - np.mean([scores.contributions(place)[source] for place in candidates])
                for source, value in suggestion.contributions.items()
                if value > 0
            }
            assert ahead[suggestion.source] == pytest.approx(max(ahead.values()))
        if number > 8:
            break


def test_only_what_hangs_here_in_her_size_and_at_most_two_of_a_category(learnt):
    for number in SOME_MEMBERS:
        shown = suggest(learnt.pack, learnt.happenings(number), learnt.hanging, NOW)
        assert all(suggestion.size in learnt.hanging[suggestion.style_id] for suggestion in shown)
        counts = Counter(learnt.styles[suggestion.style_id].category for suggestion in shown)
        assert max(counts.values(), default=0) <= MOST_OF_A_CATEGORY


def test_what_she_owns_is_not_suggested_but_what_she_uses_up_may_be(learnt):
    refills = 0
    for happenings, suggestion in all_suggestions(learnt):
        brought_back = {(h.ref, h.variant_id) for h in happenings if h.kind == "returned"}
        bought = {h.style_id for h in happenings if h.kind == "bought" and (h.ref, h.variant_id) not in brought_back}
        if suggestion.style_id in bought:
            assert learnt.styles[suggestion.style_id].consumable
            refills += 1
    assert refills


def test_a_dismissed_style_does_not_come_back_and_its_like_sink(learnt):
    happenings = learnt.happenings(0)
    first = suggest(learnt.pack, happenings, learnt.hanging, NOW)[0]
    dismissed = Happening(kind="dismissed", style_id=first.style_id, variant_id="", size="", at_ms=NOW, ref="")
    after = suggest(learnt.pack, [dismissed, *happenings], learnt.hanging, NOW)
    assert first.style_id not in {suggestion.style_id for suggestion in after}


def test_a_purchase_of_five_minutes_ago_counts(learnt):
    happenings = learnt.happenings(5)
    style = learnt.styles[suggest(learnt.pack, happenings, learnt.hanging, NOW)[0].style_id]
    variant = learnt.chain.goods.variants_of[style.id][0]
    bought = Happening(
        kind="bought", style_id=style.id, variant_id=variant.id, size=variant.size, at_ms=NOW - 300_000, ref="now"
    )
    after = suggest(learnt.pack, [bought, *happenings], learnt.hanging, NOW)
    assert style.id not in {suggestion.style_id for suggestion in after}
    assert [s.style_id for s in after] != [s.style_id for s in suggest(learnt.pack, happenings, learnt.hanging, NOW)]


def test_without_consent_everyone_sees_the_same_best_sellers_and_no_personal_reason(learnt):
    shown = [suggest(learnt.pack, learnt.happenings(n), learnt.hanging, NOW, personal=False) for n in (0, 1, 2)]
    assert shown[0] == shown[1] == shown[2]
    assert all(suggestion.cited is None and suggestion.source in GLOBAL for suggestion in shown[0])
    popular = [learnt.pack.styles[learnt.pack.place[suggestion.style_id]].popular for suggestion in shown[0]]
    assert popular == sorted(popular, reverse=True)


def test_a_new_member_gets_best_sellers_and_an_empty_shop_nothing(learnt):
    assert all(s.source in GLOBAL for s in suggest(learnt.pack, (), learnt.hanging, NOW))
    assert suggest(learnt.pack, learnt.happenings(0), {}, NOW) == ()
    assert suggest(learnt.pack, learnt.happenings(0), {"gone": {"M"}}, NOW) == ()


def test_suggestions_meet_true_taste_better_than_best_sellers(learnt):
    """The generator knows how likely she is to choose each style now; ten suggestions should catch more of that."""
    ours, best_sellers, best = [], [], []
    for number, person in enumerate(learnt.chain.people[:400]):
        happenings = learnt.happenings(number)
        if len(happenings) < 6:
            continue
        scores = Scores(learnt.pack, happenings, NOW)
        truth = learnt.chain.past.weights_of_today(person)
        places = [i for i in range(len(learnt.pack.styles)) if i not in scores.owned]
        share = truth[places] / truth[places].sum()

        def caught(ranking, share=share):
            return share[np.argsort(-np.array(ranking), kind="stable")[:10]].sum()

        ours.append(caught([scores.score(i) for i in places]))
        best_sellers.append(caught([learnt.pack.styles[i].popular for i in places]))
        best.append(caught(share))
    assert np.mean(ours) > 1.2 * np.mean(best_sellers)
    assert np.mean(ours) > 0.35 * np.mean(best)


def test_the_blend_proved_itself_against_every_single_source(learnt):
    notes = learnt.pack.notes
    assert notes["members"] >= 60
    assert notes["blend"] >= max(notes[source] for source in SINGLE)


def test_without_weights_nothing_scores(learnt):
    silent = replace(learnt.pack, weights={}, dislike=0.0)
    assert Scores(silent, learnt.happenings(0), NOW).score(0) == 0
