"""What a shop's own sales say while the mall is away: the last pack, with what sells and what is bought together anew.

Everything that a shop cannot learn alone (the weights of the blend, how styles are cut, what they are like) stays as
the mall taught it. What the shop can count is drawn towards its own sales, the more the more it sold of a style.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import log, log1p, sqrt
from typing import NamedTuple

from posapp.domain.advice.pack import NO_SALES, Neighbours, Pack, StyleFacts
from posapp.domain.clock import DAY, Millis, local

LOCAL = "local-"
"""What the version of a pack begins with that a shop made itself."""

AWAY_DAYS = 3
"""So old a pack of the mall's is before a shop helps itself: a night or two may fail without anybody noticing."""

LOOK_BACK_DAYS = 180
"""Older sales of the shop say nothing that the mall's pack does not say better."""

_MONTH, _WEEK = 28, 7
_ANEW_AFTER = 20 * 3_600_000
_NIGHT_HOURS = range(7)
_SKIPPED_NIGHTS = 2 * DAY
"""After so long without a rebuilt pack it is made by day: some machines are switched off every night."""

_DOUBT = 20.0
"""So many buyers of its own weigh as much as what the mall knows of a style."""

_SHRINK = 8.0
_MOST_NEIGHBOURS = 30
_MOST_STYLES_OF_ONE = 40
"""Of a member who bought more than this only the newest count: she is somebody's purse, or a reseller."""

_WEAKEST = 0.002
_STEEPEST = 2.0


class Bought(NamedTuple):
    """One line of a sale at this shop; ``member_id`` is empty where nobody knows who she is."""

    member_id: str
    style_id: str
    at_ms: int


def is_due(now: Millis, trained: int, rebuilt_at: int | None) -> bool:
    """Tell whether to rebuild now. ``trained``: the mall's pack; ``rebuilt_at``: the shop's own one on top of it."""
    if now - trained < AWAY_DAYS * DAY:
        return False
    newest = trained if rebuilt_at is None else rebuilt_at
    if now - newest < _ANEW_AFTER:
        return False
    return local(now).hour in _NIGHT_HOURS or now - newest >= _SKIPPED_NIGHTS


def rebuilt(base: Pack, bought: Iterable[Bought], now: Millis) -> Pack:
    """Return the mall's pack with popularity, trend and neighbours drawn towards the shop's own sales."""
    known = [line for line in bought if line.style_id in base.place and now - LOOK_BACK_DAYS * DAY <= line.at_ms <= now]
    counts = _Counts(known, now)
    near = _bought_with(base, known)
    return replace(
        base,
        version=f"{LOCAL}{local(now):%Y%m%d-%H%M%S}",
        trained=now,
        styles=tuple(
            _drawn(style, counts, near.get(place), counts.ever[style.id] / (counts.ever[style.id] + _DOUBT))
            for place, style in enumerate(base.styles)
        ),
        notes={"lines": len(known)},
    )


class _Counts:
    """Buyers of each style: in the last week, in the last month, in the three months before it, and in all.

    A member counts once in each however often she came back for more; a sale to nobody known is a buyer of its own.
    """

    def __init__(self, bought: Sequence[Bought], now: Millis) -> None:
        def buyers(youngest: float, oldest: float) -> Counter[str]:
            lines = [line for line in bought if youngest <= (now - line.at_ms) / DAY < oldest]
            known = {(line.member_id, line.style_id) for line in lines if line.member_id}
            return Counter([style for _, style in known] + [line.style_id for line in lines if not line.member_id])

        self.month, self.before = buyers(0, _MONTH), buyers(_MONTH, 4 * _MONTH)
        self.ever = buyers(0, LOOK_BACK_DAYS + 1)
        self.of_week, self.of_month = _against_the_best(buyers(0, _WEEK)), _against_the_best(self.month)

    def trend(self, style_id: str) -> float:
        """Return the logarithm of this month's pace against the three months before."""
        pace = log((self.month[style_id] + 1) / (self.before[style_id] / 3 + 1))
        return min(max(pace, -_STEEPEST), _STEEPEST)


def _against_the_best(counts: Mapping[str, int]) -> Callable[[str], float]:
    best = log1p(max(counts.values(), default=0)) or 1.0
    return lambda style_id: log1p(counts.get(style_id, 0)) / best


def _drawn(style: StyleFacts, counts: _Counts, near: Neighbours | None, weight: float) -> StyleFacts:
    if not weight:
        return style

    def draw(before: float, own: float) -> float:
        return round((1 - weight) * before + weight * own, 4)

    trend, month = counts.trend(style.id), counts.of_month(style.id)
    sales = style.sales
    if sales != NO_SALES:
        week = draw(sales.week, counts.of_week(style.id))
        sales = replace(sales, month=draw(sales.month, month), week=week, trend=draw(sales.trend, trend))
    return replace(
        style,
        popular=draw(style.popular, month),
        rising=draw(style.rising, max(trend, 0.0) / _STEEPEST),
        sales=sales,
        bought_with=style.bought_with if near is None else _joined(style.bought_with, near, weight),
    )


def _joined(before: Neighbours, own: Neighbours, weight: float) -> Neighbours:
    strength: defaultdict[int, float] = defaultdict(float)
    for place, near in before:
        strength[place] += (1 - weight) * near
    for place, near in own:
        strength[place] += weight * near
    strongest = sorted(strength.items(), key=lambda each: (-each[1], each[0]))[:_MOST_NEIGHBOURS]
    return tuple((place, round(near, 3)) for place, near in strongest if near > _WEAKEST)


def _bought_with(base: Pack, bought: Sequence[Bought]) -> dict[int, Neighbours]:
    """Return what the same members of this shop bought: the cosine over its buyers, shrunk by how few they are."""
    hers: defaultdict[str, set[int]] = defaultdict(set)
    for line in sorted(bought, key=lambda line: -line.at_ms):
        if line.member_id and len(hers[line.member_id]) < _MOST_STYLES_OF_ONE:
            hers[line.member_id].add(base.place[line.style_id])
    buyers: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for places in hers.values():
        buyers.update(places)
        together.update(combinations(sorted(places), 2))
    near: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for (one, other), common in together.items():
        likeness = common / sqrt(buyers[one] * buyers[other]) * common / (common + _SHRINK)
        near[one].append((other, likeness))
        near[other].append((one, likeness))
    top = max((strength for found in near.values() for _, strength in found), default=1.0)
    return {place: tuple((other, strength / top) for other, strength in found) for place, found in near.items()}
