"""From what was sold to what will be: the one function that the nights and the measuring call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hub.forecast import hierarchy, levels, seasons
from sync.hub.forecast.backtest import LEAST_HISTORY, ORIGINS, Window, rmsse, weights, windows
from sync.hub.forecast.series import PER_YEAR, Floats, SalesSeries
from sync.hub.forecast.smoothing import METHODS, levels_of, roughness


@dataclass(frozen=True)
class Foretold:
    """What the lines are expected to sell in each of the next ``horizon`` periods, and how good that would have been.

    ``error`` is the back-test's RMSSE of each line, NaN where there was nothing to test.
    ``chance`` is asked of the curve for ``service``. ``trust`` has the weight of each method.
    """

    series: SalesSeries
    horizon: int
    mean: Floats
    error: Floats
    chance: float
    season: float
    trust: dict[str, float]

    def lasting(self, periods: float) -> Floats:
        """Return the pieces that last through so many periods at the service level."""
        return levels.lasting(self.series, self._level, periods, self.chance)

    def between(self, periods: float, low: float, high: float) -> tuple[Floats, Floats]:
        """Return the pieces that will be sold in so many periods at least and at most, with two chances."""
        mean = self._level
        least, most = (levels.lasting(self.series, mean, periods, chance) for chance in (low, high))
        return least, most

    @property
    def _level(self) -> Floats:
        return levels.expected(self.series) * self.season


def foretell(series: SalesSeries, horizon: int, service: float = 0.95) -> Foretold:
    """Foretell the next ``horizon`` periods of every line."""
    tested = windows(series, min(horizon, max((series.periods - LEAST_HISTORY) // ORIGINS, 1)))
    trust = weights(tested)
    season = seasons.season(_together(series), horizon, PER_YEAR[series.step])
    mean = hierarchy.reconcile(series, levels_of(series) @ trust, tested, trust) * season
    error = _errors(series, tested, trust)
    return Foretold(
        series=series,
        horizon=horizon,
        mean=mean,
        error=error,
        chance=levels.asked_chance(tested, service),
        season=season,
        trust=dict(zip(METHODS, map(float, trust), strict=True)),
    )


def _together(series: SalesSeries) -> Floats:
    """Return what all lines sold by period, each on its own scale: one that sells by the thousand is no chain."""
    scale = np.sqrt(roughness(series))[:, None]
    scaled = np.divide(series.pieces, scale, out=np.zeros_like(series.pieces), where=scale > 0)
    total: Floats = scaled.sum(axis=0)
    return total


def _errors(series: SalesSeries, tested: list[Window], trust: Floats) -> Floats:
    """Return each line's mean RMSSE over the windows that know it."""
    place = {key: i for i, key in enumerate(series.keys)}
    total, count = np.zeros(len(place)), np.zeros(len(place))
    for window in tested:
        lines = window.judged
        mine = np.array([place[window.known.keys[line]] for line in lines], np.int64)
        errors = rmsse(window.came[lines], window.said[lines] @ trust, window.scale[lines])
        np.add.at(total, mine, errors)
        np.add.at(count, mine, 1)
    mean: Floats = np.divide(total, count, out=np.full(len(place), np.nan), where=count > 0)
    return mean
