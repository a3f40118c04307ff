"""How many pieces last through a lead time: a negative binomial, which fits what sells by ones and sometimes by fives.

The chance that is asked of the curve is not taken on trust: what it would have achieved at earlier instants says by how
much it has to be more, or may be less, and half of that is done.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sync.hub.forecast.backtest import Window
from sync.hub.forecast.series import Floats, SalesSeries
from sync.hub.forecast.smoothing import ses

SPREAD_OVER = 26
"""The spread of a line is that of its last periods: what it was long ago says little of what it is."""

_SLOWLY = 0.1
_MOST_CHANCE = 0.999
_LEAST_LINES = 30


def quantile(mean: Floats, variance: Floats, chance: float) -> Floats:
    """Return the whole number of pieces that suffices with a chance; 0 where nothing is expected."""
    from scipy.stats import nbinom

    size, curve = _curve(mean, variance)
    found: Floats = nbinom.ppf(chance, size, curve)
    return np.where(mean > 0, found, 0.0)


def spread(series: SalesSeries, mean: Floats) -> Floats:
    """Return the variance of one period's pieces, never below a Poisson's."""
    recent = series.pieces[:, -SPREAD_OVER:]
    columns = np.arange(series.periods)[-SPREAD_OVER:]
    is_there = columns >= series.since[:, None]
    count = np.maximum(is_there.sum(axis=1), 1)
    middle = (recent * is_there).sum(axis=1) / count
    squares = ((recent - middle[:, None]) ** 2 * is_there).sum(axis=1)
    variance: Floats = np.maximum(squares / np.maximum(count - 1, 1), mean)
    return variance


def expected(series: SalesSeries) -> Floats:
    """Return the mean that a level stands on: slow smoothing.

    What foretells best is thrifty, and follows the last weeks; an order that does so leaves rails empty.
    """
    return ses(series, _SLOWLY)


def lasting(series: SalesSeries, mean: Floats, periods: float, chance: float) -> Floats:
    """Return how many pieces last through so many periods with a chance."""
    return quantile(mean * periods, spread(series, mean) * periods, chance)


def asked_chance(tested: Sequence[Window], service: float) -> float:
    """Return the chance to ask the curve for, so that a share ``service`` of the spans goes without a gap.

    Each window's horizon is one span. Half-way between what was wanted and what would have given it; what was wanted
    where too little was tested.
    """
    asked: list[Floats] = []
    for window in tested:
        has_sold = window.known.has_sold
        known, came = window.known.only(has_sold), window.came[has_sold].sum(axis=1)
        mean, span = expected(known), window.came.shape[1]
        asked.append(_chance_of_less(mean * span, spread(known, mean) * span, came))
    least = np.sort(np.concatenate(asked)) if asked else np.zeros(0)
    if len(least) < _LEAST_LINES:
        return service
    return (service + min(float(np.quantile(least, service)), _MOST_CHANCE)) / 2


def _chance_of_less(mean: Floats, variance: Floats, pieces: Floats) -> Floats:
    """Return the chance of fewer pieces than these: a level that is asked for more than this would have sufficed."""
    from scipy.stats import nbinom

    size, chance = _curve(mean, variance)
    return np.where(mean > 0, nbinom.cdf(pieces - 1, size, chance), np.where(pieces > 0, 1.0, 0.0))


def _curve(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the two parameters of a negative binomial; one with the mean's variance is a Poisson curve, the limit."""
    expected_pieces = np.maximum(mean, 1e-9)
    apart = np.maximum(variance - expected_pieces, expected_pieces * 1e-4)
    size = expected_pieces * expected_pieces / apart
    return size, size / (size + expected_pieces)
