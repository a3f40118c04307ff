"""Baskets made up by dice: every kind of rule, small round figures so that thresholds are met to the fen."""

from __future__ import annotations

import random
from typing import Any

Said = dict[str, Any]

KINDS = ("price", "off", "percent", "multi", "nth", "count", "bundle", "spend")
CATEGORIES = ("dresses", "shirts")
MOST_PIECES = 9
"""In a basket: the reference tries every set of them for a bundle."""


def basket(dice: random.Random, kinds: tuple[str, ...] = ()) -> Said:
    """Return a basket with rules of these kinds, or of any; what it costs is not in it."""
    lines = _lines(dice)
    chosen = kinds or tuple(dice.choices(KINDS, k=dice.choice((0, 1, 2, 2, 3, 3, 4, 5))))
    made: Said = {"lines": lines}
    made["promotions"] = {f"{kind.upper()}{no}": _promotion(dice, kind, len(lines)) for no, kind in enumerate(chosen)}
    made["coupons"] = {f"C{no}": _coupon(dice) for no in range(dice.choice((0, 0, 1, 1, 2)))}
    if manual := [_manual(dice, len(lines)) for _ in range(dice.choice((0, 0, 0, 0, 1, 2)))]:
        made["manual"] = manual
    if dice.random() < 0.25:
        made["round_to"] = dice.choice((10, 100))
    if dice.random() < 0.6:
        made["is_member"] = True
    return {name: said for name, said in made.items() if said}


def _lines(dice: random.Random) -> list[Said]:
    lines: list[Said] = []
    pieces = 0
    for _ in range(dice.choice((1, 2, 2, 3, 3, 4, 5))):
        quantity = min(dice.choice((1, 1, 1, 2, 2, 3)), MOST_PIECES - pieces)
        if quantity == 0:
            break
        pieces += quantity
        one: Said = {"list": _amount(dice), "quantity": quantity, "category": dice.choice(CATEGORIES)}
        if dice.random() < 0.4:
            one["tags"] = ["new"]
        if dice.random() < 0.5:
            one["member"] = dice.choice((one["list"] * 9 // 10, one["list"] - 100, one["list"] + 500, 1))
            one["member"] = max(one["member"], 0)
        if dice.random() < 0.2:
            one["tax_bp"] = dice.choice((0, 100, 300, 600, 900))
        lines.append(one)
    return lines


def _amount(dice: random.Random) -> int:
    return dice.choice(
        (
            dice.randrange(1, 40) * 1000,
            dice.randrange(1, 40) * 1000 - 1,
            dice.randrange(1, 400) * 100 + 99,
            dice.randrange(1, 40_000),
            dice.randrange(0, 200),
        )
    )


def _promotion(dice: random.Random, kind: str, lines: int) -> Said:
    made: Said = {"kind": kind}
    if kind == "bundle":
        made["parts"] = [
            {**_scope(dice, lines), "pieces": dice.choice((1, 1, 2))} for _ in range(dice.choice((2, 2, 3)))
        ]
        made["price"] = dice.randrange(1, 40) * 1000 - dice.choice((0, 1, 100))
    else:
        made |= _scope(dice, lines)
    if kind == "price":
        made["price"] = dice.randrange(1, 30) * 1000 - 100
    if kind in ("off", "count", "spend"):
        made["off"] = dice.randrange(1, 60) * 100
    if kind in ("percent", "multi", "nth"):
        made["percent_bp"] = dice.choice((500, 1000, 1250, 2000, 3333, 5000, 10_000))
    if kind in ("multi", "nth", "count"):
        made["pieces"] = dice.choice((2, 2, 3, 4))
    if kind == "spend":
        made["threshold"] = dice.choice((0, 5000, 10_000, 20_000, 30_000, 40_000))
        if dice.random() < 0.3:
            made["base"] = "original"
    if kind in ("count", "spend", "bundle") and dice.random() < 0.5:
        made["repeat"] = True
    if kind in ("count", "spend") and dice.random() < 0.3:
        made["cap"] = dice.randrange(1, 60) * 100
    if dice.random() < 0.2:
        made["group"] = dice.choice(("A", "B"))
    if dice.random() < 0.2:
        made["with_coupon"] = False
    if dice.random() < 0.15:
        made["member_only"] = True
    return made


def _coupon(dice: random.Random) -> Said:
    made: Said = {"threshold": dice.choice((0, 1, 5000, 10_000, 20_000, 30_000)), **_scope(dice, 0)}
    if dice.random() < 0.5:
        made["percent_bp"] = dice.choice((500, 1000, 1500, 2000, 3000, 10_000))
    else:
        made["off"] = dice.randrange(1, 80) * 100
    if dice.random() < 0.3:
        made["cap"] = dice.randrange(1, 60) * 100
    if dice.random() < 0.6:
        made["group"] = dice.choice(("A", "B"))
    return made


def _scope(dice: random.Random, lines: int) -> Said:
    return dice.choice(
        (
            {},
            {},
            {"category": dice.choice(CATEGORIES)},
            {"tag": "new"},
            {"styles": sorted({f"style-{dice.randrange(lines)}" for _ in range(2)})} if lines else {},
        )
    )


def _manual(dice: random.Random, lines: int) -> Said:
    kind = dice.choice(("off", "off", "percent", "price"))
    amount = dice.choice((500, 1000, 2500)) if kind == "percent" else dice.randrange(1, 100) * 100
    if kind == "price" or dice.random() < 0.5:
        return {"line": dice.randrange(lines), "kind": kind, "amount": amount}
    return {"kind": kind, "amount": amount}
