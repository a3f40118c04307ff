"""The cart as the screens see it: priced anew at each look, with every reason why a line costs what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm
from typing import Literal

import msgspec
from msgspec.structs import replace

from posapp.domain.bag_check import Bag
from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.given import REASONS, Given, Rounding
from posapp.domain.identity import BookingId, CartId, CouponId, LineId, MemberId, StaffId, StyleId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.permission import Extent, percent_of
from posapp.domain.pricing import Adjustment, Asked, Priced, PricedLine, price
from posapp.domain.promotion import CouponTerms
from posapp.domain.text import Bilingual
from posapp.services.aside_news import also_at
from posapp.services.books import Article, KeptCart
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import rows
from sync.protocol.decoding import decoder_of
from sync.protocol.prices import basket_line, coupon_terms
from sync.protocol.sold import LineSource, Trust

NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class Colour:
    """A variant's colour: its names and the tint that draws it (``#rrggbb``)."""

    name: Bilingual
    hex: str


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One reason why a line costs what it costs: ``fen`` taken off by a rule, in words."""

    kind: Literal["member_price", "promotion", "coupon", "manual", "rounding"]
    title: Bilingual
    fen: Fen


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line on the screen. ``gross`` is shelf price × quantity, ``paid`` what the line costs now.

    ``is_withdrawn``: the mall sells it no more; it costs what it did when it came into the cart. ``unpicked`` pieces of
    it are promised to web orders and still hang on the rail: worth knowing, never in the way. ``clerk_id`` is the
    salesperson whose sale it is; her name is None when she has left the shop meanwhile.
    """

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    name: Bilingual
    style_code: str
    colour: Colour
    size: str
    art: str
    barcode: str
    quantity: int
    list_price: Fen
    gross: Fen
    paid: Fen
    steps: tuple[PriceStep, ...]
    source: LineSource
    on_hand: int
    promised: int
    is_withdrawn: bool = False
    unpicked: int = 0
    clerk_id: StaffId | None = None
    clerk_name: Bilingual | None = None
    note: str = ""
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class CouponChoice:
    """A coupon of the member on the cart.

    ``gap`` is what is missing to its threshold, 0 when it works now; ``is_used`` when it lowers this cart's price, as
    several may.
    """

    coupon_id: CouponId
    title: Bilingual
    off: Fen
    threshold: Fen
    gap: Fen
    until: Millis
    is_used: bool


@dataclass(frozen=True, slots=True)
class CouponOut:
    """A coupon that left the cart for another: of their ``same_group`` only one works on a sale, or ``beside`` that
    one it lowers nothing. ``more`` is what the cart costs more than with the one that left.
    """

    title: Bilingual
    put_on: Bilingual
    reason: Literal["same_group", "beside"]
    more: Fen = NOTHING


@dataclass(frozen=True, slots=True)
class Hint:
    """凑单: spend ``gap`` more, or take ``pieces`` more, and save ``saves``."""

    title: Bilingual
    gap: Fen
    pieces: int
    saves: Fen


@dataclass(frozen=True, slots=True)
class Passed:
    """A promotion for goods of this cart that lowers nothing: its threshold is not reached, or another saves more."""

    title: Bilingual
    reason: Literal["not_reached", "better_without"]


@dataclass(frozen=True, slots=True)
class CartMember:
    """The member on the cart, as the cart shows her."""

    member_id: MemberId
    name: Bilingual
    level: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class BagCount:
    """How many pieces a phone's basket brought, and how many of them were seen in her bag."""

    seen: int
    count: int


