"""Try-on bookings as the mall makes them: a slot, a fitting room, garments to prepare; and their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from posapp.domain.clock import Clock
from sync.protocol.rows import Booking


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of one shop's day, with the fitting rooms still free in it."""

    starts_ms: int
    ends_ms: int
    free: int


@dataclass(frozen=True, slots=True)
class WishedGarment:
    """A garment she wants to try. Without a variant it is "my size": the hub picks the best guess."""

    style_id: str
    variant_id: str = ""


def slots(conn: Connection, clock: Clock, shop_id: str, day: date) -> list[Slot]:
    """Return a shop's slots of a day that have not begun, full ones included. Raises ``UnknownShop``."""
    raise NotImplementedError


def book(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    shop_id: str,
    starts_ms: int,
    garments: Sequence[WishedGarment],
    note: str = "",
) -> Booking:
    """Book a slot. Raises ``SlotTaken``, ``NoSuchSlot``, ``UnknownShop``, ``UnknownMember``, ``UnknownStyle``,
    ``TooManyGarments``."""
    raise NotImplementedError


def cancel(conn: Connection, clock: Clock, *, member_id: str, booking_id: str) -> Booking:
    """Cancel her own booking. Raises ``UnknownBooking`` (also for somebody else's) or ``NotOpen``."""
    raise NotImplementedError


def of_member(conn: Connection, member_id: str) -> list[Booking]:
    """Return her bookings, the newest first."""
    raise NotImplementedError


def code(conn: Connection, clock: Clock, booking: Booking) -> str:
    """Return the 190 digits of a booking's signed code; it stays valid as long as the booking is open."""
    raise NotImplementedError
