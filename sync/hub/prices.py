"""What goods cost in the mall: the rows that it has published, priced by the rules by which every till prices.

A hub and a till that hold the same rows say the same fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.domain.clock import Millis
from posapp.domain.identity import LineId
from posapp.domain.pricing import Asked, BasketLine, Priced, price
from posapp.domain.promotion import CouponTerms, Manual
from sync.hub.errors import UnknownVariant
from sync.hub.publishing import published_about, published_all, published_many
from sync.protocol import rows
from sync.protocol.prices import basket_line, coupon_terms, promotion_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many pieces of a variant, on a line of the basket. Odd fen are shared in the order of the line ids."""

    line_id: LineId
    variant_id: str
    quantity: int


def priced(
    conn: Connection,
    wanted: Iterable[Wanted],
    now: Millis,
    *,
    member_id: str = "",
    coupon_ids: Collection[str] = (),
    manual: Iterable[Manual] = (),
    round_to: int = 1,
) -> Priced:
    """Price a basket by the promotions that run now, for a member with those of her coupons that she wants to use.

    ``member_id`` "" is a stranger. Coupons that are used, expired or another's are left out. ``manual`` and
    ``round_to`` are as in ``pricing.Asked``. Raises ``UnknownVariant``.
    """
    promotions = [promotion_of(row) for row in published_all(conn, rows.Promotion)]
    asked = Asked(
        is_member=bool(member_id),
        coupons=tuple(_hers(conn, member_id, coupon_ids)),
        manual=tuple(manual),
        round_to=round_to,
    )
    return price(_lines(conn, list(wanted)), promotions, now, asked)


def _lines(conn: Connection, wanted: Collection[Wanted]) -> list[BasketLine]:
    variants = published_many(conn, rows.Variant, (one.variant_id for one in wanted))
    styles = published_many(conn, rows.Style, (variant.style_id for variant in variants.values()))
    lines = []
    for one in wanted:
        variant = variants.get(one.variant_id)
        style = styles.get(variant.style_id) if variant is not None else None
        if variant is None or style is None:
            raise UnknownVariant(variant_id=one.variant_id)
        lines.append(basket_line(one.line_id, one.quantity, variant, style))
    return lines


def _hers(conn: Connection, member_id: str, coupon_ids: Collection[str]) -> Iterable[CouponTerms]:
    if member_id and coupon_ids:
        for row in published_about(conn, rows.Coupon, member_id):
            if row.id in coupon_ids and row.status == "open":
                yield coupon_terms(row)
