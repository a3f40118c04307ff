"""Ring up: scan, search, change, attach the member, hold and recall. Every step is kept before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, CartId, CouponId, LineId, MemberId, OrderId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from sync.protocol.kinds import LineSource, Trust


@dataclass(frozen=True, slots=True)
class Colour:
    """A variant's colour: its names and the tint that draws it (``#rrggbb``)."""

    name: Bilingual
    hex: str


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One reason why a line costs what it costs: ``fen`` taken off by a rule, in words."""

    kind: Literal["member_price", "promotion", "coupon"]
    title: Bilingual
    fen: Fen


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line on the screen. ``gross`` is shelf price × quantity, ``paid`` what the line costs now."""

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    name: Bilingual
    style_code: str
    colour: Colour
    size: str
    art: str
    barcode: str
    quantity: int
    list_price: Fen
    gross: Fen
    paid: Fen
    steps: tuple[PriceStep, ...]
    source: LineSource
    on_hand: int
    promised: int


@dataclass(frozen=True, slots=True)
class CouponChoice:
    """A coupon of the member on the cart. ``gap`` is what is missing to its threshold, 0 when it works now."""

    coupon_id: CouponId
    title: Bilingual
    off: Fen
    threshold: Fen
    gap: Fen
    until: Millis
    is_used: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """凑单: spend ``gap`` more and save ``saves``."""

    title: Bilingual
    gap: Fen
    saves: Fen


@dataclass(frozen=True, slots=True)
class CartMember:
    """The member on the cart, as the cart shows her."""

    member_id: MemberId
    name: Bilingual
    level: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Cart:
    """Everything the sell screen shows of the sale being rung up."""

    cart_id: CartId
    lines: tuple[CartLine, ...]
    member: CartMember | None
    coupons: tuple[CouponChoice, ...]
    hints: tuple[Hint, ...]
    pieces: int
    gross: Fen
    discount: Fen
    total: Fen
    points: int
    booking_id: BookingId | None
    held: int


@dataclass(frozen=True, slots=True)
class HeldCart:
    """A cart that was put aside."""

    cart_id: CartId
    held_at: Millis
    pieces: int
    total: Fen
    member_name: Bilingual | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan turned out to be. For goods and members the cart has already changed.

    ``goods`` added to the cart · ``member`` attached · ``booking`` and ``pickup`` to be opened on their board ·
    ``coupon`` put on the cart.
    """

    kind: Literal["goods", "member", "booking", "pickup", "coupon"]
    cart: Cart
    member_id: MemberId | None = None
    booking_id: BookingId | None = None
    order_id: OrderId | None = None
    line_id: LineId | None = None
