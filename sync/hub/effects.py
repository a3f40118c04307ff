"""What each kind of operation does to the books, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from sync.hub import allowed, counter_bookings, counts, drawers, invoices, labels, members, pickups, rooms, rules
from sync.hub.batch import append
from sync.hub.db import tables
from sync.hub.escrow import Change, Kind
from sync.hub.fact import Fact, Parked
from sync.hub.moving import book, move, together
from sync.hub.parked import ask
from sync.hub.publishing import publish, published, published_many
from sync.hub.sales import commit_return, commit_sale
from sync.hub.value.settling import take_back
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.bookings import with_outcome
from sync.protocol.kinds import (
    AdviceDismissed,
    AdviceShown,
    Body,
    BookingCheckIn,
    CashMove,
    InvoiceRequest,
    JournalAnchor,
    LeaseReturn,
    OverrideSaid,
    ParkedSettle,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
    ReturnCommit,
    SaleCommit,
    ShiftClose,
    ShiftOpen,
    StockCount,
    TryOn,
)
from sync.protocol.rooms import RoomCarry, RoomEnter, RoomLeave, RoomReady
from sync.protocol.rows import Booking, Member, Order, Variant

_MOST_COUNTED = 1_000_000


def close_shift(fact: Fact, shift: ShiftClose) -> None:
    """Book the count of a drawer."""
    if not drawers.close_shift(fact, shift):
        raise Parked("shift_not_here")


def check_in(fact: Fact, arrival: BookingCheckIn) -> None:
    """Book that she is here. A cancelled booking is open again: she stands in the shop."""
    booking = published(fact.conn, Booking, arrival.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    labels.keep_until(fact.conn, booking)
    _publish_booking(fact, rules.arrived(booking, arrival))


def try_on(fact: Fact, outcome: TryOn) -> None:
    """Book what became of a garment: on the booking or in the room, and in her history when we know who she is."""
    if outcome.booking_id is None:
        rooms.book_outcome(fact, outcome)
        member_id = outcome.member_id
        if member_id is not None and published(fact.conn, Member, member_id) is None:
            raise Parked("unknown_member")
    else:
        member_id = _judge_booked(fact, outcome, outcome.booking_id)
    if member_id is None:
        return
    variant = published(fact.conn, Variant, outcome.variant_id)
    size = variant.size if variant is not None else ""
    publish(fact.conn, rules.tried(members.history(fact.conn, member_id), outcome, size))


def _judge_booked(fact: Fact, outcome: TryOn, booking_id: str) -> str:
    booking = published(fact.conn, Booking, booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    after = with_outcome(booking, outcome)
    if after is None:
        raise Parked("garment_not_here")
    if outcome.verdict != "kept":  # what she keeps stays hers until she pays or her slot ends
        after = labels.end(fact.conn, after, outcome.occurred_ms, [outcome.garment_id])
    _publish_booking(fact, after)
    return booking.member_id


def hand_over(fact: Fact, given: PickupHandOver) -> None:
    """Book that an order's goods left the shop, and free its promise."""
    conn = fact.conn
    order = _order(fact, given.order_id)
    if pickups.has_left(order):
        raise Parked("handed_over_twice", number=order.number)
    if not pickups.is_open(order):
        zh, en = pickups.STATUS_WORDS[order.status]
        fact.note(
            "handed_over_after_end",
            given.occurred_ms,
            order.total_fen,
            number=order.number,
            status_zh=zh,
            status_en=en,
        )
    after, freed = pickups.left(order, given.occurred_ms)
    pickups.keep(conn, after)
    changes = move(fact, given.movements, given.occurred_ms)
    book(fact, together(changes, freed), "hand_over", given.occurred_ms, order.id)
    variants = published_many(conn, Variant, (line.variant_id for line in order.lines))
    publish(conn, rules.collected(members.history(conn, order.member_id), order, variants, given.occurred_ms))


