"""Ring up: scan, search, change, attach the member, hold and recall. Every step is kept before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain import cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.identity import BookingId, CartId, CouponId, LineId, MemberId, OrderId, VariantId, new_id
from posapp.domain.scan import Reading, barcode_forms, classify
from posapp.services.books import Article, KeptCart
from posapp.services.carts import (
    Cart,
    CartLine,
    CartMember,
    Colour,
    CouponChoice,
    HeldCart,
    Hint,
    PriceStep,
    as_added,
    member_name,
    open_cart,
    priced,
    shown,
)
from posapp.services.errors import CouponRefused, UnknownBarcode, ValueRefused
from posapp.services.kept_coupons import needs_word
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.past_sales import PastSale, find
from posapp.services.scanning import booking_of, member_of, open_booking, order_of, read_signed, refuse, welcome
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol import rows
from sync.protocol.codes import Code, CodeType
from sync.protocol.kinds import LineSource, Trust
from sync.protocol.prices import coupon_terms

__all__ = [
    "Cart",
    "CartLine",
    "CartMember",
    "Colour",
    "CouponChoice",
    "HeldCart",
    "Hint",
    "PriceStep",
    "Scanned",
    "Selling",
    "priced",
]


_IN_TOUCH = 2 * MINUTE
"""How long ago the mall may have answered last for it to count as reached."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan turned out to be. For goods and members the cart has already changed.

    ``goods`` added to the cart · ``member`` attached · ``booking`` and ``pickup`` to be opened on their board ·
    ``coupon`` and ``gift_card`` put on the cart · ``receipt`` of a sale that this till knows, to be shown.
    """

    kind: Literal["goods", "member", "booking", "pickup", "coupon", "gift_card", "receipt"]
    cart: Cart
    member_id: MemberId | None = None
    booking_id: BookingId | None = None
    order_id: OrderId | None = None
    line_id: LineId | None = None
    past_sale: PastSale | None = None


class Selling:
    """The sale being rung up. Nothing here waits for the network, and no piece in a customer's hand is refused."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def current(self) -> Cart:
        """Return the open cart, also the one that a killed till left behind."""
        with self._till.view() as view:
            kept = view.carts.open()
            if kept is not None:
                return shown(view, kept, self._clock.now())
        return self._change(lambda _unit, body: body)

    # --- scanning

    def scan(self, text: str) -> Scanned:
        """Take whatever was scanned or typed into the one box.

        Raises ``UnknownBarcode``, ``CodeRefused``, ``CouponRefused`` or ``NoSuchReceipt``; then the cart is as it was.
        """

        def job(unit: UnitOfWork) -> Scanned:
            now = self._clock.now()
            scanned = classify(text)
            for reading in scanned.readings:
                answer = self._read(unit, reading, scanned.text, now)
                if answer is not None:
                    return answer
            if len(scanned.text) > 100 or (not scanned.text and len(text) > 100):
                raise refuse("malformed")  # nothing but a phone shows a code so long
            raise UnknownBarcode(barcode=scanned.text[:20] or text[:20])

        return self._till.write(job)

    def _read(self, unit: UnitOfWork, reading: Reading, text: str, now: Millis) -> Scanned | None:
        """Try one reading of a text; None when it is not that."""
        if reading == "signed":
            return self._signed(unit, read_signed(unit, text, now), now)
        if reading == "barcode":
            article = unit.catalogue.by_barcode(barcode_forms(text))
            return self._goods(unit, article, now) if article is not None else None
        if reading == "card":
            member = welcome(unit.members.by_card(text))
            return self._member(unit, member, "B", now)
        if reading == "gift_card":
            return _gift_card(unit, unit.value.gift_card_by_card(text), now)
        if reading == "coupon":
            coupon = unit.members.coupon_by_code(text)
            if coupon is None:
                raise CouponRefused(reason="unknown")
            return Scanned("coupon", _changed(unit, now, lambda body: _with_coupon(unit, body, coupon, now)))
        if reading == "receipt":
            return Scanned("receipt", shown(unit, open_cart(unit, now), now), past_sale=find(unit, text, now))
        return _typed(unit, text, now)

    def _signed(self, unit: UnitOfWork, code: Code, now: Millis) -> Scanned:
        if code.type is CodeType.MEMBER:
            return self._member(unit, member_of(unit, code, now), "A", now)
        if code.type is CodeType.BOOKING:
            return _booking(unit, booking_of(unit, code), now)
        if code.type is CodeType.PICKUP:
            return _pickup(unit, order_of(unit, code), now)
        if code.type is CodeType.GIFT_CARD:
            return _gift_card(unit, unit.value.gift_card_by_number(code.number), now)
        raise refuse("malformed")  # coupons are not shown as signed codes yet

    def _goods(self, unit: UnitOfWork, article: Article, now: Millis) -> Scanned:
        line_id = LineId("")
        variant_id = VariantId(article.variant.id)

        def put(body: CartBody) -> CartBody:
            nonlocal line_id
            clerk_id = staff_on(self._duty, unit)
            new = LineId(new_id(now))
            changed, line_id = cart.add(body, new, variant_id, "scan", clerk_id, as_added=as_added(article))
            return changed

        changed = _changed(unit, now, put)
        return Scanned("goods", changed, line_id=line_id)

    def _member(self, unit: UnitOfWork, member: rows.Member, trust: Trust, now: Millis) -> Scanned:
        member_id = MemberId(member.id)
        changed = _changed(unit, now, lambda body: cart.attach_member(body, member_id, trust))
        return Scanned("member", changed, member_id=member_id)

    # --- lines

    def add(self, variant_id: VariantId, source: LineSource = "search", quantity: int = 1) -> Cart:
        """Add pieces of a variant. Raises ``BadQuantity``, ``UnknownBarcode`` when it is not sold, ``NotSignedIn``."""

        def put(unit: UnitOfWork, body: CartBody) -> CartBody:
            article = unit.catalogue.articles([variant_id]).get(variant_id)
            if article is None:
                raise UnknownBarcode(barcode=variant_id)
            line_id, clerk_id = LineId(new_id(self._clock.now())), staff_on(self._duty, unit)
            return cart.add(body, line_id, variant_id, source, clerk_id, quantity, as_added=as_added(article))[0]

        return self._change(put)

    def set_quantity(self, line_id: LineId, quantity: int) -> Cart:
        """Set the pieces of a line. Raises ``BadQuantity`` outside 1..999."""
        return self._change(lambda _unit, body: cart.set_quantity(body, line_id, quantity))

    def remove(self, line_id: LineId) -> Cart:
        """Take a line out."""
        return self._change(lambda _unit, body: cart.remove(body, line_id))

    # --- member and coupon

    def attach_member(self, member_id: MemberId, trust: Trust) -> Cart:
        """Put a member on the cart. Raises ``CodeRefused`` when she is unknown or blocked."""

        def attach(unit: UnitOfWork, body: CartBody) -> CartBody:
            welcome(unit.rows.get(rows.Member, member_id))
            return cart.attach_member(body, member_id, trust)

        return self._change(attach)

    def detach_member(self) -> Cart:
        """Take the member off, and with her the coupon."""
        return self._change(lambda _unit, body: cart.detach_member(body))

    def use_coupon(self, coupon_id: CouponId) -> Cart:
        """Use one of the member's coupons. Raises ``CouponRefused``."""

        def use(unit: UnitOfWork, body: CartBody) -> CartBody:
            coupon = unit.rows.get(rows.Coupon, coupon_id)
            if coupon is None:
                raise CouponRefused(reason="unknown")
            return _with_coupon(unit, body, coupon, self._clock.now())

        return self._change(use)

    def drop_coupon(self) -> Cart:
        """Use no coupon."""
        return self._change(lambda _unit, body: replace(body, coupon_id=None))

    # --- putting aside

    def hold(self) -> Cart:
        """Put the cart aside and start a new one; an empty cart stays where it is."""

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            kept = open_cart(unit, now)
            if not kept.body.is_empty:
                unit.carts.hold(kept.cart_id, now)
            return shown(unit, open_cart(unit, now), now)

        return self._till.write(job)

    def held(self) -> tuple[HeldCart, ...]:
        """Return the carts that were put aside, the oldest first."""
        with self._till.view() as view:
            now = self._clock.now()
            kept = view.carts.held()
            members = view.rows.many(rows.Member, {one.body.member_id for one in kept if one.body.member_id})
            names = {id_: member_name(member) for id_, member in members.items()}
            return tuple(
                HeldCart(
                    cart_id=one.cart_id,
                    held_at=one.updated,
                    pieces=one.body.pieces,
                    total=priced(view, one.body, now).total,
                    member_name=names.get(one.body.member_id or ""),
                )
                for one in kept
            )

    def recall(self, cart_id: CartId) -> Cart:
        """Bring a held cart back; the open one is put aside in exchange. One that is gone changes nothing."""

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            kept = open_cart(unit, now)
            if unit.carts.find_held(cart_id) is not None:
                if kept.body.is_empty:
                    unit.carts.forget(kept.cart_id)
                else:
                    unit.carts.hold(kept.cart_id, now)
                unit.carts.recall(cart_id, now)
            return shown(unit, open_cart(unit, now), now)

        return self._till.write(job)

    def clear(self) -> Cart:
        """Empty the cart."""
        return self._change(lambda _unit, _body: CartBody())

    def _change(self, change: Callable[[UnitOfWork, CartBody], CartBody]) -> Cart:
        return self._till.write(lambda unit: _changed(unit, self._clock.now(), lambda body: change(unit, body)))


