"""What may lower a price: promotions and coupons, and which goods each of them is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, PromotionId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual


class Goods(Protocol):
    """What a rule looks at to tell whether it is for a piece of goods."""

    @property
    def category(self) -> str:
        """Return the category's id."""
        ...

    @property
    def tags(self) -> frozenset[str]:
        """Return the style's tags."""
        ...


class Step(NamedTuple):
    """The next threshold within reach: spend ``gap`` more on eligible goods and ``saves`` more comes off."""

    gap: Fen
    saves: Fen


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion at a version.

    ``spend`` takes ``off`` when eligible lines reach ``threshold``, each time when ``repeat``, never more than ``cap``
    (0: no cap). ``percent`` takes ``percent_bp`` hundredths of a per cent off each eligible line. An empty category
    or tag means any.
    """

    promotion_id: PromotionId
    version: int
    kind: Literal["spend", "percent"]
    title: Bilingual
    threshold: Fen
    off: Fen
    repeat: bool
    cap: Fen
    percent_bp: int
    category: str
    tag: str
    member_only: bool
    from_: Millis
    until: Millis

    def is_open_to(self, is_member: bool, now: Millis) -> bool:
        """Tell whether it runs now and for her; the instant ``until`` itself is too late."""
        return self.from_ <= now < self.until and (is_member or not self.member_only)

    def is_for(self, goods: Goods) -> bool:
        """Tell whether a piece of goods counts for it."""
        return (not self.category or goods.category == self.category) and (not self.tag or self.tag in goods.tags)

    def percent_of(self, amount: int) -> Fen:
        """Return the reduction of one line, rounded half up to the fen and never more than the line."""
        rate = min(max(self.percent_bp, 0), 10_000)
        return Fen((amount * rate * 2 + 10_000) // 20_000)

    def spend_off(self, subtotal: int) -> Fen:
        """Return what comes off a subtotal of eligible lines."""
        if subtotal <= 0 or subtotal < self.threshold:
            return Fen(0)
        times = subtotal // self.threshold if self.repeat and self.threshold > 0 else 1
        off = self.off * times
        if self.cap:
            off = min(off, self.cap)
        return Fen(min(max(off, 0), subtotal))

    def next_step(self, subtotal: int) -> Step | None:
        """Return the next threshold above a subtotal, or None when more spending brings nothing more."""
        if self.threshold <= 0 or (subtotal >= self.threshold and not self.repeat):
            return None
        gap = self.threshold - subtotal % self.threshold
        saves = self.spend_off(subtotal + gap) - self.spend_off(subtotal)
        return Step(Fen(gap), Fen(saves)) if saves > 0 else None


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """What a coupon gives: ``off`` when eligible lines reach ``threshold``. An empty category means any."""

    coupon_id: CouponId
    title: Bilingual
    threshold: Fen
    off: Fen
    category: str
    from_: Millis
    until: Millis

    def is_open(self, now: Millis) -> bool:
        """Tell whether it may be used now; the instant ``until`` itself is too late."""
        return self.from_ <= now < self.until

    def is_for(self, goods: Goods) -> bool:
        """Tell whether a piece of goods counts for it."""
        return not self.category or goods.category == self.category

    def gap(self, subtotal: int) -> Fen:
        """Return what eligible lines lack before it works, at least one fen when there are none."""
        return Fen(max(self.threshold - subtotal, 0 if subtotal > 0 else 1))


def running(promotions: Iterable[Promotion], is_member: bool, now: Millis) -> list[Promotion]:
    """Return the promotions that are open to her now, in the fixed order of their ids."""
    return sorted((p for p in promotions if p.is_open_to(is_member, now)), key=lambda p: p.promotion_id)
