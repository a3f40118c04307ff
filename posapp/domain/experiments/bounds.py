"""How sure a planned look must be, so that looking several times finds no more false winners than looking once.

Bounds of O'Brien and Fleming (1979) for two-sided looks at equal steps of information: at look k of K the statistic z
must pass C·√(K/k). C is found by integrating the density of the running sum over the looks that were passed without a
crossing (Armitage, McPherson and Rowe 1969), with Gauss–Legendre nodes: the sum of the first k unit steps stays within
±C·√K at every look, so one grid serves them all. Exact to 1e-6 for up to ``MOST_LOOKS``.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, erfc, exp, pi, sqrt

MOST_LOOKS = 10

FALSE_WINNERS = 0.05
"""How often, at most, two lists that are equally good are told apart."""

_NODES = 48
_STEPS = 36
"""Halvings of the interval in which a root lies: to ten places."""


@lru_cache(maxsize=MOST_LOOKS)
def obrien_fleming(looks: int, alpha: float = FALSE_WINNERS) -> tuple[float, ...]:
    """Return what |z| must reach at each of so many looks. Raises ``ValueError`` for a number that is not planned."""
    if not 1 <= looks <= MOST_LOOKS:
        raise ValueError(f"{looks} looks")
    low, high = 1.0, 6.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if crossing(middle, looks) > alpha:
            low = middle
        else:
            high = middle
    return tuple(high * sqrt(looks / look) for look in range(1, looks + 1))


def crossing(constant: float, looks: int, drift: float = 0.0) -> float:
    """Return the chance that some look passes its bound.

    ``drift`` is what z comes to at the last look on average: 0 when there is no difference.
    """
    edge = constant * sqrt(looks)
    step = drift / sqrt(looks)
    nodes, weights = _grid()
    places = [edge * node for node in nodes]
    # The mass that has not crossed before a look, by where the running sum stands.
    mass = [edge * weight * _density(place - step) for place, weight in zip(places, weights, strict=True)]
    crossed = _outside(edge, step)
    for _ in range(looks - 1):
        crossed += sum(m * _outside_from(place, edge, step) for place, m in zip(places, mass, strict=True))
        mass = [
            edge * weight * sum(m * _density(place - other - step) for other, m in zip(places, mass, strict=True))
            for place, weight in zip(places, weights, strict=True)
        ]
    return crossed


def members_per_arm(base: float, lift: float, looks: int, power: float = 0.8) -> int:
    """Return how many members an arm needs so that a share that rises from ``base`` by ``lift`` is found this often.

    Raises ``ValueError`` where the shares are no shares or do not differ.
    """
    other = base + lift
    if not (0 < base < 1 and 0 < other < 1) or lift == 0:
        raise ValueError(f"{base} to {other}")
    constant = obrien_fleming(looks)[-1]
    low, high = 0.0, 20.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if crossing(constant, looks, middle) < power:
            low = middle
        else:
            high = middle
    spread = base * (1 - base) + other * (1 - other)
    return int(high * high * spread / (lift * lift)) + 1


def _density(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)


def _above(x: float) -> float:
    return erfc(x / sqrt(2)) / 2


def _outside(edge: float, step: float) -> float:
    return _above(edge - step) + _above(edge + step)


def _outside_from(place: float, edge: float, step: float) -> float:
    return _above(edge - place - step) + _above(edge + place + step)


@lru_cache(maxsize=1)
def _grid() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the nodes and weights of Gauss and Legendre on −1…1: roots of the polynomial by Newton's steps."""
    nodes, weights = [], []
    for i in range(_NODES):
        x = cos(pi * (i + 0.75) / (_NODES + 0.5))
        slope = 1.0
        for _ in range(8):
            value, slope = _legendre(x)
            x -= value / slope
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    return tuple(nodes), tuple(weights)


def _legendre(x: float) -> tuple[float, float]:
    """Return the polynomial of degree ``_NODES`` and its slope."""
    before, value = 1.0, x
    for degree in range(2, _NODES + 1):
        before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
    return value, _NODES * (x * value - before) / (x * x - 1)
