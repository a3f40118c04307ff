"""What fit is learnt from: styles with their sizes, and every member's garments; of a chain or of any log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import SIZE_FAMILIES
from posapp.domain.advice.wardrobe import Outcome, outcome_of
from posapp.domain.clock import DAY
from posapp.domain.fit import is_of_length


@dataclass(frozen=True, slots=True)
class SizedStyle:
    """A style and the sizes that it comes in, smallest first. ``hint``: how it is said to be cut, -1, 0 or 1."""

    id: str
    category: str
    brand: str
    part: str
    system: str
    sizes: tuple[str, ...]
    hint: int = 0


class Word(NamedTuple):
    """What one garment said: whose it is, which style in which place of the ladder, when, and how it fitted."""

    member: str
    style: SizedStyle
    label: int
    at_ms: int
    outcome: Outcome
    is_short: bool
    """It was too small or too big in its length alone."""

    is_asked: bool
    """Somebody said so: it was tried on or brought back; what was bought and kept says it by silence."""

    @property
    def wearer(self) -> tuple[str, str, str]:
        """Return who wears it, by size system and family."""
        return (self.member, self.style.system, SIZE_FAMILIES[self.style.part])


@dataclass(frozen=True)
class Wardrobes:
    """Everything that fit is learnt from. ``lives`` are happenings by member, newest first."""

    styles: Mapping[str, SizedStyle]
    ladders: Mapping[str, tuple[str, ...]]
    lives: Mapping[str, Sequence[Happening]]
    until: int

    def before(self, until: int) -> Wardrobes:
        """Return them as they were at an earlier instant."""
        earlier = {member: [h for h in life if h.at_ms < until] for member, life in self.lives.items()}
        return Wardrobes(self.styles, self.ladders, {m: life for m, life in earlier.items() if life}, until)

    def words(self) -> list[Word]:
        """Return what every garment in every size said, each once."""
        places = {system: {size: i for i, size in enumerate(ladder)} for system, ladder in self.ladders.items()}
        return [word for member, life in self.lives.items() for word in self._words_of(member, life, places)]

    def _words_of(
        self, member: str, life: Sequence[Happening], places: Mapping[str, Mapping[str, int]]
    ) -> Iterator[Word]:
        brought_back = {(h.ref, h.variant_id) for h in life if h.kind == "returned"}
        fitted = {(h.variant_id, h.at_ms // DAY) for h in life if h.kind == "tried" and h.verdict == "kept"}
        for h in life:
            style = self.styles.get(h.style_id)
            if style is None or h.kind not in ("bought", "returned", "tried"):
                continue
            label = places[style.system].get(h.size)
            outcome = outcome_of(h)
            is_gone = h.kind == "bought" and (
                (h.ref, h.variant_id) in brought_back or (h.variant_id, h.at_ms // DAY) in fitted
            )
            if label is not None and outcome is not None and not is_gone:
                is_asked = h.kind != "bought" or h.verdict is not None
                is_short = is_of_length(h.verdict, style.part, h.where)
                yield Word(member, style, label, h.at_ms, outcome, is_short, is_asked)


_WELL_SOLD = 20
_COMMON = 0.15
_DOUBT = 5.0


def probable_sizes(
    seen: Mapping[str, Mapping[int, int]], categories: Mapping[str, str], most: int
) -> dict[str, tuple[int, ...]]:
    """Return the places of the sizes that styles come in, where no catalogue tells: a log knows what was sold.

    ``seen`` counts, by style, the pieces of each place of the ladder, which has ``most`` of them. A style is taken to
    come in what it was sold in, and in what more than ``_COMMON`` of the well sold styles of its category came in.
    """
    offering: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * most)
    styles: defaultdict[str, int] = defaultdict(int)
    for style_id, counts in seen.items():
        if sum(counts.values()) >= _WELL_SOLD:
            for group in ("", categories[style_id]):
                styles[group] += 1
                for place in counts:
                    offering[group][place] += 1
    whole = [count / max(styles[""], 1) for count in offering[""]]
    found = {}
    for style_id, counts in seen.items():
        group = categories[style_id]
        common = [
            place
            for place in range(most)
            if (offering[group][place] + _DOUBT * whole[place]) / (styles[group] + _DOUBT) > _COMMON
        ]
        found[style_id] = tuple(sorted({*counts, *common})) if len(counts) > 1 else tuple(counts)
    return found
