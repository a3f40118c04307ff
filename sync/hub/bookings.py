"""Try-on bookings as the mall makes them: a slot, a fitting room, garments to prepare; and their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import HOUR, MINUTE, Clock, local
from posapp.domain.identity import new_id
from sync.hub import labels, ledgers
from sync.hub.affairs import mint, new_code_no, new_typed_code, the_member, the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import (
    NoSuchSlot,
    NotOpen,
    SlotTaken,
    TooManyGarments,
    UnknownBooking,
    UnknownStyle,
    UnknownVariant,
)
from sync.hub.opening import booking_values
from sync.hub.publishing import lock_streams, publish, published, published_about, stream_of
from sync.hub.rules import best_size, empty_history
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol.codes import CodeType
from sync.protocol.rows import Booking, Garment, History, Shop, Variant
from sync.protocol.shops import wall_clock

SLOT_MS = 60 * MINUTE
MOST_GARMENTS = 8

_STILL_WORTH_MS = 15 * MINUTE
"""A slot that has begun can be booked as long as this much of it is left: she may be at the door."""

_MISSED_AFTER_MS = 2 * HOUR
_LONGEST_NOTE = 200
_TAKES_ROOM = ("booked", "checked_in")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of one shop's day, with the fitting rooms still free in it."""

    starts_ms: int
    ends_ms: int
    free: int


@dataclass(frozen=True, slots=True)
class WishedGarment:
    """A garment she wants to try. Without a variant it is "my size": the hub picks the best guess.

    ``colour_code`` narrows the guess to a colour; without it, the colour that the shop has most of.
    """

    style_id: str
    variant_id: str = ""
    colour_code: str = ""


def slots(conn: Connection, clock: Clock, shop_id: str, day: date) -> list[Slot]:
    """Return a shop's slots of a day that are not over, full ones included. Raises ``UnknownShop``."""
    shop = the_shop(conn, shop_id)
    now = clock.now()
    starts = [start for start in _starts(shop, day) if _is_bookable(start, now)]
    return [Slot(start, start + SLOT_MS, len(_free_rooms(conn, shop, start))) for start in starts]


