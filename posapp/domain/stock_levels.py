"""How a shop stands with one variant: what hangs here and is on its way, against what will be asked for.

Each grade asks for one act: get pieces at once, get some, get some soon; let another shop have some, or lower the
price.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Grade = Literal["out", "below_lead", "below_safety", "overstock", "slow", "fine"]

GRADES: tuple[Grade, ...] = ("out", "below_lead", "below_safety", "slow", "overstock", "fine")
"""The most urgent first."""

SLOW_WEEKS = 8
"""What hung here so long and nobody bought is a slow mover."""

MOST_WEEKS = 16
"""More than this many weeks of sales on the rail is too much."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What will be asked for: pieces a week and in a lead time, and the two levels of the plan."""

    week: float
    lead: float
    order_at: int
    order_up_to: int
    idle_weeks: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Pieces that another shop can give away and still has."""

    shop_id: str
    pieces: int


def grade(free: int, on_way: int, expected: Expected) -> Grade:
    """Return how a variant stands; ``free`` pieces hang here unpromised, ``on_way`` come from other shops.

    >>> needed = Expected(week=1.0, lead=2.0, order_at=4, order_up_to=6, idle_weeks=0)
    >>> [grade(free, 0, needed) for free in (0, 1, 3, 6, 17)]
    ['out', 'below_lead', 'below_safety', 'fine', 'overstock']
    >>> grade(1, 5, needed)
    'fine'
    """
    there = free + on_way
    if expected.idle_weeks >= SLOW_WEEKS:
        return "slow" if free > 0 else "fine"
    if free <= 0 and expected.order_at > 0:
        return "out"
    if there < expected.lead:
        return "below_lead"
    if there < expected.order_at:
        return "below_safety"
    if there > expected.order_up_to and there > MOST_WEEKS * expected.week:
        return "overstock"
    return "fine"


def wanted(free: int, on_way: int, expected: Expected) -> int:
    """Return how many pieces bring it up to its level."""
    return max(expected.order_up_to - max(free, 0) - on_way, 0)


def weeks_of_cover(free: int, expected: Expected) -> int | None:
    """Return for how many whole weeks the pieces here will last, None when nobody asks for any."""
    return int(max(free, 0) / expected.week) if expected.week > 0 else None


def first_offer(missing: int, offers: Iterable[Offer]) -> Offer | None:
    """Return which shop to ask, and for how many pieces: the one that can give the most of what is missing.

    Of two that can give as much it is the first, so whoever lists the nearest first asks the nearest.

    >>> first_offer(3, [Offer("near", 1), Offer("far", 5), Offer("farther", 3)])
    Offer(shop_id='far', pieces=3)
    """
    best = max(offers, key=lambda offer: min(offer.pieces, missing), default=None)
    if best is None or min(best.pieces, missing) < 1:
        return None
    return Offer(best.shop_id, min(best.pieces, missing))
