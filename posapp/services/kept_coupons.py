"""Which coupons need the mall's word, and whether it stands: two tills must not both take one that every shop takes.

A small one may be taken unasked, and one of this shop alone costs nothing however long the till is cut off.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.clock import MINUTE, Millis
from posapp.domain.text import Bilingual
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


def large_coupons(view: View) -> list[rows.Coupon]:
    """Return the coupons on the open cart that the mall has to be asked for; a practice asks nobody."""
    kept = view.carts.open()
    if kept is None or kept.body.is_practice or not kept.body.coupon_ids:
        return []
    known = view.rows.many(rows.Coupon, kept.body.coupon_ids)
    coupons = (known.get(coupon_id) for coupon_id in kept.body.coupon_ids)
    return [coupon for coupon in coupons if coupon is not None and needs_word(view, coupon)]


def word_for(view: View, coupon_id: str, now: Millis, left: int = 0) -> Hold | None:
    """Return the mall's word that a coupon is kept for this till, if it lasts for ``left`` milliseconds more."""
    mall_now = view.value.mall_time(now)
    for hold in view.value.left_over(()):
        is_ours = (hold.instrument, hold.owner_id, hold.state) == ("coupon", coupon_id, "authorised")
        if is_ours and mall_now is not None and mall_now + left < hold.until:
            return hold
    return None


def standing_words(view: View, now: Millis) -> dict[str, Hold]:
    """Return the mall's words for coupons on the open cart, by coupon, but those with hardly time to pay left."""
    words = {coupon.id: word_for(view, coupon.id, now, _LEFT_TO_PAY) for coupon in large_coupons(view)}
    return {coupon_id: word for coupon_id, word in words.items() if word is not None}


def coupon_title(coupon: rows.Coupon) -> Bilingual:
    """Return what a coupon is called."""
    return Bilingual(coupon.title_zh, coupon.title_en)


def take_word(unit: UnitOfWork, coupon_id: str, now: Millis) -> None:
    """Use the mall's word in the sale's own transaction. Raises ``CouponRefused`` where it is needed and is not there.

    What the mall was asked for a coupon that turned out smaller is used up as well.
    """
    coupon = unit.rows.get(rows.Coupon, coupon_id)
    word = word_for(unit, coupon_id, now)
    if word is not None:
        unit.value.keep_hold(replace(word, state="captured"), now)
    elif coupon is not None and needs_word(unit, coupon):
        raise CouponRefused(reason="needs_mall", title=coupon_title(coupon))
