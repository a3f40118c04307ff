"""智能凑单 at the counter: which piece of this shop, in her size, would make the open cart worth more than it costs.

Looked for beside the sale, and only when a promotion or a coupon of hers is near. What hangs here in her size and may
be cheap enough is asked of the adviser, the best is found by the real pricing (``domain.advice.topping_up``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from posapp.domain import cart
from posapp.domain.advice.answers import SizeAdvice, Suggestion
from posapp.domain.advice.topping_up import MOST_TIMES, OF_A_TILL, Candidate, TopUp, best
from posapp.domain.cart import CartBody
from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import CartId, CouponId, LineId, MemberId, StyleId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.promotion import FULL_BP, CouponTerms
from posapp.domain.text import Bilingual
from posapp.services.advising import Advising
from posapp.services.books import Stocked
from posapp.services.carts import Cart, Colour, Pricing, as_added, colour_of
from posapp.services.errors import UnknownBarcode
from posapp.services.kept_coupons import needs_word
from posapp.services.on_cart import changed, put_coupon_on
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.ports import Adviser
from posapp.services.searching import default_choice
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.prices import basket_line

Coupons = tuple[CouponTerms, ...]


@dataclass(frozen=True, slots=True)
class TopUpPiece:
    """One piece to add, with what it costs on the shelf."""

    variant_id: VariantId
    name: Bilingual
    colour: Colour
    size: str
    shelf: str


@dataclass(frozen=True, slots=True)
class TopUpCard:
    """What to add to a cart: it costs ``adds`` and takes off ``saves``; ``coupon_id`` is the coupon that it goes with.

    ``more`` is what she pays more than before, below zero what she has left over.
    """

    cart_id: CartId
    pieces: tuple[TopUpPiece, ...]
    adds: Fen
    saves: Fen
    coupon_id: CouponId | None = None

    @property
    def more(self) -> int:
        """Return what she pays more than before."""
        return self.adds - self.saves


class ToppingUp:
    """Finds the best top-up of the open cart, and puts it there."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, adviser: Adviser, advising: Advising) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._adviser = adviser
        self._advising = advising

    def card(self) -> TopUpCard | None:
        """Return the best top-up of the open cart; None when nothing near it saves."""
        now = self._clock.now()
        with self._till.view() as view:
            kept = view.carts.open()
            if kept is None or not kept.body.lines:
                return None
            pricing = Pricing(view, kept.body, now)
            ways = _ways(view, pricing)
            cap = _near_saving(pricing, ways) * MOST_TIMES
            if cap <= 0:
                return None
            pieces = self._pieces(view, kept.body, cap, now)
            asked = [pricing.asked(coupons, kept.body.given) for coupons in ways.values()]
            found = best(pricing.basket, [one for one, _ in pieces], pricing.promotions, now, asked)
            if found is None:
                return None
            shown = {one.line.variant_id: piece for one, piece in pieces}
            coupon_id = list(ways)[found.way]
        return _card(kept.cart_id, found, shown, coupon_id)

    def take(self, card: TopUpCard) -> Cart:
        """Put the pieces on the cart, with the coupon that they make work.

        Raises ``UnknownBarcode`` when one is sold no more, ``CouponRefused`` or ``NotSignedIn``; then nothing changed.
        """

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            coupon = unit.rows.get(rows.Coupon, card.coupon_id) if card.coupon_id is not None else None
            if coupon is None:
                return changed(unit, now, lambda body: self._with(unit, body, card, now))
            return put_coupon_on(unit, coupon, now, lambda body: self._with(unit, body, card, now))

        return self._till.write(job)

    def _with(self, unit: UnitOfWork, body: CartBody, card: TopUpCard, now: Millis) -> CartBody:
        articles = unit.catalogue.articles([piece.variant_id for piece in card.pieces])
        clerk_id = staff_on(self._duty, unit)
        for piece in card.pieces:
            article = articles.get(piece.variant_id)
            if article is None:
                raise UnknownBarcode(barcode=piece.variant_id)
            line_id = LineId(new_id(now))
            kept = as_added(article)
            body, _ = cart.add(body, line_id, piece.variant_id, "suggestion", clerk_id, 1, as_added=kept)
        return body

    def _pieces(self, view: View, body: CartBody, cap: int, now: Millis) -> Sequence[tuple[Candidate, TopUpPiece]]:
        """Return what may be added: it hangs here in her size, costs at most ``cap``, and is not on the cart."""
        happenings, personal = self._known_of(view, body.member_id)
        on_cart = {line.variant_id for line in body.lines}
        taken = {StyleId(one.variant.style_id) for one in view.catalogue.articles(on_cart).values()}
        cheap = view.catalogue.hanging_up_to(cap)
        hanging: dict[str, Collection[str]] = {one: sizes for one, sizes in cheap.items() if one not in taken}
        asked = self._adviser.suggest(happenings, hanging, personal=personal, now=now, most=OF_A_TILL, varied=False)
        sure = [one for one in asked if _is_sure(one.size_advice)]
        return _candidates(view, sure, cap)

    def _known_of(self, view: View, member_id: MemberId | None) -> tuple[Sequence[rows.Happening], bool]:
        member = view.rows.get(rows.Member, member_id) if member_id is not None else None
        if member is None or member_id is None or not member.personal:
            return (), False
        return self._advising.happenings(view, member_id), True


