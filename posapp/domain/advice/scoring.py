"""How much each source speaks for each style, for one member, and which of her own events speaks most.

Every source that listens to her is a weighted mean over her events: sum of (weight of the event × likeness of its
style) divided by (sum of the weights + a prior). So one event can be taken out again in closed form, and a reason can
name the event without which the score would fall furthest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from posapp.domain.advice.answers import Source
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import Neighbours, Pack, StyleFacts
from posapp.domain.clock import DAY, local

GLOBAL: tuple[Source, ...] = ("rising", "season", "popular")
"""Sources that need nothing of hers; ``season`` only ever speaks against a style, so it is never a reason."""

PERSONAL: tuple[Source, ...] = ("again", "wished", "tried", "cheaper", "bought", "browsed", "taste", "outfit")

_PRIOR: Mapping[Source, float] = {"bought": 1.5, "browsed": 1.0, "taste": 1.5, "outfit": 0.7}
"""How many events' worth of doubt a source starts with; the others speak about one style and need none."""

_HALF_LIFE_DAYS: Mapping[Source, float] = {
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


class Channel:
    """One source's sums for one member: what each event adds to each style."""

    def __init__(self, prior: float) -> None:
        self.prior = prior
        self.whole = 0.0
        self.weight_of: dict[int, float] = {}
        self.terms: dict[int, list[tuple[int, float]]] = {}

    def hear(self, event: int, weight: float, neighbours: Neighbours) -> None:
        """Let an event speak for the styles near its own."""
        self.whole += weight
        self.weight_of[event] = self.weight_of.get(event, 0.0) + weight
        for place, strength in neighbours:
            self.terms.setdefault(place, []).append((event, weight * strength))

    def value(self, place: int) -> float:
        """Return what the source says of a style, 0…1."""
        terms = self.terms.get(place)
        if not terms:
            return 0.0
        return self._mean(sum(term for _, term in terms), self.whole)

    def without(self, place: int, event: int) -> float:
        """Return what it would say had the event not happened."""
        rest = sum(term for i, term in self.terms.get(place, ()) if i != event)
        return self._mean(rest, self.whole - self.weight_of.get(event, 0.0))

    def _mean(self, total: float, whole: float) -> float:
        """Sources without a prior speak of single styles: their terms are certainties, not a share of her taste."""
        if not self.prior:
            return 1 - 1 / (1 + total)
        return total / (whole + self.prior)


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
        self, pack: Pack, happenings: Sequence[Happening], now: int, cheaper: Collection[str] = frozenset()
    ) -> None:
        """Listen to her. ``cheaper`` are styles that cost less now than when she left them for their price."""
        self._pack = pack
        self._cheaper = cheaper
        self._tried: set[int] = set()
        self.season = season_at(now)
        self._now = now
        self.channels = {source: Channel(_PRIOR.get(source, 0.0)) for source in PERSONAL}
        self.disliked = Channel(1.0)
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

    def contributions(self, place: int) -> dict[Source, float]:
        """Return what each source adds to a style's score."""
        weights = self._pack.weights
        style = self._pack.styles[place]
        found: dict[Source, float] = {s: weights.get(s, 0.0) * c.value(place) for s, c in self.channels.items()}
        for source in GLOBAL:
            found[source] = weights.get(source, 0.0) * global_value(source, style, self.season)
        return found

    def score(self, place: int) -> float:
        """Return the score of a style: contributions, less what she disliked of its kind."""
        return sum(self.contributions(place).values()) - self._pack.dislike * self.disliked.value(place)

    def survey(self, candidates: Sequence[int]) -> Survey:
        """Score many styles at once: only those near an event of hers need more than what holds for everyone."""
        plain = _plain(self._pack, self.season)
        scores = {place: plain.totals[place] for place in candidates}
        count = max(len(candidates), 1)
        usual: dict[Source, float] = {s: sum(map(plain.of[s].__getitem__, candidates)) / count for s in GLOBAL}
        for source, channel in self.channels.items():
            weight = self._pack.weights.get(source, 0.0)
            whole = 0.0
            for place in channel.terms:
                if place in scores:
                    speaking = weight * channel.value(place)
                    scores[place] += speaking
                    whole += speaking
            usual[source] = whole / count
        for place in self.disliked.terms:
            if place in scores:
                scores[place] -= self._pack.dislike * self.disliked.value(place)
        return Survey(scores, usual)

    def score_without(self, place: int, event: int) -> float:
        """Return the score that a style would have had one event not happened."""
        weights = self._pack.weights
        style = self._pack.styles[place]
        score = sum(weights.get(source, 0.0) * c.without(place, event) for source, c in self.channels.items())
        score += sum(weights.get(source, 0.0) * global_value(source, style, self.season) for source in GLOBAL)
        return score - self._pack.dislike * self.disliked.without(place, event)

    def cited(self, place: int, source: Source) -> int | None:
        """Return the event of a source without which the style's score falls furthest; None when none makes it fall."""
        channel = self.channels.get(source)
        if channel is None:
            return None
        whole = self.score(place)
        events = {event for event, _ in channel.terms.get(place, ())}
        best = min(events, key=lambda event: (self.score_without(place, event), event), default=None)
        return best if best is not None and self.score_without(place, best) < whole else None

    def _hear(self, event: int, place: int, style: StyleFacts, h: Happening, is_kept: bool) -> None:
        itself: Neighbours = ((place, 1.0),)
        match h.kind:
            case "bought" if is_kept:
                self._hear_kept(event, place, style, h)
            case "returned" if h.verdict in _WRONG_SIZE:
                # Says nothing of her taste: without it the purchase would stand and say more.
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
            case "viewed":
                self._say(event, "browsed", 0.6, h, _mixed(style))
            case "dismissed":
                self.refused.add(place)
                self._dislike(event, style, h)

    def _refuse(self, place: int) -> None:
        if place not in self._tried:
            self.refused.add(place)

    def _hear_kept(self, event: int, place: int, style: StyleFacts, h: Happening) -> None:
        if style.consumable:
            self.channels["again"].hear(event, self._due(h), ((place, 1.0),))
        else:
            self.owned.add(place)
        self._say(event, "bought", 1.0, h, style.bought_with)
        self._say(event, "taste", 1.0, h, style.alike)
        self._say(event, "outfit", 1.0, h, style.goes_with)

    def _due(self, h: Happening) -> float:
        """Return how due a consumable is: nothing at first, most when it should be used up, less when she moved on."""
        used = (self._now - h.at_ms) / DAY / self._pack.lasts_days
        return 0.0 if used < 0.8 else 2.0 if used < 1.6 else 2.0 * 0.5 ** (used - 1.6)

    def _say(self, event: int, source: Source, weight: float, h: Happening, neighbours: Neighbours) -> None:
        age = max(self._now - h.at_ms, 0) / DAY
        self.channels[source].hear(event, weight * 0.5 ** (age / _HALF_LIFE_DAYS[source]), neighbours)

    def _dislike(self, event: int, style: StyleFacts, h: Happening) -> None:
        age = max(self._now - h.at_ms, 0) / DAY
        self.disliked.hear(event, 0.5 ** (age / 180), style.alike)


def _mixed(style: StyleFacts) -> Neighbours:
    """Return where a look at a style leads: to its like, and to what buyers of it bought."""
    strengths = dict(style.alike)
    for place, strength in style.bought_with:
        strengths[place] = max(strength, strengths.get(place, 0.0))
    return tuple(strengths.items())


def global_value(source: Source, style: StyleFacts, season: str) -> float:
    """Return what a source that needs nothing of hers says of a style in a season."""
    if source == "popular":
        return style.popular
    if source == "rising":
        return style.rising
    if style.season == season:
        return 0.0
    return -0.4 if style.season == "all" else -0.5 if style.season == _FOLLOWS[season] else -1.0


def season_at(now: int) -> str:
    """Return the season in which an instant lies."""
    return _SEASONS[local(now).month - 1]


@lru_cache(maxsize=4)
def _plain(pack: Pack, season: str) -> _Plain:
    """Return what holds for everyone in a season; kept for the newest packs."""
    of = {
        source: tuple(pack.weights.get(source, 0.0) * global_value(source, style, season) for style in pack.styles)
        for source in GLOBAL
    }
    return _Plain(of, tuple(map(sum, zip(*of.values(), strict=True))))
