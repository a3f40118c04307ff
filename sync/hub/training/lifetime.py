"""Fits what ``posapp.domain.advice.lifetime`` asks: BG/NBD and gamma-gamma by maximum likelihood.

The likelihoods are those of Fader, Hardie and Lee (2005), equation 6, and of Fader and Hardie (2013), equation 1a.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.lifetime import BgNbd, Buying, GammaGamma

Floats = NDArray[np.float64]

LEAST_MEMBERS = 50
"""Four parameters of fewer members than this say nothing."""

_LOGS = (-7.0, 9.0)
"""Within these logarithms the parameters are sought."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A BG/NBD with the logarithm of its likelihood."""

    model: BgNbd
    log_likelihood: float


def fit_purchases(everybody: Sequence[Buying]) -> Fitted | None:
    """Return the BG/NBD that makes what members bought most likely; None for too few of them.

    Several hundred thousand members take a second: those of the same history are counted once.
    """
    if len(everybody) < LEAST_MEMBERS or not any(one.repeats for one in everybody):
        return None
    from scipy.special import gammaln

    counts = Counter((one.repeats, one.last, one.known) for one in everybody)
    x, last, known = np.array(list(counts), dtype=float).T
    many = np.array(list(counts.values()), dtype=float)
    came_again = x > 0
    before = np.where(came_again, x, 1.0) - 1

    def loss(logs: Floats) -> float:
        r, alpha, a, b = np.exp(logs)
        bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        dropped = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        still = -(r + x) * np.log(alpha + known)
        stopped = np.where(came_again, np.log(a) - np.log(b + before) - (r + x) * np.log(alpha + last), -np.inf)
        return -float(many @ (bought + dropped + np.logaddexp(still, stopped)))

    logs, least = _least(loss, 4)
    r, alpha, a, b = np.exp(logs)
    return Fitted(BgNbd(float(r), float(alpha), float(a), float(b)), -least)


def fit_amounts(days: Sequence[int], means_fen: Sequence[float]) -> GammaGamma | None:
    """Return the gamma-gamma of members with so many days and such a mean of each; None for too few of them."""
    x = np.array(days, dtype=float)
    fen = np.array(means_fen, dtype=float)
    paid = (x > 0) & (fen > 0)
    if paid.sum() < LEAST_MEMBERS:
        return None
    from scipy.special import gammaln

    x, fen = x[paid], fen[paid]
    scale = float(fen.mean())
    mean = fen / scale

    def loss(logs: Floats) -> float:
        p, q, v = np.exp(logs)
        told = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        return -float(
            np.sum(told + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(v + mean * x))
        )

    logs, _ = _least(loss, 3)
    p, q, v = np.exp(logs)
    # With q at 1 or below, everybody's mean is infinite: amounts that are so spread tell nothing of anyone.
    return GammaGamma(float(p), float(q), float(v) * scale) if q > 1.05 else None


def _least(loss: Callable[[Floats], float], count: int) -> tuple[Floats, float]:
    from scipy.optimize import minimize

    found = minimize(loss, np.zeros(count), method="L-BFGS-B", bounds=[_LOGS] * count, options={"ftol": 1e-13})
    return np.asarray(found.x), float(found.fun)
