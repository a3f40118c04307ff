"""What to wear with a garment that she kept or liked in the fitting room.

Candidates are the styles that the pack knows to go with it, the closest first, of another category each; in her size,
and nothing that she has, refused or is shown already. The garment is the whole reason: without it none of its
candidates would be here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from posapp.domain.advice import phrasing
from posapp.domain.advice.answers import Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import Scores
from posapp.domain.advice.sizing import size_for
from posapp.domain.clock import local
from posapp.domain.fit import MISFITS

MOST_OUTFITS = 3
MOST_PIECES = 3

_LIKED = frozenset({"kept", "price", *MISFITS})
"""What she would have worn, or wore home."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """A garment of hers, by its place among the happenings, and what goes with it."""

    worn: int
    pieces: tuple[Suggestion, ...]


def outfits(
    pack: Pack,
    happenings: Sequence[Happening],
    hanging: Callable[[str], Collection[str]],
    now: int,
    *,
    most: int = MOST_OUTFITS,
) -> tuple[Outfit, ...]:
    """Return outfits for what she tried on and liked or bought since, the newest garment first.

    ``hanging`` tells the sizes of a style that can be had. Nothing of this may be shown to a member who switched
    personal advice off.
    """
    scores = Scores(pack, happenings, now)
    shown: set[int] = set()
    found: list[Outfit] = []
    worn_styles: set[str] = set()
    for worn in _liked(happenings):
        garment = happenings[worn]
        if garment.style_id in worn_styles or garment.style_id not in pack.place:
            continue
        worn_styles.add(garment.style_id)
        barred = shown | scores.owned | scores.refused | {pack.place[style_id] for style_id in worn_styles}
        pieces = _pieces(pack, happenings, worn, barred, hanging, now)
        if pieces:
            shown |= {pack.place[one.style_id] for one in pieces}
            found.append(Outfit(worn, pieces))
        if len(found) == most:
            break
    return tuple(found)


def _liked(happenings: Sequence[Happening]) -> list[int]:
    """Return the places of what she tried on and would wear, unless she brought it back."""
    brought_back = {one.variant_id for one in happenings if one.kind == "returned"}
    return [
        place
        for place, one in enumerate(happenings)
        if one.kind == "tried" and one.verdict in _LIKED and one.variant_id not in brought_back
    ]


def _pieces(
    pack: Pack,
    happenings: Sequence[Happening],
    worn: int,
    barred: Collection[int],
    hanging: Callable[[str], Collection[str]],
    now: int,
) -> tuple[Suggestion, ...]:
    garment = pack.styles[pack.place[happenings[worn].style_id]]
    days = (local(now).date() - local(happenings[worn].at_ms).date()).days
    categories = {garment.category}
    pieces: list[Suggestion] = []
    for place, closeness in sorted(garment.goes_with, key=lambda near: (-near[1], near[0])):
        style = pack.styles[place]
        if place in barred or style.category in categories:
            continue
        sizes = hanging(style.id)
        advice = size_for(pack, style.id, happenings, now)
        size = advice.size if advice is not None else min(sizes, default="")
        if size not in sizes:
            continue
        categories.add(style.category)
        pieces.append(
            Suggestion(
                style_id=style.id,
                size=size,
                size_advice=advice,
                score=closeness,
                source="outfit",
                cited=worn,
                reason=phrasing.because("outfit", garment.name, "tried", days),
                contributions={"outfit": closeness},
            )
        )
        if len(pieces) == MOST_PIECES:
            break
    return tuple(pieces)
