"""What may lower a price: promotions, coupons and a person's own discounts, and which goods each of them is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import CouponId, LineId, PromotionId, StyleId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual

PromotionKind = Literal["price", "off", "percent", "multi", "nth", "count", "bundle", "spend"]

NO_FEN = Fen(0)

FULL_BP = 10_000
"""A hundred per cent in hundredths of a per cent."""


class Goods(Protocol):
    """What a rule looks at to tell whether it is for a piece of goods."""

    @property
    def style_id(self) -> StyleId:
        """Return the style's id."""
        ...

    @property
    def category(self) -> str:
        """Return the category's id."""
        ...

    @property
    def tags(self) -> frozenset[str]:
        """Return the style's tags."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods a rule is for. Everything said must fit; what is empty says nothing."""

    category: str = ""
    tag: str = ""
    styles: frozenset[StyleId] = frozenset()

    def holds(self, goods: Goods) -> bool:
        """Tell whether a piece of goods is within it."""
        return (
            (not self.category or goods.category == self.category)
            and (not self.tag or self.tag in goods.tags)
            and (not self.styles or goods.style_id in self.styles)
        )


ANY = Scope()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bundle: so many pieces of these goods."""

    scope: Scope
    pieces: int


class Step(NamedTuple):
    """The next threshold within reach: spend ``gap`` more on eligible goods and ``saves`` more comes off."""

    gap: Fen
    saves: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotion at a version.

    ``price`` (限时价)      each eligible piece costs ``price``
    ``off`` (直降)          ``off`` less for each eligible piece
    ``percent`` (折扣)      ``percent_bp`` hundredths of a per cent off each eligible line
    ``multi`` (N件M折)      with ``pieces`` eligible pieces or more, ``percent_bp`` off all of them
    ``nth`` (第N件M折)      of the eligible pieces, dearest first, every ``pieces``-th has ``percent_bp`` off
    ``count`` (满件减)      ``pieces`` eligible pieces take ``off`` from their sum, each time when ``repeat``
    ``bundle`` (套装价)     one set of ``parts`` costs ``price``, each further set too when ``repeat``
    ``spend`` (满减)        ``threshold`` of eligible goods takes ``off`` from their sum, each time when ``repeat``

    ``cap`` is the most that ``count`` and ``spend`` take (0: no cap). ``base`` is what the threshold looks at: the
    ``running`` amounts or the shelf prices (``original``). Of one ``group`` only one works on a ticket; "" is no group.
    Without ``with_coupon`` no coupon works beside it on the same goods.
    """

    promotion_id: PromotionId
    version: int
    kind: PromotionKind
    title: Bilingual
    scope: Scope = ANY
    threshold: Fen = NO_FEN
    off: Fen = NO_FEN
    repeat: bool = False
    cap: Fen = NO_FEN
    percent_bp: int = 0
    price: Fen = NO_FEN
    pieces: int = 0
    parts: tuple[Part, ...] = ()
    base: Literal["running", "original"] = "running"
    group: str = ""
    with_coupon: bool = True
    member_only: bool = False
    from_: Millis
    until: Millis

    def __hash__(self) -> int:
        return hash((self.promotion_id, self.version))  # of its twenty fields two tell it apart

    def is_open_to(self, is_member: bool, now: Millis) -> bool:
        """Tell whether it runs now and for her; the instant ``until`` itself is too late."""
        return self.from_ <= now < self.until and (is_member or not self.member_only)

    def is_for(self, goods: Goods) -> bool:
        """Tell whether a piece of goods counts for it."""
        if self.kind == "bundle":
            return any(part.scope.holds(goods) for part in self.parts)
        return self.scope.holds(goods)

    def percent_of(self, amount: int) -> Fen:
        """Return the reduction of an amount, rounded half up to the fen and never more than the amount."""
        return share_of(amount, self.percent_bp)

    def spend_off(self, subtotal: int) -> Fen:
        """Return what the threshold grants for a subtotal of eligible goods."""
        if subtotal <= 0 or subtotal < self.threshold:
            return Fen(0)
        return self._off(subtotal // self.threshold if self.threshold > 0 else 1)

    def count_off(self, pieces: int) -> Fen:
        """Return what so many eligible pieces are granted."""
        if self.pieces <= 0 or pieces < self.pieces:
            return Fen(0)
        return self._off(pieces // self.pieces)

    def _off(self, times: int) -> Fen:
        off = self.off * (times if self.repeat else 1)
        return Fen(max(min(off, self.cap) if self.cap else off, 0))

    def next_step(self, subtotal: int) -> Step | None:
        """Return the next threshold above a subtotal, or None when more spending brings nothing more."""
        if self.threshold <= 0 or (subtotal >= self.threshold and not self.repeat):
            return None
        gap = self.threshold - subtotal % self.threshold
        saves = min(self.spend_off(subtotal + gap), subtotal + gap) - min(self.spend_off(subtotal), subtotal)
        return Step(Fen(gap), Fen(saves)) if saves > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms:
    """What a coupon gives when eligible lines reach ``threshold``: ``off``, or ``percent_bp`` of them up to ``cap``.

    ``cap`` 0 means no cap. Of one ``group`` only one works on a ticket.
    """

    coupon_id: CouponId
    title: Bilingual
    threshold: Fen
    off: Fen = NO_FEN
    percent_bp: int = 0
    cap: Fen = NO_FEN
    scope: Scope = ANY
    group: str = ""
    from_: Millis
    until: Millis

    def is_open(self, now: Millis) -> bool:
        """Tell whether it may be used now; the instant ``until`` itself is too late."""
        return self.from_ <= now < self.until

    def is_for(self, goods: Goods) -> bool:
        """Tell whether a piece of goods counts for it."""
        return self.scope.holds(goods)

    def gap(self, subtotal: int) -> Fen:
        """Return what eligible lines lack before it works, at least one fen when there are none."""
        return Fen(max(self.threshold - subtotal, 0 if subtotal > 0 else 1))

    def takes(self, subtotal: int) -> Fen:
        """Return what it takes from a subtotal that reaches its threshold; never more than there is."""
        off = self.off or share_of(subtotal, self.percent_bp)
        return Fen(max(min(off, subtotal, self.cap or off), 0))


@dataclass(frozen=True, slots=True)
class Manual:
    """A discount that a person gives: on one line, or with ``line_id`` None on the whole ticket.

    ``off``: ``amount`` fen; ``percent``: ``amount`` hundredths of a per cent; ``price``: each piece of the line costs
    ``amount`` fen, whatever the promotions say (for a line only). ``reason`` is the rule id under which it stands in a
    line's adjustments; "" is ``pricing.MANUAL``.
    """

    line_id: LineId | None
    kind: Literal["off", "percent", "price"]
    amount: int
    reason: str = ""


def share_of(amount: int, rate_bp: int) -> Fen:
    """Return ``rate_bp`` hundredths of a per cent of an amount, rounded half up, between nothing and all of it."""
    rate = 0 if rate_bp < 0 else FULL_BP if rate_bp > FULL_BP else rate_bp
    return Fen((amount * rate * 2 + FULL_BP) // (2 * FULL_BP))


def running(promotions: Iterable[Promotion], is_member: bool, now: Millis) -> list[Promotion]:
    """Return the promotions that are open to her now, in the fixed order of their ids."""
    return sorted((p for p in promotions if p.is_open_to(is_member, now)), key=lambda p: p.promotion_id)
