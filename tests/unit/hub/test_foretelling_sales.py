"""What articles will sell: three forecasts worked out by hand, and what a chain of known truth must show."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sync.hub.forecast import hierarchy, levels, seasons
from sync.hub.forecast.backtest import weights, windows
from sync.hub.forecast.foretelling import foretell
from sync.hub.forecast.series import Floats, Key, SalesSeries, edges_back_from, series_of
from sync.hub.forecast.smoothing import levels_of, mean_of_recent, roughness, ses, tsb
from sync.hub.history.settings import beginning_of
from sync.hub.measuring.demand import croston, sba


def lines(*pieces: list[float], since: tuple[int, ...] = (), category: str = "dress") -> SalesSeries:
    """Return lines of weeks; they are all there from the first week on unless ``since`` says otherwise."""
    table = np.array(pieces, dtype=np.float64)
    keys = tuple(Key("jingan", f"v{i}", category) for i in range(len(table)))
    began = np.array(since or (0,) * len(table), np.int64)
    return SalesSeries(keys, table, began, np.full(len(table), table.shape[1]), "week")


def a_chain(count: int = 400, weeks: int = 60, seed: int = 3) -> SalesSeries:
    """Return lines whose true rates are known to lie around one piece a week, most of them below."""
    dice = np.random.default_rng(seed)
    rates = dice.gamma(0.7, 1.2, count)
    table = dice.poisson(rates[:, None], (count, weeks)).astype(np.float64)
    keys = tuple(Key(f"shop{i % 2}", f"v{i}", f"category{i % 5}") for i in range(count))
    return SalesSeries(keys, table, np.zeros(count, np.int64), np.full(count, weeks), "week")


def test_smoothing_is_what_a_pocket_calculator_gives() -> None:
    # It begins at (2+0+0+2)/4 = 1: 1.2, 0.96, 0.768, 1.0144, 1.61152.
    assert ses(lines([2, 0, 0, 2, 4]), alpha=0.2) == pytest.approx([1.61152])


def test_tsb_smooths_the_chance_of_a_sale_and_its_size_apart() -> None:
    # The chance begins at 2/4: 0.55, 0.495, 0.4455, 0.50095, 0.550855; the size at 2: 2, 2, 2.4 after the last sale.
    assert tsb(lines([2, 0, 0, 2, 4]), alpha=0.2, beta=0.1) == pytest.approx([0.550855 * 2.4])


def test_croston_and_sba_are_what_their_papers_say() -> None:
    # Size 2, pause 1 at first; then 2 + 0.1·0 and 1 + 0.1·(3-1) = 1.2;
    # then 2 + 0.1·2 = 2.2 and 1.2 + 0.1·(1-1.2) = 1.18.
    assert croston(lines([2, 0, 0, 2, 4])) == pytest.approx([2.2 / 1.18])
    assert sba(lines([2, 0, 0, 2, 4])) == pytest.approx([2.2 / 1.18 * 0.95])
    assert croston(lines([0, 0, 0])) == pytest.approx([0])


def test_the_mean_of_eight_counts_no_week_before_an_article_was_there() -> None:
    series = lines([0, 0, 0, 0, 3, 1], [1, 1, 1, 1, 1, 1], since=(4, 0))
    assert mean_of_recent(series) == pytest.approx([2, 1])
    assert ses(series, alpha=0.5) == pytest.approx([1.75, 1])  # begins at (3+1)/2 = 2: 2.5, 1.75


def test_what_never_changed_has_no_scale_for_errors() -> None:
    assert roughness(lines([1, 1, 1, 1], [0, 2, 0, 2])) == pytest.approx([0, 4])


def test_what_nobody_buys_any_more_fades_away() -> None:
    died = lines([3.0] * 20 + [0.0] * 20)
    assert ses(died)[0] < 0.05
    assert mean_of_recent(died)[0] == 0
    assert croston(died)[0] == pytest.approx(3)  # this is why it is not one of ours


def test_one_with_too_little_past_trusts_all_alike() -> None:
    series = lines([1, 0, 2])
    assert windows(series, 3) == []
    assert weights([]) == pytest.approx([1 / 3] * 3)
    told = foretell(series, 3)
    assert told.mean[0] == pytest.approx(levels_of(series).mean())
    assert np.isnan(told.error).all()


def test_nothing_at_all_is_foretold_of_nothing() -> None:
    empty = SalesSeries((), np.zeros((0, 30)), np.zeros(0, np.int64), np.zeros(0, np.int64), "week")
    assert foretell(empty, 3).mean.shape == (0,)


def test_the_back_test_never_sees_what_it_is_asked() -> None:
    series = a_chain(50)
    for window in windows(series, 3):
        origin = window.known.periods
        changed = series.pieces.copy()
        changed[:, origin:] = 99
        again = SalesSeries(series.keys, changed, series.since, series.until, "week").before(origin)
        assert np.array_equal(levels_of(again), window.said)


def test_a_steady_chain_is_foretold_without_bias_and_no_worse_than_by_any_single_forecast() -> None:
    series = a_chain()
    known, came = series.before(57), series.pieces[:, 57:]
    told = foretell(known, 3)
    assert told.mean.sum() * 3 == pytest.approx(came.sum(), rel=0.05)

    def missed(said: Floats) -> float:
        return float(((came.mean(axis=1) - said) ** 2).mean())

    assert missed(told.mean) <= min(missed(said) for said in levels_of(known).T) * 1.05


def test_variants_add_up_to_their_categories_and_these_to_the_shop() -> None:
    series = a_chain()
    tested = windows(series, 3)
    said = levels_of(series).mean(axis=1)
    made = hierarchy.reconcile(series, said, tested, np.full(3, 1 / 3))
    assert (made >= 0).all()
    assert made.shape == said.shape
    shops = hierarchy.add_up(series, lambda key: key.shop_id)
    steady = mean_of_recent(shops.series, 30)
    assert shops.totals(made) == pytest.approx(steady, rel=0.15)


def test_an_article_that_sells_by_the_thousand_does_not_move_its_neighbours() -> None:
    dice = np.random.default_rng(5)
    table = np.vstack([dice.poisson(1, (40, 60)), dice.poisson(1, 60) * 4_000.0]).astype(np.float64)
    table[-1, 50:] *= 3
    keys = tuple(Key("jingan", f"v{i}", "dress") for i in range(41))
    series = SalesSeries(keys, table, np.zeros(41, np.int64), np.full(41, 60), "week")
    assert foretell(series, 3).mean[:40].mean() == pytest.approx(1, rel=0.25)


def test_what_is_missing_in_a_category_is_laid_on_those_of_whom_least_is_known() -> None:
    dice = np.random.default_rng(6)
    table = np.vstack([dice.poisson(1, (40, 60)), dice.poisson(1, 60) * 4_000.0]).astype(np.float64)
    keys = tuple(Key("jingan", f"v{i}", "dress") for i in range(41))
    series = SalesSeries(keys, table, np.zeros(41, np.int64), np.full(41, 60), "week")
    halves = np.full(3, 1 / 6)
    said = levels_of(series) @ halves
    made = hierarchy.reconcile(series, said, windows(series, 3), halves)
    assert made[:40] == pytest.approx(said[:40], abs=0.05)
    assert made[40] > said[40] * 1.5


def test_last_years_season_lifts_this_years_forecast() -> None:
    weeks = np.arange(104)
    total: Floats = 100 + 60 * np.sin(weeks * 2 * np.pi / 52)
    until = 52 + 39  # the low of the year: from here on it rises
    lift = seasons.season(total[:until], 4, 52)
    truth = total[until : until + 4].mean() / total[until - 8 : until].mean()
    assert lift == pytest.approx(truth, rel=0.1)


def test_a_chain_that_only_grows_has_no_season() -> None:
    total: Floats = 100 * 1.01 ** np.arange(100, dtype=np.float64)
    assert seasons.season(total, 4, 52) == pytest.approx(1, abs=0.01)


def test_less_than_a_year_says_nothing_of_seasons() -> None:
    assert seasons.season(np.arange(1.0, 50.0), 4, 52) == 1


def test_a_level_lasts_in_as_many_lead_times_as_was_wanted() -> None:
    series = a_chain(1_500, 80)
    told = foretell(series.before(78), 2)
    came = series.pieces[:, 78:].sum(axis=1)
    has_sold = (series.pieces[:, :78] > 0).any(axis=1)
    assert 0.93 <= (came <= told.lasting(2))[has_sold].mean() <= 0.985
    low, high = told.between(2, 0.1, 0.9)
    assert (low <= high).all()


def test_nothing_lasts_longer_with_fewer_pieces() -> None:
    mean = np.array([0.0, 0.3, 2.0, 9.0])
    spread = np.array([0.0, 0.3, 5.0, 40.0])
    chances = [levels.quantile(mean, spread, chance) for chance in (0.5, 0.8, 0.95, 0.99)]
    assert chances[0][0] == 0
    for less, more in pairwise(chances):
        assert (less <= more).all()


def test_weeks_end_with_the_last_day_and_months_begin_with_the_first() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    weeks = edges_back_from(date(2026, 3, 1), date(2026, 2, 10), "week", zone)
    assert weeks == [beginning_of(date(2026, 2, day), zone) for day in (15, 22)] + [
        beginning_of(date(2026, 3, 1), zone)
    ]
    months = edges_back_from(date(2026, 3, 1), date(2025, 12, 20), "month", zone)
    assert months == [beginning_of(day, zone) for day in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))]


def test_a_log_that_writes_zeros_down_says_when_an_article_was_there() -> None:
    counted = [
        ("", "lamp", "", None, 1, 0, True),
        ("", "lamp", "", None, 2, 3, False),
        ("", "bulb", "", None, 0, 1, False),
        ("", "bulb", "", None, 3, 1, False),
    ]
    series = series_of(counted, range(5), "month")
    assert series.since.tolist() == [1, 0]
    assert series.until.tolist() == [3, 4]
    assert series.pieces.tolist() == [[0, 0, 3, 0], [1, 0, 0, 1]]


def test_an_article_is_there_from_its_launch_on_unless_somebody_bought_it_before() -> None:
    counted = [("", "dress", "", 250, 3, 1, False), ("", "early", "", 350, 1, 1, False)]
    series = series_of(counted, range(0, 500, 100), "week")
    assert series.since.tolist() == [2, 1]
