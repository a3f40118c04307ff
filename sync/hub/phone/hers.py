"""What needs a session: everything here speaks of the member whose phone asks, and of nobody else."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import msgspec
from starlette.responses import Response

from sync.hub import bookings, members, orders, preparing, reroutes, rooms
from sync.hub.errors import TooManyOpen, UnknownBooking, UnknownOrder
from sync.hub.phone import basket as bag
from sync.hub.phone import mine, pictures
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.shapes import (
    AnswerGiven,
    BasketAsked,
    BookingAsked,
    BookingChanged,
    Codes,
    CodeShape,
    GarmentAsked,
    OfferAnswered,
    OrderAsked,
    RoomAsked,
    TimedCode,
)
from sync.protocol.collecting import is_open, is_unpaid
from sync.protocol.rows import Booking, Order

T = TypeVar("T", Booking, Order)

_MOST_AHEAD = 10
_LONGEST_NOTE = 120

MOST_OPEN = 8
"""Bookings of one member, and her orders to be paid on collection: neither costs her anything, and pieces wait."""

_encoder = msgspec.json.Encoder()


def sign_out(call: Call) -> Response:
    """Forget the session."""
    with call.database.writing() as conn:
        members.close_session(conn, call.token)
    return answer({})


def all_of_it(call: Call) -> Response:
    """Tell all that is hers; 304 when her phone already holds it."""
    with call.database.reading() as conn:
        found = mine.mine(conn, call.shelf(conn), call.member_id(conn), call.now)
    content = _encoder.encode(found)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if call.has(tag):
        return Response(status_code=304, headers={"etag": tag, "cache-control": "no-store"})
    return answer({**msgspec.structs.asdict(found), "server_ms": call.now}, etag=tag)


def codes(call: Call) -> Response:
    """Mint her code of now, and one for each of ``ahead`` minutes to come."""
    count = 1 + call.number("ahead", _MOST_AHEAD)
    with call.database.reading() as conn:
        member_id = call.member_id(conn)
        minted = members.mint_codes(conn, call.clock, member_id, count)
        card = members.get(conn, member_id).card
    return answer(
        Codes(
            codes=[
                TimedCode(
                    digits=code.digits, svg=pictures.qr(code.digits), from_ms=code.from_ms, until_ms=code.until_ms
                )
                for code in minted
            ],
            card=CodeShape(digits=card, svg=pictures.bars(card)),
            server_ms=call.now,
        )
    )


def wish(call: Call) -> Response:
    """Put a style on her wish list."""
    with call.database.writing() as conn:
        members.wish(conn, call.clock, call.member_id(conn), call.path("style_id"))
    return answer({})


def unwish(call: Call) -> Response:
    """Take a style off her wish list."""
    with call.database.writing() as conn:
        members.unwish(conn, call.clock, call.member_id(conn), call.path("style_id"))
    return answer({})


def viewed(call: Call) -> Response:
    """Keep that she looked at a style."""
    with call.database.writing() as conn:
        members.viewed(conn, call.clock, call.member_id(conn), call.path("style_id"))
    return answer({})


def book(call: Call) -> Response:
    """Book a try-on."""
    asked = call.body(BookingAsked)
    with call.database.writing() as conn:
        member_id = call.member_id(conn)
        if sum(one.status == "booked" for one in bookings.of_member(conn, member_id)) >= MOST_OPEN:
            raise TooManyOpen(most=MOST_OPEN)
        booked = bookings.book(
            conn,
            call.clock,
            member_id=member_id,
            shop_id=asked.shop_id,
            starts_ms=asked.starts_ms,
            garments=_wished(asked.garments),
            note=asked.note[:_LONGEST_NOTE],
            companions=asked.companions,
            rules=call.rules,
        )
        return answer(mine.booking(call.shelf(conn), booked), 201)


def change_booking(call: Call) -> Response:
    """Change her booking."""
    asked = call.body(BookingChanged)
    with call.database.writing() as conn:
        changed = bookings.change(
            conn,
            call.clock,
            member_id=call.member_id(conn),
            booking_id=call.path("booking_id"),
            starts_ms=asked.starts_ms,
            garments=None if asked.garments is None else _wished(asked.garments),
            note=None if asked.note is None else asked.note[:_LONGEST_NOTE],
            companions=asked.companions,
            rules=call.rules,
        )
        return answer(mine.booking(call.shelf(conn), changed))


def cancel_booking(call: Call) -> Response:
    """Cancel her booking."""
    with call.database.writing() as conn:
        cancelled = bookings.cancel(
            conn, call.clock, member_id=call.member_id(conn), booking_id=call.path("booking_id")
        )
        return answer(mine.booking(call.shelf(conn), cancelled))


def answer_offer(call: Call) -> Response:
    """Keep whether she takes what is offered instead of a garment that was not found."""
    asked = call.body(OfferAnswered)
    with call.database.writing() as conn:
        answered = preparing.answer(
            conn,
            call.clock,
            member_id=call.member_id(conn),
            booking_id=call.path("booking_id"),
            garment_id=call.path("garment_id"),
            takes=asked.takes,
            rules=call.rules,
        )
        return answer(mine.booking(call.shelf(conn), answered))


def booking_code(call: Call) -> Response:
    """Tell the code of her booking."""
    with call.database.reading() as conn:
        booking = _own(bookings.of_member(conn, call.member_id(conn)), call.path("booking_id"))
        if booking is None:
            raise UnknownBooking
        digits = bookings.code(conn, call.clock, booking)
    return answer(CodeShape(digits=digits, svg=pictures.qr(digits)))


def basket(call: Call) -> Response:
    """Tell her bag as one code, for the till to ring up what she carries; nothing is ordered and nothing kept."""
    asked = call.body(BasketAsked)
    with call.database.reading() as conn:
        digits = bag.digits_of(call.shelf(conn), asked.lines, call.member_id(conn), call.now)
    return answer(CodeShape(digits=digits, svg=pictures.qr(digits)))


def ask_in_room(call: Call) -> Response:
    """Keep that she asks for another piece from her fitting room; the clerk's board shows it."""
    asked = call.body(RoomAsked)
    with call.database.writing() as conn:
        room = rooms.ask(conn, call.clock, call.member_id(conn), asked.variant_id)
        return answer(mine.room(call.shelf(conn), room), 201)


