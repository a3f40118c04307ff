"""Ring up: scan, search, change, attach the member, hold and recall. Every step is kept before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain import bag_check, cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import BookingId, CartId, CouponId, LineId, MemberId, OrderId, StaffId, VariantId, new_id
from posapp.domain.permission import OverrideId
from posapp.domain.scan import Reading, ScannedText, barcode_forms, classify, is_scale_label, read_bag
from posapp.domain.text import Bilingual
from posapp.services import holding
from posapp.services.books import Article
from posapp.services.carts import (
    Cart,
    CartLine,
    CartMember,
    Colour,
    CouponChoice,
    CouponOut,
    Hint,
    PriceStep,
    as_added,
    open_cart,
    priced,
    shown,
)
from posapp.services.errors import (
    CouponRefused,
    NotSignedIn,
    PaymentCodeTooEarly,
    Practising,
    ScaleLabel,
    UnknownBarcode,
)
from posapp.services.holding import HeldCart, who
from posapp.services.on_cart import changed, put_coupon_on, with_gift_card
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.past_sales import PastSale, find
from posapp.services.phone_baskets import read_basket
from posapp.services.rebooking import ensure_today
from posapp.services.scanning import booking_of, member_of, open_booking, order_of, read_signed, refuse, welcome
from posapp.services.till_data import TillData, UnitOfWork
from posapp.services.voiding import voided
from sync.protocol import rows
from sync.protocol.codes import Code, CodeType
from sync.protocol.sold import LineSource, Trust

__all__ = [
    "Cart",
    "CartLine",
    "CartMember",
    "Colour",
    "CouponChoice",
    "CouponOut",
    "Hint",
    "PriceStep",
    "Scanned",
    "Selling",
    "priced",
]


@dataclass(frozen=True, slots=True)
class SalesPerson:
    """Somebody of this shop whose sale a line may be."""

    staff_id: StaffId
    number: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan turned out to be. For goods and members the cart has already changed.

    ``goods`` added to the cart · ``member`` attached · ``booking`` and ``pickup`` to be opened on their board ·
    ``coupon`` and ``gift_card`` put on the cart · ``receipt`` of a sale that this till knows, to be shown · ``basket``
    of a phone put on the cart, but for the barcodes that are ``unknown`` here · ``bag`` whose booking or order is to be
    looked at, no more · ``in_bag``: goods that came in a basket and are on the cart already, seen in her bag.
    """

    kind: Literal["goods", "member", "booking", "pickup", "coupon", "gift_card", "receipt", "basket", "bag", "in_bag"]
    cart: Cart
    member_id: MemberId | None = None
    booking_id: BookingId | None = None
    order_id: OrderId | None = None
    line_id: LineId | None = None
    past_sale: PastSale | None = None
    unknown: tuple[str, ...] = ()


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

    def scan(self, text: str, pieces: int = 1) -> Scanned:
        """Take whatever was scanned or typed into the one box; ``pieces`` of it when it is goods.

        Goods of which so many are still to be seen in her bag are on the cart already, and are ticked.

        Raises ``UnknownBarcode``, ``ScaleLabel``, ``CodeRefused``, ``CouponRefused``, ``ValueRefused``,
        ``BasketRefused``, ``NoSuchReceipt``, ``BadQuantity``, ``PaymentCodeTooEarly`` or ``Practising``; then the cart
        is as it was.
        """

        def job(unit: UnitOfWork) -> Scanned:
            now = self._clock.now()
            scanned = classify(text)
            seen = _in_bag(unit, scanned, pieces, now)
            if seen is not None:
                return seen
            for reading in scanned.readings:
                answer = self._read(unit, reading, scanned.text, pieces, now)
                if answer is not None:
                    return answer
            if len(scanned.text) > 100 or (not scanned.text and len(text) > 100):
                raise refuse("malformed")  # nothing but a phone shows a code so long
            if is_scale_label(scanned.text):
                raise ScaleLabel(barcode=scanned.text)
            raise UnknownBarcode(barcode=scanned.text[:20] or text[:20])

        return self._till.write(job)

    def _read(self, unit: UnitOfWork, reading: Reading, text: str, pieces: int, now: Millis) -> Scanned | None:
        """Try one reading of a text; None when it is not that."""
        if reading == "signed":
            return self._signed(unit, read_signed(unit, text, now), now)
        if reading == "barcode":
            article = unit.catalogue.by_barcode(barcode_forms(text))
            return self._goods(unit, article, pieces, now) if article is not None else None
        if reading == "card":
            member = welcome(unit.members.by_card(text), is_erased=lambda: unit.members.was_erased(text))
            return self._member(unit, member, "B", now)
        if reading == "gift_card":
            return Scanned("gift_card", with_gift_card(unit, unit.value.gift_card_by_card(text), now))
        if reading == "coupon":
            coupon = unit.members.coupon_by_code(text)
            if coupon is None:
                raise CouponRefused(reason="unknown")
            return Scanned("coupon", put_coupon_on(unit, coupon, now))
        if reading == "receipt":
            return Scanned("receipt", shown(unit, open_cart(unit, now), now), past_sale=find(unit, text, now))
        if reading == "basket":
            return self._basket(unit, text, now)
        if reading == "bag":
            return _bag(unit, text, now)
        if reading == "payment":
            raise PaymentCodeTooEarly
        return _typed(unit, text, now)

    def _signed(self, unit: UnitOfWork, code: Code, now: Millis) -> Scanned:
        if code.type is CodeType.MEMBER:
            return self._member(unit, member_of(unit, code, now), "A", now)
        if code.type is CodeType.BOOKING:
            return _booking(unit, ensure_today(unit, booking_of(unit, code), now), now)
        if code.type is CodeType.PICKUP:
            return _pickup(unit, order_of(unit, code), now)
        if code.type is CodeType.GIFT_CARD:
            return Scanned("gift_card", with_gift_card(unit, unit.value.gift_card_by_number(code.number), now))
        raise refuse("malformed")  # coupons are not shown as signed codes yet

    def _goods(self, unit: UnitOfWork, article: Article, pieces: int, now: Millis) -> Scanned:
        line_id = LineId("")
        variant_id = VariantId(article.variant.id)

        def put(body: CartBody) -> CartBody:
            nonlocal line_id
            clerk_id = staff_on(self._duty, unit)
            new = LineId(new_id(now))
            grown, line_id = cart.add(body, new, variant_id, "scan", clerk_id, pieces, as_added=as_added(article))
            return grown

        return Scanned("goods", changed(unit, now, put), line_id=line_id)

    def _basket(self, unit: UnitOfWork, digits: str, now: Millis) -> Scanned:
        found, unknown = read_basket(unit, digits, now)
        clerk_id = staff_on(self._duty, unit)

        def put(body: CartBody) -> CartBody:
            for article, pieces in found:
                new, variant_id = LineId(new_id(now)), VariantId(article.variant.id)
                body, _ = cart.add(body, new, variant_id, "scan", clerk_id, pieces, as_added=as_added(article))
            named = {VariantId(article.variant.id): pieces for article, pieces in found}
            return replace(body, bag=bag_check.with_basket(body.bag, named))

        return Scanned("basket", changed(unit, now, put), unknown=unknown)

    def _member(self, unit: UnitOfWork, member: rows.Member, trust: Trust, now: Millis) -> Scanned:
        member_id = MemberId(member.id)
        cart_now = changed(unit, now, lambda body: cart.attach_member(body, member_id, trust))
        return Scanned("member", cart_now, member_id=member_id)

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

    def set_quantity(self, line_id: LineId, quantity: int, *, override: OverrideId | None = None) -> Cart:
        """Set the pieces of a line. Raises ``BadQuantity`` outside 1..999, or as ``remove`` where they are fewer."""
        return self._fewer(lambda body: cart.set_quantity(body, line_id, quantity), "void_line", line_id, override)

    def remove(self, line_id: LineId, *, override: OverrideId | None = None) -> Cart:
        """Take a line out. Raises ``ManagerWanted`` or ``NotSignedIn``."""
        return self._fewer(lambda body: cart.remove(body, line_id), "void_line", line_id, override)

    def set_note(self, line_id: LineId, note: str) -> Cart:
        """Write a note on a line; an empty one takes it away."""
        return self._change(lambda _unit, body: cart.set_note(body, line_id, note))

    def set_clerk(self, staff_id: StaffId, line_id: LineId | None = None) -> Cart:
        """Say whose sale a line is, or the whole cart. Raises ``NotSignedIn`` for somebody who is not of this shop."""

        def name(unit: UnitOfWork, body: CartBody) -> CartBody:
            if unit.rows.get(rows.Staff, staff_id) is None:
                raise NotSignedIn
            return cart.set_clerk(body, staff_id, line_id)

        return self._change(name)

    def sales_people(self) -> tuple[SalesPerson, ...]:
        """Return everyone of this shop whose sale a line may be, by number."""
        with self._till.view() as view:
            return tuple(
                SalesPerson(StaffId(one.id), one.number, Bilingual(one.name_zh, one.name_en))
                for one in view.staff.all()
            )

    # --- member and coupon

    def attach_member(self, member_id: MemberId, trust: Trust) -> Cart:
        """Put a member on the cart. Raises ``CodeRefused`` when she is unknown or blocked."""

        def attach(unit: UnitOfWork, body: CartBody) -> CartBody:
            welcome(unit.rows.get(rows.Member, member_id), is_erased=lambda: unit.members.was_erased(member_id))
            return cart.attach_member(body, member_id, trust)

        return self._change(attach)

    def detach_member(self) -> Cart:
        """Take the member off, and with her the coupons."""
        return self._change(lambda _unit, body: cart.detach_member(body))

    def use_coupon(self, coupon_id: CouponId) -> Cart:
        """Use one more of the member's coupons; ``coupons_out`` of the cart tells which ones left for it.

        Raises ``CouponRefused``; then those on the cart stay.
        """

        def use(unit: UnitOfWork) -> Cart:
            coupon = unit.rows.get(rows.Coupon, coupon_id)
            if coupon is None:
                raise CouponRefused(reason="unknown")
            return put_coupon_on(unit, coupon, self._clock.now())

        return self._till.write(use)

    def drop_coupon(self, coupon_id: CouponId) -> Cart:
        """Leave one of the coupons on the cart; the others stay."""
        return self._change(lambda _unit, body: cart.without_coupon(body, coupon_id))

    def bag_counted(self) -> Cart:
        """Look for nothing more in her bag: somebody has counted what is in it."""
        return self._change(lambda _unit, body: replace(body, bag=()))

    # --- putting aside

    def hold(self) -> Cart:
        """Put the cart aside and start a new one; an empty cart stays where it is."""
        return self._till.write(lambda unit: holding.hold(unit, who(self._duty), self._clock.now()))

    def held(self) -> tuple[HeldCart, ...]:
        """Return the carts that lie aside at any till, the oldest first; while practising those of the practice."""
        with self._till.view() as view:
            return holding.held(view, self._clock.now())

    def recall(self, cart_id: CartId) -> Cart:
        """Bring a held cart back, also one that lies at another till; the open one is put aside in exchange.

        Raises ``CartTakenUp``, ``CartStaysThere``, ``CartHereToo`` or ``CartGoodsUnknown``; then nothing has changed.
        """
        return self._till.write(lambda unit: holding.recall(unit, cart_id, who(self._duty), self._clock.now()))

    def at_payment(self, *, is_there: bool, typed: str = "") -> None:
        """Keep whether the payment stands in front, and what was typed as received: there a restart goes on."""

        def job(unit: UnitOfWork) -> None:
            kept = unit.carts.open()
            if kept is not None and (kept.body.is_at_payment, kept.body.typed) != (is_there, typed):
                body = replace(kept.body, is_at_payment=is_there, typed=typed)
                unit.carts.keep(kept.cart_id, body, self._clock.now())

        self._till.write(job)

    def clear(self, *, override: OverrideId | None = None) -> Cart:
        """Empty the cart. Raises ``ManagerWanted`` or ``NotSignedIn``."""
        return self._fewer(cart.emptied, "clear_cart", "", override)

    def _fewer(
        self,
        change: Callable[[CartBody], CartBody],
        permission: Literal["void_line", "clear_cart"],
        subject: str,
        override: OverrideId | None,
    ) -> Cart:
        """Change the cart; what leaves it is asked for and written down."""

        def take_off(unit: UnitOfWork, body: CartBody) -> CartBody:
            return voided(
                unit,
                self._duty,
                body,
                change(body),
                permission=permission,
                subject=subject,
                override=override,
                now=self._clock.now(),
            )

        return self._change(take_off)

    def _change(self, change: Callable[[UnitOfWork, CartBody], CartBody]) -> Cart:
        return self._till.write(lambda unit: changed(unit, self._clock.now(), lambda body: change(unit, body)))


