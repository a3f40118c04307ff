"""Know the customer: by her signed code, her static code, her last four digits; and what to show of her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, CouponId, MemberId, OrderId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.selling import Colour
from sync.protocol.kinds import Trust, Verdict


@dataclass(frozen=True, slots=True)
class MemberHit:
    """A candidate found by last four digits or name: masked, to be confirmed by asking her."""

    member_id: MemberId
    name: Bilingual
    phone_masked: str
    level: str
    last_visit: Millis | None


@dataclass(frozen=True, slots=True)
class TagChip:
    """A tag with its evidence."""

    text: Bilingual
    layer: Literal["fact", "behaviour", "prediction"]
    evidence: Bilingual


@dataclass(frozen=True, slots=True)
class Garmentry:
    """One garment in a list of hers: bought, booked, or waiting to be collected."""

    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    at: Millis
    paid: Fen
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """A suggestion with its reason and her size with its reason. ``variant_id`` is what one key adds."""

    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    price: Fen
    member_price: Fen
    on_hand: int
    reason: Bilingual
    reason_kind: str
    size: str
    second_size: str | None
    size_confidence: Literal["high", "medium", "low"]
    size_reason: Bilingual
    shelf: str


@dataclass(frozen=True, slots=True)
class CouponCard:
    """A coupon she may use today."""

    coupon_id: CouponId
    title: Bilingual
    off: Fen
    threshold: Fen
    until: Millis


@dataclass(frozen=True, slots=True)
class BookingBrief:
    """A booking of hers in this shop."""

    booking_id: BookingId
    starts: Millis
    room: int
    status: str
    garments: int


@dataclass(frozen=True, slots=True)
class PickupBrief:
    """An order of hers waiting in this shop."""

    order_id: OrderId
    number: str
    pieces: int
    status: str


@dataclass(frozen=True, slots=True)
class MemberPanel:
    """The centrepiece: all that helps a clerk to start a conversation in three seconds.

    ``opener`` is that first sentence ("常买通勤，上次 10 月 3 日买了米色风衣"). ``pending_points`` are earned here and
    not yet confirmed by the mall.
    """

    member_id: MemberId
    name: Bilingual
    level: str
    trust: Trust
    phone_masked: str
    points: int
    pending_points: int
    stored: Fen
    visits: int
    last_visit: Millis | None
    joined: str
    is_birthday_near: bool
    opener: Bilingual
    tags: tuple[TagChip, ...]
    sizes: tuple[tuple[Bilingual, str], ...]  # ("上装", "M"), ("鞋", "37")
    coupons: tuple[CouponCard, ...]
    bookings: tuple[BookingBrief, ...]
    pickups: tuple[PickupBrief, ...]
    recent: tuple[Garmentry, ...]
    suggestions: tuple[SuggestionCard, ...]
    pack_age_days: int | None
    is_personal: bool
