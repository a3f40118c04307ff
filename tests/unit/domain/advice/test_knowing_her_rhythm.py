"""What a clerk relies on when the panel says how often a member comes, what she is worth, and what is known of her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.advice import member_phrasing as phrasing
from posapp.domain.advice.lifetime import BgNbd, Buying, GammaGamma
from posapp.domain.advice.member_models import NO_MODELS, MemberModels, SegmentSize, read_models, write_models
from posapp.domain.advice.rhythm import ChurnModel, Visits, day_of, rhythm_of, visits_of
from posapp.domain.advice.segments import NAMES, USUAL_PLANS, CutPoints, Standing, cut_points, segment_of
from posapp.domain.advice.tags import PREDICTION_LASTS, WINDOW_DAYS, Ledger, Models, Portrait, Tag, portrait
from posapp.domain.clock import DAY, HOUR, Millis, at, local
from sync.protocol.rows import Happening

NOW = Millis(1_795_000_000_000)  # a Wednesday noon
TODAY = day_of(NOW)

CDNOW = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
PURCHASES = BgNbd(r=1.2, alpha=8.0, a=0.4, b=3.0)
CHURN = ChurnModel(
    horizon_days=60, weights=(0.4, 0.6, 0.5, -0.5, 0.1, 0.0, 0.3, -0.3), bias=0.5, gap_days=30.0, purchases=PURCHASES
)
CUTS = CutPoints(away_days=(20, 50, 90, 160), visits=(1, 2, 4, 6), spent_fen=(80_000, 170_000, 300_000, 550_000))
LEARNT = MemberModels(
    cuts=CUTS, churn=CHURN, purchases=PURCHASES, amounts=GammaGamma(2.0, 4.0, 150_000.0), high_value_fen=400_000,
    learnt_ms=NOW - 8 * HOUR, sizes={"best": SegmentSize(3, 900_000)},
)  # fmt: skip
MODELS = Models(LEARNT, "20261122-030000")


def bought(days_ago: int, style: str = "s1", fen: int = 30_000, ref: str = "") -> Happening:
    return Happening(
        kind="bought", style_id=style, variant_id=f"{style}-M", size="M", at_ms=NOW - days_ago * DAY,
        ref=ref or f"r{days_ago}", paid_fen=fen,
    )  # fmt: skip


def of(*days_ago: int) -> list[Happening]:
    return [bought(days) for days in sorted(days_ago)]


def seen(
    *happenings: Happening,
    ledger: Ledger | None = None,
    models: Models = MODELS,
    tags: dict[str, list[str]] | None = None,
) -> Portrait:
    return portrait(ledger or Ledger(), happenings, tags or {}, models, NOW)


def tag(found: Portrait, code: str) -> Tag | None:
    return next((one for one in found.tags if one.code == code), None)


# --- lifetime ------------------------------------------------------------------------------------------------------


def test_the_expectation_is_the_one_that_the_paper_prints() -> None:
    # Customer 1 of Fader, Hardie and Lee's note: two repeats, the last in week 30.43 of 38.86; 39 weeks ahead.
    assert CDNOW.expected(Buying(2, 30.43, 38.86), 39.0) == pytest.approx(1.226, abs=0.001)


def test_who_came_ten_thousand_times_or_once_breaks_nothing() -> None:
    for buying in (Buying(10_000, 500.0, 500.1), Buying(10_000, 1.0, 500.0), Buying(0, 0.0, 0.0), Buying(1, 0.0, 0.0)):
        for model in (CDNOW, PURCHASES, replace(PURCHASES, a=1.0)):
            assert 0 <= model.expected(buying, 52.0) < 2_000
            assert 0 <= model.active(buying) <= 1


def test_who_came_once_is_alive_for_certain_and_that_is_no_rank() -> None:
    once, often = Buying(0, 0.0, 50.0), Buying(12, 49.0, 50.0)
    assert CDNOW.active(once) == 1.0
    assert CDNOW.active(often) < 1.0
    assert CDNOW.expected(once, 26.0) < CDNOW.expected(often, 26.0)


def test_an_amount_lies_between_hers_and_everybodys() -> None:
    model = GammaGamma(2.0, 4.0, 150_000.0)
    everybody = model.amount(0, 0.0)
    assert everybody == pytest.approx(100_000)
    assert everybody < model.amount(2, 500_000.0) < model.amount(20, 500_000.0) < 500_000


# --- rhythm --------------------------------------------------------------------------------------------------------


def test_the_sentence_compares_her_with_herself() -> None:
    found = seen(*of(61, 86, 111, 137))
    assert found.rhythm is not None
    assert phrasing.rhythm(found.rhythm).zh == "通常 25 天来一次，已 61 天"
    assert phrasing.rhythm(found.rhythm).en == "Usually every 25 days; 61 days now"


@pytest.mark.parametrize("days_ago", [(), (5,), (5, 9)])
def test_two_visits_are_no_rhythm(days_ago: tuple[int, ...]) -> None:
    assert rhythm_of(visits_of(of(*days_ago)), TODAY, CHURN) is None


def test_many_purchases_on_one_day_are_one_visit() -> None:
    found = visits_of([bought(3, ref=f"r{n}") for n in range(10_000)])
    assert found == Visits((TODAY - 3,), 300_000_000)
    assert rhythm_of(found, TODAY, CHURN) is None


def test_a_visit_is_a_day_on_which_she_bought_or_tried_something_on() -> None:
    tried = {
        verdict: Happening(
            kind="tried", style_id="s1", variant_id="s1-M", size="M", at_ms=NOW - 4 * DAY, ref="b", verdict=verdict
        )
        for verdict in ("price", "untried")
    }  # fmt: skip
    looked = Happening(kind="viewed", style_id="s1", variant_id="", size="", at_ms=NOW - DAY, ref="")
    found = [visits_of([looked, one, bought(30)]) for one in tried.values()]
    assert [one.days for one in found if one] == [(TODAY - 30, TODAY - 4), (TODAY - 30,)]
    told = seen(bought(200), *of(100, 150), ledger=Ledger(9, 1, NOW - 3 * DAY)).rhythm
    assert told is not None
    assert told.away_days == 3


def test_the_longer_she_is_away_the_higher_the_risk() -> None:
    days = tuple(range(TODAY - 200, TODAY - 99, 20))
    risks = [rhythm_of(Visits(days, 100_000), TODAY - 100 + away, CHURN) for away in range(0, 360, 12)]
    order = {"low": 0, "medium": 1, "high": 2}
    levels = [order[one.risk] for one in risks if one is not None]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 2)


def test_without_a_model_her_own_gaps_decide() -> None:
    days = (TODAY - 90, TODAY - 60, TODAY - 30)
    told = {away: rhythm_of(Visits(days, 0), TODAY - 30 + away, None) for away in (20, 60, 90)}
    assert [one.risk for one in told.values() if one] == ["low", "medium", "high"]
    assert all(one.chance is None for one in told.values() if one)


def test_somebody_who_comes_twice_a_year_is_not_lost_in_march() -> None:
    seldom, often = (Visits(tuple(range(TODAY - 60 - 4 * gap, TODAY - 59, gap)), 100_000) for gap in (170, 12))
    told = [rhythm_of(one, TODAY, None) for one in (seldom, often)]
    assert [one.risk for one in told if one] == ["low", "high"]


# --- segments ------------------------------------------------------------------------------------------------------


def test_eight_segments_each_with_a_name_and_a_plan_in_both_languages() -> None:
    near, far, many, few = 10, 120, 9, 1
    found = {
        segment_of(CUTS.scores(Standing(away, visits, fen)))
        for away in (near, far)
        for visits in (many, few)
        for fen in (900_000, 50_000)
    }
    assert found == set(NAMES) == set(USUAL_PLANS)
    assert all(text.zh and text.en for texts in (NAMES, USUAL_PLANS) for text in texts.values())


def test_fifths_are_those_of_the_chain() -> None:
    cuts = cut_points([Standing(n, n, n * 100) for n in range(1, 101)])
    assert cuts is not None
    assert [cuts.scores(Standing(n, n, n * 100)).frequency for n in (20, 21, 40, 61, 81, 100)] == [1, 2, 2, 4, 5, 5]
    assert [cuts.scores(Standing(n, 1, 1)).recency for n in (1, 20, 21, 100)] == [5, 5, 4, 1]
    assert cut_points([]) is None
    alone = cut_points([Standing(3, 1, 100)])
    assert alone is not None
    assert segment_of(alone.scores(Standing(3, 1, 100))) == "newcomer"


def test_a_visit_five_minutes_ago_counts_before_the_mall_knows_it() -> None:
    stale = Ledger(visits=1, spent_fen=600_000, last_visit_ms=NOW - 200 * DAY)
    assert seen(bought(200, fen=600_000), ledger=stale).segment == "win_back"
    assert seen(bought(0), bought(200, fen=600_000), ledger=stale).segment == "big_ticket"


def test_a_segment_ends_when_time_alone_puts_her_into_the_next_fifth() -> None:
    found = tag(seen(*of(10)), "segment")
    assert found is not None
    assert found.until == at(local(NOW + 11 * DAY).date(), 0)
    assert "10 天前来过（5/5）" in found.evidence.zh
    forever = tag(seen(*of(400)), "segment")
    assert forever is not None
    assert forever.until is None


# --- tags ----------------------------------------------------------------------------------------------------------


def test_every_tag_has_its_evidence_in_both_languages_and_only_facts_have_no_end() -> None:
    visits = [bought(days, "commute-shirt") for days in (4, 11, 18, 25, 32, 39, 46, 53, 60, 67, 74)]  # Saturdays
    tried = [
        Happening(
            kind="tried", style_id="s9", variant_id="s9-M", size="M", at_ms=NOW - days * DAY, ref=f"b{days}",
            verdict="price",
        )
        for days in (5, 9)
    ]  # fmt: skip
    found = seen(
        *visits, *tried, ledger=Ledger(12, 3_000_000, NOW - 4 * DAY), tags={"commute-shirt": ["commute", "国风"]}
    )
    assert [(one.code, one.layer) for one in found.tags] == [
        ("regular", "fact"), ("segment", "fact"), ("commute", "behaviour"), ("国风", "behaviour"),
        ("weekends", "behaviour"), ("price", "behaviour"), ("value", "prediction"),
    ]  # fmt: skip
    for one in found.tags:
        assert one.text.zh
        assert one.text.en
        assert one.evidence.zh
        assert one.evidence.en
        assert one.layer == "fact" or one.until is not None
        assert one.until is None or one.until > NOW
    assert [found.tags[2].text.zh, found.tags[2].text.en] == ["常买通勤", "Buys commute styles"]
    assert found.tags[2].evidence.zh == "近 180 天 11 件中 11 件"


def test_a_habit_ends_with_its_oldest_evidence() -> None:
    found = tag(seen(bought(2, "a"), bought(100, "a"), tags={"a": ["sweet"]}), "sweet")
    assert found is not None
    assert found.until == NOW - 100 * DAY + WINDOW_DAYS * DAY
    assert tag(seen(bought(2, "a"), bought(WINDOW_DAYS, "a"), tags={"a": ["sweet"]}), "sweet") is None


def test_what_she_brought_back_is_no_habit() -> None:
    kept = [bought(2, "a"), bought(9, "a")]
    back = Happening(kind="returned", style_id="a", variant_id="a-M", size="M", at_ms=NOW, ref="r9", paid_fen=30_000)
    assert tag(seen(*kept, tags={"a": ["sweet"]}), "sweet") is not None
    assert tag(seen(back, *kept, tags={"a": ["sweet"]}), "sweet") is None


def test_a_prediction_names_its_model_and_its_chance_and_ends_a_month_after_it() -> None:
    found = tag(seen(*of(150, 160, 171, 180)), "churn")
    assert found is not None
    assert found.chance is not None
    assert f"约 {round(found.chance * 100)}%" in found.evidence.zh
    assert MODELS.version in found.evidence.en
    assert found.until == NOW - 8 * HOUR + PREDICTION_LASTS


def test_a_model_of_last_month_predicts_nothing_and_her_own_gaps_still_speak() -> None:
    old = replace(MODELS, of=replace(LEARNT, learnt_ms=NOW - PREDICTION_LASTS))
    found = seen(*of(150, 160, 171, 180), models=old)
    assert not [one for one in found.tags if one.layer == "prediction"]
    assert found.rhythm is not None
    assert (found.rhythm.risk, found.rhythm.chance) == ("high", None)


def test_a_clock_behind_the_pack_and_a_log_from_the_future_break_nothing() -> None:
    ahead = replace(MODELS, of=replace(LEARNT, learnt_ms=NOW + 3 * DAY))
    found = seen(*of(-3, 10, 20, 30), models=ahead)
    assert found.rhythm is not None
    assert found.rhythm.away_days == 0
    assert phrasing.rhythm(found.rhythm).zh == "通常 10 天来一次，今天来过"


def test_of_nobody_nothing_is_made_up() -> None:
    found = seen(models=Models())
    assert [one.code for one in found.tags] == ["new"]
    assert (found.segment, found.rhythm) == (None, None)
    assert seen(bought(5), models=Models()).tags == ()


# --- the pack ------------------------------------------------------------------------------------------------------


def test_the_models_survive_the_journey() -> None:
    assert read_models(write_models(LEARNT)) == LEARNT
    assert read_models(write_models(NO_MODELS)) == NO_MODELS


@pytest.mark.parametrize(
    "spoilt",
    [{"purchases": [1.0]}, {"cuts": [[1, 2]]}, {"churn": {}}, {"sizes": 3}, {"amounts": ["x", 1, 1]}],
)
def test_models_that_are_none_are_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        read_models({**write_models(LEARNT), **spoilt})
