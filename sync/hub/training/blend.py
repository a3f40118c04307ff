"""The blend's features as a table, and the logistic fit of its weights."""

from __future__ import annotations

import heapq
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
    "bought": 6.0,
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

_KEPT = 0.35
_SEED = 7
_FEW_STEPS = {"maxiter": 100}
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
    """A member as she was at the cut, and the places of the styles that she bought on her next visit.

    ``barred`` are places that are no candidates: what lies in her cart already.
    """

    scores: Scores
    bought: frozenset[int]
    barred: frozenset[int] = frozenset()


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
        barred = case.scores.owned | case.scores.refused | case.barred
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


def logistic(table: Table, plain: Floats, ridge: float) -> Floats:
    """Return the coefficients under which what was bought is likeliest, drawn towards a plain mix, within bounds.

    ``ridge`` is how strongly: without a pull a period's fashion is taken for the chain's habit. The pull is towards the
    mix at the scale at which it foretells best alone. Of what was not bought a third is enough.
    """
    from scipy.optimize import minimize

    kept = table.bought | (np.random.default_rng(_SEED).random(len(table.bought)) < _KEPT)
    features, bought = table.features[kept], table.bought[kept].astype(np.float64)
    scale = np.maximum(np.abs(features).max(axis=0), 1e-9)
    rows = np.hstack([features / scale, np.ones((len(features), 1))])
    mixed = np.stack([features @ plain, np.ones(len(features))], axis=1)
    start = minimize(lambda at: _loss(mixed, bought, at), np.array([1.0, -3.0]), jac=True, method="L-BFGS-B").x
    centre = np.append(max(float(start[0]), 0.0) * plain * scale, start[1])
    pull = np.append(np.full(len(COLUMNS), ridge), 0.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = _loss(rows, bought, weights)
        away = weights - centre
        return value + float(pull @ away**2), slope + 2 * pull * away

    bounds = [(None, None) if name in _FREE else (0.0, None) for name in COLUMNS]
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options=_FEW_STEPS)
    return np.asarray(found.x[:-1] / scale)


def _loss(rows: Floats, bought: Floats, weights: Floats) -> tuple[float, Floats]:
    scores = rows @ weights
    chance = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return float(np.sum(np.logaddexp(0, scores) - bought * scores)), rows.T @ (chance - bought)


def together(first: Table, second: Table) -> Table:
    """Return the cases of two tables as one."""
    return Table(
        np.concatenate([first.features, second.features]),
        np.concatenate([first.bought, second.bought]),
        np.concatenate([first.starts, second.starts + len(first.bought)]),
        np.concatenate([first.wanted, second.wanted]),
    )


def _near(scores: Scores) -> set[int]:
    """Return what is hers and, by each channel, what it speaks for most."""
    found = set(scores.own.of)
    for channel in scores.channels.values():
        found.update(heapq.nsmallest(_TOP_OF_HERS, channel.sums, key=lambda place: (-channel.sums[place], place)))
    return found
