"""What to wear with a garment that she kept or liked in the fitting room.

A stylist's looks with the garment come first, then the styles that the pack knows to go with it, the closest first, of
another category each; in her size, and nothing that she has, refused or is shown already. The garment is the whole
reason: without it none of its candidates would be here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from posapp.domain.advice import outfit_phrasing, phrasing
from posapp.domain.advice.answers import SizeAdvice, Source, Suggestion
from posapp.domain.advice.completing import not_to_show
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.looks import Look, companions, wearable
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import Scores
from posapp.domain.advice.sizing import Wardrobe
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
    looks: Sequence[Look] = (),
    most: int = MOST_OUTFITS,
) -> tuple[Outfit, ...]:
    """Return outfits for what she tried on and liked or bought since, the newest garment first.

    ``hanging`` tells the sizes of a style that can be had. Nothing of this may be shown to a member who switched
    personal advice off.
    """
    dresser = _Dresser(pack, happenings, hanging, now, looks)
    barred = set(not_to_show(pack, Scores(pack, happenings, now), happenings))
    found: list[Outfit] = []
    worn_styles: set[str] = set()
    for worn in _liked(happenings):
        style_id = happenings[worn].style_id
        if style_id in worn_styles:
            continue
        worn_styles.add(style_id)
        pieces = dresser.pieces(worn, barred | worn_styles)
        if pieces:
            barred |= {one.style_id for one in pieces}
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


class _Dresser:
    """Lays pieces beside garments of one member, from one picture of her wardrobe."""

    def __init__(
        self,
        pack: Pack,
        happenings: Sequence[Happening],
        hanging: Callable[[str], Collection[str]],
        now: int,
        looks: Sequence[Look],
    ) -> None:
        self._pack, self._happenings, self._hanging, self._now, self._looks = pack, happenings, hanging, now, looks
        self._wardrobe = Wardrobe(pack, happenings, now)

    def pieces(self, worn: int, barred: Collection[str]) -> tuple[Suggestion, ...]:
        """Return what goes with a garment, of the stylist's looks before what was learnt."""
        pieces: list[Suggestion] = []
        for one in chain(self._of_looks(worn), self._learnt(worn)):
            if len(pieces) == MOST_PIECES:
                break
            if one.style_id in barred or any(one.style_id == other.style_id for other in pieces):
                continue
            if one.source == "look" or self._category(one.style_id) not in self._categories(worn, pieces):
                pieces.append(one)
        return tuple(pieces)

    def _of_looks(self, worn: int) -> Iterator[Suggestion]:
        for one in companions(self._looks, [self._happenings[worn].style_id]):
            found = self._wearable(one.style_id)
            if found is not None:
                reason = outfit_phrasing.of_look(one.look.name)
                yield Suggestion(one.style_id, found[0], found[1], 0.0, "look", worn, reason, {})

    def _learnt(self, worn: int) -> Iterator[Suggestion]:
        garment = self._happenings[worn]
        place = self._pack.place.get(garment.style_id)
        if place is None:
            return
        days = (local(self._now).date() - local(garment.at_ms).date()).days
        reason = phrasing.because("outfit", self._pack.styles[place].name, "tried", days)
        for near, closeness in sorted(self._pack.styles[place].goes_with, key=lambda one: (-one[1], one[0])):
            style_id = self._pack.styles[near].id
            found = self._wearable(style_id)
            if found is not None:
                said: dict[Source, float] = {"outfit": closeness}
                yield Suggestion(style_id, found[0], found[1], closeness, "outfit", worn, reason, said)

    def _wearable(self, style_id: str) -> tuple[str, SizeAdvice | None] | None:
        return wearable(self._pack, self._wardrobe, style_id, self._hanging(style_id))

    def _categories(self, worn: int, pieces: Sequence[Suggestion]) -> set[str]:
        return {self._category(one) for one in (self._happenings[worn].style_id, *(each.style_id for each in pieces))}

    def _category(self, style_id: str) -> str:
        place = self._pack.place.get(style_id)
        return "" if place is None else self._pack.styles[place].category
