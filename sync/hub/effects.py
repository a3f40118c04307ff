"""What each kind of operation does to the books, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import update

from sync.hub import (
    allowed,
    asides,
    bookings,
    counter_bookings,
    counts,
    defects,
    drawers,
    erased,
    glances,
    invoices,
    labels,
    members,
    pickups,
    preparing,
    rooms,
    rules,
    slots,
    transfers,
)
from sync.hub.batch import append
from sync.hub.db import tables
from sync.hub.db.experiment_tables import experiment_exposure
from sync.hub.fact import Fact, Parked
from sync.hub.follow_ups import decide as decide_follow_up
from sync.hub.moving import book
from sync.hub.parked import ask
from sync.hub.publishing import publish, published
from sync.hub.sales import commit_return, commit_sale
from sync.hub.value.settling import take_back
from sync.protocol.asides import CartPutAside, CartTakeUp
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.bookings import with_outcome
from sync.protocol.codes_taken import CodeTaken
from sync.protocol.defective import DefectiveSettle
from sync.protocol.follow_ups import FollowUpDecide
from sync.protocol.glances import AdviceLooked
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
    PickupCannotFind,
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
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute
from sync.protocol.rooms import RoomCarry, RoomEnter, RoomLeave, RoomReady
from sync.protocol.rows import Booking, Member, Variant
from sync.protocol.transfers import TransferAsk, TransferCallOff, TransferDecline, TransferReceive, TransferSend

_MOST_COUNTED = 1_000_000


def close_shift(fact: Fact, shift: ShiftClose) -> None:
    """Book the count of a drawer."""
    if not drawers.close_shift(fact, shift):
        raise Parked("shift_not_here")


def check_in(fact: Fact, arrival: BookingCheckIn) -> None:
    """Book that she is here. A cancelled booking is open again: she stands in the shop.

    Its room may be another's by now; then it comes back without one, as if she had booked at the last moment.
    """
    booking = published(fact.conn, Booking, arrival.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    labels.keep_until(fact.conn, booking)
    had_ended = booking.status in ("cancelled", "no_show")
    here = rules.arrived(booking, arrival)
    if had_ended and slots.is_promised_to_another(fact.conn, here):
        here = msgspec.structs.replace(here, room=0)
    bookings.keep(fact.conn, here)


def try_on(fact: Fact, outcome: TryOn) -> None:
    """Book what became of a garment: on the booking or in the room, and in her history when we know who she is."""
    if outcome.booking_id is None:
        rooms.book_outcome(fact, outcome)
        member_id = outcome.member_id
        if member_id is not None and published(fact.conn, Member, member_id) is None:
            raise Parked("unknown_member")
    else:
        member_id = _judge_booked(fact, outcome, outcome.booking_id)
    if member_id is None or erased.is_nobody(member_id):
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
        if not bookings.was_among(booking, outcome.garment_id):
            raise Parked("garment_not_here")
        _publish_booking(fact, booking)  # she chose another meanwhile; that she tried this one her history tells
        return booking.member_id
    if all(one.id != outcome.garment_id or one.verdict != "kept" for one in after.garments):
        # What she keeps stays hers until she pays or her slot ends.
        after = labels.end(fact.conn, after, outcome.occurred_ms, [outcome.garment_id])
    _publish_booking(fact, after)
    return booking.member_id


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
    if showing.experiment_id:
        counted = {
            "exposure_id": showing.exposure_id,
            "experiment_id": showing.experiment_id,
            "arm": showing.arm,
        }
        append(fact.conn, experiment_exposure, [counted])


def dismiss_advice(fact: Fact, said: AdviceDismissed) -> None:
    """Remember "not this" for a member."""
    if published(fact.conn, Member, said.member_id) is None:
        raise Parked("unknown_member")
    publish(fact.conn, rules.dismissed(members.history(fact.conn, said.member_id), said.style_id, said.occurred_ms))


def hear_of_code(fact: Fact, taken: CodeTaken) -> None:
    """Book nothing: that a member code was taken is news for the shop's tills, and they have it from their relay."""
    if taken.shop_id != fact.shop_id:
        raise Parked("other_shop")


EFFECTS: dict[type[Body], Callable[[Fact, Any], None]] = {
    SaleCommit: commit_sale,
    ReturnCommit: commit_return,
    DefectiveSettle: defects.settle,
    ShiftOpen: drawers.open_shift,
    ShiftClose: close_shift,
    CashMove: drawers.move_cash,
    InvoiceRequest: invoices.ask,
    JournalAnchor: drawers.keep_anchor,
    OverrideSaid: allowed.keep,
    CartPutAside: asides.book_step,
    CartTakeUp: asides.book_step,
    BookingCheckIn: check_in,
    BookingChange: counter_bookings.change,
    BookingCancel: counter_bookings.cancel,
    TryOn: try_on,
    BookingPrepare: preparing.prepare,
    BookingSubstitute: preparing.substitute,
    BookingRelease: preparing.release,
    RoomEnter: rooms.book_step,
    RoomCarry: rooms.book_step,
    RoomLeave: rooms.book_step,
    RoomReady: rooms.book_step,
    PickupHandOver: pickups.hand_over,
    PickupPick: pickups.pick,
    PickupPutBack: pickups.put_back,
    PickupCannotFind: pickups.cannot_find,
    TransferAsk: transfers.ask,
    TransferDecline: transfers.decline,
    TransferSend: transfers.send,
    TransferReceive: transfers.receive,
    TransferCallOff: transfers.call_off,
    StockCount: count,
    LeaseReturn: take_back,
    AdviceShown: show_advice,
    AdviceDismissed: dismiss_advice,
    AdviceLooked: glances.keep,
    CodeTaken: hear_of_code,
    FollowUpDecide: decide_follow_up,
    ParkedSettle: ask,
}


def _publish_booking(fact: Fact, booking: Booking) -> None:
    # Published even when nothing changed: the till keeps its own picture of a booking until it hears of it again.
    fact.conn.execute(
        update(tables.booking).where(tables.booking.c.booking_id == booking.id).values(status=booking.status)
    )
    publish(fact.conn, booking)
