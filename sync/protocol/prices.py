"""The mall's rows as the goods and the rules that a price is made of: the same at a till and at the hub."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.pricing import BasketLine
from posapp.domain.promotion import CouponTerms, Part, Promotion, Scope
from posapp.domain.text import Bilingual
from sync.protocol import rows


def promotion_of(row: rows.Promotion) -> Promotion:
    """Return what a promotion gives."""
    return Promotion(
        promotion_id=PromotionId(row.id),
        version=row.rule_version,
        kind=row.kind,
        title=Bilingual(row.title_zh, row.title_en),
        scope=_scope(row.category, row.tag, row.styles),
        threshold=Fen(row.threshold_fen),
        off=Fen(row.off_fen),
        repeat=row.repeat,
        cap=Fen(row.cap_fen),
        percent_bp=row.percent_off_bp,
        price=Fen(row.price_fen),
        pieces=row.pieces,
        parts=tuple(Part(_scope(part.category, part.tag, part.styles), part.pieces) for part in row.parts),
        base=row.base,
        group=row.group,
        with_coupon=row.with_coupon,
        member_only=row.member_only,
        from_=Millis(row.from_ms),
        until=Millis(row.until_ms),
    )


def coupon_terms(row: rows.Coupon) -> CouponTerms:
    """Return what a coupon gives."""
    return CouponTerms(
        coupon_id=CouponId(row.id),
        title=Bilingual(row.title_zh, row.title_en),
        threshold=Fen(row.threshold_fen),
        off=Fen(row.off_fen),
        percent_bp=row.percent_off_bp,
        cap=Fen(row.cap_fen),
        scope=Scope(row.category),
        group=row.group,
        from_=Millis(row.from_ms),
        until=Millis(row.until_ms),
    )


def basket_line(line_id: LineId, quantity: int, variant: rows.Variant, style: rows.Style) -> BasketLine:
    """Return a line of so many pieces of a variant."""
    return BasketLine(
        line_id=line_id,
        variant_id=VariantId(variant.id),
        style_id=StyleId(style.id),
        quantity=quantity,
        list_fen=Fen(variant.list_fen),
        member_fen=Fen(variant.member_fen),
        category=style.category,
        tags=frozenset(style.tags),
        tax_bp=variant.tax_bp,
    )


def _scope(category: str, tag: str, styles: Sequence[str]) -> Scope:
    return Scope(category, tag, frozenset(StyleId(style) for style in styles))
