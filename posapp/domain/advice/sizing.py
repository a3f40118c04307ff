"""Her size in a style, from what she kept less what she brought back or left in the fitting room.

Every garment of hers says where she stands on the ladder of sizes: its label, moved by how that style is cut, and by
a verdict if it was too small or too big. Each speaks with a spread of its own, so that two wearers on one account
stay two hills instead of becoming a size that fits neither. No height, no weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.advice import phrasing
from posapp.domain.advice.answers import SizeAdvice
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import SIZE_FAMILIES, Pack, StyleFacts
from posapp.domain.clock import DAY
from posapp.domain.text import Bilingual

CLOSE = 0.15
"""Within this probability of the first, the second size is named too."""

_DOUBT = 0.6
"""How many garments' worth of doubt there is before she kept anything."""

_HALF_LIFE_DAYS = 400
_WEIGHTS = {"bought": 1.0, "tried": 0.6, "returned": 0.8}
_RUNS = 0.3
"""From this many sizes off its label, a style is said to run small or large."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One garment of hers: where on the ladder it puts her, how much it counts, and what is to be said of it."""

    position: float
    weight: float
    happening: Happening
    style: StyleFacts

    @property
    def is_kept(self) -> bool:
        """Tell whether she kept it."""
        return self.happening.kind == "bought"


def size_for(pack: Pack, style_id: str, happenings: Sequence[Happening], now: int) -> SizeAdvice | None:
    """Return her size in a style, or None where it has only one or the pack does not know it."""
    place = pack.place.get(style_id)
    if place is None:
        return None
    style = pack.styles[place]
    if len(style.sizes) < 2 or style.part not in SIZE_FAMILIES:
        return None
    evidence = gather(pack, style.part, style.size_system, happenings, now)
    chances = _chances(pack, style, evidence)
    ranked = sorted(range(len(chances)), key=lambda i: (-chances[i], i))
    first, second = ranked[0], ranked[1]
    is_close = chances[first] - chances[second] < CLOSE
    size = style.sizes[first]
    return SizeAdvice(
        size=size,
        second=style.sizes[second] if is_close else None,
        confidence=_confidence(chances[first], evidence),
        probability=chances[first],
        reason=_reason(style, size, evidence),
    )


def usual_sizes(pack: Pack, happenings: Sequence[Happening], now: int) -> tuple[tuple[Bilingual, str], ...]:
    """Return the size she keeps for each kind of garment of which she has kept one."""
    found = []
    for family, name in phrasing.FAMILIES.items():
        part = next(part for part, of in SIZE_FAMILIES.items() if of == family)
        for system, ladder in pack.ladders.items():
            evidence = gather(pack, part, system, happenings, now)
            if len(ladder) > 1 and any(e.is_kept for e in evidence):
                hills = _hills(range(len(ladder)), 0.0, evidence, pack.size_spread)
                found.append((name, ladder[max(range(len(ladder)), key=lambda i: (hills[i], -i))]))
    return tuple(found)


def gather(pack: Pack, part: str, system: str, happenings: Sequence[Happening], now: int) -> list[Evidence]:
    """Return what her garments of this kind say, newest first as they were given."""
    family = SIZE_FAMILIES[part]
    ladder = pack.ladders[system]
    brought_back = {(h.ref, h.variant_id) for h in happenings if h.kind == "returned"}
    found = []
    for happening in happenings:
        place = pack.place.get(happening.style_id)
        if place is None or happening.size not in ladder or happening.kind not in _WEIGHTS:
            continue
        style = pack.styles[place]
        if style.size_system != system or SIZE_FAMILIES.get(style.part) != family:
            continue
        if happening.kind == "bought" and (happening.ref, happening.variant_id) in brought_back:
            continue
        step = _step(pack, happening)
        if step is not None:
            age = max(now - happening.at_ms, 0) / DAY
            weight = _WEIGHTS[happening.kind] * 0.5 ** (age / _HALF_LIFE_DAYS)
            found.append(Evidence(ladder.index(happening.size) + style.cut + step, weight, happening, style))
    return found


def _step(pack: Pack, happening: Happening) -> float | None:
    """Return how far from its label a garment puts her; None when it says nothing of her size."""
    if happening.verdict == "too_small":
        return pack.too_small_step
    if happening.verdict == "too_big":
        return -pack.too_big_step
    if happening.kind == "bought" or happening.verdict == "kept":
        return 0.0
    return None


def _chances(pack: Pack, style: StyleFacts, evidence: Sequence[Evidence]) -> list[float]:
    """Return the probability of each offered size; without evidence the shares in which they sell."""
    ladder = pack.ladders[style.size_system]
    hills = _hills([ladder.index(size) for size in style.sizes], style.cut, evidence, pack.size_spread)
    mass = sum(e.weight for e in evidence)
    return [(_DOUBT * share + hill) / (_DOUBT + mass) for share, hill in zip(style.sold, hills, strict=True)]


def _hills(labels: Sequence[int], cut: float, evidence: Sequence[Evidence], spread: float) -> list[float]:
    """Return how much of the evidence stands on each label: a hill for each garment, of its weight in all."""
    total = [0.0] * len(labels)
    for e in evidence:
        heights = [math.exp(-(((label + cut - e.position) / spread) ** 2) / 2) for label in labels]
        whole = sum(heights)
        if whole > 0:
            for i, height in enumerate(heights):
                total[i] += e.weight * height / whole
    return total


def _confidence(chance: float, evidence: Sequence[Evidence]) -> Literal["high", "medium", "low"]:
    if chance >= 0.62 and len(evidence) >= 3:
        return "high"
    return "medium" if chance >= 0.45 and evidence else "low"


def _reason(style: StyleFacts, size: str, evidence: Sequence[Evidence]) -> Bilingual:
    runs: Literal[-1, 0, 1] = -1 if style.cut <= -_RUNS else 1 if style.cut >= _RUNS else 0
    kept = [e for e in evidence if e.is_kept]
    misfit = next((e for e in evidence if not e.is_kept and e.happening.verdict in ("too_small", "too_big")), None)
    in_it = [e for e in kept if e.happening.size == size]
    cited = (in_it or kept)[0].happening.size if kept else ""
    names = list(dict.fromkeys(e.style.name for e in kept if e.happening.size == cited))[:2]
    if kept:
        return phrasing.size_from_kept(cited, names, runs, size)
    if misfit is not None:
        verdict = misfit.happening.verdict or ""
        return phrasing.size_from_misfit(misfit.happening.size, misfit.style.name, verdict, runs)
    return phrasing.size_from_nothing(runs)
