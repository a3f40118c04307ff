"""The cart as a value: what is being rung up, before anything is priced.

Every function returns a new cart. Prices are asked anew at each look, so that a cart that lay over a price change is
never sold at a stale price; only for goods that the mall has withdrawn meanwhile does what the line kept count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain.bag_check import Bag
from posapp.domain.card_number import without_card_numbers
from posapp.domain.errors import BadQuantity, MoreThanOrdered
from posapp.domain.given import Given, Rounding
from posapp.domain.identity import BookingId, CouponId, LineId, MemberId, OrderId, StaffId, VariantId

Source = Literal["scan", "search", "suggestion", "try_on", "outfit"]
"""How a line came into the cart; the protocol's ``LineSource`` in the domain's own words."""

Trust = Literal["A", "B", "C"]
"""How sure we are of the member: A signed code, B static code or chosen by staff, C typed number."""

MOST_PIECES = 999
LONGEST_NOTE = 60
"""Signs of a note on a line: what fits under its name on the screen."""


@dataclass(frozen=True, slots=True)
class CartItem:
    """One line of the cart: so many pieces of a variant, and how they came in.

    ``as_added`` is what was known of the goods when they came in, in the words of whoever keeps carts. ``clerk_id`` is
    the salesperson whose sale the line is; ``note`` is what the counter wants to remember of it (裤长改短 3 厘米).
    ``agreed_fen`` is what one piece costs by an order at the mall: 0 where it was paid there.
    """

    line_id: LineId
    variant_id: VariantId
    quantity: int
    source: Source
    clerk_id: StaffId
    as_added: str = ""
    note: str = ""
    agreed_fen: int | None = None


@dataclass(frozen=True, slots=True)
class CollectedLine:
    """What she takes of one line of a mall order with this sale, and the line of the cart that it is.

    ``left_out`` pieces she does not want any more.
    """

    order_line: str
    cart_line: LineId
    quantity: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class CollectedOrder:
    """A mall order that leaves with this sale, proved to be hers: ``how``, and the signed code's ``payload``."""

    order_id: OrderId
    how: Literal["order_code", "typed_code"]
    payload: str
    lines: tuple[CollectedLine, ...]


