"""Try-on bookings: the day's list, check-in, what became of each garment, kept pieces into the cart."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, GarmentId, MemberId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.selling import Colour
from sync.protocol.kinds import Verdict


@dataclass(frozen=True, slots=True)
class BookedGarment:
    """A garment of a booking: where it hangs, whether it is here, what became of it."""

    garment_id: GarmentId
    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    is_my_size: bool
    shelf: str
    price: Fen
    on_hand: int
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking on the day's board."""

    booking_id: BookingId
    member_id: MemberId
    member_name: Bilingual
    phone_masked: str
    code: str
    starts: Millis
    ends: Millis
    room: int
    status: str
    note: str
    garments: tuple[BookedGarment, ...]
    checked_in: Millis | None
    is_late: bool
    is_new: bool  # arrived from the mall within the last minute
