"""What the shop is told of a cart that is put aside, and what another till makes of it.

The till that puts a cart aside keeps it as it always did; beside that it tells the shop what lies in it. So nothing
waits for a network, and a till that hears nothing of the others has its own carts all the same. A practice is told to
nobody.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.cart import CartBody, CartItem
from posapp.domain.clock import Millis
from posapp.domain.given import Given, Rounding
from posapp.domain.identity import BookingId, CartId, CouponId, LineId, MemberId, StaffId, VariantId, new_id
from posapp.domain.permission import Limit
from posapp.services.aside_errors import CartGoodsUnknown, CartHereToo, CartStaysThere, CartTakenUp
from posapp.services.cart_book import KeptCart
from posapp.services.carts import as_added
from posapp.services.kept_coupons import word_for
from posapp.services.till_data import UnitOfWork
from sync.protocol.asides import (
    AsideCart,
    AsideDiscount,
    AsideLine,
    AsideRounding,
    Bound,
    CartAside,
    CartPutAside,
    CartTakeUp,
    after,
    begun,
)


def tell_aside(unit: UnitOfWork, kept: KeptCart, by: str, now: Millis) -> str:
    """Tell the shop that the cart is put aside; return the name of that, "" where nobody is told."""
    if unit.paired is None or kept.body.is_practice:
        return ""
    step = CartPutAside(
        aside_id=new_id(now),
        cart_id=kept.cart_id,
        shop_id=unit.paired.shop_id,
        till_no=unit.paired.till_no,
        occurred_ms=now,
        staff_id=by,
        bound=bound_by(unit, kept, now),
        cart=as_told(kept.body),
    )
    operation = unit.append(step, subject=str(kept.body.pieces))
    unit.carts.asides.project(begun(step), operation.seq)
    return step.aside_id


def tell_taken_up(unit: UnitOfWork, aside_id: str, by: str, now: Millis) -> None:
    """Tell the shop that a cart is in front here, or was given up. It is told once however the row stands."""
    row = unit.carts.asides.get(aside_id)
    if unit.paired is None or row is None:
        return
    step = CartTakeUp(
        aside_id=row.id,
        cart_id=row.cart_id,
        shop_id=unit.paired.shop_id,
        till_no=unit.paired.till_no,
        occurred_ms=now,
        staff_id=by,
    )
    operation = unit.append(step, subject=row.till_no)
    unit.carts.asides.project(after(row, step), operation.seq)


def taken_over(unit: UnitOfWork, row: CartAside, now: Millis) -> KeptCart:
    """Return the cart that lies at another till as this one keeps it, with what it knows itself of the goods.

    Raises ``CartTakenUp``, ``CartStaysThere``, ``CartHereToo`` or ``CartGoodsUnknown``; then it stays where it lies.
    """
    if row.taken or row.cart is None:
        raise CartTakenUp(till_no=tills_of(row) or row.till_no)
    if row.bound:
        raise CartStaysThere(reason=row.bound, till_no=row.till_no)
    kept = unit.carts.open()
    if unit.carts.find_held(row.cart_id) is not None or (kept is not None and kept.cart_id == row.cart_id):
        raise CartHereToo
    known = unit.catalogue.articles({VariantId(line.variant_id) for line in row.cart.lines})
    if any(line.variant_id not in known for line in row.cart.lines):
        raise CartGoodsUnknown(till_no=row.till_no)
    body = as_kept(row.cart)
    # A line is sold once under its name. This very cart may have been sold here: a mall that came back from a backup
    # knows it as waiting again.
    names = {line.line_id: LineId(new_id(now)) for line in body.lines}
    lines = tuple(
        replace(line, line_id=names[line.line_id], as_added=as_added(known[line.variant_id])) for line in body.lines
    )
    given = tuple(one if one.line_id is None else replace(one, line_id=names[one.line_id]) for one in body.given)
    return KeptCart(CartId(row.cart_id), replace(body, lines=lines, given=given), now, row.id)


def tills_of(row: CartAside) -> str:
    """Return the numbers of the tills that took a cart up, in the order in which they did."""
    return ", ".join(one.till_no for one in row.taken)


def bound_by(unit: UnitOfWork, kept: KeptCart, now: Millis) -> Bound:
    """Return why only this till may go on with a cart: money, units, a coupon or an order is bound to it."""
    body = kept.body
    if any(one.is_wanted and (one.is_paid or one.progress.is_open) for one in unit.attempts.of_cart(kept.cart_id)):
        return "phone"
    if body.collects is not None:
        return "order"
    if any(word_for(unit, coupon_id, now) is not None for coupon_id in body.coupon_ids):
        return "coupon"
    owners = {body.member_id, body.gift_card_id} - {None}
    is_set_aside = any(one.state == "authorised" and one.owner_id in owners for one in unit.value.left_over(()))
    return "value" if is_set_aside else ""


def as_told(body: CartBody) -> AsideCart:
    """Return a cart as it travels; what was known of its goods when they came in stays here."""
    return AsideCart(
        lines=[
            AsideLine(
                line_id=line.line_id,
                variant_id=line.variant_id,
                quantity=line.quantity,
                source=line.source,
                clerk_id=line.clerk_id,
                note=line.note,
            )
            for line in body.lines
        ],
        member_id=body.member_id,
        trust=body.trust,
        coupon_id=next(iter(body.coupon_ids), None),
        more_coupons=list(body.coupon_ids[1:]),
        booking_id=body.booking_id,
        gift_card_id=body.gift_card_id,
        discounts=[
            AsideDiscount(
                line_id=one.line_id,
                how=one.kind,
                amount=one.amount,
                reason=one.reason,
                staff_id=one.staff_id,
                given_by=one.given_by,
                most_fen=one.limit.fen,
                most_bp=one.limit.percent_bp,
            )
            for one in body.given
        ],
        rounding=None
        if body.rounding is None
        else AsideRounding(to_fen=body.rounding.to, staff_id=body.rounding.staff_id, given_by=body.rounding.given_by),
    )


def as_kept(told: AsideCart) -> CartBody:
    """Return a cart that travelled as a till keeps it."""
    body = CartBody(
        lines=tuple(
            CartItem(
                LineId(line.line_id),
                VariantId(line.variant_id),
                line.quantity,
                line.source,
                StaffId(line.clerk_id),
                note=line.note,
            )
            for line in told.lines
        ),
        member_id=None if told.member_id is None else MemberId(told.member_id),
        trust=told.trust,
        coupon_ids=tuple(CouponId(one) for one in told.coupon_ids),
        booking_id=None if told.booking_id is None else BookingId(told.booking_id),
        gift_card_id=told.gift_card_id,
        given=tuple(
            Given(
                None if one.line_id is None else LineId(one.line_id),
                one.how,
                one.amount,
                one.reason,
                StaffId(one.staff_id),
                Limit(one.most_fen, one.most_bp),
                None if one.given_by is None else StaffId(one.given_by),
            )
            for one in told.discounts
        ),
    )
    rounding = told.rounding
    if rounding is None:
        return body
    by = None if rounding.given_by is None else StaffId(rounding.given_by)
    return replace(body, rounding=Rounding(rounding.to_fen, StaffId(rounding.staff_id), by))
