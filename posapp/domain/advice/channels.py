"""One source's sums for one member: what each event of hers adds to each style, and what is left without one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from posapp.domain.advice.pack import Neighbours

Shape = Callable[[float, float], float]
"""From the sum of a style's terms and the weight of all events to what the channel says."""


def mean_with(prior: float) -> Shape:
    """Return the shape of a share of her taste: a weighted mean that starts with so many events' worth of doubt."""
    return lambda total, whole: total / (whole + prior)


def certainty(total: float, whole: float) -> float:
    """Return what is said of one style alone, 0…1: each further event says less."""
    return 1 - 1 / (1 + total)


def plain_sum(total: float, whole: float) -> float:
    """Return the sum itself."""
    return total


def logarithm(total: float, whole: float) -> float:
    """Return the logarithm of a sum, for strengths that many small events would otherwise drown."""
    return math.log1p(4 * total)


class Channel:
    """What each event adds to each style. One event for each purchase, or only the newest of a style.

    ``sums`` are added up at once; what a single event added is looked up when a reason asks for it.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.whole = 0.0
        self.sums: defaultdict[int, float] = defaultdict(float)
        self._heard: dict[int, list[tuple[float, Neighbours]]] = {}
        self._newest: dict[int, int] = {}  # style → its event that speaks
        self._in_its_place: dict[int, float] = {}  # event → the weight of the older one that it hides

    def hear(self, event: int, weight: float, neighbours: Neighbours) -> None:
        """Let an event speak for the styles near its own."""
        self.whole += weight
        self._heard.setdefault(event, []).append((weight, neighbours))
        sums = self.sums
        for place, strength in neighbours:
            sums[place] += weight * strength

    def hear_newest(self, event: int, weight: float, neighbours: Neighbours, of: int) -> None:
        """Let an event speak unless a newer one of the same style did; events are heard newest first."""
        newest = self._newest.setdefault(of, event)
        if newest == event:
            self.hear(event, weight, neighbours)
        else:
            self._in_its_place.setdefault(newest, weight)

    def value(self, place: int) -> float:
        """Return what the source says of a style; 0 of one that no event speaks for."""
        total = self.sums.get(place)
        return self._shape(total, self.whole) if total else 0.0

    def values(self) -> Iterator[tuple[int, float]]:
        """Yield every style that an event speaks for, with what the source says of it."""
        shape, whole = self._shape, self.whole
        for place, total in self.sums.items():
            yield place, shape(total, whole)

    def terms(self, place: int) -> dict[int, float]:
        """Return what each event adds to a style's sum."""
        found: dict[int, float] = {}
        for event in self._heard:
            if term := self._term(place, event):
                found[event] = term
        return found

    def without(self, place: int, event: int) -> float:
        """Return what it would say had the event not happened."""
        heard = self._heard.get(event)
        if heard is None:
            return self.value(place)
        weight = sum(each for each, _ in heard)
        instead = self._in_its_place.get(event, 0.0)
        gone = 1 - instead / weight if weight else 1.0
        rest = max(self.sums.get(place, 0.0) - gone * self._term(place, event), 0.0)
        return self._shape(rest, self.whole - weight + instead) if rest else 0.0

    def _term(self, place: int, event: int) -> float:
        return sum(
            weight * strength
            for weight, neighbours in self._heard[event]
            for near, strength in neighbours
            if near == place
        )


class _Purchase(NamedTuple):
    event: int
    age_days: float
    visit: str


OWN: Sequence[str] = (
    "own",
    "own_count",
    "own_recent",
    "own_fast",
    "own_rate",
    "own_part",
    "own_repeats",
    "own_ever",
    "own_month",
    "own_newest",
    "own_visits",
)
"""What her own purchases of a style say of her buying it again.

``own`` that she bought it · ``own_count`` how often (logarithm) · ``own_recent``, ``own_fast`` how often, each time
fading with age, the second four times as fast · ``own_rate`` on which share of her visits · ``own_part`` its part of
all that she bought of late · ``own_repeats``, ``own_ever``, ``own_month``, ``own_newest`` how the style sells, for one
that is hers · ``own_visits`` how many visits are known (logarithm).
"""


class OwnPurchases:
    """What she bought of styles that may be bought again."""

    def __init__(self, half_life_days: float) -> None:
        self._half_life = half_life_days
        self.of: dict[int, list[_Purchase]] = {}
        self._in_visit: dict[str, int] = {}
        self._visit_of: dict[int, str] = {}
        self._weight_of: dict[int, float] = {}
        self._whole = 0.0

    def hear(self, event: int, place: int, age_days: float, visit: str) -> None:
        """Count a purchase; ``visit`` tells those of one visit together."""
        weight = 0.5 ** (age_days / self._half_life)
        self.of.setdefault(place, []).append(_Purchase(event, age_days, visit))
        self._in_visit[visit] = self._in_visit.get(visit, 0) + 1
        self._visit_of[event] = visit
        self._weight_of[event] = weight
        self._whole += weight

    def values(self, place: int, sales: Sequence[float], without: int | None = None) -> tuple[float, ...] | None:
        """Return what ``OWN`` says of a style, None of one that is not hers; ``without`` leaves an event out.

        ``sales`` are the style's repeats, ever, month and newest.
        """
        purchases = self.of.get(place)
        if purchases is None:
            return None
        recent = fast = 0.0
        count = 0
        for purchase in purchases:
            if purchase.event != without:
                weight = self._weight_of[purchase.event]
                recent += weight
                fast += weight**4
                count += 1
        if not count:
            return None
        visits, whole = len(self._in_visit), self._whole
        if without is not None and without in self._visit_of:
            visits -= self._in_visit[self._visit_of[without]] == 1
            whole -= self._weight_of[without]
        rate = len({purchase.visit for purchase in purchases if purchase.event != without}) / max(visits, 1)
        return (1.0, math.log1p(count), recent, fast, rate, recent / max(whole, 1e-12), *sales, math.log1p(visits))
