"""What must not get worse while one list sells better: returns, the price that was kept, minutes at the counter.

A guard warns as soon as its figure is worse beyond chance; unlike a winner, a warning may be early. It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Guarded = Literal["returned", "price_kept", "minutes"]
GUARDED: tuple[Guarded, ...] = ("returned", "price_kept", "minutes")
"""``returned``: share of the attributed pieces that came back · ``price_kept``: what was paid of the shelf price ·
``minutes``: from the suggestions to the paid sale of the same visit."""

_WORSE_UP = frozenset({"returned", "minutes"})

BEYOND_CHANCE = 2.576
"""Standard errors that equal arms are apart in one of a hundred looks."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many values, with their variance."""

    count: int = 0
    mean: float = 0.0
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Guard:
    """A guarded figure in both arms. ``is_worse``: beyond chance, in the arm that is tried."""

    what: Guarded
    usual: Mean
    tried: Mean
    is_worse: bool


def mean_of(values: list[float]) -> Mean:
    """Return the mean of values; of none, a mean of no weight."""
    count = len(values)
    if not count:
        return Mean()
    mean = sum(values) / count
    variance = sum((value - mean) ** 2 for value in values) / (count - 1) if count > 1 else 0.0
    return Mean(count, mean, variance)


def guard(what: Guarded, usual: Mean, tried: Mean) -> Guard:
    """Compare a figure of both arms."""
    if usual.count < 2 or tried.count < 2:
        return Guard(what, usual, tried, is_worse=False)
    spread = sqrt(usual.variance / usual.count + tried.variance / tried.count)
    harm = (tried.mean - usual.mean) * (1 if what in _WORSE_UP else -1)
    return Guard(what, usual, tried, is_worse=harm > BEYOND_CHANCE * spread)
