"""The blend's features as a table, and the logistic fit of its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.channels import OWN
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import SOURCE_OF, Scores, global_value

Floats = NDArray[np.float64]

LEARNT: tuple[str, ...] = tuple(name for name in SOURCE_OF if name != "cheaper")
"""Features with learnt weights. ``cheaper`` stays as it is: the past does not tell what was on offer when."""

COLUMNS: tuple[str, ...] = (*LEARNT, "dislike")

FIXED: Mapping[str, float] = {
    "again": 2.0,
    "wished": 2.0,
    "tried": 1.5,
    "cheaper": 4.0,
    "bought": 3.0,
    "browsed": 2.0,
    "taste": 3.0,
    "outfit": 1.0,
    "rising": 0.5,
    "season": 1.0,
    "popular": 1.5,
}
"""What a chain starts with, before it has a period to learn from."""

FIXED_DISLIKE = 1.0

_GLOBAL = tuple(name for name in LEARNT if SOURCE_OF[name] in ("rising", "season", "popular"))
_FREE = {*_GLOBAL, *OWN} - {"season", "own_count", "own_recent", "own_fast"}
"""What may speak against a style as well. All others only ever speak for it (``dislike`` and ``season``: against), so
that a reason is never an event that lowers the score."""

_RIDGE = 1.0
_TOP_OF_ALL = 100
_TOP_OF_HERS = 50


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights and what was measured of them on members who did not fit them."""

    weights: Mapping[str, float]
    dislike: float
    half_life_days: float
    notes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A member as she was at the cut, and the places of the styles that she bought on her next visit."""

    scores: Scores
    bought: frozenset[int]


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates of cases as rows of features, those of a case one after the other from ``starts`` on.

    ``wanted`` is how many styles each case bought: some of them may be no candidate.
    """

    features: Floats
    bought: NDArray[np.bool_]
    starts: NDArray[np.int64]
    wanted: Floats

    def hits(self, weights: Floats, most: int) -> list[NDArray[np.bool_]]:
        """Return for each case which of the first ``most`` she bought."""
        case = np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.bought)]))
        ranked = self.bought[np.lexsort((-(self.features @ weights), case))]
        return [of_one[:most] for of_one in np.split(ranked, self.starts[1:])]

    def recall(self, weights: Floats, most: int) -> Floats:
        """Return for each case the share of what she bought that is among the first ``most``."""
        return np.array([hits.sum() for hits in self.hits(weights, most)]) / self.wanted


def tabulate(pack: Pack, cases: Sequence[Case], *, only_new: bool = False) -> Table:
    """Return the candidates of every case: what is hers, near to hers, and what sells best.

    ``only_new``: nothing that she has bought.
    """
    season = cases[0].scores.season if cases else "all"
    plain = np.array([[global_value(name, style, season) for name in _GLOBAL] for style in pack.styles])
    best = {int(i) for column in plain.T for i in np.argsort(-column, kind="stable")[:_TOP_OF_ALL]}
    column = {name: i for i, name in enumerate(COLUMNS)}
    global_columns = [column[name] for name in _GLOBAL]
    blocks: list[Floats] = []
    bought: list[NDArray[np.bool_]] = []
    starts: list[int] = []
    at = 0
    for case in cases:
        barred = case.scores.owned | case.scores.refused
        if only_new:
            barred |= case.scores.own.of.keys()
        places = sorted((best | _near(case.scores)) - barred)
        block = np.zeros((len(places), len(COLUMNS)))
        block[:, global_columns] = plain[places]
        hers = case.scores.personal()
        for row, place in enumerate(places):
            if place in hers:
                for name, value in case.scores.features(place).items():
                    if name in column:
                        block[row, column[name]] = value
        blocks.append(block)
        bought.append(np.array([place in case.bought for place in places], dtype=bool))
        starts.append(at)
        at += len(places)
    wanted = np.array([float(len(case.bought)) for case in cases])
    return Table(np.concatenate(blocks), np.concatenate(bought), np.array(starts), wanted)


def vector(weights: Mapping[str, float], dislike: float = 0.0) -> Floats:
    """Return weights in the order of the columns."""
    return np.array([*(weights.get(name, 0.0) for name in LEARNT), dislike])


def logistic(table: Table) -> Floats:
    """Return the coefficients under which what was bought is likeliest, by L-BFGS within their bounds."""
    from scipy.optimize import minimize

    scale = np.maximum(np.abs(table.features).max(axis=0), 1e-9)
    rows = np.hstack([table.features / scale, np.ones((len(table.features), 1))])
    bought = table.bought.astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        slope = rows.T @ (1 / (1 + np.exp(-scores)) - bought)
        slope[:-1] += 2 * _RIDGE * weights[:-1]
        value = float(np.sum(np.logaddexp(0, scores) - bought * scores) + _RIDGE * weights[:-1] @ weights[:-1])
        return value, slope

    bounds = [(None, None) if name in _FREE else (0.0, None) for name in COLUMNS]
    start = np.zeros(len(COLUMNS) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 300})
    return np.asarray(found.x[:-1] / scale)


def _near(scores: Scores) -> set[int]:
    """Return what is hers and, by each channel, what it speaks for most."""
    found = set(scores.own.of)
    for channel in scores.channels.values():
        places = sorted(channel.terms, key=lambda place: (-channel.value(place), place))
        found.update(places[:_TOP_OF_HERS])
    return found
