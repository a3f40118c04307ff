"""Try-on bookings: a slot with a list of garments, and what happens to it."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from sync.protocol.body import Body
from sync.protocol.prepared import Prepared
from sync.protocol.row import Row
from sync.protocol.tried import Tried, TryOn, said_of


class Garment(Tried, frozen=True, kw_only=True):
    """One garment of a booking: the style, the variant to prepare, and what became of it."""

    id: str
    style_id: str
    variant_id: str
    my_size: bool  # she asked for "my size"; variant_id is then our best guess
    label: Literal["", "held", "gone"] = ""  # a piece hangs there with her name; somebody else bought it
    prepared: Prepared | None = None  # how far it is, once a clerk spoke of it


BookingAnswer = Literal["", "asked", "full", "late", "closed", "here", "ended"]
"""What became of a counter's last wish for another slot.

``asked``: the mall has not heard of it. ``full``, ``late``: granted without a room, for none is left then, or it begins
too soon. Not granted: the shop is ``closed`` then, she was ``here`` already, or the booking had ``ended``.
"""


class Booking(Row, frozen=True, kw_only=True):
    """A try-on booking. ``code_no`` is the number inside its signed code; ``code`` the 8 digits a person types.

    ``room`` 0 promises no room: she is let into one that is free. A garment in two sizes is two garments.
    """

    shop_id: str
    member_id: str
    code_no: int
    code: str
    starts_ms: int
    ends_ms: int
    room: int
    status: Literal["booked", "checked_in", "done", "cancelled", "no_show"]
    note: str
    garments: list[Garment]
    booked_ms: int
    checked_in_ms: int | None = None
    companions: int = 0
    changes: int = 0  # how often slot, garments, note or company were changed, or it was called off
    answer: BookingAnswer = ""
    checked_in_by: str = ""  # staff id of whoever said first that she is here


class BookingCheckIn(Body, frozen=True, kw_only=True):
    """``booking.check_in`` 1: she is here. Never refused."""

    booking_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    how: Literal["booking_code", "member_code", "last_four", "list"]


def with_outcome(booking: Booking, outcome: TryOn) -> Booking | None:
    """Return a booking with what became of a garment, done once all have a verdict; None: it has no such garment.

    The outcome names the variant that she wore, which may be another than the one laid out.
    """
    if all(garment.id != outcome.garment_id for garment in booking.garments):
        return None
    garments = [_worn(one, outcome) if one.id == outcome.garment_id else one for one in booking.garments]
    is_done = all(garment.verdict is not None for garment in garments)
    return replace(booking, garments=garments, status="done" if is_done else booking.status)


def _worn(garment: Garment, outcome: TryOn) -> Garment:
    said = said_of(garment, outcome)
    return garment if said is garment else replace(said, variant_id=outcome.variant_id)
