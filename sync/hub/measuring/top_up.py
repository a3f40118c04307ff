"""The goal ``top-up``: whether the search finds what pricing every single piece and every pair finds, and how fast.

Carts, candidates and promotions are made up by dice as a fashion chain has them: prices that end in nine, thresholds
with and without repetition, so many per cent off a category, two pieces for less, coupons, member prices. Every cart of
the first part is compared with the brute search over its candidates; the second part takes the processor's time of the
search over as many candidates as a till gives it, and as there may be at most, a day's carts under one day's rules. No
log is needed.

Settings: ``carts``, ``candidates`` (of the first part), ``days`` and ``carts_a_day`` (of the second), ``seed``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from math import sqrt

from posapp.domain.advice.topping_up import MOST_CANDIDATES, OF_A_TILL, Candidate, TopUp, best, priced
from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, BasketLine
from posapp.domain.promotion import ANY, CouponTerms, Promotion, PromotionKind, Scope
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings
from sync.hub.measuring.goal import Line, Measured

NOW, LATER = Millis(1), Millis(2)
_TITLE = Bilingual("促销", "promotion")
_CATEGORIES = (("coats", 59_900), ("dresses", 32_900), ("shirts", 19_900), ("trousers", 25_900), ("accessories", 5_900))


@dataclass(frozen=True, slots=True)
class Case:
    """A cart at the counter, what it may be topped up with, and the rules of the day."""

    basket: tuple[BasketLine, ...]
    candidates: tuple[Candidate, ...]
    promotions: tuple[Promotion, ...]
    ways: tuple[Asked, ...]

    def searched(self) -> TopUp | None:
        """Return what the till would suggest."""
        return best(self.basket, self.candidates, self.promotions, NOW, self.ways)

    def by_brute_force(self) -> TopUp | None:
        """Price every single piece and every pair, and return the best."""
        in_order = sorted(self.candidates, key=lambda one: one.line.variant_id)
        sets: chain[tuple[Candidate, ...]] = chain(combinations(in_order, 1), combinations(in_order, 2))
        found = (priced(self.basket, pieces, self.promotions, NOW, self.ways) for pieces in sets)
        return min((one for one in found if one is not None), key=lambda one: one.rank, default=None)


def measure(log: ImportedLog) -> Measured:
    """Compare the search with brute force, and time it."""
    return simulate(log.description.goal("top-up"))


def simulate(asked: GoalSettings) -> Measured:
    """Compare and time as a goal's settings ask."""
    dice = random.Random(asked.whole("seed", 7))
    carts, candidates = max(asked.whole("carts", 1_000), 1), asked.whole("candidates", 12)
    equal, suggested, saved = 0, 0, []
    for _ in range(carts):
        case = made_up(dice, candidates)
        searched, brute = case.searched(), case.by_brute_force()
        equal += (searched and searched.rank) == (brute and brute.rank)
        if searched is not None:
            suggested += 1
            saved.append(searched.more <= 0)
    share = equal / carts
    days, a_day = max(asked.whole("days", 40), 1), max(asked.whole("carts_a_day", 10), 1)
    timed = {}
    for count in (OF_A_TILL, MOST_CANDIDATES):
        times = sorted(_timed(case) for _ in range(days) for case in _day(dice, a_day, count))
        timed[f"p50_ms_of_{count}"] = times[len(times) // 2]
        timed[f"p95_ms_of_{count}"] = times[int(len(times) * 0.95)]
    return Measured(
        (
            Line("search with bounds", {"equal": share}, carts, {"equal": sqrt(share * (1 - share) / carts)}),
            Line("every single and pair", {"equal": 1.0}, carts),
        ),
        {
            "suggested": suggested / carts,
            "she_pays_less": sum(saved) / len(saved) if saved else 0.0,
            **timed,
        },
    )


def _day(dice: random.Random, carts: int, count: int) -> Sequence[Case]:
    """Return carts of one day: the same pieces hang there under the same rules."""
    cases = [made_up(dice, count) for _ in range(carts)]
    return [replace(case, candidates=cases[0].candidates, promotions=cases[0].promotions) for case in cases]


def _timed(case: Case) -> float:
    started = time.process_time()
    case.searched()
    return (time.process_time() - started) * 1_000


def made_up(dice: random.Random, candidates: int) -> Case:
    """Return a cart with so many candidates."""
    is_member = dice.random() < 0.7
    basket = tuple(_line(dice, f"cart-{place}", dice.choice((1, 1, 1, 2))) for place in range(dice.randint(1, 4)))
    pieces = tuple(
        Candidate(_line(dice, f"piece-{place:03}", 1), dice.randrange(10_001), dice.randrange(4_000))
        for place in range(candidates)
    )
    coupons = [_coupon(dice, place) for place in range(dice.choice((0, 0, 1, 2)))] if is_member else []
    ways = (Asked(is_member), *(Asked(is_member, (coupon,)) for coupon in coupons))
    return Case(basket, pieces, tuple(_promotions(dice)), ways)


def _line(dice: random.Random, name: str, quantity: int) -> BasketLine:
    category, around = dice.choice(_CATEGORIES)
    list_fen = max(round(around * dice.uniform(0.4, 1.8) / 1_000) * 1_000 - 100, 900)
    return BasketLine(
        line_id=LineId(name),
        variant_id=VariantId(name),
        style_id=StyleId(name),
        quantity=quantity,
        list_fen=Fen(list_fen),
        member_fen=Fen(list_fen * 9 // 10 if dice.random() < 0.3 else 0),
        category=category,
        tags=frozenset(("new",) if dice.random() < 0.2 else ()),
        tax_bp=1_300,
    )


def _promotions(dice: random.Random) -> Sequence[Promotion]:
    """Return the rules of a day: thresholds mostly, beside them offers on a part of the goods."""
    threshold = dice.choice((19_900, 29_900, 30_000, 50_000, 80_000, 100_000))
    off = Fen(threshold // dice.choice((5, 6, 10)) // 100 * 100)
    first = Promotion(
        promotion_id=PromotionId("p0"),
        version=1,
        kind="spend",
        title=_TITLE,
        scope=dice.choice((ANY, ANY, Scope(category="shirts"), Scope(tag="new"))),
        threshold=Fen(threshold),
        off=off,
        repeat=dice.random() < 0.5,
        cap=Fen(dice.choice((0, off * 3))),
        base=dice.choice(("running", "running", "original")),
        from_=NOW,
        until=LATER,
    )
    return [first, *(_beside(dice, place) for place in range(1, dice.choice((1, 2, 3, 4))))]


def _beside(dice: random.Random, place: int) -> Promotion:
    kind: PromotionKind = dice.choice(("spend", "percent", "multi", "nth", "count", "off"))
    threshold = dice.choice((50_000, 80_000, 120_000))
    return Promotion(
        promotion_id=PromotionId(f"p{place}"),
        version=1,
        kind=kind,
        title=_TITLE,
        scope=dice.choice((ANY, Scope(category=dice.choice(_CATEGORIES)[0]), Scope(tag="new"))),
        threshold=Fen(threshold if kind == "spend" else 0),
        off=Fen({"spend": threshold // 5, "count": 10_000, "off": 2_000}.get(kind, 0)),
        percent_bp={"percent": 1_500, "multi": 2_000, "nth": 5_000}.get(kind, 0),
        pieces=dice.choice((2, 3)) if kind in ("multi", "nth", "count") else 0,
        group=dice.choice(("", "", "one")),
        with_coupon=dice.random() < 0.8,
        from_=NOW,
        until=LATER,
    )


def _coupon(dice: random.Random, place: int) -> CouponTerms:
    threshold = dice.choice((20_000, 39_900, 60_000))
    is_percent = dice.random() < 0.3
    return CouponTerms(
        coupon_id=CouponId(f"c{place}"),
        title=_TITLE,
        threshold=Fen(threshold),
        off=Fen(0 if is_percent else threshold // 8),
        percent_bp=1_000 if is_percent else 0,
        cap=Fen(8_000 if is_percent else 0),
        scope=dice.choice((ANY, Scope(category=dice.choice(_CATEGORIES)[0]))),
        from_=NOW,
        until=LATER,
    )