def book(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    shop_id: str,
    starts_ms: int,
    garments: Sequence[WishedGarment],
    note: str = "",
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Booking:
    """Book a slot: the lowest free fitting room, the garments to prepare.

    Raises ``SlotTaken``, ``NoSuchSlot``, ``UnknownShop``, ``UnknownMember``, ``UnknownStyle``, ``UnknownVariant`` or
    ``TooManyGarments``.
    """
    shop = the_shop(conn, shop_id)
    lock_streams(conn, stream_of("booking", shop_id), "stock")
    the_member(conn, member_id)
    if not 1 <= len(garments) <= MOST_GARMENTS:
        raise TooManyGarments(most=MOST_GARMENTS)
    now = clock.now()
    if starts_ms not in _starts(shop, local(starts_ms).date()) or not _is_bookable(starts_ms, now):
        raise NoSuchSlot()
    rooms = _free_rooms(conn, shop, starts_ms)
    if not rooms:
        raise SlotTaken()
    booking_id = new_id(now)
    history = published(conn, History, member_id) or empty_history(member_id)
    booking = Booking(
        id=booking_id,
        shop_id=shop_id,
        member_id=member_id,
        code_no=new_code_no(),
        code=new_typed_code(conn, shop_id),
        starts_ms=starts_ms,
        ends_ms=starts_ms + SLOT_MS,
        room=rooms[0],
        status="booked",
        note=note.strip()[:_LONGEST_NOTE],
        garments=[
            _garment(conn, shop_id, history, wished, f"{booking_id}-{place}")
            for place, wished in enumerate(garments, start=1)
        ],
        booked_ms=now,
    )
    conn.execute(insert(tables.booking).values(booking_values(booking)))
    labelled = labels.hang(conn, booking, rules, now)
    publish(conn, labelled)
    return labelled


def cancel(conn: Connection, clock: Clock, *, member_id: str, booking_id: str) -> Booking:
    """Cancel her own booking. Raises ``UnknownBooking`` (also for somebody else's) or ``NotOpen``."""
    booking = published(conn, Booking, booking_id)
    if booking is None or booking.member_id != member_id:
        raise UnknownBooking()
    return _end(conn, booking, "cancelled", clock.now())


def of_member(conn: Connection, member_id: str) -> list[Booking]:
    """Return her bookings, the newest slot first."""
    return sorted(published_about(conn, Booking, member_id), key=lambda booking: -booking.starts_ms)


def code(conn: Connection, clock: Clock, booking: Booking) -> str:
    """Return the 190 digits of a booking's signed code; it stays valid as long as the booking is open."""
    return mint(conn, clock, CodeType.BOOKING, booking.code_no)


def end_missed(database: Database, clock: Clock) -> int:
    """End bookings whose slot is long over and to which nobody came; return how many."""
    table = tables.booking
    with database.reading() as conn:
        missed = list(
            conn.execute(
                select(table.c.booking_id).where(
                    table.c.status == "booked", table.c.ends_ms < clock.now() - _MISSED_AFTER_MS
                )
            ).scalars()
        )
    for booking_id in missed:
        with database.writing() as conn:
            booking = published(conn, Booking, booking_id)
            # Her check-in may have come in just now: then the booking is not missed.
            if booking is not None and booking.status == "booked":
                _end(conn, booking, "no_show", clock.now())
    return len(missed)


def _end(conn: Connection, booking: Booking, status: Literal["cancelled", "no_show"], now: int) -> Booking:
    lock_streams(conn, stream_of("booking", booking.shop_id), "stock")
    newest = published(conn, Booking, booking.id)
    if newest is None or newest.status != "booked":
        raise NotOpen(status=newest.status if newest else "")
    ended = labels.end(conn, msgspec.structs.replace(newest, status=status), now)
    conn.execute(update(tables.booking).where(tables.booking.c.booking_id == booking.id).values(status=status))
    publish(conn, ended)
    return ended


def _starts(shop: Shop, day: date) -> list[int]:
    opens, closes = wall_clock(day, shop.opens), wall_clock(day, shop.closes)
    return list(range(opens, closes - SLOT_MS + 1, SLOT_MS))


def _is_bookable(starts_ms: int, now: int) -> bool:
    return starts_ms + SLOT_MS - now >= _STILL_WORTH_MS


def _free_rooms(conn: Connection, shop: Shop, starts_ms: int) -> list[int]:
    table = tables.booking
    taken = set(
        conn.execute(
            select(table.c.room).where(
                table.c.shop_id == shop.id,
                table.c.starts_ms < starts_ms + SLOT_MS,
                table.c.ends_ms > starts_ms,
                table.c.status.in_(_TAKES_ROOM),
            )
        ).scalars()
    )
    return [room for room in range(1, shop.fitting_rooms + 1) if room not in taken]


def _garment(conn: Connection, shop_id: str, history: History, wished: WishedGarment, garment_id: str) -> Garment:
    variants = published_about(conn, Variant, wished.style_id)
    if not variants:
        raise UnknownStyle()
    if not wished.variant_id:
        of_colour = [variant for variant in variants if variant.colour_code == wished.colour_code]
        if wished.colour_code and not of_colour:
            raise UnknownVariant()
        guess = best_size(history, of_colour or _best_stocked_colour(conn, shop_id, variants))
        return Garment(id=garment_id, style_id=wished.style_id, variant_id=guess.id, my_size=True)
    if all(variant.id != wished.variant_id for variant in variants):
        raise UnknownVariant()
    return Garment(id=garment_id, style_id=wished.style_id, variant_id=wished.variant_id, my_size=False)


def _best_stocked_colour(conn: Connection, shop_id: str, variants: list[Variant]) -> list[Variant]:
    here = ledgers.levels(conn, [(shop_id, variant.id) for variant in variants])
    by_colour: defaultdict[str, list[Variant]] = defaultdict(list)
    pieces: defaultdict[str, int] = defaultdict(int)
    for variant in variants:
        by_colour[variant.colour_code].append(variant)
        level = here.get((shop_id, variant.id))
        pieces[variant.colour_code] += level.on_hand if level else 0
    return by_colour[max(pieces, key=lambda colour: pieces[colour])]
