"""Try-on bookings as the mall keeps them: made, changed, called off and missed; and their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import HOUR, Clock
from posapp.domain.identity import new_id
from sync.hub import labels, ledgers, quotas
from sync.hub.affairs import mint, new_code_no, new_typed_code, the_member, the_shop
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import (
    NoSuchSlot,
    NotOpen,
    TooLateToChange,
    TooManyGarments,
    UnknownBooking,
    UnknownStyle,
    UnknownVariant,
)
from sync.hub.opening import booking_values
from sync.hub.publishing import lock_streams, publish, published, published_about, published_many, stream_of
from sync.hub.rules import best_size, empty_history
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.hub.slots import Slot as Slot
from sync.hub.slots import room_for
from sync.hub.slots import slots as slots
from sync.protocol.booking_steps import called_off, grace_ends, is_missed
from sync.protocol.codes import CodeType
from sync.protocol.rows import Booking, Garment, History, Shop, Variant
from sync.protocol.shops import closes_ms, slot_ms

MOST_GARMENTS = 8
MOST_COMPANIONS = 5

_SILENT_SHOP_MS = 2 * HOUR
"""So long after her slot nobody waits for a shop to come back and say that she was there."""

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class WishedGarment:
    """A garment she wants to try. Without a variant it is "my size": the hub picks the best guess.

    ``colour_code`` narrows the guess to a colour; without it, the colour that the shop has most of.
    """

    style_id: str
    variant_id: str = ""
    colour_code: str = ""


def book(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    shop_id: str,
    starts_ms: int,
    garments: Sequence[WishedGarment],
    note: str = "",
    companions: int = 0,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Booking:
    """Book a slot: a fitting room where the mall may still promise one, the garments to prepare.

    Raises ``SlotTaken``, ``NoSuchSlot``, ``UnknownShop``, ``UnknownMember``, ``UnknownStyle``, ``UnknownVariant`` or
    ``TooManyGarments``.
    """
    shop = the_shop(conn, shop_id)
    lock_streams(conn, stream_of("booking", shop_id), "stock")
    the_member(conn, member_id)
    now = clock.now()
    room = room_for(conn, shop, starts_ms, now)
    booking_id = new_id(now)
    booking = Booking(
        id=booking_id,
        shop_id=shop_id,
        member_id=member_id,
        code_no=new_code_no(),
        code=new_typed_code(conn, shop_id),
        starts_ms=starts_ms,
        ends_ms=starts_ms + slot_ms(shop),
        room=room,
        status="booked",
        note=_note(note),
        garments=_garments(conn, shop_id, member_id, garments, booking_id),
        booked_ms=now,
        companions=_companions(companions),
    )
    conn.execute(insert(tables.booking).values(booking_values(booking)))
    labelled = labels.hang(conn, booking, rules, now)
    publish(conn, labelled)
    return labelled


def change(
    conn: Connection,
    clock: Clock,
    *,
    member_id: str,
    booking_id: str,
    starts_ms: int | None = None,
    garments: Sequence[WishedGarment] | None = None,
    note: str | None = None,
    companions: int | None = None,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Booking:
    """Change her own booking until the shop begins to count on it; what is None stays.

    Raises ``UnknownBooking``, ``NotOpen``, ``TooLateToChange``, or as ``book`` does; then the booking is as it was.
    """
    shop, booking = _hers(conn, member_id, booking_id)
    now = clock.now()
    if now > change_until(shop, booking):
        raise TooLateToChange()
    made = replace(
        booking,
        note=booking.note if note is None else _note(note),
        companions=booking.companions if companions is None else _companions(companions),
        changes=booking.changes + 1,
        answer="",
    )
    if garments is not None:
        wanted = _garments(conn, shop.id, member_id, garments, f"{booking.id}-{made.changes}")
        made = replace(made, garments=_kept_among(booking.garments, wanted))
    if starts_ms is not None and starts_ms != booking.starts_ms:
        made = in_slot(conn, shop, made, starts_ms, now)
    return relabelled(conn, booking, made, rules, now)


def change_until(shop: Shop, booking: Booking) -> int:
    """Return until when she may change a booking herself: then the shop counts on it."""
    return closes_ms(shop, booking.starts_ms) if booking.room else booking.starts_ms


def in_slot(conn: Connection, shop: Shop, booking: Booking, starts_ms: int, now: int) -> Booking:
    """Return a booking in another slot that has not begun. Raises ``NoSuchSlot`` or ``SlotTaken``."""
    if starts_ms < now:
        raise NoSuchSlot()
    room = room_for(conn, shop, starts_ms, now, besides=booking.id)
    return replace(booking, starts_ms=starts_ms, ends_ms=starts_ms + slot_ms(shop), room=room)


def relabelled(conn: Connection, before: Booking, after: Booking, rules: QuotaRules, now: int) -> Booking:
    """Keep and publish a booking that changed, with labels for its garments and its time; return it so.

    The caller holds the locks of the shop's stream and of the stock.
    """
    if (before.garments, before.starts_ms) != (after.garments, after.starts_ms):
        ended = labels.end(conn, before, now)
        bare = {garment.id: garment for garment in ended.garments}
        after = replace(after, garments=[bare.get(garment.id, garment) for garment in after.garments])
        after = labels.hang(conn, after, rules, now)
    keep(conn, after)
    return after


def keep(conn: Connection, booking: Booking) -> None:
    """Keep and publish a booking as it is now."""
    conn.execute(
        update(tables.booking).where(tables.booking.c.booking_id == booking.id).values(booking_values(booking))
    )
    publish(conn, booking)


def cancel(conn: Connection, clock: Clock, *, member_id: str, booking_id: str) -> Booking:
    """Cancel her own booking. Raises ``UnknownBooking`` (also for somebody else's) or ``NotOpen``."""
    _, booking = _hers(conn, member_id, booking_id)
    return end(conn, booking, "cancelled", clock.now())


def of_member(conn: Connection, member_id: str) -> list[Booking]:
    """Return her bookings, the newest slot first."""
    return sorted(published_about(conn, Booking, member_id), key=lambda booking: -booking.starts_ms)


def code(conn: Connection, clock: Clock, booking: Booking) -> str:
    """Return the 190 digits of a booking's signed code; it stays valid as long as the booking is open."""
    return mint(conn, clock, CodeType.BOOKING, booking.code_no)


def end_missed(database: Database, clock: Clock) -> int:
    """End bookings to which nobody came in time, by the rule of their shop; return how many.

    A shop that has not spoken since may have her in a fitting room: it is waited for until well after her slot.
    """
    table = tables.booking
    now = clock.now()
    with database.reading() as conn:
        due = list(conn.scalars(select(table.c.booking_id).where(table.c.status == "booked", table.c.starts_ms < now)))
        bookings = published_many(conn, Booking, due)
        shops = published_many(conn, Shop, {booking.shop_id for booking in bookings.values()})
        spoke = quotas.heard(conn, shops) if shops else {}
    missed = [
        booking.id
        for booking in bookings.values()
        if (shop := shops.get(booking.shop_id)) is not None
        and is_missed(shop, booking, now)
        and (spoke.get(shop.id, now) > grace_ends(shop, booking) or now > booking.ends_ms + _SILENT_SHOP_MS)
    ]
    for booking_id in missed:
        before = bookings[booking_id]
        with database.writing() as conn:
            lock_streams(conn, stream_of("booking", before.shop_id), "stock")
            booking = published(conn, Booking, booking_id)
            # She may have come, or moved it, just now: then it is not missed.
            if booking is not None and booking.status == "booked" and is_missed(shops[booking.shop_id], booking, now):
                end(conn, booking, "no_show", now)
    return len(missed)


def end(conn: Connection, booking: Booking, status: Literal["cancelled", "no_show"], now: int) -> Booking:
    """End a booking and free its room and labels. Hold the locks. Raises ``NotOpen``."""
    newest = published(conn, Booking, booking.id)
    if newest is None or newest.status != "booked":
        raise NotOpen(status=newest.status if newest else "")
    ended = called_off(newest) if status == "cancelled" else replace(newest, status=status)
    ended = labels.end(conn, ended, now)
    keep(conn, ended)
    return ended


def _hers(conn: Connection, member_id: str, booking_id: str) -> tuple[Shop, Booking]:
    """Return her open booking and its shop, locked. Raises ``UnknownBooking`` or ``NotOpen``."""
    booking = published(conn, Booking, booking_id)
    if booking is None or booking.member_id != member_id:
        raise UnknownBooking()
    shop = the_shop(conn, booking.shop_id)
    lock_streams(conn, stream_of("booking", shop.id), "stock")
    newest = published(conn, Booking, booking_id)
    if newest is None or newest.status != "booked":
        raise NotOpen(status=newest.status if newest else "")
    return shop, newest


def was_among(booking: Booking, garment_id: str) -> bool:
    """Tell whether a garment that a booking does not have was one of its garments, before she chose others."""
    return garment_id.startswith(f"{booking.id}-") and all(one.id != garment_id for one in booking.garments)


def _kept_among(before: Sequence[Garment], wanted: Sequence[Garment]) -> list[Garment]:
    """Return the wanted garments; those that were booked already stay who they are, each of two alike for one."""
    kept: defaultdict[tuple[str, str, bool], list[Garment]] = defaultdict(list)
    for one in reversed(before):
        kept[one.style_id, one.variant_id, one.my_size].append(one)
    return [same.pop() if (same := kept[one.style_id, one.variant_id, one.my_size]) else one for one in wanted]


def _note(text: str) -> str:
    return text.strip()[:LONGEST_NOTE]


def _companions(count: int) -> int:
    return min(max(count, 0), MOST_COMPANIONS)


def _garments(
    conn: Connection, shop_id: str, member_id: str, wished: Sequence[WishedGarment], prefix: str
) -> list[Garment]:
    if not 1 <= len(wished) <= MOST_GARMENTS:
        raise TooManyGarments(most=MOST_GARMENTS)
    history = published(conn, History, member_id) or empty_history(member_id)
    return [_garment(conn, shop_id, history, one, f"{prefix}-{place}") for place, one in enumerate(wished, start=1)]


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
