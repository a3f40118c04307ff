"""How a garment in a size would fit her: too small, as it should, too big.

What people at large say of that garment in that size, moved by what she says of hers: whether she calls garments small
or big more often than others did of the same, how the size lies to those she keeps, and what became of the like.
Nothing is asked of her body.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from posapp.domain.advice.fitting import USUAL_ODDS, Fitting
from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.advice.wardrobe import Evidence, Wearer

_DOUBT = 2.0
"""How many garments' worth of doubt there is that she judges unlike others."""

_NEAR_DOUBT = 1.0
_FAR = 2.0
"""Beyond so many spreads from her usual place, each further one counts by itself."""

_FARTHEST = 8.0
_NEAR = 0.6


class Chances(NamedTuple):
    """Probabilities of the three outcomes."""

    small: float
    fits: float
    big: float


class Judgement(NamedTuple):
    """A garment of hers beside what was to be expected of it: the surplus of each misfit over its chance."""

    label: int
    weight: float
    is_small: bool
    is_big: bool
    surplus_small: float
    surplus_big: float
    style_id: str


class Around(NamedTuple):
    """What she said of garments in a size and those beside it, and which misfits were on the wrong side of it."""

    small: float
    big: float
    small_here_or_larger: float
    big_here_or_smaller: float


class Judged:
    """Everything she said of hers, worked out once for all sizes of all styles, by place of the ladder."""

    def __init__(self, wearer: Wearer, judgements: tuple[Judgement, ...]) -> None:
        self.wearer = wearer
        self.judgements = judgements
        doubt = len(judgements) + _DOUBT
        self.own_small = sum(j.surplus_small for j in judgements) / doubt
        self.own_big = sum(j.surplus_big for j in judgements) / doubt
        self.leanings: dict[int, tuple[float, float, float]] = {}  # kept by choosing_size
        self._around: dict[int, Around] = {}

    def around(self, label: int) -> Around:
        """Return what lies around a size: her surplus there, weighed by nearness, and shares of misfits."""
        found = self._around.get(label)
        if found is None:
            found = self._around[label] = self._look_around(label)
        return found

    def _look_around(self, label: int) -> Around:
        near = near_small = near_big = 0.0
        small = big = 0
        for j in self.judgements:
            close = math.exp(-((j.label - label) ** 2) / 2)
            near += close
            near_small += close * j.surplus_small
            near_big += close * j.surplus_big
            small += j.is_small and j.label >= label
            big += j.is_big and j.label <= label
        doubt, count = near + _NEAR_DOUBT, len(self.judgements) + 1
        return Around(near_small / doubt, near_big / doubt, small / count, big / count)


def judged(pack: Pack, wearer: Wearer) -> Judged:
    """Hold what became of her garments against what people at large say of the same."""
    return Judged(wearer, tuple(_judgement(pack, e) for e in wearer.evidence))


def _judgement(pack: Pack, e: Evidence) -> Judgement:
    expected = _chances(*odds_of(pack.fitting, e.style, e.happening.size))
    is_small, is_big = e.outcome == "small", e.outcome == "big"
    return Judgement(
        e.label, e.weight, is_small, is_big, is_small - expected.small, is_big - expected.big, e.style.id
    )  # fmt: skip


def odds_of(fitting: Fitting, style: StyleFacts, size: str) -> tuple[float, float]:
    """Return the garment's own odds in a size; those of its nearest size where it is not known in this one."""
    odds = fitting.garment(style.id).odds
    if not odds or size not in style.sizes:
        return USUAL_ODDS
    return odds[min(style.sizes.index(size), len(odds) - 1)]


def outcome_for(pack: Pack, style: StyleFacts, size: str, judged: Judged) -> Chances:
    """Return how likely each outcome is for a style in one of its sizes."""
    vector = features(pack, style, size, judged)
    fitting = pack.fitting
    return _chances(
        sum(a * b for a, b in zip(fitting.small, vector, strict=True)),
        sum(a * b for a, b in zip(fitting.big, vector, strict=True)),
    )


def features(pack: Pack, style: StyleFacts, size: str, judged: Judged) -> tuple[float, ...]:
    """Return what speaks for an outcome, as ``fitting.OUTCOME_FEATURES`` names it.

    ``own_small`` and ``own_big``: her surplus over what was to be expected. ``above`` and ``below``: how many spreads
    the size lies above or below her usual place, the first two and the further ones apart. ``near_small`` and
    ``near_big``: her surplus in this size and those beside it. ``same_…``: what she said of this very style.
    """
    small_odds, big_odds = odds_of(pack.fitting, style, size)
    wearer, judgements = judged.wearer, judged.judgements
    ladder = pack.ladders[style.size_system]
    if not judgements or size not in ladder:
        return (1.0, small_odds, big_odds, *(0.0,) * 15)
    label = ladder.index(size)
    off = (label + style.cut - wearer.usual) / pack.fitting.spreads.get(style.size_system, 1.0)
    sure = wearer.mass / (wearer.mass + 0.5)
    around = judged.around(label)
    same = [j for j in judgements if j.style_id == style.id]
    return (
        1.0,
        small_odds,
        big_odds,
        1.0,
        math.log1p(len(judgements)),
        judged.own_small,
        judged.own_big,
        min(max(off, 0.0), _FAR) * sure,
        max(min(off, 0.0), -_FAR) * sure,
        min(max(off - _FAR, 0.0), _FARTHEST) * sure,
        max(min(off + _FAR, 0.0), -_FARTHEST) * sure,
        sure if abs(off) < _NEAR else 0.0,
        *around,
        sum(j.is_small for j in same) / max(len(same), 1),
        sum(j.is_big for j in same) / max(len(same), 1),
    )


def _chances(small: float, big: float) -> Chances:
    """Return probabilities from the logarithms of both odds against fitting."""
    a, b = math.exp(min(small, 30.0)), math.exp(min(big, 30.0))
    whole = 1.0 + a + b
    return Chances(a / whole, 1.0 / whole, b / whole)
