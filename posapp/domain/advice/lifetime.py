"""How often a member will come again and what she is worth: BG/NBD and gamma-gamma, reckoned without any library.

Both are fitted on the hub (``sync.hub.training.lifetime``) and asked here, at the scan. BG/NBD is Fader, Hardie and
Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005); gamma-gamma is Fader and Hardie's note of
2013 on the value of a visit. Time is in weeks. What is counted are days on which she bought, and of these the repeats:
her first day only says since when she is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

WEEK_DAYS = 7

_MOST_TERMS = 20_000
_ENOUGH = 1e-13
_LARGEST = 500.0
_BESIDE_ONE = 1e-6
"""The formula divides by ``a`` - 1; beside its pole it is smooth, so that it is asked a hair away."""


@dataclass(frozen=True, slots=True)
class Buying:
    """Her buying as BG/NBD sees it: how many repeats, when the last of them was, and how long she is known, in weeks.

    >>> Buying(2, 30.43, 38.86).repeats
    2
    """

    repeats: int
    last: float
    known: float


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The four parameters of BG/NBD.

    Members buy at rates of a gamma law (``r``, ``alpha`` in weeks) and each stops after a purchase with a chance of a
    beta law (``a``, ``b``).
    """

    r: float
    alpha: float
    a: float
    b: float

    def expected(self, buying: Buying, weeks: float) -> float:
        """Return on how many days she is expected to buy within the next ``weeks`` (equation 10 of the paper)."""
        x, known = buying.repeats, max(buying.known, buying.last)
        a = self.a if abs(self.a - 1) > _BESIDE_ONE else 1 + _BESIDE_ONE
        whole = a + self.b + x - 1
        horizon = self.alpha + known + weeks
        # The paper's series has terms beyond any float for whoever bought thousands of times; Euler's transformation
        # of it has not, and needs fewer of them.
        series = hypergeometric(a + self.b - 1 - self.r, a - 1, whole, weeks / horizon)
        bought = whole / (a - 1) * (1 - math.pow((self.alpha + known) / horizon, a - 1) * series)
        return max(bought, 0.0) * self.active(buying)

    def active(self, buying: Buying) -> float:
        """Return the chance that she has not stopped; 1 of whoever bought on one day alone: do not rank by it."""
        x, known = buying.repeats, max(buying.known, buying.last)
        if x == 0:
            return 1.0
        grown = (self.r + x) * math.log((self.alpha + known) / (self.alpha + buying.last))
        return 1 / (1 + self.a / (self.b + x - 1) * math.exp(min(grown, _LARGEST)))


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The three parameters of gamma-gamma; ``v`` is in fen."""

    p: float
    q: float
    v: float

    def amount(self, days: int, mean_fen: float) -> float:
        """Return what a day of hers is expected to bring, in fen: between her own mean over her days and everybody's.

        Of whoever has no day yet, it is everybody's.
        """
        return (self.v + mean_fen * days) * self.p / (self.p * days + self.q - 1)


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Return Gauss's ₂F₁(a, b; c; z) for 0 ≤ z < 1 by its series.

    >>> round(hypergeometric(1.0, 1.0, 2.0, 0.5), 6)  # -ln(1 - z) / z
    1.386294
    """
    term = total = 1.0
    for n in range(_MOST_TERMS):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < _ENOUGH * abs(total):
            break
    return total
