"""Which coupons need the mall's word, and whether it stands: two tills must not both take one that every shop takes.

A small one may be taken unasked, and one of this shop alone costs nothing however long the till is cut off.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import CouponId
from posapp.domain.value import FEN_OF_A_COUPON, most_off
from posapp.services.errors import CouponRefused
from posapp.services.till_data import UnitOfWork, View
from posapp.services.value_book import Hold
from sync.protocol import rows

_LEFT_TO_PAY = 2 * MINUTE
"""A word that ends sooner is asked for anew: the customer is still looking for her notes."""


def needs_word(view: View, coupon: rows.Coupon) -> bool:
    """Tell whether a coupon is too large to be taken without asking."""
    if coupon.shop_id:
        return False
    terms = view.rows.get(rows.ValueTerms, "coupon")
    unasked = FEN_OF_A_COUPON if terms is None else 0 if terms.offline == "refused" else terms.floor_fen
    most = most_off(coupon.off_fen, coupon.percent_off_bp, coupon.cap_fen)
    return most is None or most > unasked


def large_coupon(view: View) -> CouponId | None:
    """Return the coupon on the open cart if the mall has to be asked for it; a practice asks nobody."""
    kept = view.carts.open()
    if kept is None or kept.body.is_practice or kept.body.coupon_id is None:
        return None
    coupon = view.rows.get(rows.Coupon, kept.body.coupon_id)
    return kept.body.coupon_id if coupon is not None and needs_word(view, coupon) else None


def word_for(view: View, coupon_id: str, now: Millis, left: int = 0) -> Hold | None:
    """Return the mall's word that a coupon is kept for this till, if it lasts for ``left`` milliseconds more."""
    mall_now = view.value.mall_time(now)
    for hold in view.value.left_over(()):
        is_ours = (hold.instrument, hold.owner_id, hold.state) == ("coupon", coupon_id, "authorised")
        if is_ours and mall_now is not None and mall_now + left < hold.until:
            return hold
    return None


def standing_word(view: View, now: Millis) -> Hold | None:
    """Return the mall's word for the coupon on the open cart, unless there is hardly time to pay left of it."""
    coupon_id = large_coupon(view)
    return None if coupon_id is None else word_for(view, coupon_id, now, _LEFT_TO_PAY)


def take_word(unit: UnitOfWork, coupon_id: str, now: Millis) -> None:
    """Use the mall's word in the sale's own transaction. Raises ``CouponRefused`` where it is needed and is not there.

    What the mall was asked for a coupon that turned out smaller is used up as well.
    """
    coupon = unit.rows.get(rows.Coupon, coupon_id)
    word = word_for(unit, coupon_id, now)
    if word is not None:
        unit.value.keep_hold(replace(word, state="captured"), now)
    elif coupon is not None and needs_word(unit, coupon):
        raise CouponRefused(reason="needs_mall")
