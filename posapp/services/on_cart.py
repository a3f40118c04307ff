"""How a thing that was scanned comes onto the open cart, or why it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.domain import bag_check
from posapp.domain.cart import CartBody
from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import CartId, CouponId, new_id
from posapp.domain.money import Fen
from posapp.domain.pricing import Priced
from posapp.domain.text import Bilingual
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, CouponOut, Pricing, open_cart, shown
from posapp.services.errors import CouponRefused, ValueRefused
from posapp.services.given_by_hand import still_given
from posapp.services.kept_coupons import coupon_title, needs_word
from posapp.services.phone_tenders import cart_was_given_up
from posapp.services.till_data import UnitOfWork
from sync.protocol import rows
from sync.protocol.prices import coupon_terms

_IN_TOUCH = 2 * MINUTE
"""How long ago the mall may have answered last for it to count as reached."""


def changed(unit: UnitOfWork, now: Millis, change: Callable[[CartBody], CartBody]) -> Cart:
    """Change the open cart, keep it, and return what it shows now."""
    kept = open_cart(unit, now)
    is_over = kept.body.bag and bag_check.is_seen(kept.body.bag)
    before = replace(kept.body, bag=()) if is_over else kept.body
    body = still_given(unit, change(before), now)
    body = replace(body, bag=bag_check.still_there(body.bag, body.pieces_of)) if body.bag else body
    if kept.body.lines and not body.lines and (kept.aside_id or unit.attempts.of_cart(kept.cart_id)):
        cart_was_given_up(unit, kept.cart_id, now)
        unit.carts.forget(kept.cart_id)
        # What a phone still pays of the old one is not of this one, nor is what another till has of it.
        kept = KeptCart(CartId(new_id(now)), body, now)
    unit.carts.keep(kept.cart_id, body, now)
    return shown(unit, KeptCart(kept.cart_id, body, now), now)


def with_gift_card(unit: UnitOfWork, card: rows.GiftCard | None, now: Millis) -> Cart:
    """Put a gift card on the cart; it pays when the payment asks for it. Raises ``ValueRefused``."""
    card_id = good_card(card, now).id
    return changed(unit, now, lambda body: replace(body, gift_card_id=card_id))


def good_card(card: rows.GiftCard | None, now: Millis) -> rows.GiftCard:
    """Return a gift card that may be paid with now. Raises ``ValueRefused``."""
    if card is None:
        raise ValueRefused(reason="unknown_value", instrument="gift_card")
    if card.status == "blocked" or card.until_ms < now:
        raise ValueRefused(reason="value_blocked", instrument="gift_card")
    return card


def _needs_mall(unit: UnitOfWork, coupon: rows.Coupon, now: Millis) -> bool:
    """Tell whether a coupon needs a word of the mall that this till cannot get now; the payment asks for it."""
    if not needs_word(unit, coupon):
        return False
    facts = unit.sync.facts()
    return facts.is_failing or facts.last_contact is None or now - facts.last_contact > _IN_TOUCH


def put_coupon_on(
    unit: UnitOfWork,
    coupon: rows.Coupon,
    now: Millis,
    change: Callable[[CartBody], CartBody] = lambda body: body,
) -> Cart:
    """Put one of the member's coupons on the open cart, after another ``change`` of it. Raises ``CouponRefused``.

    Beside the coupons that are there already, as far as they go together: the newest wish stands, and what it puts out
    is told.
    """
    left: tuple[CouponOut, ...] = ()

    def put_on(body: CartBody) -> CartBody:
        nonlocal left
        body, left = with_coupon(unit, change(body), coupon, now)
        return body

    return replace(changed(unit, now, put_on), coupons_out=left)


def with_coupon(
    unit: UnitOfWork, body: CartBody, coupon: rows.Coupon, now: Millis
) -> tuple[CartBody, tuple[CouponOut, ...]]:
    """Return a cart with one more of its member's coupons, and which ones left it for that. Raises ``CouponRefused``.

    One of the same group makes way: the cashier has just said which of them it shall be. What loses its effect beside
    the new one leaves as well; and where the new one has none beside the others, they stay.
    """
    _ensure_good(unit, body, coupon, now)
    before, coupon_id, title = Pricing(unit, body, now), CouponId(coupon.id), coupon_title(coupon)
    used = {one.coupon_id for one in before.priced.coupons if one.is_used}
    if coupon_id in used:
        raise CouponRefused(reason="on_cart", title=title)
    after = before.with_coupon(coupon_id)
    works = {one.coupon_id for one in after.coupons if one.is_used}
    if coupon_id not in works:
        raise _why_not(before, after, coupon_id, title)
    stays = {one.coupon_id for one in before.beside(before.coupons[coupon_id])} - (used - works)
    left = tuple(
        CouponOut(
            before.coupons[one].title,
            title,
            "same_group" if before.coupons[one].group == coupon.group else "beside",
            Fen(max(after.total - before.priced.total, 0)),
        )
        for one in body.coupon_ids
        if one in used - works
    )
    kept = tuple(one for one in body.coupon_ids if one in stays and one != coupon_id)
    return replace(body, coupon_ids=(*kept, coupon_id)), left


def _ensure_good(unit: UnitOfWork, body: CartBody, coupon: rows.Coupon, now: Millis) -> None:
    title = coupon_title(coupon)
    if coupon.member_id != body.member_id:
        raise CouponRefused(reason="not_hers")
    if coupon.shop_id and unit.paired is not None and coupon.shop_id != unit.paired.shop_id:
        raise CouponRefused(reason="other_shop", title=title)
    if _needs_mall(unit, coupon, now):
        raise CouponRefused(reason="needs_mall", title=title)
    if coupon.status == "used":
        raise CouponRefused(reason="used", title=title)
    if coupon.status == "expired" or not coupon_terms(coupon).is_open(now):
        raise CouponRefused(reason="expired", title=title)


def _why_not(before: Pricing, after: Priced, coupon_id: CouponId, title: Bilingual) -> CouponRefused:
    outcome = after.coupon(coupon_id)
    gap = outcome.gap if outcome is not None else Fen(0)
    if gap:
        return CouponRefused(reason="below_threshold", gap=gap)
    alone = before.alone(coupon_id).coupon(coupon_id)
    if alone is not None and alone.is_used:
        for beside in after.coupons:
            if beside.is_used:
                stays = before.coupons[beside.coupon_id].title
                return CouponRefused(reason="beside_others", title=title, stays=stays)
    return CouponRefused(reason="better_without")
