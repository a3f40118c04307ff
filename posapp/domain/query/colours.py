"""Which families a chain's colours belong to: by their names, and where those say nothing by their tint."""

from __future__ import annotations

import colorsys
from collections import defaultdict
from collections.abc import Iterable

from posapp.domain.query.facts import ColourFacts
from posapp.domain.query.lexicon import COLOUR_FAMILIES, NAVY_MARKS

NAVY = "navy"

_HUES = ((15, "red"), (42, "orange"), (68, "yellow"), (165, "green"), (255, "blue"), (310, "purple"), (335, "pink"))
"""Up to which degree of the colour circle a hue belongs to a family; what follows is red again."""


def families_of(colours: Iterable[ColourFacts]) -> dict[str, frozenset[str]]:
    """Return the codes of a chain's colours by family."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for colour in colours:
        words = colour.name.en.lower().split()
        named = [
            family.key
            for family in COLOUR_FAMILIES
            if any(mark in words if mark.isascii() else mark in colour.name.zh for mark in family.marks)
        ]
        for key in named or [family_of_tint(colour.hex)]:
            found[key].add(colour.code)
        if any(mark in words if mark.isascii() else mark in colour.name.zh for mark in NAVY_MARKS):
            found[NAVY].add(colour.code)
    return {key: frozenset(codes) for key, codes in found.items()}


def family_of_tint(tint: str) -> str:
    """Return the family that a tint looks like, ``#rrggbb``; empty for what is no tint.

    >>> [family_of_tint(one) for one in ("#111111", "#f5f5f5", "#808080", "#7a1020", "#2040c0", "#e0d0b8", "#6b4a2b")]
    ['black', 'white', 'grey', 'red', 'blue', 'beige', 'brown']
    """
    try:
        red, green, blue = (int(tint[at : at + 2], 16) / 255 for at in (1, 3, 5))
    except ValueError:
        return ""
    hue, light, _ = colorsys.rgb_to_hls(red, green, blue)
    chroma, degrees = max(red, green, blue) - min(red, green, blue), hue * 360
    if light < 0.16:
        return "black"
    if chroma < 0.05:
        return "white" if light > 0.88 else "grey"
    if 15 <= degrees < 55 and chroma < 0.5:
        return "beige" if light > 0.62 else "brown"
    family = next((name for most, name in _HUES if degrees < most), "red")
    return "pink" if family == "red" and light > 0.62 else family
