"""Her size in a style, from what she kept less what she brought back or left in the fitting room.

Every garment of hers says where she stands on the ladder of sizes: its label, moved by how that style is cut, and by
a verdict if it was too small or too big, less far when it was so in its length alone; or the size that she asked for
instead. How these are weighed was learnt from what members kept next, and so was how sure to be. Two wearers on one
account stay two instead of becoming a size that fits neither. Of the very style that she tried, a size that was too
small speaks against itself and all below it. No height, no weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from posapp.domain.advice import phrasing
from posapp.domain.advice.answers import SizeAdvice
from posapp.domain.advice.choosing_size import hills, size_chances, spread_of
from posapp.domain.advice.fit_notes import fit_note
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.outcome import Chances, Judged, judged, outcome_for
from posapp.domain.advice.pack import SIZE_FAMILIES, Pack, StyleFacts
from posapp.domain.advice.wardrobe import Evidence, gather, wearers_of
from posapp.domain.clock import DAY, local
from posapp.domain.fit import MISFITS, is_of_length
from posapp.domain.text import Bilingual

CLOSE = 0.15
"""Within this probability of the first, the second size is named too."""

_RULED_OUT = 0.1
"""What is left of the chance of a size that she tried in this style and that did not fit, and of those beyond it."""

_OUTGROWN_DAYS = 540
"""A fitting longer ago rules nothing out."""

_RUNS = 0.3
"""From this many sizes off its label, a style is said to run small or large."""


class Wardrobe:
    """One member's garments, heard once and asked for any number of styles."""

    def __init__(self, pack: Pack, happenings: Sequence[Happening], now: int) -> None:
        self._pack = pack
        self._happenings = happenings
        self._now = now
        self._heard: dict[tuple[str, str], tuple[list[Evidence], list[Judged]]] = {}

    def size_for(self, style_id: str) -> SizeAdvice | None:
        """Return her size in a style, or None where it has only one or the pack does not know it."""
        style = self._sized(style_id)
        if style is None or len(style.sizes) < 2:
            return None
        evidence, _ = self._hear(style)
        chances = self.chances(style)
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
            note=fit_note(self._pack.fitting.garment(style.id).said),
        )

    def chances(self, style: StyleFacts) -> list[float]:
        """Return how likely each size of a style is the one she will keep, whoever of the account it is for."""
        _, wearers = self._hear(style)
        total = [0.0] * len(style.sizes)
        for one in wearers:
            for i, chance in enumerate(size_chances(self._pack, style, one)):
                total[i] += one.wearer.share * chance
        return _without_misfits(total, style, self._happenings, self._now)

    def outcome(self, style_id: str, size: str) -> Chances | None:
        """Return how a style in a size would fit her, None where it has no sizes or the pack does not know it."""
        style = self._sized(style_id)
        if style is None:
            return None
        _, wearers = self._hear(style)
        found = [(one.wearer.share, outcome_for(self._pack, style, size, one)) for one in wearers]
        return Chances(*(sum(share * chances[i] for share, chances in found) for i in range(3)))

    def _sized(self, style_id: str) -> StyleFacts | None:
        place = self._pack.place.get(style_id)
        if place is None:
            return None
        style = self._pack.styles[place]
        ladder = self._pack.ladders.get(style.size_system, ())
        return style if style.part in SIZE_FAMILIES and set(style.sizes) <= set(ladder) else None

    def _hear(self, style: StyleFacts) -> tuple[list[Evidence], list[Judged]]:
        of_kind = (SIZE_FAMILIES[style.part], style.size_system)
        if of_kind not in self._heard:
            evidence = gather(self._pack, style.part, style.size_system, self._happenings, self._now)
            wearers = wearers_of(evidence, spread_of(self._pack, style.size_system))
            self._heard[of_kind] = (evidence, [judged(self._pack, wearer) for wearer in wearers])
        return self._heard[of_kind]


def size_for(pack: Pack, style_id: str, happenings: Sequence[Happening], now: int) -> SizeAdvice | None:
    """Return her size in one style; whoever asks for many styles keeps a ``Wardrobe``."""
    return Wardrobe(pack, happenings, now).size_for(style_id)


def usual_sizes(pack: Pack, happenings: Sequence[Happening], now: int) -> tuple[tuple[Bilingual, str], ...]:
    """Return the size she keeps for each kind of garment of which she has kept one."""
    found = []
    for family, name in phrasing.FAMILIES.items():
        part = next(part for part, of in SIZE_FAMILIES.items() if of == family)
        for system, ladder in pack.ladders.items():
            evidence = gather(pack, part, system, happenings, now)
            if len(ladder) > 1 and any(e.is_kept for e in evidence):
                heights = hills(range(len(ladder)), 0.0, evidence, spread_of(pack, system))
                found.append((name, ladder[max(range(len(ladder)), key=lambda i: (heights[i], -i))]))
    return tuple(found)


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