@dataclass(frozen=True, slots=True)
class Cart:
    """Everything the sell screen shows of the sale being rung up.

    ``passed`` are the promotions that were looked at and lower nothing. ``is_at_payment`` and ``typed`` tell where a
    till goes on that lost its power while the payment stood in front. ``given`` is the discount by hand on the whole
    ticket; ``has_lapsed`` when the last change ended one. ``off_in_cash`` is what comes off if cash pays all of it.
    ``also_at`` are other tills that took up this very cart. ``bag`` is how far her bag was looked through for what came
    as a phone's basket, None while nothing is looked for. ``coupons_out`` left the cart in the act that this answers.
    """

    cart_id: CartId
    lines: tuple[CartLine, ...]
    member: CartMember | None
    coupons: tuple[CouponChoice, ...]
    hints: tuple[Hint, ...]
    pieces: int
    gross: Fen
    discount: Fen
    total: Fen
    points: int
    booking_id: BookingId | None
    held: int
    has_gift_card: bool = False
    passed: tuple[Passed, ...] = ()
    is_practice: bool = False
    is_at_payment: bool = False
    typed: str = ""
    given: Given | None = None
    rounding: Rounding | None = None
    has_lapsed: bool = False
    off_in_cash: Fen = NOTHING
    also_at: tuple[str, ...] = ()
    bag: BagCount | None = None
    coupons_out: tuple[CouponOut, ...] = ()


_article = decoder_of(Article)

OWN_TITLES: Mapping[str, Bilingual] = {
    "member_price": Bilingual("会员价", "Member price"),
    "manual": Bilingual("手工优惠", "Discount by staff"),
    "rounding": Bilingual("抹零", "Rounded down"),
}
"""What lowers a price without a rule of the mall's."""


def own_title(kind: str, rule_id: str) -> Bilingual:
    """Return what a step without a rule of the mall's is called; a discount by hand says why it was given."""
    title, reason = OWN_TITLES[kind], REASONS.get(rule_id)
    if kind != "manual" or reason is None:
        return title
    return Bilingual(f"{title.zh} · {reason.zh}", f"{title.en}: {reason.en.lower()}")


def open_cart(unit: UnitOfWork, now: Millis) -> KeptCart:
    """Return the open cart; when there is none, a new one is kept first."""
    kept = unit.carts.open()
    if kept is None:
        kept = KeptCart(CartId(new_id(now)), CartBody(), now)
        unit.carts.keep(kept.cart_id, kept.body, now)
    return kept


def priced(view: View, body: CartBody, now: Millis) -> Priced:
    """Price a cart by today's rules.

    The customer holds the piece in her hand: a line whose variant the mall has withdrawn meanwhile stays, at the price
    that it had when it came in.
    """
    return Pricing(view, body, now).priced


def as_added(article: Article) -> str:
    """Return what a cart keeps of the goods on a line."""
    return msgspec.json.encode(article).decode()


def _with_what_was_kept(body: CartBody, sold: Mapping[VariantId, Article]) -> Mapping[VariantId, Article]:
    withdrawn = [line for line in body.lines if line.variant_id not in sold and line.as_added]
    return {**sold, **{line.variant_id: _article.decode(line.as_added) for line in withdrawn}}


def shown(view: View, kept: KeptCart, now: Millis) -> Cart:
    """Return all that the sell screen shows of a cart."""
    body, pricing = kept.body, Pricing(view, kept.body, now)
    result = pricing.priced
    member = view.rows.get(rows.Member, body.member_id) if body.member_id is not None else None
    chain = next(iter(view.rows.all(rows.Chain)), None)
    earns = member is not None and chain is not None and chain.fen_per_point > 0
    return Cart(
        cart_id=kept.cart_id,
        lines=pricing.lines(),
        member=cart_member(member, body.trust or "C") if member is not None else None,
        coupons=pricing.coupon_choices(),
        hints=pricing.hints(),
        pieces=sum(line.quantity for line in result.lines),
        gross=result.gross,
        discount=result.discount,
        total=result.total,
        points=result.total // chain.fen_per_point if earns and chain is not None else 0,
        booking_id=body.booking_id,
        held=view.carts.lie_aside(is_practice=body.is_practice),
        has_gift_card=body.gift_card_id is not None,
        passed=pricing.passed(),
        is_practice=body.is_practice,
        is_at_payment=body.is_at_payment,
        typed=body.typed,
        given=next((one for one in body.given if one.line_id is None), None),
        rounding=body.rounding,
        has_lapsed=body.has_lapsed,
        off_in_cash=Fen(result.total - pricing.in_cash().total),
        also_at=also_at(view, kept.cart_id) if body.lines and not body.is_practice else (),
        bag=_counted(body.bag) if body.bag else None,
    )


def _counted(bag: Bag) -> BagCount:
    return BagCount(sum(one.seen for one in bag), sum(one.came for one in bag))


