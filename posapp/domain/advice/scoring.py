"""How much each source speaks for each style, for one member, and which of her own events speaks most.

The score is a blend: the weighted sum of plain features, with weights that the hub learnt on the chain's own past.
Every feature belongs to one source, and a source's contribution is what its features add. Every event can be taken out
again in closed form, so that a reason can name an event without which the score would fall.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from posapp.domain.advice.answers import Source
from posapp.domain.advice.channels import (
    OWN,
    Channel,
    OwnPurchases,
    certainty,
    logarithm,
    mean_with,
    plain_sum,
)
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import Neighbours, Pack, StyleFacts
from posapp.domain.clock import DAY, local

GLOBAL: tuple[Source, ...] = ("rising", "season", "popular")
"""Sources that need nothing of hers; ``season`` only ever speaks against a style, so it is never a reason."""

PERSONAL: tuple[Source, ...] = ("cart", "again", "wished", "tried", "cheaper", "bought", "browsed", "taste", "outfit")

_GLOBAL_FEATURES: Mapping[str, Source] = {
    "rising": "rising",
    "trend": "rising",
    "season": "season",
    "popular": "popular",
    "sold_ever": "popular",
    "sold_month": "popular",
    "sold_week": "popular",
    "sold_newest": "popular",
    "share": "popular",
    "repeats": "popular",
}
_LED = "leads_trend"
"""EASE times the trend: what leads to a style, and more so while it rises."""

_CHANNELS: Mapping[str, Source] = {
    "again": "again",
    "wished": "wished",
    "tried": "tried",
    "cheaper": "cheaper",
    "bought": "bought",
    "together": "bought",
    "leads": "bought",
    "browsed": "browsed",
    "taste": "taste",
    "outfit": "outfit",
    "cart": "cart",
}
SOURCE_OF: Mapping[str, Source] = {
    **_GLOBAL_FEATURES,
    **_CHANNELS,
    _LED: "bought",
    **dict.fromkeys(OWN, "again"),
}
"""Every feature of the blend, and the source that it belongs to.

