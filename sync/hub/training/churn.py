"""The chance that a member comes again: a logistic of eight features, fitted on the chain's own last periods.

At each of up to three days in the past, one horizon apart, members are described as they were then, and what they did
within the horizon says whether they came back. Seasons shift the level, so that it is put half way between what the
model makes of today's members and the share who came back in the newest period. A past that is shorter than two
horizons teaches by periods of half its length; how much higher the level is for the whole horizon, BG/NBD says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.lifetime import WEEK_DAYS, BgNbd
from posapp.domain.advice.rhythm import ChurnModel, Visits, features
from posapp.domain.advice.segments import Standing
from sync.hub.training.lifetime import fit_purchases

Floats = NDArray[np.float64]

HORIZON_DAYS = 60
"""Within which a member of a fashion chain should be seen again; a log may ask for another one."""

_PERIODS = 3
_LEAST_PAST_DAYS = 28
_SHORTEST_DAYS = 7
_LEAST_MEMBERS = 200
_LEAST_EACH = 30
_RIDGE = 1.0
_ANCHORED = 0.5
_NEARLY_ALL = 0.99


@dataclass(frozen=True, slots=True)
class Life:
    """Her past, day by day: ``days`` on which she came, ascending, and what she paid less what she got back, in fen."""

    days: tuple[int, ...]
    moved: tuple[tuple[int, int], ...]

    def before(self, day: int) -> Visits | None:
        """Return her visits as they stood before a day; None when there was none."""
        days = tuple(one for one in self.days if one < day)
        return Visits(days, max(sum(fen for when, fen in self.moved if when < day), 0)) if days else None

    def standing(self, tomorrow: int) -> Standing | None:
        """Return what the ledger says of her before a day; None while she bought nothing."""
        bought = [day for day, fen in self.moved if day < tomorrow and fen > 0]
        if not bought:
            return None
        spent = sum(fen for day, fen in self.moved if day < tomorrow)
        return Standing(tomorrow - 1 - bought[-1], len(bought), max(spent, 0))

    def came(self, first: int, until: int) -> bool:
        """Tell whether she came on a day from ``first`` up to, but not on, ``until``."""
        return any(first <= day < until for day in self.days)


@dataclass(frozen=True, slots=True)
class _Period:
    """Members as they were on a day, and which of them came back within the horizon."""

    table: Floats
    came: Floats


def learn_churn(lives: Mapping[str, Life], tomorrow: int, horizon_days: int = HORIZON_DAYS) -> ChurnModel | None:
    """Return the model by what happened before ``tomorrow``; None where the past is too short or too few came or left.

    Takes some seconds for 30,000 members.
    """
    first = min((life.days[0] for life in lives.values() if life.days), default=tomorrow)
    taught_days = min(horizon_days, (tomorrow - first) // 2)
    periods = list(_periods(lives, first, tomorrow, taught_days))
    today = [visits for life in lives.values() if (visits := life.before(tomorrow)) is not None]
    purchases = fit_purchases([visits.buying(tomorrow - 1) for visits in today])
    if not periods or purchases is None:
        return None
    came = np.concatenate([period.came for period in periods])
    if len(came) < _LEAST_MEMBERS or min(came.sum(), len(came) - came.sum()) < _LEAST_EACH:
        return None
    weights, bias = logistic(np.vstack([period.table for period in periods]), came)
    model = ChurnModel(taught_days, tuple(map(float, weights)), bias, middle_gap(today), purchases.model)
    scores = _table(today, tomorrow, model) @ weights + bias
    level = _mean_chance(scores + _ANCHORED * _shift(scores, float(periods[0].came.mean())))
    if taught_days < horizon_days:
        level = min(level * _longer(purchases.model, today, tomorrow, taught_days, horizon_days), _NEARLY_ALL)
        model = replace(model, horizon_days=horizon_days)
        scores = _table(today, tomorrow, model) @ weights + bias
    return replace(model, bias=bias + _shift(scores, level))


def _longer(purchases: BgNbd, today: Sequence[Visits], tomorrow: int, days: int, more_days: int) -> float:
    """Return how many times as many members come within ``more_days`` as within ``days``."""

    def share(within: int) -> float:
        expected = [purchases.expected(visits.buying(tomorrow - 1), within / WEEK_DAYS) for visits in today]
        return float(np.mean(1 - np.exp(-np.array(expected))))

    return share(more_days) / max(share(days), 1e-9)


def _periods(lives: Mapping[str, Life], first: int, tomorrow: int, horizon_days: int) -> Iterator[_Period]:
    """Yield the periods with enough of a past before them, the newest first; the log begins on ``first``."""
    if horizon_days < _SHORTEST_DAYS:
        return
    for place in range(1, _PERIODS + 1):
        cut = tomorrow - place * horizon_days
        if cut - first < min(horizon_days, _LEAST_PAST_DAYS):
            return
        known = [(life, visits) for life in lives.values() if (visits := life.before(cut)) is not None]
        everybody = [visits for _, visits in known]
        purchases = fit_purchases([visits.buying(cut - 1) for visits in everybody])
        if purchases is None:
            return
        came = np.array([life.came(cut, cut + horizon_days) for life, _ in known], dtype=float)
        yield _Period(_table(everybody, cut, _unweighted(horizon_days, everybody, purchases.model)), came)


def _unweighted(horizon_days: int, everybody: Sequence[Visits], purchases: BgNbd) -> ChurnModel:
    return ChurnModel(horizon_days, (), 0.0, middle_gap(everybody), purchases)


def _table(everybody: Sequence[Visits], tomorrow: int, model: ChurnModel) -> Floats:
    return np.array([features(visits, tomorrow - 1, model) for visits in everybody])


def middle_gap(everybody: Sequence[Visits]) -> float:
    """Return the middle of the members' usual gaps, in days; 30 where nobody came twice."""
    gaps = [gap for visits in everybody if (gap := visits.usual_gap) is not None]
    return float(median(gaps)) if gaps else 30.0


def logistic(table: Floats, labels: Floats) -> tuple[Floats, float]:
    """Return the weights and the bias of a ridge logistic, by Newton's method on standardised features."""
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-9)
    x = np.column_stack([(table - mean) / spread, np.ones(len(table))])
    penalty = np.array([_RIDGE] * table.shape[1] + [0.0])
    found = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (chance - labels) + penalty * found
        curvature = (x * np.maximum(chance * (1 - chance), 1e-9)[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def _shift(scores: Floats, share: float) -> float:
    """Return by how much to move every score so that the mean chance is ``share``."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if _mean_chance(scores + middle) < share:
            low = middle
        else:
            high = middle
    return low


def _mean_chance(scores: Floats) -> float:
    return float(np.mean(1 / (1 + np.exp(-np.clip(scores, -50, 50)))))
