"""Coefficients of the two models of fit: which of three outcomes, and which of several sizes.

Both are logistic models fitted by maximum likelihood with a light pull towards where they start, on columns brought to
one scale, and handed out for the columns as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_PULL = 30.0
"""How many cases' worth of doubt there is, by column, that a coefficient lies where it starts."""

_LEAST_SCALE = 0.2
_LEAST_CHANCE = 1e-12
_MOST_ROUNDS = 200


def outcome_coefficients(table: Floats, outcome: Places, start: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return coefficients of outcome 0 and of outcome 2 against 1; the first column is constant."""
    scale = _scale(table)
    columns = table / scale
    begin = np.concatenate([start[0] * scale, start[1] * scale])
    width = table.shape[1]
    is_small, is_big = outcome == 0, outcome == 2

    def loss(weights: Floats) -> tuple[float, Floats]:
        small, big = columns @ weights[:width], columns @ weights[width:]
        whole = np.logaddexp(np.logaddexp(small, big), 0.0)
        away = weights - begin
        value = float(whole.sum() - small[is_small].sum() - big[is_big].sum() + _PULL * away @ away / 2)
        gradient = [columns.T @ (np.exp(small - whole) - is_small), columns.T @ (np.exp(big - whole) - is_big)]
        return value, np.concatenate(gradient) + _PULL * away

    found = _least(loss, begin)
    return found[:width] / scale, found[width:] / scale


def choice_coefficients(table: Floats, case: Places, is_possible: NDArray[np.bool_], start: Floats) -> Floats:
    """Return coefficients of the rows' features. Cases are numbered from 0, and rows of a case stand together.

    In each case one row was right: it is one of those that are possible, and they may be several where all that is
    known is which ones it was not.
    """
    scale = _scale(table)
    columns = table / scale
    begin = start * scale

    def loss(weights: Floats) -> tuple[float, Floats]:
        chances = softmax(columns @ weights, case)
        possible = np.where(is_possible, chances, 0.0)
        whole = np.maximum(np.bincount(case, possible), _LEAST_CHANCE)
        away = weights - begin
        value = float(-np.log(whole).sum() + _PULL * away @ away / 2)
        return value, columns.T @ (chances - possible / whole[case]) + _PULL * away

    return _least(loss, begin) / scale


def softmax(scores: Floats, case: Places) -> Floats:
    """Return chances that add up to 1 in each case."""
    starts = np.flatnonzero(np.diff(case, prepend=-1))
    highest = np.maximum.reduceat(scores, starts)
    heights = np.exp(scores - highest[case])
    return np.asarray(heights / np.add.reduceat(heights, starts)[case])


def log_likelihood(table: Floats, case: Places, is_possible: NDArray[np.bool_], coefficients: Floats) -> float:
    """Return the mean logarithm of the chance that was given to what was possible."""
    chances = softmax(table @ coefficients, case)
    whole = np.bincount(case, np.where(is_possible, chances, 0.0))
    return float(np.log(np.maximum(whole, _LEAST_CHANCE)).mean())


def as_table(rows: Sequence[Sequence[float]]) -> Floats:
    """Return rows of features as a table."""
    return np.asarray(rows, dtype=np.float64)


def _scale(table: Floats) -> Floats:
    """Return the spread of each column; what is seldom other than 0 gets no larger a coefficient for that."""
    scale = table.std(axis=0)
    return np.asarray(np.maximum(scale, _LEAST_SCALE))


def _least(loss: Callable[[Floats], tuple[float, Floats]], begin: Floats) -> Floats:
    from scipy.optimize import minimize  # 0.4 s: a hub's start does not pay for it

    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_ROUNDS}).x)
