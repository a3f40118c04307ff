"""What counters wish of bookings: another slot, or that one is called off. Never refused; the row says what came of it.

Whoever was heard last stands. Where somebody else changed the booking in between, or the wish comes too late, what was
said at the counter and what stands differ: that is one exception for a person.
"""

from __future__ import annotations

from msgspec.structs import replace

from posapp.domain.clock import local
from sync.hub import bookings, reminders
from sync.hub.affairs import the_shop
from sync.hub.errors import NoSuchSlot, SlotTaken
from sync.hub.fact import Fact, Parked
from sync.hub.publishing import published
from sync.hub.settings import STANDARD_QUOTAS
from sync.hub.slots import farthest, is_slot
from sync.protocol.booking_steps import BookingCancel, BookingChange, grace_ends
from sync.protocol.bookings import Booking, BookingAnswer
from sync.protocol.rows import Shop
from sync.protocol.shops import closes_ms, slot_ms


def change(fact: Fact, wish: BookingChange) -> None:
    """Book that she wished another slot, note or company at a counter of the booking's shop."""
    booking = _here(fact, wish)
    shop = the_shop(fact.conn, booking.shop_id)
    if booking.status == "no_show" and wish.occurred_ms <= grace_ends(shop, booking):
        booking = replace(booking, status="booked")  # she said so while she was still waited for
    moves = wish.starts_ms != booking.starts_ms
    if booking.status != "booked":
        over: BookingAnswer = "here" if booking.status in ("checked_in", "done") else "ended"
        _not_granted(fact, booking, over if moves else booking.answer, wish)
        return
    if moves and booking.changes != wish.of_change:
        fact.note(
            "booking_changed_twice",
            wish.occurred_ms,
            booking=booking.code,
            time=_when(booking.starts_ms),
            wished=_when(wish.starts_ms),
        )
    made = replace(
        booking,
        note=wish.note[: bookings.LONGEST_NOTE],
        companions=min(max(wish.companions, 0), bookings.MOST_COMPANIONS),
        changes=booking.changes + 1,
        answer="",
    )
    if not moves:
        bookings.keep(fact.conn, made)
        return
    if wish.starts_ms > farthest(fact.conn, max(wish.occurred_ms, fact.now)) or not is_slot(shop, wish.starts_ms):
        _not_granted(fact, made, "closed", wish)
        return
    moved = _moved(fact, shop, made, wish)
    bookings.relabelled(fact.conn, booking, moved, STANDARD_QUOTAS, wish.occurred_ms)
    reminders.tell_changed(fact.conn, fact.heard_ms(wish.occurred_ms), moved)


def cancel(fact: Fact, said: BookingCancel) -> None:
    """Book that a booking was called off at a counter. Of somebody who is here it is not."""
    booking = _here(fact, said)
    if booking.status in ("checked_in", "done"):
        _not_granted(fact, booking, "here", said)
        return
    if booking.status != "booked":
        bookings.keep(fact.conn, booking)
        return
    if booking.changes != said.of_change:
        fact.note("booking_cancelled_meanwhile", said.occurred_ms, booking=booking.code, time=_when(booking.starts_ms))
    bookings.end(fact.conn, booking, "cancelled", said.occurred_ms)
    if said.by == "shop":
        reminders.tell_cancelled(fact.conn, fact.heard_ms(said.occurred_ms), booking)


def _moved(fact: Fact, shop: Shop, booking: Booking, wish: BookingChange) -> Booking:
    """Return a booking in the slot she wished, with the room that the mall may still promise there, or without one."""
    now = max(wish.occurred_ms, fact.now)
    answer: BookingAnswer = "" if now <= closes_ms(shop, wish.starts_ms) else "late"
    try:
        return replace(bookings.in_slot(fact.conn, shop, booking, wish.starts_ms, now), answer=answer)
    except SlotTaken:
        answer = answer or "full"
    except NoSuchSlot:  # it has begun since she was told
        answer = "late"
    ends_ms = wish.starts_ms + slot_ms(shop)
    return replace(booking, starts_ms=wish.starts_ms, ends_ms=ends_ms, room=0, answer=answer)


def _not_granted(fact: Fact, booking: Booking, answer: BookingAnswer, wish: BookingChange | BookingCancel) -> None:
    """Publish a booking that stays as it is; tell a person what she was told at the counter, if it differs."""
    if answer != booking.answer or isinstance(wish, BookingCancel):
        fact.note("booking_not_changed", wish.occurred_ms, booking=booking.code, time=_when(booking.starts_ms))
    # Published even when nothing changed: the till keeps its own picture of a booking until it hears of it again.
    bookings.keep(fact.conn, replace(booking, answer=answer))


def _here(fact: Fact, step: BookingChange | BookingCancel) -> Booking:
    booking = published(fact.conn, Booking, step.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    return booking


def _when(starts_ms: int) -> str:
    return f"{local(starts_ms):%m-%d %H:%M}"
