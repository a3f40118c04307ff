"""How far each forecast is trusted: by what it would have foretold at earlier instants, over all lines together.

A line alone sells too seldom to say which forecast suits it; all lines of a chain together do. So one set of weights is
found for all, none below 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sync.hub.forecast.series import Floats, SalesSeries, Wholes
from sync.hub.forecast.smoothing import METHODS, levels_of, roughness

ORIGINS = 4
"""From so many earlier instants it is foretold, one horizon apart."""

LEAST_HISTORY = 8
"""Earlier than so many periods after the beginning nothing is foretold."""

_PRIOR = 20.0
"""So many lines' worth of belief that all forecasts are equally good: what a chain with three articles goes by."""


@dataclass(frozen=True)
class Window:
    """What was known at an instant, what came, and what each forecast had said."""

    known: SalesSeries
    came: Floats  # pieces in each period of the horizon
    said: Floats  # a column for each of METHODS
    scale: Floats

    @property
    def judged(self) -> Wholes:
        """Return the lines that an error can be told of."""
        return np.flatnonzero(self.scale > 0)


def windows(series: SalesSeries, horizon: int, origins: int = ORIGINS) -> list[Window]:
    """Return the back-test: the newest instant first, fewer where there is too little past."""
    return list(_windows(series, horizon, origins))


def _windows(series: SalesSeries, horizon: int, origins: int) -> Iterator[Window]:
    for back in range(1, origins + 1):
        origin = series.periods - back * horizon
        if origin < LEAST_HISTORY:
            return
        known = series.before(origin)
        if known.keys:
            came = series.pieces[series.since < origin, origin : origin + horizon]
            yield Window(known, came, levels_of(known), roughness(known))


def weights(tested: Sequence[Window]) -> Floats:
    """Return a weight for each of ``METHODS`` with the least squared scaled error; equal ones without a back-test."""
    from scipy.optimize import nnls

    equal = np.full(len(METHODS), 1 / len(METHODS))
    said, came = _scaled(tested)
    size = np.sqrt((said**2).mean()) if len(said) else 0.0
    if not size:
        return equal
    pull = size * np.sqrt(_PRIOR) * np.eye(len(METHODS))
    found: Floats = nnls(np.vstack([said, pull]), np.concatenate([came, pull @ equal]))[0]
    return found


def rmsse(came: Floats, said: Floats, scale: Floats) -> Floats:
    """Return the root mean squared scaled error of each line; ``scale`` must be above 0."""
    errors: Floats = np.sqrt(((came - said[:, None]) ** 2).mean(axis=1) / scale)
    return errors


def _scaled(tested: Sequence[Window]) -> tuple[Floats, Floats]:
    """Return what was said and the mean of what came, each line divided by its scale."""
    said, came = [np.zeros((0, len(METHODS)))], [np.zeros(0)]
    for window in tested:
        lines = window.judged
        scale = np.sqrt(window.scale[lines])
        said.append(window.said[lines] / scale[:, None])
        came.append(window.came[lines].mean(axis=1) / scale)
    return np.concatenate(said), np.concatenate(came)
