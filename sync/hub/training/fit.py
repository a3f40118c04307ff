"""How styles are cut and how far a verdict moves her, learnt from what was kept, tried and brought back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from posapp.domain.advice.pack import SIZE_FAMILIES
from posapp.domain.fit import is_of_length
from sync.hub.training.past import ChainPast

_ROUNDS = 6
_DOUBT = 3.0
"""How many garments' worth of doubt there is that a style is cut unlike others with its hint."""

_HINT_DOUBT = 30.0

_STEPS = {"": 0.0, "too_small": 1.0, "too_big": -1.0, "too_small length": 0.5, "too_big length": -0.5}
"""Where each verdict puts her from the label, in sizes, before there is enough to learn it from."""

_LEAST = 20
"""So many words of members whose kept garments tell are enough."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learnt. ``cuts`` by style, in sizes; ``sold`` is the share of each offered size, by style."""

    cuts: dict[str, float]
    spread: float
    too_small_step: float
    too_big_step: float
    length_steps: tuple[float, float]
    sold: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class _Word:
    """One garment's word: whose it is, which style, the place of its size, and the verdict."""

    wearer: tuple[str, str, str]  # member, size system, family
    style: str
    label: int
    verdict: str  # "", one of _STEPS


def learn_fit(past: ChainPast) -> Fit:
    """Alternate between members' places on the ladder and styles' cuts until both stand."""
    words = _words(past)
    hints: dict[str, int] = {style.id: style.fit_hint for style in past.styles}
    cuts = dict.fromkeys(hints, 0.0)
    steps = dict(_STEPS)
    bodies: dict[tuple[str, str, str], float] = {}
    for _ in range(_ROUNDS):
        bodies = _bodies(words, cuts, steps)
        cuts = _cuts(words, bodies, steps, hints)
        steps = _steps(words, bodies, cuts, steps)
    misses = [bodies[w.wearer] - cuts[w.style] - w.label for w in words if not w.verdict and w.wearer in bodies]
    return Fit(
        cuts=cuts,
        spread=min(max(float(np.std(misses)), 0.35), 0.9) if misses else 0.5,
        too_small_step=min(max(steps["too_small"], 0.2), 1.5),
        too_big_step=min(max(-steps["too_big"], 0.2), 1.5),
        length_steps=(
            min(max(steps["too_small length"], 0.0), 1.5),
            min(max(-steps["too_big length"], 0.0), 1.5),
        ),
        sold=_sold(past),
    )


def _words(past: ChainPast) -> list[_Word]:
    sized = {
        style.id: (
            style.size_system,
            part,
            {s: i for i, s in enumerate(past.ladders[style.size_system])},
        )
        for style in past.styles
        if (part := past.parts[style.category]) in SIZE_FAMILIES
    }
    found = []
    for member, life in past.lives.items():
        for happening in [*past.kept[member], *(h for h in life if h.verdict in ("too_small", "too_big"))]:
            if happening.style_id in sized:
                system, part, labels = sized[happening.style_id]
                if happening.size in labels:
                    wearer = (member, system, SIZE_FAMILIES[part])
                    is_short = is_of_length(happening.verdict, part, happening.where)
                    verdict = f"{happening.verdict} length" if is_short else happening.verdict or ""
                    found.append(_Word(wearer, happening.style_id, labels[happening.size], verdict))
    return found


def _bodies(words: list[_Word], cuts: dict[str, float], steps: dict[str, float]) -> dict[tuple[str, str, str], float]:
    """Return where each wearer stands; those of whom only one garment is known say nothing of cuts."""
    sums: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
    for word in words:
        sums[word.wearer].append(word.label + cuts[word.style] + steps[word.verdict])
    return {wearer: sum(places) / len(places) for wearer, places in sums.items() if len(places) > 1}


def _cuts(
    words: list[_Word],
    bodies: dict[tuple[str, str, str], float],
    steps: dict[str, float],
    hints: dict[str, int],
) -> dict[str, float]:
    """Return the cuts: each style's own mean, drawn towards that of the styles with the same hint."""
    misses: defaultdict[str, list[float]] = defaultdict(list)
    for word in words:
        if word.wearer in bodies:
            misses[word.style].append(bodies[word.wearer] - word.label - steps[word.verdict])
    by_hint: defaultdict[int, list[float]] = defaultdict(list)
    for style, found in misses.items():
        by_hint[hints[style]] += found
    prior = {hint: sum(found) / (len(found) + _HINT_DOUBT) for hint, found in by_hint.items()}
    return {
        style: (sum(misses[style]) + _DOUBT * prior.get(hint, 0.0)) / (len(misses[style]) + _DOUBT)
        for style, hint in hints.items()
    }


def _steps(
    words: list[_Word],
    bodies: dict[tuple[str, str, str], float],
    cuts: dict[str, float],
    before: dict[str, float],
) -> dict[str, float]:
    """Return how far a verdict puts her from the label, by the members whose kept garments tell."""
    kept = _bodies([word for word in words if not word.verdict], cuts, before)
    steps = dict(before)
    for verdict in filter(None, _STEPS):
        found = [kept[w.wearer] - cuts[w.style] - w.label for w in words if w.verdict == verdict and w.wearer in kept]
        if len(found) >= _LEAST:
            steps[verdict] = sum(found) / len(found)
    return steps


def _sold(past: ChainPast) -> dict[str, tuple[float, ...]]:
    """Return in which shares each style's sizes were kept, drawn towards those of its size system and category."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    group: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    category = {style.id: style.category for style in past.styles}
    for kept in past.kept.values():
        for happening in kept:
            if happening.style_id in category:
                counts[happening.style_id][happening.size] += 1
                group[category[happening.style_id]][happening.size] += 1
    found = {}
    for style in past.styles:
        sizes = offered(past, style.id)
        whole = sum(group[style.category][size] + 1 for size in sizes)
        drawn = [counts[style.id][size] + 10 * (group[style.category][size] + 1) / whole for size in sizes]
        found[style.id] = tuple(share / sum(drawn) for share in drawn)
    return found


def offered(past: ChainPast, style_id: str) -> tuple[str, ...]:
    """Return the sizes of a style, smallest first."""
    orders = {variant.size: variant.size_order for variant in past.variants_of[style_id]}
    return tuple(sorted(orders, key=orders.__getitem__))
