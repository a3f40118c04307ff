"""What the phone page is told: one struct per answer. Texts in both languages, amounts in fen, instants in ms."""

from __future__ import annotations

from typing import Literal

from posapp.domain.messages import Purpose
from posapp.domain.text import Bilingual
from sync.hub.phone.piece_shapes import OfferAnswered as OfferAnswered
from sync.hub.phone.piece_shapes import OfferShape as OfferShape
from sync.hub.phone.piece_shapes import Piece as Piece
from sync.hub.phone.piece_shapes import Shape as Shape
from sync.hub.phone.review_shapes import ReviewShape as ReviewShape
from sync.protocol.orders import OrderKind, Payment


class Place(Shape, frozen=True, kw_only=True):
    """A place on the map (WGS 84, millionths of a degree)."""

    name: Bilingual
    lat_e6: int
    lon_e6: int


class ShopShape(Place, frozen=True, kw_only=True):
    """A shop."""

    id: str
    address: Bilingual
    phone: str
    opens: str
    closes: str


class CategoryShape(Shape, frozen=True, kw_only=True):
    """A category to browse by."""

    id: str
    name: Bilingual


class ChainShape(Shape, frozen=True, kw_only=True):
    """The chain; ``here`` is where the demo customer stands. ``practice_money``: a payment simulator runs beside."""

    name: Bilingual
    demo: bool
    practice_money: bool
    here: Place
    shops: list[ShopShape]
    categories: list[CategoryShape]
    server_ms: int


class Persona(Shape, frozen=True, kw_only=True):
    """A member to sign in as; only a demo hub tells them."""

    id: str
    name: Bilingual
    level: str
    phone_masked: str
    story: Bilingual | None


class Tile(Shape, frozen=True, kw_only=True):
    """A style in the catalogue. ``on_hand`` are the free pieces in all shops together; nobody tries on a lipstick."""

    id: str
    code: str
    name: Bilingual
    art: str
    hex: str
    hexes: list[str]
    list_fen: int
    member_fen: int
    on_hand: int
    is_new: bool
    can_try: bool


class TilePage(Shape, frozen=True, kw_only=True):
    """A page of tiles; ``next`` is where the next page begins, null after the last."""

    styles: list[Tile]
    total: int
    next: int | None


class Colour(Shape, frozen=True, kw_only=True):
    """A colour of a style."""

    code: str
    name: Bilingual
    hex: str


class Level(Shape, frozen=True, kw_only=True):
    """Pieces of a variant in one shop: free on the floor, and those that may be ordered online."""

    here: int
    orderable: int


class Cell(Shape, frozen=True, kw_only=True):
    """One colour × size, with its level in each shop."""

    variant_id: str
    colour: str
    size: str
    list_fen: int
    member_fen: int
    stock: dict[str, Level]


class StyleSheet(Shape, frozen=True, kw_only=True):
    """A style opened."""

    id: str
    code: str
    name: Bilingual
    art: str
    material: Bilingual
    fit_hint: int
    colours: list[Colour]
    sizes: list[str]
    cells: list[Cell]
    on_hand: int
    can_try: bool


class MemberShape(Shape, frozen=True, kw_only=True):
    """Herself."""

    id: str
    name: Bilingual
    level: str
    points: int
    stored_fen: int = 0
    phone_masked: str


class CouponShape(Shape, frozen=True, kw_only=True):
    """A coupon of hers."""

    id: str
    title: Bilingual
    off_fen: int
    threshold_fen: int
    until_ms: int
    status: str


class BookingShape(Shape, frozen=True, kw_only=True):
    """A try-on booking of hers with what became of each garment; ``room`` 0: a room that is free when she comes.

    Until ``change_until_ms`` she may change it.
    """

    id: str
    shop_id: str
    code: str
    status: str
    starts_ms: int
    ends_ms: int
    room: int
    note: str
    garments: list[Piece]
    companions: int
    change_until_ms: int
    offers: list[OfferShape]


class RoomShape(Shape, frozen=True, kw_only=True):
    """The fitting room that she is in: what lies there, and what she waits for."""

    shop_id: str
    number: int
    pieces: list[Piece]
    asks: list[Piece]


class GroupShape(Shape, frozen=True, kw_only=True):
    """The group that an order is of; friends join by its ``code``."""

    joined: int
    wanted: int
    until_ms: int
    is_complete: bool
    code: str = ""


