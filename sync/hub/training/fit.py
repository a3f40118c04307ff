"""How styles are cut and how far a verdict moves her, learnt from what was kept, tried and brought back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from posapp.domain.advice.pack import SIZE_FAMILIES
from sync.hub.training.past import ChainPast
from sync.hub.training.wardrobes import SizedStyle, Wardrobes, Word

_ROUNDS = 6
_DOUBT = 3.0
"""How many garments' worth of doubt there is that a style is cut unlike others of its brand."""

_GROUP_DOUBT = 30.0
"""The same of a brand against its category, and of a category with its hint against all."""

_STEPS = {"fits": 0.0, "small": 1.0, "big": -1.0, "small length": 0.5, "big length": -0.5}
"""Where each outcome puts her from the label, in sizes, before there is enough to learn it from."""

_LEAST = 20
"""So many words of members whose kept garments tell are enough."""

_OF_A_GROUP = 10.0

Wearer = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learnt. ``cuts`` by style, in sizes; ``sold`` is the share of each offered size, by style.

    ``spreads`` is by size system how far a garment that fits lies from where its wearer stands; ``spread`` is what
    holds where no system's own is known.
    """

    cuts: dict[str, float]
    spread: float
    spreads: dict[str, float]
    too_small_step: float
    too_big_step: float
    length_steps: tuple[float, float]
    sold: dict[str, tuple[float, ...]]


class _Said(NamedTuple):
    wearer: Wearer
    style: str
    label: int
    step: str


def fit_of(wardrobes: Wardrobes, words: Sequence[Word] | None = None) -> Fit:
    """Alternate between members' places on the ladder and styles' cuts until both stand."""
    words = wardrobes.words() if words is None else words
    said = [_Said(w.wearer, w.style.id, w.label, f"{w.outcome} length" if w.is_short else w.outcome) for w in words]
    cuts = dict.fromkeys(wardrobes.styles, 0.0)
    steps = dict(_STEPS)
    bodies: dict[Wearer, float] = {}
    for _ in range(_ROUNDS):
        bodies = _bodies(said, cuts, steps)
        cuts = _cuts(said, bodies, steps, wardrobes)
        steps = _steps(said, bodies, cuts, steps)
    misses: defaultdict[str, list[float]] = defaultdict(list)
    for one in said:
        if one.step == "fits" and one.wearer in bodies:
            misses[one.wearer[1]].append(bodies[one.wearer] - cuts[one.style] - one.label)
    spreads = {system: max(float(np.std(found)), 0.35) for system, found in misses.items() if len(found) >= _LEAST}
    every = [miss for found in misses.values() for miss in found]
    return Fit(
        cuts=cuts,
        spread=min(max(float(np.std(every)), 0.35), 0.9) if every else 0.5,
        spreads={system: round(spread, 3) for system, spread in sorted(spreads.items())},
        too_small_step=min(max(steps["small"], 0.2), 3.0),
        too_big_step=min(max(-steps["big"], 0.2), 3.0),
        length_steps=(min(max(steps["small length"], 0.0), 1.5), min(max(-steps["big length"], 0.0), 1.5)),
        sold=_sold(wardrobes, words),
    )


def _bodies(said: Sequence[_Said], cuts: Mapping[str, float], steps: Mapping[str, float]) -> dict[Wearer, float]:
    """Return where each wearer stands; those of whom only one garment is known say nothing of cuts."""
    sums: defaultdict[Wearer, list[float]] = defaultdict(list)
    for one in said:
        sums[one.wearer].append(one.label + cuts[one.style] + steps[one.step])
    return {wearer: sum(places) / len(places) for wearer, places in sums.items() if len(places) > 1}


def _cuts(
    said: Sequence[_Said], bodies: Mapping[Wearer, float], steps: Mapping[str, float], wardrobes: Wardrobes
) -> dict[str, float]:
    """Return the cuts: a style's own mean drawn to its brand's, that to its category's with the same hint."""
    misses: defaultdict[str, list[float]] = defaultdict(list)
    for one in said:
        if one.wearer in bodies:
            misses[one.style].append(bodies[one.wearer] - one.label - steps[one.step])
    of_category: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    of_brand: defaultdict[tuple[str, str, int], list[float]] = defaultdict(list)
    for style_id, found in misses.items():
        style = wardrobes.styles[style_id]
        of_category[style.category, style.hint] += found
        of_brand[style.brand, style.category, style.hint] += found
    every: defaultdict[int, list[float]] = defaultdict(list)
    for (_, hint), found in of_category.items():
        every[hint] += found
    cuts = {}
    for style_id, style in wardrobes.styles.items():
        at_large = _drawn(every[style.hint], 0.0, _GROUP_DOUBT)
        category = _drawn(of_category[style.category, style.hint], at_large, _GROUP_DOUBT)
        brand = _drawn(of_brand[style.brand, style.category, style.hint], category, _GROUP_DOUBT)
        cuts[style_id] = _drawn(misses[style_id], brand, _DOUBT)
    return cuts


def _drawn(found: Sequence[float], towards: float, doubt: float) -> float:
    return (sum(found) + doubt * towards) / (len(found) + doubt)


def _steps(
    said: Sequence[_Said], bodies: Mapping[Wearer, float], cuts: Mapping[str, float], before: Mapping[str, float]
) -> dict[str, float]:
    """Return how far an outcome puts her from the label, by the members whose kept garments tell."""
    kept = _bodies([one for one in said if one.step == "fits"], cuts, before)
    steps = dict(before)
    for step in _STEPS:
        found = [kept[o.wearer] - cuts[o.style] - o.label for o in said if o.step == step and o.wearer in kept]
        if step != "fits" and len(found) >= _LEAST:
            steps[step] = sum(found) / len(found)
    return steps


def _sold(wardrobes: Wardrobes, words: Sequence[Word]) -> dict[str, tuple[float, ...]]:
    """Return in which shares each style's sizes were kept, drawn towards those of its size system and category."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    groups: defaultdict[tuple[str, str], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word in words:
        if word.outcome == "fits":
            size = wardrobes.ladders[word.style.system][word.label]
            counts[word.style.id][size] += 1
            groups[word.style.system, word.style.category][size] += 1
    found = {}
    for style_id, style in wardrobes.styles.items():
        group = groups[style.system, style.category]
        whole = sum(group[size] + 1 for size in style.sizes)
        drawn = [counts[style_id][size] + _OF_A_GROUP * (group[size] + 1) / whole for size in style.sizes]
        found[style_id] = tuple(share / sum(drawn) for share in drawn)
    return found


def wardrobes_of(past: ChainPast) -> Wardrobes:
    """Return a chain's; what comes in one size, or is worn nowhere that sizes tell of, is left out."""
    styles = {}
    for style in past.styles:
        part = past.parts[style.category]
        sizes = offered(past, style.id)
        if part in SIZE_FAMILIES and style.size_system in past.ladders:
            styles[style.id] = SizedStyle(
                style.id, style.category, style.brand, part, style.size_system, sizes, style.fit_hint
            )  # fmt: skip
    return Wardrobes(styles, past.ladders, past.lives, past.until)


def offered(past: ChainPast, style_id: str) -> tuple[str, ...]:
    """Return the sizes of a style, smallest first."""
    orders = {variant.size: variant.size_order for variant in past.variants_of[style_id]}
    return tuple(sorted(orders, key=orders.__getitem__))
