"""The weights of the blend: a logistic fit on the chain's own last period, with a floor.

A pack as it would have been four weeks ago scores members for whom we know what they bought since. Half of them fit
the weights, the other half measure them; a blend that does worse than best sellers there is not used.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.answers import Source
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import GLOBAL, PERSONAL, Scores, global_value
from sync.hub.training.past import ChainPast

Floats = NDArray[np.float64]

SOURCES: tuple[Source, ...] = (*PERSONAL, *GLOBAL)

FIXED: Mapping[Source, float] = {
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
"""What a chain starts with, before it has a period to learn from.

``cheaper`` stays as it is: the past does not tell what was on offer when.
"""

FIXED_DISLIKE = 1.0

_NEGATIVES = 30
_MOST_MEMBERS = 500
_LEAST_MEMBERS = 60
_DRAW_TOWARDS_FIXED = 0.02
_TOP = 10


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights and what was measured on members who did not fit them: the share of their purchases in the first ten."""

    weights: Mapping[Source, float]
    dislike: float
    notes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Case:
    """A member as she was at the cut, and the places of the new styles that she bought since."""

    scores: Scores
    bought: frozenset[int]


def learn_blend(earlier: Pack, past: ChainPast, cut: int, seed: int = 7) -> Blend:
    """Fit on what members bought from ``cut`` on; ``earlier`` is the pack as of ``cut``, with unit weights."""
    dice = random.Random(seed)
    cases = _cases(earlier, past, cut, dice)
    if len(cases) < _LEAST_MEMBERS:
        return Blend(FIXED, FIXED_DISLIKE, {"members": len(cases)})
    half = len(cases) // 2
    features, labels = _table(earlier, cases[:half], dice)
    fitted = _logistic(features, labels)
    start = _start()
    unseen = [_whole_table(earlier, case) for case in cases[half:]]
    measured = {"fitted": _hits(unseen, fitted), "fixed": _hits(unseen, start)}
    only_popular = np.array([1.0 if source == "popular" else 0.0 for source in SOURCES] + [0.0])
    popular = _hits(unseen, only_popular)
    notes = {"members": len(cases), "popular": popular, **measured}
    chosen = fitted if measured["fitted"] >= max(measured["fixed"], popular) else start
    weights = {source: round(float(chosen[i]), 4) for i, source in enumerate(SOURCES)}
    return Blend(weights, round(float(chosen[-1]), 4), {name: round(value, 4) for name, value in notes.items()})


def _start() -> Floats:
    return np.array([FIXED[source] for source in SOURCES] + [FIXED_DISLIKE])


def _cases(pack: Pack, past: ChainPast, cut: int, dice: random.Random) -> list[_Case]:
    found = []
    for member in sorted(past.lives):
        life = past.lives[member]
        since = {pack.place[h.style_id] for h in past.kept[member] if h.at_ms >= cut and h.style_id in pack.place}
        if not since:
            continue
        scores = Scores(pack, [h for h in life if h.at_ms < cut], cut)
        if bought := frozenset(since - scores.owned):
            found.append(_Case(scores, bought))
    dice.shuffle(found)
    return found[:_MOST_MEMBERS]


def _row(pack: Pack, scores: Scores, place: int) -> list[float]:
    style = pack.styles[place]
    personal = [scores.channels[source].value(place) for source in PERSONAL]
    season = scores.season
    return [*personal, *(global_value(source, style, season) for source in GLOBAL), -scores.disliked.value(place)]


def _table(pack: Pack, cases: Sequence[_Case], dice: random.Random) -> tuple[Floats, Floats]:
    features, labels = [], []
    everything = range(len(pack.styles))
    for case in cases:
        for place in sorted(case.bought):
            features.append(_row(pack, case.scores, place))
            labels.append(1.0)
        for place in dice.sample(everything, min(_NEGATIVES, len(everything))):
            if place not in case.bought and place not in case.scores.owned:
                features.append(_row(pack, case.scores, place))
                labels.append(0.0)
    return np.array(features), np.array(labels)


def _logistic(features: Floats, labels: Floats) -> Floats:
    """Return non-negative coefficients by projected gradient descent, drawn lightly towards the fixed ones."""
    start = _start()
    weights, bias = start.copy(), -3.0
    rate = 4.0
    for _ in range(600):
        chance = 1 / (1 + np.exp(-(features @ weights + bias)))
        error = chance - labels
        gradient = features.T @ error / len(labels) + _DRAW_TOWARDS_FIXED * 0.01 * (weights - start)
        weights = np.maximum(weights - rate * gradient, 0.0)
        bias -= rate * error.mean()
    return np.asarray(weights)


def _whole_table(pack: Pack, case: _Case) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the features of every style she does not own, and which of them she bought."""
    places = [i for i in range(len(pack.styles)) if i not in case.scores.owned]
    table = np.array([_row(pack, case.scores, place) for place in places])
    return table, np.array([place in case.bought for place in places])


def _hits(unseen: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats) -> float:
    """Return the mean share of what members bought that is among the first ten."""
    shares = []
    for table, bought in unseen:
        first = np.argsort(-(table @ weights), kind="stable")[:_TOP]
        shares.append(bought[first].sum() / bought.sum())
    return float(np.mean(shares))