def order(call: Call) -> Response:
    """Place an order for pickup, paid now or on collection; in a demo it counts as paid at once, as the page says."""
    asked = call.body(OrderAsked)
    with call.database.writing() as conn:
        member_id = call.member_id(conn)
        unpaid = (is_open(one) and is_unpaid(one) for one in orders.of_member(conn, member_id))
        if asked.payment == "on_collection" and sum(unpaid) >= MOST_OPEN:
            raise TooManyOpen(most=MOST_OPEN)
        placed = orders.place(
            conn,
            call.clock,
            member_id=member_id,
            shop_id=asked.shop_id,
            lines=[orders.Wanted(line.variant_id, line.quantity) for line in asked.lines],
            payment=asked.payment,
            rules=call.rules,
        )
        return answer(mine.order(call.shelf(conn), placed), 201)


def answer_order(call: Call) -> Response:
    """Do as she says with the missing pieces of her order; tell it, and the one that brings them if there is one."""
    given = call.body(AnswerGiven)
    with call.database.writing() as conn:
        made = reroutes.answer(
            conn,
            call.clock,
            member_id=call.member_id(conn),
            order_id=call.path("order_id"),
            wants=given.wants,
            rules=call.rules,
        )
        shelf = call.shelf(conn)
        return answer({"orders": [mine.order(shelf, each) for each in made]})


def cancel_order(call: Call) -> Response:
    """Cancel her order."""
    with call.database.writing() as conn:
        cancelled = orders.cancel(conn, call.clock, member_id=call.member_id(conn), order_id=call.path("order_id"))
        return answer(mine.order(call.shelf(conn), cancelled))


def order_code(call: Call) -> Response:
    """Tell the code of her order."""
    with call.database.reading() as conn:
        order_ = _own(orders.of_member(conn, call.member_id(conn)), call.path("order_id"))
        if order_ is None:
            raise UnknownOrder
        digits = orders.code(conn, call.clock, order_)
    return answer(CodeShape(digits=digits, svg=pictures.qr(digits)))


def _wished(garments: list[GarmentAsked]) -> list[bookings.WishedGarment]:
    return [bookings.WishedGarment(one.style_id, one.variant_id or "", one.colour or "") for one in garments]


def _own(hers: list[T], wanted: str) -> T | None:
    return next((one for one in hers if one.id == wanted), None)