def pick(fact: Fact, taken: PickupPick) -> None:
    """Book that an order's goods lie on the reserve shelf. One that ended meanwhile is to be put back."""
    order = _order(fact, taken.order_id)
    if pickups.is_on_the_shelf(order):
        fact.note("picked_twice", taken.occurred_ms, number=order.number)
    _shelve(fact, order, pickups.picked(order, taken.occurred_ms), "pick", taken.occurred_ms)


def put_back(fact: Fact, returned: PickupPutBack) -> None:
    """Book that picked goods hang on the floor again."""
    order = _order(fact, returned.order_id)
    _shelve(fact, order, pickups.put_back(order, returned.occurred_ms), "put_back", returned.occurred_ms)


def count(fact: Fact, seen: StockCount) -> None:
    """Book what somebody counted, against the balance at that position."""
    if seen.shop_id != fact.shop_id:
        raise Parked("other_shop")
    if not 0 <= seen.observed <= _MOST_COUNTED:
        raise Parked("bad_body")
    changes = counts.counted(
        fact.conn,
        fact.shop_id,
        seen.variant_id,
        seen.observed,
        fact.position(seen.occurred_ms),
        op_id=fact.op_id,
        hub_no=fact.hub_no,
    )
    book(fact, changes, "correction", seen.occurred_ms)


def show_advice(fact: Fact, showing: AdviceShown) -> None:
    """Count what a clerk saw; the exposure's own id makes it count once."""
    append(
        fact.conn,
        tables.exposure,
        [
            {
                "exposure_id": showing.exposure_id,
                "style_id": shown.style_id,
                "shop_id": fact.shop_id,
                "member_id": showing.member_id,
                "rank": shown.rank,
                "reason": shown.reason,
                "pack_version": showing.pack_version,
                "occurred_ms": showing.occurred_ms,
            }
            for shown in showing.shown
        ],
    )


def dismiss_advice(fact: Fact, said: AdviceDismissed) -> None:
    """Remember "not this" for a member."""
    if published(fact.conn, Member, said.member_id) is None:
        raise Parked("unknown_member")
    publish(fact.conn, rules.dismissed(members.history(fact.conn, said.member_id), said.style_id, said.occurred_ms))


EFFECTS: dict[type[Body], Callable[[Fact, Any], None]] = {
    SaleCommit: commit_sale,
    ReturnCommit: commit_return,
    ShiftOpen: drawers.open_shift,
    ShiftClose: close_shift,
    CashMove: drawers.move_cash,
    InvoiceRequest: invoices.ask,
    JournalAnchor: drawers.keep_anchor,
    OverrideSaid: allowed.keep,
    BookingCheckIn: check_in,
    BookingChange: counter_bookings.change,
    BookingCancel: counter_bookings.cancel,
    TryOn: try_on,
    RoomEnter: rooms.book_step,
    RoomCarry: rooms.book_step,
    RoomLeave: rooms.book_step,
    RoomReady: rooms.book_step,
    PickupHandOver: hand_over,
    PickupPick: pick,
    PickupPutBack: put_back,
    StockCount: count,
    LeaseReturn: take_back,
    AdviceShown: show_advice,
    AdviceDismissed: dismiss_advice,
    ParkedSettle: ask,
}


def _order(fact: Fact, order_id: str) -> Order:
    order = published(fact.conn, Order, order_id)
    if order is None or order.shop_id != fact.shop_id:
        raise Parked("order_not_here")
    return order


def _shelve(fact: Fact, order: Order, step: tuple[Order, dict[str, Change]], kind: Kind, at_ms: int) -> None:
    after, changes = step
    # Published even when nothing changed: the till keeps its own picture of an order until it hears of it again.
    pickups.keep(fact.conn, after)
    book(fact, changes, kind, at_ms, order.id)


def _publish_booking(fact: Fact, booking: Booking) -> None:
    # Published even when nothing changed: the till keeps its own picture of a booking until it hears of it again.
    fact.conn.execute(
        update(tables.booking).where(tables.booking.c.booking_id == booking.id).values(status=booking.status)
    )
    publish(fact.conn, booking)
