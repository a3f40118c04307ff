"""A basket before and after it is priced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.promotion import CouponTerms, Manual

MEMBER_PRICE = "member_price"
"""The rule id under which a member price stands in a line's adjustments; its version is 0, as of the next two."""

MANUAL = "manual"
ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line to be priced. ``list_fen`` and ``member_fen`` are for one piece; ``member_fen`` 0 means there is none."""

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    quantity: int
    list_fen: Fen
    member_fen: Fen
    category: str
    tags: frozenset[str]
    tax_bp: int

    @property
    def gross(self) -> int:
        """Return shelf price × quantity."""
        return self.list_fen * self.quantity


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer and the cashier ask for beside the goods.

    ``coupons`` are those she wants to use, ``manual`` the discounts that a person gives, ``round_to`` the fen to which
    the total is rounded down (抹零: 10 or 100; 1 is not at all).
    """

    is_member: bool = False
    coupons: tuple[CouponTerms, ...] = ()
    manual: tuple[Manual, ...] = ()
    round_to: int = 1


class Adjustment(NamedTuple):
    """One rule's share in a line: ``fen`` (positive) taken off by a rule at a version."""

    kind: Literal["member_price", "promotion", "coupon", "manual", "rounding"]
    rule_id: str
    rule_version: int
    fen: Fen


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price. ``gross`` is shelf price × quantity, ``paid`` what the line costs, ``tax`` inside it."""

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    quantity: int
    list_fen: Fen
    tax_bp: int
    gross: Fen
    paid: Fen
    tax: Fen
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """凑单: a promotion whose next step is near.

    Spend ``gap`` more on its goods, or take ``pieces`` more of them, and ``saves`` more comes off. For pieces, what is
    said holds for pieces like the cheapest of hers that counts.
    """

    promotion_id: PromotionId
    gap: Fen
    pieces: int
    saves: Fen


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A promotion for goods of this basket that lowers nothing: not reached, or another combination is better."""

    promotion_id: PromotionId
    reason: Literal["not_reached", "better_without"]


class CouponOutcome(NamedTuple):
    """What became of a coupon that was asked for.

    ``gap`` is what the basket lacks for it, 0 from its threshold on. One that is reached and not used would lower
    nothing, or what excludes it lowers more.
    """

    coupon_id: CouponId
    gap: Fen
    is_used: bool


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced basket. ``coupons`` are the open ones that were asked for; only those used are spent."""

    lines: tuple[PricedLine, ...]
    gross: Fen
    total: Fen
    tax: Fen
    coupons: tuple[CouponOutcome, ...]
    near_misses: tuple[NearMiss, ...]
    passed_over: tuple[PassedOver, ...]

    @property
    def discount(self) -> Fen:
        """Return what came off altogether."""
        return Fen(self.gross - self.total)

    def coupon(self, coupon_id: CouponId) -> CouponOutcome | None:
        """Return what became of a coupon; None when it was not asked for or is not open."""
        return next((one for one in self.coupons if one.coupon_id == coupon_id), None)
