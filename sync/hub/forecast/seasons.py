"""The season of a chain: how much more it sold a year ago in the periods to come than in those before.

One article sells too little to show its season, a chain does not. A year ago is believed as far as it would have helped
at earlier instants.
"""

from __future__ import annotations

import numpy as np

from sync.hub.forecast.backtest import ORIGINS
from sync.hub.forecast.series import Floats
from sync.hub.forecast.smoothing import RECENT

_BELIEFS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST = 3.0
"""A factor beyond this, or below one in so many, is a shop that opened or closed, not a season."""


def season(total: Floats, horizon: int, per_year: int) -> float:
    """Return what forecasts of the next ``horizon`` periods are multiplied by, 1 without a whole year before.

    ``total`` is what the chain sold in each period, in any unit. Where there is no earlier year to test it on, half of
    what a year ago says is believed.
    """
    came = _a_year_ago(total, horizon, per_year)
    if came is None:
        return 1.0
    tested = []
    for back in range(1, ORIGINS + 1):
        known = total[: len(total) - back * horizon]
        said = _a_year_ago(known, horizon, per_year)
        if said is None:
            break
        truth = total[len(known) : len(known) + horizon].mean() / known[-RECENT:].mean()
        tested.append((said, truth))
    if not tested:
        return 1 + (came - 1) / 2
    errors = [sum((1 + belief * (said - 1) - truth) ** 2 for said, truth in tested) for belief in _BELIEFS]
    return 1 + _BELIEFS[int(np.argmin(errors))] * (came - 1)


def _a_year_ago(total: Floats, horizon: int, per_year: int) -> float | None:
    """Return the factor that a year ago would have been right, without what the chain grew by since."""
    then = len(total) - per_year
    if then < RECENT or then + horizon > len(total):
        return None
    before, after, now = total[then - RECENT : then].mean(), total[then:][:horizon].mean(), total[-RECENT:].mean()
    if min(before, after, now) <= 0:
        return None
    grown = (now / before) ** ((RECENT + horizon) / 2 / per_year)
    return float(np.clip(after / before / grown, 1 / _MOST, _MOST))
