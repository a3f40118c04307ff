"""How a shop stands with its goods: what hangs here and is on its way, against what will be asked for.

Each grade asks for one act. Of a variant: get pieces at once, get some, get some soon. Of a whole style, since the
sizes that are left over are of no use alone: let another shop have some, or tell who would like it and lower the price.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Need = Literal["out", "below_lead", "below_safety", "enough"]
NEEDS: tuple[Need, ...] = ("out", "below_lead", "below_safety", "enough")
"""The most urgent first."""

Surplus = Literal["slow", "overstock", "right"]

SLOW_WEEKS = 8
"""A style of which nobody bought a piece in so many weeks is a slow mover."""

MOST_WEEKS = 16
"""More than so many weeks of sales on the rail is too much."""


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


def need(free: int, on_way: int, expected: Expected) -> Need:
    """Return how a variant stands; ``free`` pieces hang here unpromised, ``on_way`` come from other shops.

    >>> expected = Expected(week=1.0, lead=2.0, order_at=4, order_up_to=6, idle_weeks=0)
    >>> [need(free, 0, expected) for free in (0, 1, 3, 4)]
    ['out', 'below_lead', 'below_safety', 'enough']
    >>> need(1, 5, expected)
    'enough'
    """
    if expected.order_at <= 0:
        return "enough"
    if free <= 0:
        return "out"
    if free + on_way < expected.lead:
        return "below_lead"
    return "below_safety" if free + on_way < expected.order_at else "enough"


def missing(free: int, on_way: int, expected: Expected) -> int:
    """Return how many pieces bring a variant up to its level."""
    return max(expected.order_up_to - max(free, 0) - on_way, 0)


def together(variants: Iterable[Expected]) -> Expected:
    """Return what is expected of a style, from its variants."""
    known = list(variants)
    return Expected(
        week=sum(one.week for one in known),
        lead=sum(one.lead for one in known),
        order_at=sum(one.order_at for one in known),
        order_up_to=sum(one.order_up_to for one in known),
        idle_weeks=min((one.idle_weeks for one in known), default=0),
    )


def surplus(free: int, style: Expected) -> Surplus:
    """Return whether a style hangs here too long, or in too many pieces.

    >>> surplus(4, Expected(week=0.0, lead=0.0, order_at=0, order_up_to=0, idle_weeks=9))
    'slow'
    >>> selling = Expected(week=0.5, lead=1.0, order_at=2, order_up_to=3, idle_weeks=1)
    >>> [surplus(free, selling) for free in (3, 8, 9)]
    ['right', 'right', 'overstock']
    """
    if free > 0 and style.idle_weeks >= SLOW_WEEKS:
        return "slow"
    return "overstock" if free > max(style.order_up_to, MOST_WEEKS * style.week) else "right"


def weeks_of_cover(free: int, expected: Expected) -> int | None:
    """Return for how many whole weeks the pieces here will last, None when nobody asks for any."""
    return int(max(free, 0) / expected.week) if expected.week > 0 else None


def first_offer(wanted: int, offers: Iterable[Offer]) -> Offer | None:
    """Return which shop to ask, and for how many pieces: the one that can give the most of what is wanted.

    Of two that can give as much it is the first.

    >>> first_offer(3, [Offer("near", 1), Offer("far", 5), Offer("farther", 3)])
    Offer(shop_id='far', pieces=3)
    >>> first_offer(1, [])
    """
    best = max(offers, key=lambda offer: min(offer.pieces, wanted), default=None)
    if best is None or min(best.pieces, wanted) < 1:
        return None
    return Offer(best.shop_id, min(best.pieces, wanted))
