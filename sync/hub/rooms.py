"""Fitting rooms as the mall keeps them: a row for each, what tills did in it, what she asks for from her phone."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection, select

from posapp.domain.clock import Clock, local
from posapp.domain.identity import new_id
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.errors import NotInARoom, TooManyGarments, UnknownVariant
from sync.hub.fact import Fact, Parked
from sync.hub.publishing import (
    lock_streams,
    publish,
    publish_many,
    published,
    published_about,
    published_all,
    published_many,
    stream_of,
    withdraw,
)
from sync.protocol.booking_steps import broken
from sync.protocol.rooms import (
    FittingRoom,
    RoomCarry,
    RoomEnter,
    RoomLeave,
    RoomRequest,
    RoomStep,
    after,
    asked_for,
    empty_room,
    room_id,
    with_outcome,
)
from sync.protocol.rows import Booking, Shop, Variant
from sync.protocol.shops import visit_ends
from sync.protocol.tried import TryOn

MOST_ASKED = 4
"""Requests of one visit that may wait at a time: a clerk has two hands."""


def rooms_of(shop: Shop) -> list[FittingRoom]:
    """Return the rooms of a shop as they are before anybody has been in them."""
    return [empty_room(shop.id, number) for number in range(1, shop.fitting_rooms + 1)]


def keep(database: Database, clock: Clock) -> None:
    """Give every shop a row for each of its rooms; withdraw those that are no more, once they are empty."""
    with database.reading() as conn:
        shops = published_all(conn, Shop)
        known = {room.id: room for room in published_all(conn, FittingRoom)}
    wanted = {room.id: room for shop in shops for room in rooms_of(shop)}
    new = [room for name, room in wanted.items() if name not in known]
    old = [room for name, room in known.items() if name not in wanted and room.visit is None and not room.missing]
    if not new and not old:
        return
    with database.writing() as conn:
        lock_streams(conn, *{stream_of("room", room.shop_id) for room in (*new, *old)})
        publish_many(conn, [room for room in new if published(conn, FittingRoom, room.id) is None])
        for room in old:
            if published(conn, FittingRoom, room.id) == room:  # nobody has gone in just now
                withdraw(conn, FittingRoom, room.id, shop_id=room.shop_id)


def book_step(fact: Fact, step: RoomStep) -> None:
    """Book a step in a room of the till's shop. Two customers in one room, and a lost piece, are told to a person."""
    if step.shop_id != fact.shop_id:
        raise Parked("other_shop")
    room = published(fact.conn, FittingRoom, step.room_id) or empty_room(fact.shop_id, _number(step.room_id))
    if room.shop_id != fact.shop_id or room.id != step.room_id:
        raise Parked("other_shop")
    made = after(room, step)
    if isinstance(step, RoomEnter):
        made = _with_broken_promises(fact, room, made, step)
    if isinstance(step, RoomCarry | RoomLeave):
        _note_lost(fact, room, step)
    # Published even when nothing changed: the till keeps its own picture of a room until it hears of it again.
    publish(fact.conn, made)


def book_outcome(fact: Fact, outcome: TryOn) -> None:
    """Book what became of a piece that nobody had booked, in a room of the till's shop; the visit may be over."""
    if outcome.shop_id != fact.shop_id:
        raise Parked("other_shop")
    room = published(fact.conn, FittingRoom, outcome.room_id)
    if room is not None and room.shop_id == fact.shop_id:
        publish(fact.conn, with_outcome(room, outcome))  # also unchanged, as for a step


def _with_broken_promises(fact: Fact, before: FittingRoom, made: FittingRoom, step: RoomEnter) -> FittingRoom:
    """Tell a person once when somebody enters a room that is another's, who is in it or to whom it is promised."""
    inside, visit = before.visit, made.visit
    if visit is None or (inside is not None and inside.id == visit.id):
        return made
    told = inside.over if inside is not None else []
    promised = [one for one in _promised(fact, before, step) if one.id not in told]
    if inside is not None and step.booking_id not in told:
        fact.note("room_taken_twice", step.occurred_ms, room=before.number)
    elif inside is None and promised:
        first = promised[0]
        at = f"{local(first.starts_ms):%H:%M}"
        fact.note("room_promised", step.occurred_ms, room=before.number, booking=first.code, time=at)
    over = [*told, *(one.id for one in promised)]
    return replace(made, visit=replace(visit, over=over))


def _promised(fact: Fact, room: FittingRoom, step: RoomEnter) -> list[Booking]:
    """Return the bookings whose promise of a room a step breaks."""
    shop = published(fact.conn, Shop, fact.shop_id)
    if shop is None:
        return []
    table = tables.booking
    ids = fact.conn.scalars(
        select(table.c.booking_id).where(
            table.c.shop_id == shop.id,
            table.c.room == room.number,
            table.c.starts_ms < visit_ends(shop, step.occurred_ms),
            table.c.ends_ms > step.occurred_ms,
            table.c.status.in_(("booked", "checked_in")),
        )
    ).all()
    if not ids:
        return []
    names = [room_id(shop.id, number) for number in range(1, shop.fitting_rooms + 1)]
    let_in = [one for each in published_many(fact.conn, FittingRoom, names).values() for one in each.let_in]
    around = published_many(fact.conn, Booking, ids).values()
    return broken(shop, room.number, step.occurred_ms, around, let_in, own=step.booking_id)


def ask(conn: Connection, clock: Clock, member_id: str, variant_id: str) -> FittingRoom:
    """Keep that she asks for a variant from the room she is in; asked twice, it waits once.

    Raises ``NotInARoom``, ``UnknownVariant``, or ``TooManyGarments`` when a clerk has enough to carry already.
    """
    room = room_of(conn, member_id)
    if room is None:
        raise NotInARoom()
    lock_streams(conn, stream_of("room", room.shop_id))
    room = published(conn, FittingRoom, room.id)
    if room is None or room.visit is None or room.visit.member_id != member_id:
        raise NotInARoom()
    if published(conn, Variant, variant_id) is None:
        raise UnknownVariant()
    if any(one.variant_id == variant_id for one in room.visit.asks):
        return room
    if len(room.visit.asks) >= MOST_ASKED:
        raise TooManyGarments(most=MOST_ASKED)
    now = clock.now()
    made = asked_for(room, RoomRequest(id=new_id(now), variant_id=variant_id, asked_ms=now, by="phone"))
    publish(conn, made)
    return made


def room_of(conn: Connection, member_id: str) -> FittingRoom | None:
    """Return the room that a member is in, the one she entered last; None while she is in none."""
    return max(published_about(conn, FittingRoom, member_id), key=lambda room: room.since_ms, default=None)


def _number(name: str) -> int:
    shop_id, _, number = name.rpartition(":")
    if not number.isascii() or not number.isdigit() or name != room_id(shop_id, int(number)):
        raise Parked("bad_body")
    return int(number)


def _note_lost(fact: Fact, room: FittingRoom, step: RoomCarry | RoomLeave) -> None:
    known = {piece.id: piece.variant_id for piece in (*(room.visit.pieces if room.visit else ()), *room.missing)}
    for one in step.went:
        if one.to == "lost" and one.piece_id in known:
            fact.note("piece_lost", step.occurred_ms, variant_id=known[one.piece_id], room=room.number)
