"""Her size in a style, from what she kept less what she brought back or left in the fitting room.

Every garment of hers says where she stands on the ladder of sizes: its label, moved by how that style is cut, and by
a verdict if it was too small or too big, less far when it was so in its length alone; or the size that she asked for
instead. Each speaks with a spread of its own, so that two wearers on one account stay two hills instead of becoming a
size that fits neither. Of the very style that she tried, a size that was too small speaks against itself and all below
it. No height, no weight.
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
from posapp.domain.clock import DAY, local
from posapp.domain.fit import MISFITS, is_of_length
from posapp.domain.text import Bilingual

CLOSE = 0.15
"""Within this probability of the first, the second size is named too."""

_DOUBT = 0.6
"""How many garments' worth of doubt there is before she kept anything."""

_HALF_LIFE_DAYS = 400
_WEIGHTS = {"bought": 1.0, "tried": 0.6, "returned": 0.8}
_RULED_OUT = 0.1
"""What is left of the chance of a size that she tried in this style and that did not fit, and of those beyond it."""

_OUTGROWN_DAYS = 540
"""A fitting longer ago rules nothing out."""

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
    chances = _without_misfits(_chances(pack, style, evidence), style, happenings, now)
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
        label = _label(pack, style, happening)
        if label is not None:
            age = max(now - happening.at_ms, 0) / DAY
            weight = _WEIGHTS[happening.kind] * 0.5 ** (age / _HALF_LIFE_DAYS)
            found.append(Evidence(label + style.cut, weight, happening, style))
    return found


def _label(pack: Pack, style: StyleFacts, happening: Happening) -> float | None:
    """Return the label, in sizes of the ladder, that a garment says would fit her; None when it says nothing of it."""
    ladder = pack.ladders[style.size_system]
    worn = ladder.index(happening.size)
    if happening.verdict not in MISFITS:
        return worn if happening.kind == "bought" or happening.verdict == "kept" else None
    wished = ladder.index(happening.wished_size) if happening.wished_size in ladder else worn
    if (wished > worn) == (happening.verdict == "too_small") and wished != worn:
        return wished
    is_short = is_of_length(happening.verdict, style.part, happening.where)
    return worn + pack.step(happening.verdict, is_of_length=is_short)


def _without_misfits(
    chances: Sequence[float], style: StyleFacts, happenings: Sequence[Happening], now: int
) -> list[float]:
    """Return the chances after what she tried of this very style, by its newest outcome in each size."""
    left = list(chances)
    judged = set()
    for one in happenings:
        is_tried = one.style_id == style.id and one.kind in ("tried", "returned") and one.size in style.sizes
        if not is_tried or one.verdict is None or one.size in judged or now - one.at_ms > _OUTGROWN_DAYS * DAY:
            continue
        judged.add(one.size)
        if one.verdict in MISFITS and not is_of_length(one.verdict, style.part, one.where):
            worn = style.sizes.index(one.size)
            ruled_out = range(worn + 1) if one.verdict == "too_small" else range(worn, len(left))
            for place in ruled_out:
                left[place] *= _RULED_OUT
    whole = sum(left)
    return [chance / whole for chance in left] if whole > 0 else list(chances)


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
    misfits = [e for e in evidence if not e.is_kept and e.happening.verdict in MISFITS]
    misfit = next((e for e in misfits if e.style.id == style.id), misfits[0] if misfits else None)
    if misfit is not None and misfit.style.id == style.id:
        return phrasing.size_from_trying(
            misfit.happening.size,
            misfit.happening.verdict or "",
            misfit.happening.where,
            local(misfit.happening.at_ms).date(),
        )
    in_it = [e for e in kept if e.happening.size == size]
    cited = (in_it or kept)[0].happening.size if kept else ""
    names = list(dict.fromkeys(e.style.name for e in kept if e.happening.size == cited))[:2]
    if kept:
        return phrasing.size_from_kept(cited, names, runs, size)
    if misfit is not None:
        verdict = misfit.happening.verdict or ""
        return phrasing.size_from_misfit(misfit.happening.size, misfit.style.name, verdict, runs)
    return phrasing.size_from_nothing(runs)
