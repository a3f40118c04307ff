"""What is learnt from and what is asked: by time, by member, by chance, and one article hidden from a basket.

All are the same at every run: what chance decides, a seed decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from posapp.domain.clock import DAY, Millis
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings, beginning_of
from sync.hub.history.unreadable import LogUnreadable

Case = TypeVar("Case")


def cut_of(log: ImportedLog, settings: GoalSettings, default_days: int = 28) -> Millis:
    """Return the instant from which on is asked: the day ``cut``, or else the beginning of the ``last_days`` days.

    Days are the shops' days; the day of the last event is the last of them. Raises ``LogUnreadable`` where nothing
    lies before the cut or nothing after it.
    """
    zone = log.description.zone
    first, last = (datetime.fromtimestamp(at / 1000, zone).date() for at in (log.first_ms, log.last_ms))
    cut = settings.instant("cut")
    if cut is None:
        days = min(settings.whole("last_days", default_days, least=1), (last - first).days + 1)
        cut = beginning_of(last - timedelta(days=days - 1), zone)
    if not log.first_ms < cut <= log.last_ms:
        day = datetime.fromtimestamp(cut / 1000, zone).date()
        raise LogUnreadable("cut_outside", goal=settings.goal, cut=day, first=first, last=last)
    return cut


def days_asked(log: ImportedLog, cut: Millis) -> int:
    """Return how many days are asked about, the day of the last event among them."""
    return max(-(-(log.last_ms + 1 - cut) // DAY), 1)


class MemberSplit(NamedTuple):
    """Members by what they are for."""

    training: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]


def members_split(members: Iterable[str], seed: int) -> MemberSplit:
    """Split members 72 / 8 / 20, as the Next Basket Recommendation Reality Check does: the sorted ids shuffled."""
    shuffled = sorted(members)
    random.Random(seed).shuffle(shuffled)
    learnt = int(len(shuffled) * 0.8)
    training = int(learnt * 0.9)
    return MemberSplit(tuple(shuffled[:training]), tuple(shuffled[training:learnt]), tuple(shuffled[learnt:]))


class CaseSplit(NamedTuple):
    """Places of cases by what they are for, each in rising order."""

    training: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]


def random_split(count: int, seed: int, training: float = 0.8, validation: float = 0.1) -> CaseSplit:
    """Split ``count`` cases by chance, 80 / 10 / 10 where nothing else is said."""
    places = list(range(count))
    random.Random(seed).shuffle(places)
    first, second = round(count * training), round(count * (training + validation))
    return CaseSplit(tuple(sorted(places[:first])), tuple(sorted(places[first:second])), tuple(sorted(places[second:])))


class Hidden(NamedTuple):
    """A basket without one of its articles. ``basket`` is its place among those that were given."""

    basket: int
    given: tuple[str, ...]
    hidden: str


def one_hidden(baskets: Sequence[Sequence[str]], seed: int, most: int) -> list[Hidden]:
    """Draw up to ``most`` baskets of two different articles or more, and hide one article of each."""
    dice = random.Random(seed)
    drawn = sampled([i for i, basket in enumerate(baskets) if len(set(basket)) > 1], seed, most)
    found = []
    for place in drawn:
        articles = sorted(set(baskets[place]))
        hidden = articles.pop(dice.randrange(len(articles)))
        found.append(Hidden(place, tuple(articles), hidden))
    return found


def sampled(cases: Sequence[Case], seed: int, most: int) -> list[Case]:
    """Return at most so many of the cases, drawn without order of their own; 0 means all of them."""
    if not most or len(cases) <= most:
        return list(cases)
    places = sorted(random.Random(seed).sample(range(len(cases)), most))
    return [cases[i] for i in places]
