"""What the night's training may say of members: parameters that are there, and nothing where there is too little."""

from __future__ import annotations

import math
import random
from datetime import date
from pathlib import Path

import pytest

from posapp.domain.advice.lifetime import BgNbd, Buying
from posapp.domain.advice.rhythm import day_of
from posapp.domain.clock import DAY, Millis
from sync.hub.history.description import describe
from sync.hub.history.log import ImportedLog
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goals import goal_named
from sync.hub.training.churn import Life, learn_churn
from sync.hub.training.lifetime import fit_amounts, fit_purchases
from sync.hub.training.standing import learn_standing, lives_of
from sync.protocol.rows import Happening

NOW = Millis(1_795_000_000_000)
TODAY = day_of(NOW)
EPOCH = date(1970, 1, 1).toordinal()


def lives(members: int, days: int = 240, seed: int = 5) -> dict[str, Life]:
    """Return members who come at their own pace; half of them stop for good on a day of their own."""
    dice = random.Random(seed)
    found = {}
    for number in range(members):
        gap, first = dice.choice((6, 12, 25)), dice.randrange(days // 2)
        last = first + dice.randrange(1, days) if number % 2 else days
        came, day = [], first
        while day < min(last, days):
            came.append(TODAY - days + day)
            day += max(round(dice.expovariate(1 / gap)), 1)
        fen = dice.randrange(5_000, 80_000)
        found[f"m{number:04}"] = Life(tuple(came), tuple((one, fen) for one in came))
    return found


def test_planted_parameters_are_found_again() -> None:
    truth, dice = BgNbd(r=0.6, alpha=6.0, a=0.7, b=2.5), random.Random(3)
    everybody = []
    for _ in range(1500):
        rate, stops = dice.gammavariate(truth.r, 1 / truth.alpha), dice.betavariate(truth.a, truth.b)
        known = dice.uniform(20, 60)
        at, repeats, last = dice.expovariate(rate), 0, 0.0
        while at < known:
            repeats, last = repeats + 1, at
            if dice.random() < stops:
                break
            at += dice.expovariate(rate)
        everybody.append(Buying(repeats, last, known))
    fitted = fit_purchases(everybody)
    assert fitted is not None
    ahead = [Buying(n, 15.0, 20.0) for n in (1, 3, 8)] + [Buying(0, 0.0, 20.0)]
    assert [fitted.model.expected(one, 26) for one in ahead] == pytest.approx(
        [truth.expected(one, 26) for one in ahead], rel=0.15
    )


def test_the_series_is_that_of_the_paper() -> None:
    from scipy.special import hyp2f1

    for model in (BgNbd(0.243, 4.414, 0.793, 2.426), BgNbd(1.4, 9.5, 0.08, 106.0), BgNbd(3.0, 40.0, 2.5, 0.3)):
        for one in (Buying(0, 0.0, 12.0), Buying(2, 30.43, 38.86), Buying(26, 30.0, 31.0)):
            x, weeks, whole = one.repeats, 39.0, model.a + model.b + one.repeats - 1
            horizon = model.alpha + one.known + weeks
            series = hyp2f1(model.r + x, model.b + x, whole, weeks / horizon)
            bought = whole / (model.a - 1) * (1 - ((model.alpha + one.known) / horizon) ** (model.r + x) * series)
            assert model.expected(one, weeks) == pytest.approx(bought * model.active(one), rel=1e-9)


def test_amounts_shrink_towards_everybody_by_how_much_they_differ() -> None:
    dice = random.Random(4)
    days = [dice.randrange(1, 9) for _ in range(800)]
    own = [dice.gammavariate(6.0, 5_000.0) for _ in days]
    means = [sum(dice.gammavariate(4.0, mean / 4) for _ in range(n)) / n for n, mean in zip(days, own, strict=True)]
    model = fit_amounts(days, means)
    assert model is not None
    assert model.amount(0, 0.0) == pytest.approx(30_000, rel=0.1)
    assert 45_000 < model.amount(30, 60_000.0) < 60_000
    assert model.amount(1, 60_000.0) < model.amount(8, 60_000.0)


def test_those_who_stopped_are_told_from_those_who_are_about_to_come() -> None:
    everybody = lives(400)
    tomorrow = TODAY - 40
    model = learn_churn(everybody, tomorrow, 40)
    assert model is not None
    told = [(model.chance(seen, tomorrow - 1), life.came(tomorrow, TODAY)) for life in everybody.values()
            if (seen := life.before(tomorrow)) is not None]  # fmt: skip
    came, left = ([chance for chance, is_back in told if is_back is wanted] for wanted in (True, False))
    right = sum(one > other for one in came for other in left) / (len(came) * len(left))
    assert right > 0.85
    assert sum(came + left) / len(told) == pytest.approx(len(came) / len(told), abs=0.08)


def test_what_came_after_the_cut_teaches_nothing() -> None:
    everybody, tomorrow = lives(260), TODAY - 40
    earlier = {
        member: Life(
            tuple(day for day in life.days if day < tomorrow),
            tuple((day, fen) for day, fen in life.moved if day < tomorrow),
        )
        for member, life in everybody.items()
    }
    cut_ms = NOW - 40 * DAY
    assert day_of(cut_ms) == tomorrow
    assert learn_standing(everybody, cut_ms, 40) == learn_standing(earlier, cut_ms, 40)


def test_the_level_follows_the_newest_period() -> None:
    """In the last forty days only every fourth member came at all: a season that the periods before did not know."""
    everybody = {
        member: life
        if number % 4 == 0
        else Life(
            tuple(day for day in life.days if day < TODAY - 40),
            tuple((day, fen) for day, fen in life.moved if day < TODAY - 40),
        )
        for number, (member, life) in enumerate(lives(400).items())
    }
    known = [life for life in everybody.values() if life.before(TODAY - 40) is not None]
    share = sum(life.came(TODAY - 40, TODAY) for life in known) / len(known)
    model = learn_churn(everybody, TODAY, 40)
    assert model is not None
    seen = [visits for life in everybody.values() if (visits := life.before(TODAY)) is not None]
    chance = sum(model.chance(one, TODAY - 1) for one in seen) / len(seen)
    assert chance == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize(("members", "days"), [(0, 240), (1, 240), (60, 240), (400, 10)])
def test_too_little_of_a_past_teaches_nothing(members: int, days: int) -> None:
    assert learn_churn(lives(members, days), TODAY, 60) is None


def test_a_past_shorter_than_two_horizons_still_teaches() -> None:
    model = learn_churn(lives(400), TODAY - 40, 200)
    assert model is not None
    assert model.horizon_days == 200
    everybody = [seen for life in lives(400).values() if (seen := life.before(TODAY - 40)) is not None]
    longer = sum(model.chance(seen, TODAY - 41) for seen in everybody)
    shorter_model = learn_churn(lives(400), TODAY - 40, 40)
    assert shorter_model is not None
    assert longer > sum(shorter_model.chance(seen, TODAY - 41) for seen in everybody)


def test_an_empty_history_one_purchase_and_ten_thousand_of_one_member() -> None:
    assert learn_standing({}, NOW).cuts is None
    once = {
        "m": [Happening(kind="bought", style_id="s", variant_id="v", size="", at_ms=NOW - DAY, ref="r", paid_fen=9)]
    }
    assert learn_standing(lives_of(once), NOW).cuts is not None
    many = [Happening(kind="bought", style_id="s", variant_id="v", size="", at_ms=NOW - n * DAY // 4, ref=f"r{n}",
                      paid_fen=100) for n in range(10_000)]  # fmt: skip
    models = learn_standing({**lives(120), **lives_of({"m": many})}, NOW)
    assert models.purchases is not None
    assert all(math.isfinite(value) for value in (models.purchases.r, models.purchases.alpha, models.high_value_fen))
    assert sum(size.members for size in models.sizes.values()) == 121


def log_of(folder: Path, rows: list[str], goals: dict[str, dict[str, int]]) -> ImportedLog:
    """Return a log of sales, as a shop would describe it."""
    (folder / "sales.csv").write_text("\n".join(["who,day,what,yuan", *rows]), "utf-8")
    columns = {"member_id": "who", "at": "day", "style_id": "what", "paid": "yuan"}
    said = {
        "title": "A shop",
        "time": {"format": "%Y-%m-%d"},
        "events": [{"file": "sales.csv", "format": "csv", "columns": columns}],
        "goals": goals,
    }
    return read_log(describe(said), folder, NOW)


@pytest.mark.long
@pytest.mark.parametrize("goal", ["churn", "clv"])
def test_a_shop_measures_us_on_its_own_past(tmp_path: Path, goal: str) -> None:
    rows = [
        f"{member},{date.fromordinal(day + EPOCH)},tee,{fen / 100}"
        for member, life in lives(400).items()
        for day, fen in life.moved
    ]
    measured = goal_named(goal)(log_of(tmp_path, rows, {goal: {"last_days": 40}}))
    ours, *others = measured.lines
    assert ours.n > 350
    if goal == "churn":
        assert ours.values["auc"] > max(line.values["auc"] for line in others) - 0.02
        assert ours.values["calibration_error"] < 0.1
        assert measured.figures["horizon_days"] == 40
    else:
        assert ours.values["mae"] < min(line.values["mae"] for line in others)


@pytest.mark.long
@pytest.mark.parametrize("goal", ["churn", "clv"])
def test_a_log_that_is_too_small_says_so(tmp_path: Path, goal: str) -> None:
    log = log_of(tmp_path, ["a,2026-01-02,tee,9", "b,2026-02-02,tee,9"], {})
    with pytest.raises(LogUnreadable) as trouble:
        goal_named(goal)(log)
    assert goal in trouble.value.sentence.zh
    assert goal in trouble.value.sentence.en
