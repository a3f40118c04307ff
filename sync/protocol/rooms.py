"""Fitting rooms: what lies in them, and what each step at a counter makes of them.

A room is a row of the mall's, so that every till of the shop shows the same board; what happens in it are operations
of the tills. ``entered``, ``carried``, ``left`` and ``made_ready`` are the one meaning of these operations: the till
that sent one lays it over its row, its neighbours behind a relay do, and the mall publishes what comes of it. A piece
that was brought is never forgotten: it is with her, or missing, or somebody said where it went.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from sync.protocol.body import Body
from sync.protocol.row import Row
from sync.protocol.tried import Tried, TryOn, said_of

RoomStatus = Literal["free", "in_use", "to_clean"]
Whither = Literal["rail", "cart", "lost"]
"""Back where it hangs, with her to the till, or nobody found it."""

AskedBy = Literal["clerk", "phone"]


class RoomPiece(msgspec.Struct, frozen=True, kw_only=True):
    """One piece that was brought; ``garment_id`` is the booking's garment that it is, "" for any other."""

    id: str
    variant_id: str
    came_ms: int
    garment_id: str = ""


class PieceWent(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that left the room, or that was missing, and where it went."""

    piece_id: str
    to: Whither


class RoomRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A variant that somebody in a room asks for: "bring M"."""

    id: str
    variant_id: str
    asked_ms: int
    by: AskedBy


class PieceOutcome(Tried, frozen=True, kw_only=True):
    """What became of a piece of a visit, also of one that hangs again. Of a booked garment the booking tells it."""

    piece_id: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a room: the pieces that are with her, how many she gave back, and what she waits for."""

    id: str
    booking_id: str | None
    member_id: str | None
    companions: int
    staff_id: str
    entered_ms: int
    pieces: list[RoomPiece]
    given_back: int = 0
    over: list[str] = []  # bookings to which this room was promised, of which a person has been told
    asks: list[RoomRequest] = []
    outcomes: list[PieceOutcome] = []


class MissingPiece(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that did not come out with anybody."""

    id: str
    variant_id: str
    visit_id: str
    since_ms: int


class LetIn(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody with a booking first went into a room."""

    booking_id: str
    at_ms: int


MOST_LET_IN = 40
"""Bookings that a room remembers: more than a day has."""


class FittingRoom(Row, frozen=True, kw_only=True):
    """A fitting room, id ``<shop>:<number>``. ``since_ms`` is when it came to be as it is, 0 from the first day.

    ``let_in`` are the bookings whose customers went in here, the newest last: a room promised to them was given.
    """

    shop_id: str
    number: int
    status: RoomStatus
    since_ms: int
    visit: Visit | None = None
    missing: list[MissingPiece] = []
    let_in: list[LetIn] = []


class RoomStep(Body, frozen=True, kw_only=True):
    """What the operations of a room share."""

    room_id: str
    visit_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str


class RoomEnter(RoomStep, frozen=True, kw_only=True):
    """``room.enter`` 1: somebody went in, with a booking or without. Never refused."""

    booking_id: str | None
    member_id: str | None
    companions: int
    pieces: list[RoomPiece]


class RoomCarry(RoomStep, frozen=True, kw_only=True):
    """``room.carry`` 1: pieces came, pieces went, somebody asked for one, a request is done with. Never refused."""

    came: list[RoomPiece]
    went: list[PieceWent]
    asked: list[RoomRequest]
    answered: list[str]  # ids of requests


class RoomLeave(RoomStep, frozen=True, kw_only=True):
    """``room.leave`` 1: she is out. ``went`` says where pieces went; those of which nobody speaks are missing."""

    went: list[PieceWent]


class RoomReady(RoomStep, frozen=True, kw_only=True):
    """``room.ready`` 1: the room is tidy, and free for the next."""


def room_id(shop_id: str, number: int) -> str:
    """Return the id of a shop's room."""
    return f"{shop_id}:{number}"


def empty_room(shop_id: str, number: int) -> FittingRoom:
    """Return a room in which nobody has been yet."""
    return FittingRoom(id=room_id(shop_id, number), shop_id=shop_id, number=number, status="free", since_ms=0)


def is_taken(room: FittingRoom, step: RoomEnter) -> bool:
    """Tell whether somebody else is in the room that a step sends a customer into."""
    return room.visit is not None and room.visit.id != step.visit_id


def entered(room: FittingRoom, step: RoomEnter) -> FittingRoom:
    """Return the room with her in it. Pieces of somebody who was in there are missing until they turn up.

    Said again of the same visit, it says better who she is and how many are with her; what happened in it stays.
    """
    before = room.visit
    if before is not None and before.id == step.visit_id:
        again = replace(
            before,
            booking_id=step.booking_id,
            member_id=step.member_id,
            companions=step.companions,
            pieces=[*before.pieces, *step.pieces],
        )
        return replace(room, visit=again)
    visit = Visit(
        id=step.visit_id,
        booking_id=step.booking_id,
        member_id=step.member_id,
        companions=step.companions,
        staff_id=step.staff_id,
        entered_ms=step.occurred_ms,
        pieces=list(step.pieces),
    )
    astray = _lost_sight(before, step.occurred_ms)
    return replace(room, status="in_use", since_ms=step.occurred_ms, visit=visit, missing=[*room.missing, *astray])


def carried(room: FittingRoom, step: RoomCarry) -> FittingRoom:
    """Return the room after pieces were carried. What was brought to a visit that is over is missing."""
    room = _without(room, step.went)
    visit = room.visit
    gone = {one.piece_id for one in step.went}
    came = [piece for piece in step.came if piece.id not in gone]
    if visit is None or visit.id != step.visit_id:
        astray = [_missing(piece, step.visit_id, step.occurred_ms) for piece in came]
        return replace(room, missing=[*room.missing, *astray])
    done = set(step.answered)
    asks = [one for one in (*visit.asks, *step.asked) if one.id not in done]
    return replace(room, visit=replace(visit, pieces=[*visit.pieces, *came], asks=asks))


def left(room: FittingRoom, step: RoomLeave) -> FittingRoom:
    """Return the room that she left: to be tidied, the pieces of which nobody spoke missing."""
    room = _without(room, step.went)
    if room.visit is None or room.visit.id != step.visit_id:
        return room
    owing = _lost_sight(room.visit, step.occurred_ms)
    return replace(room, status="to_clean", since_ms=step.occurred_ms, visit=None, missing=[*room.missing, *owing])


def with_outcome(room: FittingRoom, outcome: TryOn) -> FittingRoom:
    """Return the room with what became of a piece of the visit in it; of another visit the room tells nothing."""
    visit = room.visit
    if visit is None or visit.id != outcome.visit_id:
        return room
    before = next((one for one in visit.outcomes if one.piece_id == outcome.garment_id), None)
    said = said_of(before or PieceOutcome(piece_id=outcome.garment_id), outcome)
    others = [one for one in visit.outcomes if one.piece_id != outcome.garment_id]
    return replace(room, visit=replace(visit, outcomes=[*others, said]))


def made_ready(room: FittingRoom, step: RoomReady) -> FittingRoom:
    """Return the room free, unless somebody is in it."""
    return room if room.visit is not None else replace(room, status="free", since_ms=step.occurred_ms)


def after(room: FittingRoom, step: RoomStep) -> FittingRoom:
    """Return the room after a step of any kind."""
    match step:
        case RoomEnter():
            return _remembering(entered(room, step), step)
        case RoomCarry():
            return carried(room, step)
        case RoomLeave():
            return left(room, step)
        case RoomReady():
            return made_ready(room, step)
        case _:
            raise TypeError(f"{type(step).__name__} is no step in a room")


def _remembering(room: FittingRoom, step: RoomEnter) -> FittingRoom:
    """Return the room that remembers when she first went in, in whatever order her goings are heard of."""
    if step.booking_id is None:
        return room
    went_in = LetIn(booking_id=step.booking_id, at_ms=step.occurred_ms)
    known = next((one for one in room.let_in if one.booking_id == step.booking_id), None)
    if known is None:
        return replace(room, let_in=[*room.let_in, went_in][-MOST_LET_IN:])
    if known.at_ms <= went_in.at_ms:
        return room
    return replace(room, let_in=[went_in if one is known else one for one in room.let_in])


def asked_for(room: FittingRoom, request: RoomRequest) -> FittingRoom:
    """Return the room with what she asks for from her phone. Raises ``ValueError`` when nobody is in it."""
    if room.visit is None:
        raise ValueError("nobody is in this room")
    return replace(room, visit=replace(room.visit, asks=[*room.visit.asks, request]))


def _without(room: FittingRoom, went: Iterable[PieceWent]) -> FittingRoom:
    """Return the room after pieces went, from whoever has them or from those that were missing."""
    gone = {one.piece_id for one in went}
    visit = room.visit
    if visit is not None:
        pieces = [piece for piece in visit.pieces if piece.id not in gone]
        visit = replace(visit, pieces=pieces, given_back=visit.given_back + len(visit.pieces) - len(pieces))
    return replace(room, visit=visit, missing=[one for one in room.missing if one.id not in gone])


def _lost_sight(visit: Visit | None, at_ms: int) -> list[MissingPiece]:
    return [] if visit is None else [_missing(piece, visit.id, at_ms) for piece in visit.pieces]


def _missing(piece: RoomPiece, visit_id: str, at_ms: int) -> MissingPiece:
    return MissingPiece(id=piece.id, variant_id=piece.variant_id, visit_id=visit_id, since_ms=at_ms)
