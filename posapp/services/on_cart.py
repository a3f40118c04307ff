"""How a thing that was scanned comes onto the open cart, or why it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.domain import bag_check
from posapp.domain.cart import CartBody
from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import CartId, CouponId, new_id
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, open_cart, priced, shown
from posapp.services.errors import CouponRefused, ValueRefused
from posapp.services.given_by_hand import still_given
from posapp.services.kept_coupons import needs_word
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


def with_coupon(unit: UnitOfWork, body: CartBody, coupon: rows.Coupon, now: Millis) -> CartBody:
    """Return the cart with one of its member's coupons. Raises ``CouponRefused``."""
    if coupon.member_id != body.member_id:
        raise CouponRefused(reason="not_hers")
    if coupon.shop_id and unit.paired is not None and coupon.shop_id != unit.paired.shop_id:
        raise CouponRefused(reason="other_shop")
    if _needs_mall(unit, coupon, now):
        raise CouponRefused(reason="needs_mall")
    if coupon.status == "used":
        raise CouponRefused(reason="used")
    if coupon.status == "expired" or not coupon_terms(coupon).is_open(now):
        raise CouponRefused(reason="expired")
    tried = replace(body, coupon_id=CouponId(coupon.id))
    result = priced(unit, tried, now)
    outcome = result.coupon(tried.coupon_id) if tried.coupon_id is not None else None
    if outcome is None or not outcome.is_used:
        gap = outcome.gap if outcome is not None else 0
        raise CouponRefused(reason="below_threshold", gap=gap) if gap else CouponRefused(reason="better_without")
    return tried
