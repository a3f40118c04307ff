"""From a basket to its price: few lines and few rules, and a hundred lines under fifty rules of all kinds.

python3 -m bench.pricing [--quick]
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Sequence

from bench.table import Figures, arguments, show
from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, BasketLine, price
from posapp.domain.promotion import ANY, CouponTerms, Manual, Part, Promotion, PromotionKind, Scope
from posapp.domain.text import Bilingual

NOW, LATER = Millis(1), Millis(2)
ROUNDS, QUICK_ROUNDS = 1_000, 100
MOST_MS = 20
TITLE = Bilingual("促销", "promotion")
CATEGORIES = ("dresses", "shirts", "trousers", "coats", "bags")
TAGS = ("new", "commute", "evening")
KINDS: Sequence[PromotionKind] = ("price", "off", "percent", "multi", "nth", "count", "bundle", "spend")


def main() -> None:
    """Price baskets of four shapes, each another one, in turn."""
    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    shapes = (
        ("5 lines × 12 rules", 5, 12, True),
        ("5 lines × 12 rules, each for a part of the goods", 5, 12, False),
        ("100 lines × 50 rules", 100, 50, True),
        ("100 lines × 50 rules, each for a part of the goods", 100, 50, False),
    )
    wall = [Figures(name) for name, *_ in shapes]
    work = [Figures(f"of these: processor time, {name}") for name, *_ in shapes]
    dice = random.Random(50)
    gc.disable()  # as in the till, which looks for garbage when nobody waits
    for _ in range(rounds):
        gc.collect()
        for at, (_, lines, rules, may_be_for_all) in enumerate(shapes):
            basket = [_line(dice, no) for no in range(lines)]
            promotions = [_promotion(dice, no, may_be_for_all=may_be_for_all) for no in range(rules)]
            asked = _asked(dice, basket)
            start, started = time.perf_counter(), time.process_time()
            price(basket, promotions, NOW, asked)
            wall[at].times.append((time.perf_counter() - start) * 1000)
            work[at].times.append((time.process_time() - started) * 1000)
    wall[2].within(MOST_MS)
    wall[3].within(MOST_MS)
    work[2].within(MOST_MS)
    work[3].within(MOST_MS)
    show(
        "Pricing: a basket's price with hints and reasons",
        [*wall, *work],
        "every round has another basket and other rules of all eight kinds, for everything, a category, a tag or some "
        "styles; two coupons of different groups, a member, a discount by hand on a line, rounded down to 10 fen",
        "what is read from the database first is not in it",
        "garbage is looked for between the baskets, as in the till",
    )


def _line(dice: random.Random, no: int) -> BasketLine:
    list_fen = dice.randrange(50, 1500) * 100 - dice.choice((0, 1))
    return BasketLine(
        line_id=LineId(f"line-{no:03}"),
        variant_id=VariantId(f"variant-{no}"),
        style_id=StyleId(f"style-{no % 60}"),
        quantity=dice.choice((1, 1, 1, 2, 3)),
        list_fen=Fen(list_fen),
        member_fen=Fen(list_fen * 95 // 100 if dice.random() < 0.5 else 0),
        category=dice.choice(CATEGORIES),
        tags=frozenset(tag for tag in TAGS if dice.random() < 0.3),
        tax_bp=1300,
    )


def _scope(dice: random.Random, *, may_be_for_all: bool) -> Scope:
    sort = dice.randrange(4 if may_be_for_all else 3)
    if sort == 0:
        return Scope(category=dice.choice(CATEGORIES))
    if sort == 1:
        return Scope(category=dice.choice(CATEGORIES), tag=dice.choice(TAGS))
    if sort == 2:
        return Scope(styles=frozenset(StyleId(f"style-{dice.randrange(60)}") for _ in range(6)))
    return ANY


def _promotion(dice: random.Random, no: int, *, may_be_for_all: bool) -> Promotion:
    kind = KINDS[no % len(KINDS)]
    parts = [Part(_scope(dice, may_be_for_all=False), dice.choice((1, 1, 2))) for _ in range(dice.choice((2, 3)))]
    return Promotion(
        promotion_id=PromotionId(f"rule-{no:02}"),
        version=1,
        kind=kind,
        title=TITLE,
        scope=_scope(dice, may_be_for_all=may_be_for_all),
        threshold=Fen(dice.randrange(1, 20) * 10_000),
        off=Fen(dice.randrange(5, 60) * 100),
        repeat=dice.random() < 0.5,
        cap=Fen(dice.choice((0, 0, 20_000))),
        percent_bp=dice.choice((500, 1000, 2000, 5000)),
        price=Fen(dice.randrange(40, 600) * 100),
        pieces=dice.choice((2, 3)),
        parts=tuple(parts) if kind == "bundle" else (),
        base=dice.choice(("running", "running", "original")),
        group=dice.choice(("", "", "", "A", "B")),
        with_coupon=dice.random() < 0.85,
        from_=Millis(0),
        until=LATER,
    )


def _asked(dice: random.Random, basket: Sequence[BasketLine]) -> Asked:
    coupons = (
        _coupon("C1", group="", threshold=dice.randrange(1, 10) * 10_000, off=5_000),
        _coupon("C2", group="birthday", threshold=0, percent_bp=500),
    )
    by_hand = Manual(dice.choice(basket).line_id, "off", 1_000)
    return Asked(is_member=True, coupons=coupons, manual=(by_hand,), round_to=10)


def _coupon(id_: str, *, group: str, threshold: int, off: int = 0, percent_bp: int = 0) -> CouponTerms:
    return CouponTerms(
        coupon_id=CouponId(id_),
        title=TITLE,
        threshold=Fen(threshold),
        off=Fen(off),
        percent_bp=percent_bp,
        cap=Fen(20_000),
        group=group,
        from_=Millis(0),
        until=LATER,
    )


if __name__ == "__main__":
    main()