@dataclass(frozen=True, slots=True)
class CartBody:
    """All that a cart remembers. Coupons are never there without the member they belong to; the newest is the last.

    ``is_practice`` marks a cart of a practising cashier: nothing of it is ever posted. While the payment stands in
    front, ``is_at_payment`` and what was ``typed`` as received, so that a till that lost its power goes on there.
    ``given`` are the discounts by hand, the newest last, one at most on a line and one on the whole; ``has_lapsed``
    when the last change ended one of them. ``bag`` is what came as a phone's basket and is looked for in her bag, and
    how much of it was seen; when all of it was, it stays until the next change.
    """

    lines: tuple[CartItem, ...] = ()
    member_id: MemberId | None = None
    trust: Trust | None = None
    coupon_ids: tuple[CouponId, ...] = ()
    booking_id: BookingId | None = None
    gift_card_id: str | None = None
    is_practice: bool = False
    is_at_payment: bool = False
    typed: str = ""
    given: tuple[Given, ...] = ()
    rounding: Rounding | None = None
    has_lapsed: bool = False
    collects: CollectedOrder | None = None
    bag: Bag = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is in the cart, not even a member or a gift card."""
        return not self.lines and self.member_id is None and self.gift_card_id is None

    @property
    def pieces(self) -> int:
        """Return how many pieces are in the cart."""
        return sum(line.quantity for line in self.lines)

    def pieces_of(self, variant_id: VariantId) -> int:
        """Return how many pieces of a variant are in the cart."""
        return sum(line.quantity for line in self.lines if line.variant_id == variant_id)


def add(
    cart: CartBody,
    line_id: LineId,
    variant_id: VariantId,
    source: Source,
    clerk_id: StaffId,
    quantity: int = 1,
    *,
    as_added: str = "",
) -> tuple[CartBody, LineId]:
    """Add pieces; the same variant from the same source joins its line. Returns the cart and the line that grew.

    A line with a note is of pieces that are unlike others, so that nothing joins it. Raises ``BadQuantity`` when the
    line would leave 1..999.
    """
    for line in cart.lines:
        if line.variant_id == variant_id and line.source == source and not line.note and line.agreed_fen is None:
            _check(quantity)
            return set_quantity(cart, line.line_id, line.quantity + quantity), line.line_id
    _check(quantity)
    new = CartItem(line_id, variant_id, quantity, source, clerk_id, as_added)
    return replace(cart, lines=(*cart.lines, new)), line_id


def set_quantity(cart: CartBody, line_id: LineId, quantity: int) -> CartBody:
    """Set the pieces of a line; a line that is not there any more changes nothing.

    Raises ``BadQuantity``, or ``MoreThanOrdered`` for more of a mall order than she collects.
    """
    _check(quantity)
    ordered = sum(one.quantity for one in _collected(cart) if one.cart_line == line_id)
    if 0 < ordered < quantity:
        raise MoreThanOrdered(ordered)
    changed = tuple(replace(line, quantity=quantity) if line.line_id == line_id else line for line in cart.lines)
    return replace(cart, lines=changed)


def remove(cart: CartBody, line_id: LineId) -> CartBody:
    """Take a line out. The mark of a booking goes with its last tried-on line, an order with its last piece."""
    kept = tuple(line for line in cart.lines if line.line_id != line_id)
    is_of_booking = any(line.source == "try_on" for line in kept)
    is_of_order = any(line.agreed_fen is not None for line in kept)
    return replace(
        cart,
        lines=kept,
        booking_id=cart.booking_id if is_of_booking else None,
        collects=cart.collects if is_of_order else None,
    )


def without_order(cart: CartBody) -> CartBody:
    """Return the cart without the pieces of the mall order that would leave with it."""
    for one in _collected(cart):
        cart = remove(cart, one.cart_line)
    return replace(cart, collects=None)


def set_note(cart: CartBody, line_id: LineId, note: str) -> CartBody:
    """Write a note on a line, cut to ``LONGEST_NOTE`` signs on one line; an empty one takes it away."""
    plain = without_card_numbers(" ".join(note.split()))[:LONGEST_NOTE].rstrip()
    changed = tuple(replace(line, note=plain) if line.line_id == line_id else line for line in cart.lines)
    return replace(cart, lines=changed)


def set_clerk(cart: CartBody, clerk_id: StaffId, line_id: LineId | None = None) -> CartBody:
    """Say whose sale a line is, or every line when none is named."""
    changed = tuple(
        replace(line, clerk_id=clerk_id) if line_id in (None, line.line_id) else line for line in cart.lines
    )
    return replace(cart, lines=changed)


def emptied(cart: CartBody) -> CartBody:
    """Return an empty cart of the same kind: practice goes on with practice."""
    return CartBody(is_practice=cart.is_practice)


def attach_member(cart: CartBody, member_id: MemberId, trust: Trust) -> CartBody:
    """Put a member on the cart. Another's coupons and booking leave; for the same one the better trust stands."""
    if cart.member_id == member_id:
        return replace(cart, trust=min(trust, cart.trust or trust))
    return replace(cart, member_id=member_id, trust=trust, coupon_ids=(), booking_id=None)


def detach_member(cart: CartBody) -> CartBody:
    """Take the member off, and with her the coupons and the booking."""
    return replace(cart, member_id=None, trust=None, coupon_ids=(), booking_id=None)


def without_coupon(cart: CartBody, coupon_id: CouponId) -> CartBody:
    """Return the cart with its other coupons."""
    return replace(cart, coupon_ids=tuple(one for one in cart.coupon_ids if one != coupon_id))


def _collected(cart: CartBody) -> tuple[CollectedLine, ...]:
    return () if cart.collects is None else cart.collects.lines


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise BadQuantity(quantity)
