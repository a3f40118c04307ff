"""Three forecasts of one level, each for all lines at once: simple exponential smoothing, TSB and the mean of eight.

All give the pieces expected in any one of the next periods. What items sell that die out decides what is here: a
forecast that waits for the next sale (Croston, SBA) stays up for ever when nobody buys any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sync.hub.forecast.series import Floats, SalesSeries, Wholes

FIRST = 4
"""The first periods, at most so many, say where smoothing begins."""

RECENT = 8


def ses(series: SalesSeries, alpha: float = 0.2) -> Floats:
    """Return simple exponential smoothing: ``level ← level + α (pieces - level)``."""
    level = _beginning(series.pieces, series.since)
    for period in range(series.periods):
        is_there = period >= series.since
        level = np.where(is_there, level + alpha * (series.pieces[:, period] - level), level)
    return level


def tsb(series: SalesSeries, alpha: float = 0.2, beta: float = 0.1) -> Floats:
    """Return the forecast of Teunter, Syntetos and Babai (2011): chance of a sale × its size.

    The chance is smoothed in every period, with ``beta``; the size only when something was sold, with ``alpha``.
    """
    has_sold = series.pieces > 0
    chance = _beginning(has_sold.astype(np.float64), series.since)
    size = series.pieces[np.arange(len(series.keys)), has_sold.argmax(axis=1)] if series.periods else chance
    for period in range(series.periods):
        is_there, sold = period >= series.since, has_sold[:, period]
        chance = np.where(is_there, chance + beta * (sold - chance), chance)
        size = np.where(sold, size + alpha * (series.pieces[:, period] - size), size)
    return chance * size


def mean_of_recent(series: SalesSeries, periods: int = RECENT) -> Floats:
    """Return the mean of the last periods, of fewer for what was not there so long."""
    there = np.minimum(series.periods - series.since, periods)
    total: Floats = series.pieces[:, max(0, series.periods - periods) :].sum(axis=1)
    return total / np.maximum(there, 1)


METHODS: Mapping[str, Callable[[SalesSeries], Floats]] = {"ses": ses, "tsb": tsb, "mean": mean_of_recent}
"""In the order of their weights."""


def levels_of(series: SalesSeries) -> Floats:
    """Return a column for each of ``METHODS``."""
    return np.stack([method(series) for method in METHODS.values()], axis=1)


def roughness(series: SalesSeries) -> Floats:
    """Return the mean squared change from one period to the next, 0 for what never changed: the scale of errors."""
    changes = np.diff(series.pieces, axis=1) ** 2
    counts = np.arange(1, series.periods) > series.since[:, None]
    mean: Floats = (changes * counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    return mean


def _beginning(values: Floats, since: Wholes) -> Floats:
    """Return the mean of the first ``FIRST`` columns from ``since`` on."""
    columns = np.arange(values.shape[1])
    is_first = (columns >= since[:, None]) & (columns < since[:, None] + FIRST)
    mean: Floats = (values * is_first).sum(axis=1) / np.maximum(is_first.sum(axis=1), 1)
    return mean
