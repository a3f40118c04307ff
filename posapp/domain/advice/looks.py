"""A stylist's looks: styles that somebody of the chain put together by hand, which outrank whatever was counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from posapp.domain.advice.answers import SizeAdvice
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.sizing import Wardrobe
from posapp.domain.advice.suggesting import hanging_size
from posapp.domain.text import Bilingual

FEWEST_STYLES, MOST_STYLES = 2, 6
"""One style is no look, and more than six nobody carries to a fitting room."""

ANY_SIZE = ""
"""Of a style that the pack does not know yet: whichever hangs there."""


@dataclass(frozen=True, slots=True)
class Look:
    """Styles that a stylist put together under a name, in the order in which they are to be shown."""

    name: Bilingual
    style_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A style that belongs to a look with something of hers: ``worn`` is the place of that among what was given."""

    style_id: str
    worn: int
    look: Look


def companions(looks: Sequence[Look], worn: Sequence[str]) -> Iterator[Companion]:
    """Yield what the looks lay beside what is worn or in a cart, in their order, each style once and nothing worn."""
    told = set(worn)
    for look in looks:
        place = next((i for i, style_id in enumerate(worn) if style_id in look.style_ids), None)
        if place is None:
            continue
        for style_id in look.style_ids:
            if style_id not in told:
                told.add(style_id)
                yield Companion(style_id, place, look)


def wearable(
    pack: Pack, wardrobe: Wardrobe, style_id: str, sizes: Collection[str]
) -> tuple[str, SizeAdvice | None] | None:
    """Return the size to bring of a style of a look and what is known of it; None when hers cannot be had.

    A look may hold what came in today: of a style that no training has seen, any size will do, and nothing is said.
    """
    if not sizes:
        return None
    if style_id not in pack.place:
        return ANY_SIZE, None
    advice = wardrobe.size_for(style_id)
    size = hanging_size(advice, sizes)
    return None if size is None else (size, advice)