Of everyone: ``rising``, ``trend``, ``season``, ``popular`` and how a style sells (``pack.Sales``). Of hers: a channel
for each source; ``together`` are item neighbours and ``leads`` is EASE, by her newest purchase of each style; ``OWN``
what she bought before; ``cart`` is EASE of what is taken on one visit, by what lies in her cart.
"""

_SHAPES = {
    "again": certainty,
    "wished": certainty,
    "tried": certainty,
    "cheaper": certainty,
    "bought": mean_with(1.5),
    "together": logarithm,
    "leads": plain_sum,
    "browsed": mean_with(1.0),
    "taste": mean_with(1.5),
    "outfit": mean_with(0.7),
    "cart": plain_sum,
}
_HALF_LIFE_DAYS: Mapping[str, float] = {
    "bought": 180,
    "browsed": 30,
    "taste": 180,
    "outfit": 40,
    "wished": 90,
    "tried": 90,
    "cheaper": 90,
}
_SEASONS = ("winter",) * 2 + ("spring",) * 3 + ("summer",) * 3 + ("autumn",) * 3 + ("winter",)
_FOLLOWS = {"winter": "spring", "spring": "summer", "summer": "autumn", "autumn": "winter"}
_TRIED_WEIGHT = {"kept": 0.3, "too_small": 0.6, "too_big": 0.6, "price": 0.5, "not_colour": 0.4, "untried": 0.2}
_WRONG_SIZE = ("too_small", "too_big")


@dataclass(frozen=True, slots=True)
class Survey:
    """Scores of many styles, and ``usual``: what each source adds to the ordinary one of them."""

    scores: Mapping[int, float]
    usual: Mapping[Source, float]


@dataclass(frozen=True, slots=True)
class _Plain:
    """What holds for everyone: the contribution of each global source to each style, and their totals."""

    of: Mapping[Source, tuple[float, ...]]
    totals: tuple[float, ...]


class Scores:
    """One member's scores over a whole pack, at one instant."""

    def __init__(
        self,
        pack: Pack,
        happenings: Sequence[Happening],
        now: int,
        cheaper: Collection[str] = frozenset(),
        cart: Sequence[str] = (),
    ) -> None:
        """Listen to her. ``cheaper`` are styles that cost less now than when she left them for their price.

        ``cart`` are the styles in her cart; their events count down from -1.
        """
        self._pack = pack
        self._cheaper = cheaper
        self._tried: set[int] = set()
        self.season = season_at(now)
        self._now = now
        weights = pack.weights
        self._wanted = {name for name in _CHANNELS if weights.get(name)} | ({"leads"} if weights.get(_LED) else set())
        self._own_weights = tuple(weights.get(name, 0.0) for name in OWN)
        self.channels = {name: Channel(_SHAPES[name]) for name in _CHANNELS}
        self.own = OwnPurchases(pack.half_life_days)
        self.disliked = Channel(mean_with(1.0))
        self.owned: set[int] = set()
        self.refused: set[int] = set()
        brought_back = {(h.ref, h.variant_id) for h in happenings if h.kind == "returned"}
        for event, happening in enumerate(happenings):
            place = pack.place.get(happening.style_id)
            if place is not None:
                # The newest comes first: what she tried again since is no longer refused for what she said before.
                is_kept = (happening.ref, happening.variant_id) not in brought_back
                self._hear(event, place, pack.styles[place], happening, is_kept)
                if happening.kind == "tried":
                    self._tried.add(place)
        for event, style_id in enumerate(cart):
            place = pack.place.get(style_id)
            if place is not None and "cart" in self._wanted:
                self.channels["cart"].hear_newest(-1 - event, 1.0, pack.styles[place].in_basket, place)

    def contributions(self, place: int, without: int | None = None) -> dict[Source, float]:
        """Return what each source adds to a style's score; ``without`` as if one of her events had not happened."""
        weights = self._pack.weights
        found: dict[Source, float] = dict.fromkeys((*PERSONAL, *GLOBAL), 0.0)
        for name, source in _CHANNELS.items():
            if name in self._wanted:
                channel = self.channels[name]
                value = channel.value(place) if without is None else channel.without(place, without)
                found[source] += weights.get(name, 0.0) * value
                if name == "leads":
                    found[source] += weights.get(_LED, 0.0) * value * self._lift(place)
        found["again"] += self._again(place, without)
        plain = _plain(self._pack, self.season)
        for source in GLOBAL:
            found[source] = plain.of[source][place]
        return found

    def score(self, place: int) -> float:
        """Return the score of a style: contributions, less what she disliked of its kind."""
        return sum(self.contributions(place).values()) - self._pack.dislike * self.disliked.value(place)

    def survey(self, candidates: Sequence[int]) -> Survey:
        """Score many styles at once: only those near an event of hers need more than what holds for everyone."""
        weights = self._pack.weights
        plain = _plain(self._pack, self.season)
        scores = dict(zip(candidates, map(plain.totals.__getitem__, candidates), strict=True))
        count = max(len(candidates), 1)
        usual: dict[Source, float] = {s: sum(map(plain.of[s].__getitem__, candidates)) / count for s in GLOBAL}
        usual.update(dict.fromkeys(PERSONAL, 0.0))
        for name in self._wanted:
            weight, channel, whole = weights.get(name, 0.0), self.channels[name], 0.0
            led = weights.get(_LED, 0.0) if name == "leads" else 0.0
            for place, value in channel.values():
                if place in scores:
                    speaking = weight * value + (led * value * self._lift(place) if led else 0.0)
                    scores[place] += speaking
                    whole += speaking
            usual[_CHANNELS[name]] += whole / count
        for place in self.own.of:
            if place in scores:
                speaking = self._again(place)
                scores[place] += speaking
                usual["again"] += speaking / count
        for place, value in self.disliked.values():
            if place in scores:
                scores[place] -= self._pack.dislike * value
        return Survey(scores, usual)

    def score_without(self, place: int, event: int) -> float:
        """Return the score that a style would have had one event not happened."""
        rest = sum(self.contributions(place, event).values())
        return rest - self._pack.dislike * self.disliked.without(place, event)

    def cited(self, place: int, source: Source) -> int | None:
        """Return the event of a source that adds most to the style and without which its score falls; None for none."""
        adding: dict[int, float] = {}
        for name, of in _CHANNELS.items():
            if of == source and name in self._wanted:
                weight = self._pack.weights.get(name, 0.0) or 1.0
                for event, term in self.channels[name].terms(place).items():
                    adding[event] = adding.get(event, 0.0) + weight * term
        if source == "again":
            for purchase in self.own.of.get(place, ()):
                adding[purchase.event] = adding.get(purchase.event, 0.0) + 0.5 ** (purchase.age_days / 1e3)
        if not adding:
            return None
        whole = self.score(place)
        ranked = sorted(adding, key=lambda event: (-adding[event], event))
        return next((event for event in ranked if self.score_without(place, event) < whole), None)

    def is_due(self, place: int, event: int) -> bool:
        """Tell whether a style that she bought then should be used up by now."""
        return self.channels["again"].terms(place).get(event, 0.0) > 0

    def personal(self) -> set[int]:
        """Return the styles of which an event of hers says something."""
        near = [self.channels[name].sums for name in self._wanted]
        return set().union(self.own.of, self.disliked.sums, *near)

    def features(self, place: int) -> dict[str, float]:
        """Return the features of hers that say something of a style, ``dislike`` among them, without their weights."""
        found = {name: self.channels[name].value(place) for name in self._wanted}
        found[_LED] = self.channels["leads"].value(place) * self._lift(place)
        own = self.own.values(place, _selling(self._pack.styles[place]))
        if own is not None:
            found.update(zip(OWN, own, strict=True))
        found["dislike"] = -self.disliked.value(place)
        return found

    def _again(self, place: int, without: int | None = None) -> float:
        values = self.own.values(place, _selling(self._pack.styles[place]), without)
        return sum(map(mul, self._own_weights, values)) if values is not None else 0.0

    def _lift(self, place: int) -> float:
        return math.exp(self._pack.styles[place].sales.trend / 2)

    def _hear(self, event: int, place: int, style: StyleFacts, h: Happening, is_kept: bool) -> None:
        itself: Neighbours = ((place, 1.0),)
        match h.kind:
            case "bought" if is_kept:
                self._hear_kept(event, place, style, h)
            case "returned" if h.verdict in _WRONG_SIZE:
                # Says nothing of her taste: without it the purchase would stand and say more.
                if not style.consumable:
                    self._say(event, "tried", 1.0, h, itself)
            case "tried" if h.verdict in _WRONG_SIZE:
                self._say(event, "tried", 1.0, h, itself)
                self._say(event, "taste", _TRIED_WEIGHT[h.verdict], h, style.alike)
            case "returned":
                self.refused.add(place)
                self._dislike(event, style, h)
            case "tried" if h.verdict == "not_style":
                self._refuse(place)
                self._dislike(event, style, h)
            case "tried" if h.verdict == "price" and h.style_id in self._cheaper:
                self._say(event, "cheaper", 1.0, h, itself)
                self._say(event, "taste", _TRIED_WEIGHT[h.verdict], h, style.alike)
            case "tried" if h.verdict == "price":
                self._refuse(place)
                self._say(event, "taste", _TRIED_WEIGHT[h.verdict], h, style.alike)
            case "tried" if h.verdict is not None:
                self._say(event, "taste", _TRIED_WEIGHT.get(h.verdict, 0.2), h, style.alike)
            case "wished":
                self._say(event, "wished", 1.0, h, itself)
                self._say(event, "browsed", 1.0, h, _mixed(style))
            case "viewed" | "scanned" | "opened":
                self._say(event, "browsed", 0.6, h, _mixed(style))
            case "dismissed":
                self.refused.add(place)
                self._dislike(event, style, h)

    def _refuse(self, place: int) -> None:
        if place not in self._tried:
            self.refused.add(place)

    def _hear_kept(self, event: int, place: int, style: StyleFacts, h: Happening) -> None:
        age = max(self._now - h.at_ms, 0) / DAY
        if style.consumable:
            if "again" in self._wanted:
                self.channels["again"].hear(event, self._due(h), ((place, 1.0),))
            self.own.hear(event, place, age, h.ref or str(h.at_ms // DAY))
        else:
            self.owned.add(place)
        self._say(event, "bought", 1.0, h, style.bought_with)
        self._say(event, "taste", 1.0, h, style.alike)
        self._say(event, "outfit", 1.0, h, style.goes_with)
        fading = 0.5 ** (age / self._pack.half_life_days)
        if "together" in self._wanted:
            self.channels["together"].hear_newest(event, fading, style.bought_with, place)
        if "leads" in self._wanted:
            self.channels["leads"].hear_newest(event, fading, style.leads_to, place)

    def _due(self, h: Happening) -> float:
        """Return how due a consumable is: nothing at first, most when it should be used up, less when she moved on."""
        used = (self._now - h.at_ms) / DAY / self._pack.lasts_days
        return 0.0 if used < 0.8 else 2.0 if used < 1.6 else 2.0 * 0.5 ** (used - 1.6)

    def _say(self, event: int, name: str, weight: float, h: Happening, neighbours: Neighbours) -> None:
        if name in self._wanted:
            age = max(self._now - h.at_ms, 0) / DAY
            self.channels[name].hear(event, weight * 0.5 ** (age / _HALF_LIFE_DAYS[name]), neighbours)

    def _dislike(self, event: int, style: StyleFacts, h: Happening) -> None:
        age = max(self._now - h.at_ms, 0) / DAY
        self.disliked.hear(event, 0.5 ** (age / 180), style.alike)


def _mixed(style: StyleFacts) -> Neighbours:
    """Return where a look at a style leads: to its like, and to what buyers of it bought."""
    strengths = dict(style.alike)
    for place, strength in style.bought_with:
        strengths[place] = max(strength, strengths.get(place, 0.0))
    return tuple(strengths.items())


def global_value(feature: str, style: StyleFacts, season: str) -> float:
    """Return what a feature that needs nothing of hers says of a style in a season."""
    match feature:
        case "popular":
            return style.popular
        case "rising":
            return style.rising
        case "season":
            if style.season == season:
                return 0.0
            return -0.4 if style.season == "all" else -0.5 if style.season == _FOLLOWS[season] else -1.0
        case "sold_ever":
            return style.sales.ever
        case "sold_month":
            return style.sales.month
        case "sold_week":
            return style.sales.week
        case "sold_newest":
            return style.sales.newest
        case "share":
            return style.sales.share
        case "trend":
            return style.sales.trend
        case _:
            return style.sales.repeats


def season_at(now: int) -> str:
    """Return the season in which an instant lies."""
    return _SEASONS[local(now).month - 1]


def _selling(style: StyleFacts) -> tuple[float, float, float, float]:
    return (style.sales.repeats, style.sales.ever, style.sales.month, style.sales.newest)


@lru_cache(maxsize=4)
def _plain(pack: Pack, season: str) -> _Plain:
    """Return what holds for everyone in a season; kept for the newest packs."""
    features: dict[Source, list[tuple[str, float]]] = {source: [] for source in GLOBAL}
    for name, source in _GLOBAL_FEATURES.items():
        if weight := pack.weights.get(name, 0.0):
            features[source].append((name, weight))
    of = {
        source: tuple(
            sum(weight * global_value(name, style, season) for name, weight in named) for style in pack.styles
        )
        for source, named in features.items()
    }
    return _Plain(of, tuple(map(sum, zip(*of.values(), strict=True))))