class OrderShape(Shape, frozen=True, kw_only=True):
    """An order of hers to be collected.

    ``asked`` is what she is asked about missing pieces: to have them from ``offered_shop_id``, or her money back.
    ``back_fen`` went back so far. ``group`` is how many of how many have joined, and until when they may.
    """

    id: str
    shop_id: str
    number: str
    code: str
    status: str
    lines: list[Piece]
    total_fen: int
    placed_ms: int
    collect_until_ms: int
    handed_over_ms: int | None
    kind: OrderKind = "plain"
    payment: Payment = "online"
    group: GroupShape | None = None
    asked: Literal["", "elsewhere", "refund"] = ""
    offered_shop_id: str = ""
    back_fen: int = 0
    instead_of: str = ""


class PurchaseShape(Shape, frozen=True, kw_only=True):
    """What she bought in a shop. Older ones come from her history: without shop, receipt number and points."""

    id: str
    shop_id: str
    receipt_no: str
    at_ms: int
    total_fen: int
    points: int
    lines: list[Piece]


class MessageShape(Shape, frozen=True, kw_only=True):
    """A message of the mall's. ``opens`` says what its link leads to, ``link_id`` to which one."""

    id: str
    purpose: Purpose
    title: Bilingual
    text: Bilingual
    opens: Literal["booking", "order", "style", "coupon"]
    link_id: str
    at_ms: int
    is_new: bool


class ConsentsShape(Shape, frozen=True, kw_only=True):
    """What she agrees to: messages about what she booked and ordered, offers, suggestions from what she did."""

    service: bool
    marketing: bool
    personal: bool


class Mine(Shape, frozen=True, kw_only=True):
    """All that is hers, the newest first in every list."""

    member: MemberShape
    wishes: list[Tile]
    coupons: list[CouponShape]
    room: RoomShape | None
    bookings: list[BookingShape]
    orders: list[OrderShape]
    purchases: list[PurchaseShape]
    diary: list[Piece]
    messages: list[MessageShape]
    consents: ConsentsShape
    reviews: list[ReviewShape] = []


class CodeShape(Shape, frozen=True, kw_only=True):
    """A signed code as digits and picture."""

    digits: str
    svg: str


class PaymentCode(CodeShape, frozen=True, kw_only=True):
    """A payment code with practice money, also as bars."""

    bars: str


class TimedCode(CodeShape, frozen=True, kw_only=True):
    """A member code and when to show it."""

    from_ms: int
    until_ms: int


class Codes(Shape, frozen=True, kw_only=True):
    """Her codes of now and of the minutes to come, and her lasting card."""

    codes: list[TimedCode]
    card: CodeShape
    server_ms: int


class SlotShape(Shape, frozen=True, kw_only=True):
    """A time to book, and for how many there is a place; without ``has_room`` she takes a room that is free then."""

    starts_ms: int
    ends_ms: int
    free: int
    has_room: bool


# --- what the page sends ------------------------------------------------------------------------------------------


class SignIn(Shape, frozen=True, kw_only=True):
    """Sign in as a demo member."""

    member_id: str


class GarmentAsked(Shape, frozen=True, kw_only=True):
    """A garment to try; without a variant "my size", in a colour when she named one. Two sizes are two garments."""

    style_id: str
    variant_id: str | None = None
    colour: str | None = None


class BookingAsked(Shape, frozen=True, kw_only=True):
    """A booking to make."""

    shop_id: str
    starts_ms: int
    garments: list[GarmentAsked]
    note: str = ""
    companions: int = 0


class BookingChanged(Shape, frozen=True, kw_only=True):
    """What is to change of a booking; null stays as it is."""

    starts_ms: int | None = None
    garments: list[GarmentAsked] | None = None
    note: str | None = None
    companions: int | None = None


class RoomAsked(Shape, frozen=True, kw_only=True):
    """A piece to bring to her fitting room."""

    variant_id: str


class LineAsked(Shape, frozen=True, kw_only=True):
    """A line to order."""

    variant_id: str
    quantity: int = 1


class BasketAsked(Shape, frozen=True, kw_only=True):
    """A bag to show as one code."""

    lines: list[LineAsked]


class OrderAsked(Shape, frozen=True, kw_only=True):
    """An order to place for pickup."""

    shop_id: str
    lines: list[LineAsked]
    payment: Payment = "online"


class AnswerGiven(Shape, frozen=True, kw_only=True):
    """What she wants instead of missing pieces."""

    wants: Literal["reroute", "refund"]
