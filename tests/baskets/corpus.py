"""The corpus of baskets as the domain's own types.

``tests/cases/baskets*.json``: ``baskets`` names its rules, the other two carry them in each basket. A rule's field that
is not said is empty; line ``n`` is of style ``style-n``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, BasketLine, Priced, price
from posapp.domain.promotion import CouponTerms, Manual, Part, Promotion, Scope
from posapp.domain.text import Bilingual

Said = dict[str, Any]

CASES = Path(__file__).parents[1] / "cases"
NOW = Millis(1000)
FOR_EVER = 1 << 60


def baskets(name: str) -> list[Said]:
    """Return the baskets of a file, each with its rules in it."""
    kept = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [_with_its_rules(basket, kept) for basket in kept["baskets"]]


def price_of(basket: Said, now: Millis = NOW) -> Priced:
    """Price a basket by the program."""
    return price(lines_of(basket), promotions_of(basket), now, asked_of(basket))


def lines_of(basket: Said) -> list[BasketLine]:
    """Return its lines."""
    return [line(no, **said) for no, said in enumerate(basket["lines"])]


def promotions_of(basket: Said) -> list[Promotion]:
    """Return its promotions."""
    return [promotion(id_, **said) for id_, said in basket.get("promotions", {}).items()]


def asked_of(basket: Said) -> Asked:
    """Return what is asked for beside the goods."""
    return Asked(
        is_member=basket.get("is_member", False),
        coupons=tuple(coupon(id_, **said) for id_, said in basket.get("coupons", {}).items()),
        manual=tuple(
            Manual(line_id(one["line"]) if "line" in one else None, one["kind"], one["amount"])
            for one in basket.get("manual", ())
        ),
        round_to=basket.get("round_to", 1),
    )


def line_id(no: int) -> LineId:
    """Return the id of a line."""
    return LineId(f"line-{no:03}")


def line(no: int, **said: Any) -> BasketLine:
    """Return line number ``no``."""
    return BasketLine(
        line_id=line_id(no),
        variant_id=VariantId(f"variant-{no}"),
        style_id=StyleId(f"style-{no}"),
        quantity=said["quantity"],
        list_fen=Fen(said["list"]),
        member_fen=Fen(said.get("member", 0)),
        category=said["category"],
        tags=frozenset(said.get("tags", ())),
        tax_bp=said.get("tax_bp", 1300),
    )


def promotion(id_: str, kind: Any, **said: Any) -> Promotion:
    """Return a promotion at version 1."""
    return Promotion(
        promotion_id=PromotionId(id_),
        version=1,
        kind=kind,
        title=Bilingual("促销", "promotion"),
        scope=_scope(said),
        threshold=Fen(said.get("threshold", 0)),
        off=Fen(said.get("off", 0)),
        repeat=said.get("repeat", False),
        cap=Fen(said.get("cap", 0)),
        percent_bp=said.get("percent_bp", 0),
        price=Fen(said.get("price", 0)),
        pieces=said.get("pieces", 0),
        parts=tuple(Part(_scope(part), part["pieces"]) for part in said.get("parts", ())),
        base=said.get("base", "running"),
        group=said.get("group", ""),
        with_coupon=said.get("with_coupon", True),
        member_only=said.get("member_only", False),
        from_=Millis(said.get("from", 0)),
        until=Millis(said.get("until", FOR_EVER)),
    )


def coupon(id_: str, **said: Any) -> CouponTerms:
    """Return a coupon."""
    return CouponTerms(
        coupon_id=CouponId(id_),
        title=Bilingual("优惠券", "coupon"),
        threshold=Fen(said["threshold"]),
        off=Fen(said.get("off", 0)),
        percent_bp=said.get("percent_bp", 0),
        cap=Fen(said.get("cap", 0)),
        scope=_scope(said),
        group=said.get("group", ""),
        from_=Millis(said.get("from", 0)),
        until=Millis(said.get("until", FOR_EVER)),
    )


def _scope(said: Said) -> Scope:
    styles = frozenset(StyleId(one) for one in said.get("styles", ()))
    return Scope(said.get("category", ""), said.get("tag", ""), styles)


def _with_its_rules(basket: Said, kept: Said) -> Said:
    if "rules" not in basket:
        return basket
    hers = [basket["coupon"]] if "coupon" in basket else []
    return {
        **basket,
        "promotions": {name: kept["promotions"][name] for name in basket["rules"]},
        "coupons": {name: kept["coupons"][name] for name in hers},
    }
