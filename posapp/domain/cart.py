"""The cart as a value: what is being rung up, before anything is priced.

Every function returns a new cart. Prices are asked anew at each look, so that a cart that lay over a price change is
never sold at a stale price; only for goods that the mall has withdrawn meanwhile does what the line kept count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain.errors import BadQuantity
from posapp.domain.identity import BookingId, CouponId, LineId, MemberId, StaffId, VariantId

Source = Literal["scan", "search", "suggestion", "try_on", "outfit"]
"""How a line came into the cart; the protocol's ``LineSource`` in the domain's own words."""

Trust = Literal["A", "B", "C"]
"""How sure we are of the member: A signed code, B static code or chosen by staff, C typed number."""

MOST_PIECES = 999


@dataclass(frozen=True, slots=True)
class CartItem:
    """One line of the cart: so many pieces of a variant, and how they came in.

    ``as_added`` is what was known of the goods when they came in, in the words of whoever keeps carts.
    """

    line_id: LineId
    variant_id: VariantId
    quantity: int
    source: Source
    clerk_id: StaffId
    as_added: str = ""


@dataclass(frozen=True, slots=True)
class CartBody:
    """All that a cart remembers. A coupon is never there without the member it belongs to."""

    lines: tuple[CartItem, ...] = ()
    member_id: MemberId | None = None
    trust: Trust | None = None
    coupon_id: CouponId | None = None
    booking_id: BookingId | None = None
    gift_card_id: str | None = None

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

    Raises ``BadQuantity`` when the line would leave 1..999.
    """
    for line in cart.lines:
        if line.variant_id == variant_id and line.source == source:
            _check(quantity)
            return set_quantity(cart, line.line_id, line.quantity + quantity), line.line_id
    _check(quantity)
    new = CartItem(line_id, variant_id, quantity, source, clerk_id, as_added)
    return replace(cart, lines=(*cart.lines, new)), line_id


def set_quantity(cart: CartBody, line_id: LineId, quantity: int) -> CartBody:
    """Set the pieces of a line; a line that is not there any more changes nothing. Raises ``BadQuantity``."""
    _check(quantity)
    changed = tuple(replace(line, quantity=quantity) if line.line_id == line_id else line for line in cart.lines)
    return replace(cart, lines=changed)


def remove(cart: CartBody, line_id: LineId) -> CartBody:
    """Take a line out. The mark of a booking goes with its last tried-on line."""
    kept = tuple(line for line in cart.lines if line.line_id != line_id)
    is_of_booking = any(line.source == "try_on" for line in kept)
    return replace(cart, lines=kept, booking_id=cart.booking_id if is_of_booking else None)


def attach_member(cart: CartBody, member_id: MemberId, trust: Trust) -> CartBody:
    """Put a member on the cart. Another member's coupon and booking leave; for the same one the better trust stands."""
    if cart.member_id == member_id:
        return replace(cart, trust=min(trust, cart.trust or trust))
    return replace(cart, member_id=member_id, trust=trust, coupon_id=None, booking_id=None)


def detach_member(cart: CartBody) -> CartBody:
    """Take the member off, and with her the coupon and the booking."""
    return replace(cart, member_id=None, trust=None, coupon_id=None, booking_id=None)


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise BadQuantity(quantity)