def _changed(unit: UnitOfWork, now: Millis, change: Callable[[CartBody], CartBody]) -> Cart:
    """Change the open cart, keep it, and return what it shows now."""
    kept = open_cart(unit, now)
    body = change(kept.body)
    unit.carts.keep(kept.cart_id, body, now)
    return shown(unit, KeptCart(kept.cart_id, body, now), now)


def _gift_card(unit: UnitOfWork, card: rows.GiftCard | None, now: Millis) -> Scanned:
    """Put a gift card on the cart; it pays when the payment asks for it."""
    if card is None:
        raise ValueRefused(reason="unknown_value", instrument="gift_card")
    if card.status == "blocked" or card.until_ms < now:
        raise ValueRefused(reason="value_blocked", instrument="gift_card")
    return Scanned("gift_card", _changed(unit, now, lambda body: replace(body, gift_card_id=card.id)))


def _needs_mall(unit: UnitOfWork, coupon: rows.Coupon, now: Millis) -> bool:
    """Tell whether a coupon needs a word of the mall that this till cannot get now; the payment asks for it."""
    if not needs_word(unit, coupon):
        return False
    facts = unit.sync.facts()
    return facts.is_failing or facts.last_contact is None or now - facts.last_contact > _IN_TOUCH


def _with_coupon(unit: UnitOfWork, body: CartBody, coupon: rows.Coupon, now: Millis) -> CartBody:
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


def _typed(unit: UnitOfWork, text: str, now: Millis) -> Scanned | None:
    """Find what eight typed digits stand for: an order that waits, else a booking."""
    for order in unit.orders.by_code(text):
        return _pickup(unit, order, now)
    for kept in unit.bookings.by_code(text):
        return _booking(unit, open_booking(kept.row), now)
    return None


def _booking(unit: UnitOfWork, booking: rows.Booking, now: Millis) -> Scanned:
    cart_now = shown(unit, open_cart(unit, now), now)
    return Scanned("booking", cart_now, MemberId(booking.member_id), booking_id=BookingId(booking.id))


def _pickup(unit: UnitOfWork, order: rows.Order, now: Millis) -> Scanned:
    cart_now = shown(unit, open_cart(unit, now), now)
    return Scanned("pickup", cart_now, MemberId(order.member_id), order_id=OrderId(order.id))