def _typed(unit: UnitOfWork, text: str, now: Millis) -> Scanned | None:
    """Find what eight typed digits stand for: an order that waits, else a booking."""
    for order in unit.orders.by_code(text):
        return _pickup(unit, order, now)
    for kept in unit.bookings.by_code(text):
        return _booking(unit, ensure_today(unit, open_booking(kept.row), now), now)
    return None


def _in_bag(unit: UnitOfWork, scanned: ScannedText, pieces: int, now: Millis) -> Scanned | None:
    """Tick goods of a basket that are seen in her bag; None for whatever is not looked for, and for more than that."""
    kept = unit.carts.open()
    if kept is None or bag_check.is_seen(kept.body.bag) or "barcode" not in scanned.readings:
        return None
    article = unit.catalogue.by_barcode(barcode_forms(scanned.text))
    if article is None or not 1 <= pieces <= bag_check.waiting(kept.body.bag, VariantId(article.variant.id)):
        return None
    variant_id = VariantId(article.variant.id)
    tick = changed(unit, now, lambda body: replace(body, bag=bag_check.ticked(body.bag, variant_id, pieces)))
    return Scanned("in_bag", tick)


def _bag(unit: UnitOfWork, text: str, now: Millis) -> Scanned:
    """The label of a bag names its booking or order; it proves nothing of who holds it."""
    found = read_bag(text)
    if found is None:
        raise refuse("malformed")
    kind, number = found
    cart_now = _as_it_is(unit, now)
    if kind == "booking":
        kept = unit.bookings.by_code_no(number)
        if kept is None:
            raise refuse("wrong_shop")
        return Scanned("bag", cart_now, booking_id=BookingId(kept.row.id))
    order = unit.orders.by_code_no(number)
    if order is None:
        raise refuse("wrong_shop")
    return Scanned("bag", cart_now, order_id=OrderId(order.id))


def _booking(unit: UnitOfWork, booking: rows.Booking, now: Millis) -> Scanned:
    cart_now = _as_it_is(unit, now)
    return Scanned("booking", cart_now, MemberId(booking.member_id), booking_id=BookingId(booking.id))


def _pickup(unit: UnitOfWork, order: rows.Order, now: Millis) -> Scanned:
    cart_now = _as_it_is(unit, now)
    return Scanned("pickup", cart_now, MemberId(order.member_id), order_id=OrderId(order.id))


def _as_it_is(unit: UnitOfWork, now: Millis) -> Cart:
    """Return the cart untouched. A booking or an order is somebody's real one: nobody practises with it."""
    cart_now = shown(unit, open_cart(unit, now), now)
    if cart_now.is_practice:
        raise Practising
    return cart_now
