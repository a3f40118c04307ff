"""What becomes of a garment that somebody tried on, and where it may not have fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

Verdict = Literal["kept", "too_small", "too_big", "not_colour", "not_style", "price", "untried"]
"""In the words of whoever wore it; ``untried``: she did not put it on."""

Place = Literal["shoulder", "chest", "waist", "hip", "length", "sleeve", "width"]
"""Where a garment was too small or too big; ``width`` is a shoe's."""

MISFITS: frozenset[Verdict] = frozenset({"too_small", "too_big"})
REFUSALS: frozenset[Verdict] = frozenset({"not_colour", "not_style", "price"})
"""Verdicts on the garment itself, whatever its size."""

LENGTHS: frozenset[Place] = frozenset({"length", "sleeve"})
"""Places that speak of how tall she is and not of how wide; in a shoe the length is the size."""

_UPPER: tuple[Place, ...] = ("shoulder", "chest", "waist", "length", "sleeve")

PLACES: Mapping[str, tuple[Place, ...]] = {
    "top": _UPPER,
    "outer": _UPPER,
    "dress": ("shoulder", "chest", "waist", "hip", "length"),
    "bottom": ("waist", "hip", "length"),
    "shoes": ("length", "width"),
}
"""The places to ask about for each part of the wardrobe, from the top down; other goods have none."""


def is_of_length(verdict: str | None, part: str, where: Sequence[str]) -> bool:
    """Tell whether a misfit was in length alone, which says less of her size than one around her.

    >>> is_of_length("too_small", "top", ["sleeve"]), is_of_length("too_small", "top", ["sleeve", "chest"])
    (True, False)
    >>> is_of_length("too_small", "shoes", ["length"]), is_of_length("too_small", "top", [])
    (False, False)
    """
    return verdict in MISFITS and part != "shoes" and bool(where) and all(place in LENGTHS for place in where)