def cart_member(member: rows.Member, trust: Trust) -> CartMember:
    """Return the member as the cart shows her."""
    return CartMember(MemberId(member.id), member_name(member), member.level, trust)


def member_name(member: rows.Member) -> Bilingual:
    """Return the masked name."""
    return Bilingual(member.name_zh, member.name_en)


def staff_name(staff: rows.Staff | None) -> Bilingual | None:
    """Return the name of somebody of this shop."""
    return Bilingual(staff.name_zh, staff.name_en) if staff is not None else None


def colour_of(variant: rows.Variant) -> Colour:
    """Return the colour of a variant."""
    return Colour(Bilingual(variant.colour_zh, variant.colour_en), variant.colour_hex)


def _as_agreed(variant: rows.Variant, agreed_fen: int | None) -> rows.Variant:
    """Return a variant at the price that an order at the mall agreed on; whatever lowers prices here lowers it too."""
    return variant if agreed_fen is None else replace(variant, list_fen=agreed_fen, member_fen=0)


class Pricing:
    """One cart with everything that its price is made of, read once.

    ``priced`` is its price, ``articles`` its goods: the mall's, or what the cart kept of what the mall has withdrawn.
    ``coupons`` are those that she may use now, ``chosen`` the ones of them that are on the cart.
    """

    def __init__(self, view: View, body: CartBody, now: Millis) -> None:
        self._view = view
        self._body = body
        self._round_to = body.rounding.to if body.rounding is not None else 1
        self._now = now
        self._sold = view.catalogue.articles({line.variant_id for line in body.lines})
        self.articles = _with_what_was_kept(body, self._sold)
        self.promotions = view.promotions.all() if body.lines else ()
        open_coupons = view.members.coupons(body.member_id) if body.member_id is not None else ()
        terms = [coupon_terms(coupon) for coupon in open_coupons if coupon.status == "open"]
        self.coupons = {one.coupon_id: one for one in terms if one.is_open(now)}
        self.basket = [
            basket_line(line.line_id, line.quantity, _as_agreed(article.variant, line.agreed_fen), article.style)
            for line in body.lines
            if (article := self.articles.get(line.variant_id)) is not None
        ]
        self.chosen = tuple([self.coupons[one] for one in body.coupon_ids if one in self.coupons])
        self.priced = self._price(self.chosen, self._round_to)

    def in_cash(self) -> Priced:
        """Return the price if cash pays all of it: the chain may round that down (抹零). A phone pays the exact fen."""
        chain = next(iter(self._view.rows.all(rows.Chain)), None)
        round_to = lcm(self._round_to, max(chain.cash_round_fen, 1) if chain is not None else 1)
        return self.priced if round_to == self._round_to else self._price(self.chosen, round_to)

    def with_coupon(self, coupon_id: CouponId) -> Priced:
        """Return the price with one more of her coupons, in the place of those that work with it on no sale."""
        return self._price(self.beside(self.coupons[coupon_id]), self._round_to)

    def beside(self, coupon: CouponTerms) -> tuple[CouponTerms, ...]:
        """Return the chosen coupons that one more may stand beside, and that one."""
        others = (one for one in self.chosen if one.group != coupon.group)  # one that says no group is of the group ""
        return (*others, coupon)

    def alone(self, coupon_id: CouponId) -> Priced:
        """Return the price with one of her coupons and no other."""
        return self._price((self.coupons[coupon_id],), self._round_to)

    def _price(self, coupons: tuple[CouponTerms, ...], round_to: int) -> Priced:
        rounded = self._asked(coupons, self._body.given, round_to)
        # Rounding down never makes a ticket free.
        return rounded if rounded.total or round_to == 1 else self._asked(coupons, self._body.given, 1)

    def _asked(self, coupons: tuple[CouponTerms, ...], given: tuple[Given, ...], round_to: int) -> Priced:
        return price(self.basket, self.promotions, self._now, self.asked(coupons, given, round_to))

    def asked(self, coupons: tuple[CouponTerms, ...], given: tuple[Given, ...], round_to: int = 1) -> Asked:
        """Return what the price of this cart is asked for with beside its goods."""
        manual = tuple(one.manual() for one in given)
        return Asked(self._body.member_id is not None, coupons, manual, round_to)

    def extent(self, given: Given) -> Extent:
        """Return what one of the cart's discounts takes off, and how much that is of what it takes it off.

        A percentage is as it was typed: the fen to which it is rounded are nobody's doing.
        """
        others = tuple(one for one in self._body.given if one != given)
        before, after = (self._asked(self.chosen, some, 1) for some in (others, self._body.given))
        line = next((one for one in before.lines if one.line_id == given.line_id), None)
        base = before.total if given.line_id is None else 0 if line is None else line.paid
        off = max(before.total - after.total, 0)
        return Extent(off, given.amount if given.kind == "percent" else percent_of(off, base))

    def lines(self) -> tuple[CartLine, ...]:
        """Return the lines in the order of the cart."""
        given = {one.line_id: one for one in self._body.given}
        levels = self._view.catalogue.levels(set(self.articles))
        by_id = {line.line_id: line for line in self.priced.lines}
        clerks = self._view.rows.many(rows.Staff, {item.clerk_id for item in self._body.lines})
        shown_lines = []
        for item in self._body.lines:
            if (line := by_id.get(item.line_id)) is None:
                continue
            article, level = self.articles[item.variant_id], levels[item.variant_id]
            shown_lines.append(
                CartLine(
                    line_id=item.line_id,
                    variant_id=item.variant_id,
                    style_id=StyleId(article.style.id),
                    name=Bilingual(article.style.name_zh, article.style.name_en),
                    style_code=article.style.code,
                    colour=colour_of(article.variant),
                    size=article.variant.size,
                    art=article.style.art,
                    barcode=article.variant.barcode,
                    quantity=item.quantity,
                    list_price=Fen(_as_agreed(article.variant, item.agreed_fen).list_fen),
                    gross=line.gross,
                    paid=line.paid,
                    steps=self._steps(line),
                    source=item.source,
                    on_hand=level.on_hand,
                    promised=level.promised,
                    is_withdrawn=item.variant_id not in self._sold,
                    unpicked=level.unpicked,
                    clerk_id=item.clerk_id,
                    clerk_name=staff_name(clerks.get(item.clerk_id)),
                    note=item.note,
                    given=given.get(item.line_id),
                )
            )
        return tuple(shown_lines)

    def coupon_choices(self) -> tuple[CouponChoice, ...]:
        """Return her open coupons; each gap is what this very cart lacks for it, beside those that were chosen."""
        choices = []
        for coupon_id, terms in self.coupons.items():
            is_chosen = coupon_id in self._body.coupon_ids
            outcome = (self.priced if is_chosen else self.with_coupon(coupon_id)).coupon(coupon_id)
            is_used = is_chosen and outcome is not None and outcome.is_used
            gap = outcome.gap if outcome is not None else Fen(0)
            choices.append(CouponChoice(coupon_id, terms.title, terms.off, terms.threshold, gap, terms.until, is_used))
        return tuple(choices)

    def hints(self) -> tuple[Hint, ...]:
        """Return what a little more would save, the nearest first."""
        titles = {promotion.promotion_id: promotion.title for promotion in self.promotions}
        return tuple(
            Hint(titles[miss.promotion_id], miss.gap, miss.pieces, miss.saves) for miss in self.priced.near_misses
        )

    def passed(self) -> tuple[Passed, ...]:
        """Return the promotions that were looked at for this cart and lower nothing, with the reason."""
        titles = {promotion.promotion_id: promotion.title for promotion in self.promotions}
        return tuple(Passed(titles[one.promotion_id], one.reason) for one in self.priced.passed_over)

    def _steps(self, line: PricedLine) -> tuple[PriceStep, ...]:
        return tuple(PriceStep(one.kind, self._title(one), one.fen) for one in line.adjustments)

    def _title(self, adjustment: Adjustment) -> Bilingual:
        if adjustment.kind == "coupon":
            return self.coupons[CouponId(adjustment.rule_id)].title
        if adjustment.kind in OWN_TITLES:
            return own_title(adjustment.kind, adjustment.rule_id)
        return next(p.title for p in self.promotions if p.promotion_id == adjustment.rule_id)
