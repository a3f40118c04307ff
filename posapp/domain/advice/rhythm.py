"""How often she comes, and what it says of her coming again.

Her rhythm is the middle of the gaps between the days on which she came. The chance that she comes again within the
model's horizon is a logistic of eight plain features; how much of the chance that she had on the day of her last visit
is left tells whether she keeps to her rhythm, so that a member who comes twice a year is not called lost in March.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from posapp.domain.advice.happening import Happening
from posapp.domain.advice.lifetime import WEEK_DAYS, BgNbd, Buying
from posapp.domain.clock import DAY, HOUR

Risk = Literal["low", "medium", "high"]

SHOP_OFFSET_MS = 8 * HOUR
"""Where a day of the shops begins; see ``posapp.domain.clock.SHOP_TIME``."""

LEAST_VISITS = 3
"""Two gaps make a rhythm; one is an accident."""

_SHORT_DAYS, _LONG_DAYS = 30, 90
_STILL_LIKELY, _FADING = 0.9, 0.7
"""How much of her chance must be left for a low risk, and for a medium one."""

_SOON, _LATE = 1.5, 2.5
"""The same in gaps of her own, where there is no model: as many as make the risk medium, and high."""


def day_of(at_ms: int, offset_ms: int = SHOP_OFFSET_MS) -> int:
    """Return the day of an instant, counted from 1970-01-01 by the shops' clocks."""
    return (at_ms + offset_ms) // DAY


@dataclass(frozen=True, slots=True)
class Visits:
    """The days on which she came, oldest first and never empty, and what she bought and kept, in fen."""

    days: tuple[int, ...]
    spent_fen: int

    def buying(self, today: int) -> Buying:
        """Return the same as the models of her lifetime see it."""
        first = self.days[0]
        return Buying(
            len(self.days) - 1, (self.days[-1] - first) / WEEK_DAYS, (max(today, self.days[-1]) - first) / WEEK_DAYS
        )

    @property
    def usual_gap(self) -> float | None:
        """Return how many days usually lie between two visits, None while she came once."""
        gaps = [later - earlier for earlier, later in pairwise(self.days)]
        return median(gaps) if gaps else None


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """What the hub learnt: one weight for each of the ``FEATURES``, their bias, and what the features rest on.

    ``gap_days`` stands for the usual gap of whoever came once.
    """

    horizon_days: int
    weights: tuple[float, ...]
    bias: float
    gap_days: float
    purchases: BgNbd

    def chance(self, visits: Visits, today: int) -> float:
        """Return the chance that she comes again within the horizon."""
        terms = zip(self.weights, features(visits, today, self), strict=True)
        score = self.bias + sum(weight * value for weight, value in terms)
        return 1 / (1 + math.exp(-min(max(score, -50.0), 50.0)))


FEATURES = ("visits", "visits_30", "visits_90", "away", "known", "spent", "expected", "gaps_away")
"""Visits in all and within 30 and 90 days, days since the last and the first one, what she spent, the visits that
BG/NBD expects within the horizon, and the days away over her usual gap; all as logarithms."""


def features(visits: Visits, today: int, model: ChurnModel) -> tuple[float, ...]:
    """Return the ``FEATURES`` of a member as she is today."""
    days = visits.days
    expected = model.purchases.expected(visits.buying(today), model.horizon_days / WEEK_DAYS)
    gap = visits.usual_gap
    return of_counts(
        visits=len(days),
        short=sum(day > today - _SHORT_DAYS for day in days),
        long=sum(day > today - _LONG_DAYS for day in days),
        away=max(today - days[-1], 0),
        known=max(today - days[0], 0),
        spent_fen=visits.spent_fen,
        expected=expected,
        gap=model.gap_days if gap is None else gap,
    )


def of_counts(
    *, visits: int, short: int, long: int, away: int, known: int, spent_fen: int, expected: float, gap: float
) -> tuple[float, ...]:
    """Return the ``FEATURES`` from what was counted."""
    return (
        math.log1p(visits),
        math.log1p(short),
        math.log1p(long),
        math.log1p(away),
        math.log1p(known),
        math.log1p(max(spent_fen, 0) / 100),
        math.log(expected + 0.01),
        math.log((away + 1) / (gap + 1)),
    )


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often she usually comes and for how long she has been away, in days, and how likely she is lost.

    ``chance`` is that of her coming again within ``horizon_days``; None without a model.
    """

    usual_days: int
    away_days: int
    risk: Risk
    chance: float | None = None
    horizon_days: int = 0


def is_visit(happening: Happening) -> bool:
    """Tell whether she was there: she bought something, or tried something on."""
    return happening.kind == "bought" or (happening.kind == "tried" and happening.verdict != "untried")


def visits_of(happenings: Iterable[Happening], last_visit_ms: int | None = None) -> Visits | None:
    """Return her visits, with the last one that the ledger knows of; None while she never came."""
    days, spent = set() if last_visit_ms is None else {day_of(last_visit_ms)}, 0
    for one in happenings:
        if is_visit(one):
            days.add(day_of(one.at_ms))
        if one.kind == "bought":
            spent += one.paid_fen
        elif one.kind == "returned":
            spent -= one.paid_fen
    return Visits(tuple(sorted(days)), max(spent, 0)) if days else None


def rhythm_of(visits: Visits | None, today: int, model: ChurnModel | None) -> Rhythm | None:
    """Return her rhythm, None while she came too seldom to have one."""
    if visits is None or len(visits.days) < LEAST_VISITS:
        return None
    usual = visits.usual_gap or 1.0
    away = max(today - visits.days[-1], 0)
    if model is None:
        gone = away / usual
        risk: Risk = "low" if gone < _SOON else "medium" if gone < _LATE else "high"
        return Rhythm(round(usual), away, risk)
    now, then = model.chance(visits, today), model.chance(visits, visits.days[-1])
    return Rhythm(round(usual), away, _risk(now, then), now, model.horizon_days)


def _risk(now: float, then: float) -> Risk:
    left = now / then if then > 0 else 1.0
    return "low" if left >= _STILL_LIKELY else "medium" if left >= _FADING else "high"
