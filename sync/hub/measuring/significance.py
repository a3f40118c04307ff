"""How far a mean is to be trusted, and whether one method did better than another on the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 1_000


def standard_error(values: Sequence[float]) -> float:
    """Return the standard error of a mean; 0 for fewer than two values."""
    if len(values) < 2:
        return 0.0
    return float(np.std(np.asarray(values, dtype=np.float64), ddof=1)) / math.sqrt(len(values))


class Difference(NamedTuple):
    """By how much a method does better than another, in the mean over the same cases."""

    mean: float
    standard_error: float

    @property
    def is_one(self) -> bool:
        """Tell whether it lies outside one standard error: inside, there is no difference to speak of."""
        return abs(self.mean) > self.standard_error


def paired_bootstrap(ours: Sequence[float], theirs: Sequence[float], seed: int = 7, draws: int = DRAWS) -> Difference:
    """Compare two methods case by case: the cases are drawn again and again, both methods on the same draw."""
    if len(ours) != len(theirs):
        raise ValueError("the cases of two methods must be the same")
    if not ours:
        return Difference(0.0, 0.0)
    gains = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    dice = np.random.default_rng(seed)
    means = [float(gains[dice.integers(0, len(gains), len(gains))].mean()) for _ in range(draws)]
    return Difference(float(gains.mean()), float(np.std(means)))
