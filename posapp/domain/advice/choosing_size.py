"""How likely each size of a style is the one that she will keep.

What speaks for a size is weighed with coefficients that the hub learnt from what members kept next; a pack without them
goes by the hills alone. Each garment of hers raises a hill of its own around where it puts her, so that evidence that
disagrees stays disagreement instead of becoming a size that fits nobody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from posapp.domain.advice.fitting import MANY
from posapp.domain.advice.outcome import Judged, outcome_for
from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.advice.wardrobe import Evidence

_DOUBT = 0.6
"""How many garments' worth of doubt there is before she kept anything."""

_HALF_A_GARMENT = 0.3
_NEAR = 0.6
_FARTHEST = 8.0
_LEAST_SHARE = 0.002
_LEAST_CHANCE = 1e-4


def size_chances(pack: Pack, style: StyleFacts, judged: Judged) -> list[float]:
    """Return the probability of each size of a style, for one wearer."""
    choice = pack.fitting.choice
    if len(judged.wearer.evidence) >= MANY:
        choice = tuple(a + b for a, b in zip(choice, pack.fitting.choice_of_many, strict=True))
    rows = choice_features(pack, style, judged)
    scores = [sum(a * b for a, b in zip(choice, row, strict=True)) for row in rows]
    highest = max(scores)
    heights = [math.exp(score - highest) for score in scores]
    whole = sum(heights)
    return [height / whole for height in heights]


def choice_features(pack: Pack, style: StyleFacts, judged: Judged) -> list[tuple[float, ...]]:
    """Return for each size of a style what speaks for it, as ``fitting.CHOICE_FEATURES`` names it.

    ``hills`` and ``sold``: logarithms of the hills with the shares in which sizes sell, and of these alone; ``kept_…``:
    how much of what she kept lies at this size, of all her garments, those of its category, this very style;
    ``is_last``: the size of her newest garment that fits; ``nearest_…``: of these sizes the nearest to her newest
    garment, to her usual place, whose ``distance`` is counted in spreads; ``…_chance``: logarithms of the three
    outcomes; ``companions``: how much more often those who keep her sizes keep this one.
    """
    ladder = pack.ladders[style.size_system]
    places = {size: i for i, size in enumerate(ladder)}
    labels = [places[size] for size in style.sizes]
    spread = spread_of(pack, style.size_system)
    wearer = judged.wearer
    evidence = wearer.evidence
    hill = hills(labels, style.cut, evidence, spread)
    mass = wearer.mass
    outcomes = [outcome_for(pack, style, size, judged) for size in style.sizes]
    rows = [
        (
            math.log(max((_DOUBT * share + height) / (_DOUBT + mass), _LEAST_CHANCE)),
            math.log(max(share, _LEAST_SHARE)),
            math.log(chances.small),
            math.log(chances.fits),
            math.log(chances.big),
        )
        for share, height, chances in zip(style.sold, hill, outcomes, strict=True)
    ]
    if not evidence:
        return [(hilly, sold, *(0.0,) * 5, small, fits, big, *(0.0,) * 4) for hilly, sold, small, fits, big in rows]
    nearest_last = _nearest(labels, evidence[0].position - style.cut)
    nearest_usual = _nearest(labels, wearer.usual - style.cut)
    last = next((e.label for e in evidence if e.outcome == "fits"), None)
    alike = [e for e in evidence if e.outcome == "fits" and e.style.category == style.category]
    alike_mass = sum(e.weight for e in alike) + _HALF_A_GARMENT
    found: list[tuple[float, ...]] = []
    for i, label in enumerate(labels):
        hilly, sold, small, fits, big = rows[i]
        kept_near, companions, companion_lift = _leaning(pack, style.size_system, judged, label, spread)
        found.append(
            (
                hilly,
                sold,
                kept_near,
                float(label == last),
                float(i == nearest_last),
                float(i == nearest_usual),
                min(abs(label + style.cut - wearer.usual) / spread, _FARTHEST),
                small,
                fits,
                big,
                companions,
                companion_lift,
                _near(alike, label, spread) / alike_mass,
                sum(e.weight for e in alike if e.style.id == style.id and e.label == label),
            )
        )
    return found


def _leaning(pack: Pack, system: str, judged: Judged, label: int, spread: float) -> tuple[float, float, float]:
    """Return how far her garments lean to a size, whatever the style: ``kept_near`` and both of companions."""
    known = judged.leanings.get(label)
    if known is None:
        wearer = judged.wearer
        doubt = wearer.mass + _HALF_A_GARMENT
        kept = [e for e in wearer.evidence if e.outcome == "fits"]
        lifts = pack.fitting.companions.get(system)
        companions = companion_lift = 0.0
        if lifts:
            top = len(lifts) - 1
            own = [(min(max(round(e.position - e.style.cut), 0), top), e.weight) for e in wearer.evidence]
            companions = math.log(sum(weight * math.exp(lifts[place][label]) for place, weight in own) / wearer.mass)
            companion_lift = sum(e.weight * lifts[e.label][label] for e in kept) / doubt
        known = judged.leanings[label] = (_near(kept, label, spread) / doubt, companions, companion_lift)
    return known


def spread_of(pack: Pack, system: str) -> float:
    """Return how far, in sizes, a garment that fits lies from where its wearer stands."""
    return pack.fitting.spreads.get(system, pack.size_spread)


def hills(labels: Sequence[int], cut: float, evidence: Sequence[Evidence], spread: float) -> list[float]:
    """Return how much of the evidence stands on each label: a hill for each garment, of its weight in all."""
    total = [0.0] * len(labels)
    for e in evidence:
        heights = [math.exp(-(((label + cut - e.position) / spread) ** 2) / 2) for label in labels]
        whole = sum(heights)
        if whole > 0:
            for i, height in enumerate(heights):
                total[i] += e.weight * height / whole
    return total


def _near(evidence: Sequence[Evidence], label: int, spread: float) -> float:
    return sum(e.weight * math.exp(-(((label - e.label) / (_NEAR * spread)) ** 2) / 2) for e in evidence)


def _nearest(labels: Sequence[int], position: float) -> int:
    return min(range(len(labels)), key=lambda i: (abs(labels[i] - position), i))