def _near_saving(pricing: Pricing, ways: Mapping[CouponId | None, Coupons]) -> int:
    """Return the most that a threshold near this cart would take off; 0 when none is near."""
    of_rules = max((hint.saves for hint in pricing.hints()), default=0)
    of_coupons = 0
    for choice in pricing.coupon_choices():
        is_asked = choice.coupon_id in ways or pricing.coupons[choice.coupon_id] in ways[None]
        if is_asked and 0 < choice.gap <= choice.threshold // 2:
            terms = pricing.coupons[choice.coupon_id]
            of_coupons = max(of_coupons, terms.takes(pricing.priced.total + choice.gap))
    return of_rules + of_coupons


def _ways(view: View, pricing: Pricing) -> Mapping[CouponId | None, Coupons]:
    """Return with which coupons the cart may be paid for: as it is, and with each more that needs nobody's word."""
    chosen = {coupon.coupon_id for coupon in pricing.chosen}
    hers = view.rows.many(rows.Coupon, [one for one in pricing.coupons if one not in chosen])
    here = view.paired.shop_id if view.paired is not None else ""
    ways: dict[CouponId | None, Coupons] = {None: pricing.chosen}
    for coupon in hers.values():
        if coupon.shop_id in ("", here) and not needs_word(view, coupon):
            coupon_id = CouponId(coupon.id)
            ways[coupon_id] = pricing.beside(pricing.coupons[coupon_id])
    return ways


def _is_sure(advice: SizeAdvice | None) -> bool:
    """Only what comes in one size, or in hers with some certainty: nobody tries on what is to fill a threshold."""
    return advice is None or advice.confidence != "low"


def _candidates(view: View, asked: Sequence[Suggestion], cap: int) -> Sequence[tuple[Candidate, TopUpPiece]]:
    style_ids = [StyleId(one.style_id) for one in asked]
    styles, stocked = view.rows.many(rows.Style, style_ids), view.catalogue.stocked(style_ids)
    scores = [one.score for one in asked]
    lowest, spread = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    found = []
    for one in asked:
        style = styles.get(one.style_id)
        choice = _free(stocked.get(StyleId(one.style_id), ()), one.size, cap)
        if style is None or not choice:
            continue
        variant = default_choice(choice, one.size).variant
        line = basket_line(LineId(variant.id), 1, variant, style)
        liking = round(FULL_BP * (one.score - lowest) / spread) if spread > 0 else FULL_BP
        risk = round(FULL_BP * (1 - one.size_advice.probability)) if one.size_advice is not None else 0
        name = Bilingual(style.name_zh, style.name_en)
        piece = TopUpPiece(VariantId(variant.id), name, colour_of(variant), variant.size, variant.shelf)
        found.append((Candidate(line, liking, risk), piece))
    return found


def _free(choice: Collection[Stocked], size: str, cap: int) -> Sequence[Stocked]:
    return [
        one
        for one in choice
        if one.variant.size == (size or one.variant.size) and one.level.free > 0 and one.variant.list_fen <= cap
    ]


def _card(
    cart_id: CartId, found: TopUp, shown: Mapping[VariantId, TopUpPiece], coupon_id: CouponId | None
) -> TopUpCard:
    pieces = tuple(shown[one.line.variant_id] for one in found.pieces)
    return TopUpCard(cart_id, pieces, found.adds, found.saves, coupon_id)
