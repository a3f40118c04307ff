"""Her garments as evidence of her size: where each puts her on the ladder of sizes, how it fitted, and whose it is.

One account may dress two people. Where her kept garments stand in two groups too far apart for one wearer, they are
told apart, and each group speaks for one of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import SIZE_FAMILIES, Pack, StyleFacts
from posapp.domain.clock import DAY
from posapp.domain.fit import MISFITS, is_of_length

Outcome = Literal["small", "fits", "big"]

_HALF_LIFE_DAYS = 400
_WEIGHTS = {"bought": 1.0, "tried": 0.6, "returned": 0.8}

MOST_EVIDENCE = 60
"""More garments of one kind, the older of them, say nothing new of her size and would only cost time."""

_LEAST_OF_A_WEARER = 2
_APART = 3.5
"""Two groups of garments are two wearers' when they lie so many spreads apart, in the mean."""

_APART_SIZES = 1.8
"""And so many sizes: within that, one wearer keeps both."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One garment of hers: where on the ladder it puts her, how much it counts, and what is to be said of it."""

    position: float
    weight: float
    happening: Happening
    style: StyleFacts
    label: int  # its size's place on the ladder
    outcome: Outcome

    @property
    def is_kept(self) -> bool:
        """Tell whether she kept it and it fitted."""
        return self.happening.kind == "bought" and self.outcome == "fits"


@dataclass(frozen=True, slots=True)
class Wearer:
    """One who wears what this account buys: her garments, newest first, and her share of them by weight."""

    evidence: tuple[Evidence, ...]
    share: float
    mass: float = field(init=False)
    usual: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out where she stands, which every size of every style asks."""
        mass = sum(e.weight for e in self.evidence)
        object.__setattr__(self, "mass", mass)
        usual = sum(e.weight * e.position for e in self.evidence) / mass if mass > 0 else 0.0
        object.__setattr__(self, "usual", usual)


NOBODY = Wearer((), 1.0)


def gather(pack: Pack, part: str, system: str, happenings: Sequence[Happening], now: int) -> list[Evidence]:
    """Return what her garments of this kind say, newest first as they were given."""
    family = SIZE_FAMILIES[part]
    ladder = {size: i for i, size in enumerate(pack.ladders.get(system, ()))}
    brought_back = {(h.ref, h.variant_id) for h in happenings if h.kind == "returned"}
    found: list[Evidence] = []
    for happening in happenings:
        place = pack.place.get(happening.style_id)
        weight = _WEIGHTS.get(happening.kind)
        if place is None or weight is None or happening.size not in ladder:
            continue
        style = pack.styles[place]
        if style.size_system != system or SIZE_FAMILIES.get(style.part) != family:
            continue
        if happening.kind == "bought" and (happening.ref, happening.variant_id) in brought_back:
            continue
        outcome = outcome_of(happening)
        if outcome is None:
            continue
        label = ladder[happening.size]
        age = max(now - happening.at_ms, 0) / DAY
        position = _fitting_label(pack, style, happening, label, ladder) + style.cut
        found.append(
            Evidence(position, weight * 0.5 ** (age / _HALF_LIFE_DAYS), happening, style, label, outcome)
        )  # fmt: skip
        if len(found) == MOST_EVIDENCE:
            break
    return found


def outcome_of(happening: Happening) -> Outcome | None:
    """Return how a garment fitted her, None where what she did with it says nothing of that."""
    if happening.verdict == "too_small":
        return "small"
    if happening.verdict == "too_big":
        return "big"
    return "fits" if happening.kind == "bought" or happening.verdict == "kept" else None


def _fitting_label(
    pack: Pack, style: StyleFacts, happening: Happening, worn: int, ladder: dict[str, int]
) -> float:  # fmt: skip
    """Return the label, in sizes of the ladder, that a garment says would fit her."""
    if happening.verdict not in MISFITS:
        return worn
    wished = ladder.get(happening.wished_size, worn)
    if (wished > worn) == (happening.verdict == "too_small") and wished != worn:
        return wished
    is_short = is_of_length(happening.verdict, style.part, happening.where)
    return worn + pack.step(happening.verdict, is_of_length=is_short)


def wearers_of(evidence: Sequence[Evidence], spread: float) -> tuple[Wearer, ...]:
    """Return who wears this: one, or two when her garments that fit stand in two groups, the larger first.

    The boundary is where the two groups are closest in themselves; garments that did not fit belong to the wearer
    whose place they put her nearest to.
    """
    kept = sorted(e.position for e in evidence if e.outcome == "fits")
    boundary = _boundary(kept, spread)
    if boundary is None:
        return (Wearer(tuple(evidence), 1.0),)
    groups = [
        tuple(e for e in evidence if e.position < boundary),
        tuple(e for e in evidence if e.position >= boundary),
    ]
    masses = [sum(e.weight for e in group) for group in groups]
    whole = sum(masses)
    wearers = [Wearer(group, mass / whole) for group, mass in zip(groups, masses, strict=True)]
    return tuple(sorted(wearers, key=lambda wearer: -wearer.share))


def _boundary(kept: Sequence[float], spread: float) -> float | None:
    """Return what lies between the garments of two wearers, None for one wearer."""
    best: tuple[float, int] | None = None
    for i in range(_LEAST_OF_A_WEARER, len(kept) - _LEAST_OF_A_WEARER + 1):
        within = _scatter(kept[:i]) + _scatter(kept[i:])
        if best is None or within < best[0]:
            best = (within, i)
    if best is None:
        return None
    within, i = best
    lower, upper = kept[:i], kept[i:]
    apart = sum(upper) / len(upper) - sum(lower) / len(lower)
    own = math.sqrt(within / len(kept))
    if apart < _APART_SIZES or apart < _APART * max(spread * 0.6, own) or upper[0] - lower[-1] < apart / 3:
        return None
    return (lower[-1] + upper[0]) / 2


def _scatter(positions: Sequence[float]) -> float:
    mean = sum(positions) / len(positions)
    return sum((position - mean) ** 2 for position in positions)
