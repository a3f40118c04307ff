"""The board of the fitting rooms as values: who is in which room, with what, and who comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import BookingId, StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.outcomes import NOTHING_SAID, Outcome, Outcomes, is_misfit, outcome_of
from posapp.services.room_promises import Keeping, RoomPromises
from posapp.services.till_data import View
from sync.protocol import preparing, rows
from sync.protocol.rooms import FittingRoom, RoomStatus
from sync.protocol.tried import Tried

LONG_VISIT = 30 * MINUTE
"""After this long somebody should ask whether she needs anything."""


@dataclass(frozen=True, slots=True)
class PieceInRoom:
    """A piece in a room, asked for, or missing. ``since`` is when it came, was asked for, or was missed."""

    piece_id: str
    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    shelf: str
    on_hand: int
    since: Millis
    is_from_phone: bool = False
    outcome: Outcome = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class NextInRoom:
    """Who comes next into a room, by today's bookings, and what is laid out for her.

    ``is_here``: she has been checked in and waits.
    """

    booking_id: BookingId
    name: Bilingual
    starts: Millis
    pieces: tuple[PieceInRoom, ...]
    is_here: bool
    companions: int = 0


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room on the board. ``name`` is None for somebody who is no member, and while nobody is in.

    ``is_kept``: a walk-in who entered now would be in the way of somebody who has booked; ``is_unsure``: perhaps so.
    """

    room_id: str
    number: int
    status: RoomStatus
    since: Millis
    visit_id: str
    name: Bilingual | None
    companions: int
    pieces: tuple[PieceInRoom, ...]
    asks: tuple[PieceInRoom, ...]
    missing: tuple[PieceInRoom, ...]
    given_back: int
    next: NextInRoom | None
    is_long: bool
    is_kept: bool = False
    is_unsure: bool = False

    @property
    def wants_something(self) -> bool:
        """Tell whether a clerk should go there now."""
        return bool(self.asks or self.missing) or self.is_long


def cards(view: View, now: Millis) -> tuple[RoomCard, ...]:
    """Return the rooms of this shop, by number, with who is in them and who comes next."""
    found = view.rooms.all()
    promises = RoomPromises(view, now)
    coming = promises.coming()
    prepared = (one.variant_id for row in coming.values() for one in laid_out(row))
    wanted = {VariantId(name) for name in (*prepared, *(name for room in found for name in _variants(room)))}
    articles, levels = view.catalogue.articles(wanted), view.catalogue.levels(wanted)
    said = {piece_id: tried for room in found for piece_id, tried in said_of(view, room)}
    variants = {piece.id: VariantId(piece.variant_id) for room in found if room.visit for piece in room.visit.pieces}
    outcomes = Outcomes(view, articles, [of for name, of in variants.items() if is_misfit(said[name])])
    in_rooms = {room.visit.member_id for room in found if room.visit and room.visit.member_id}
    members = view.rows.many(rows.Member, in_rooms | {one.member_id for one in coming.values()})

    def piece(piece_id: str, variant_id: str, since: int, *, is_from_phone: bool = False) -> PieceInRoom | None:
        article = articles.get(VariantId(variant_id))
        on_hand = levels[VariantId(variant_id)].on_hand
        if article is None:
            return None
        made = _piece(article, piece_id, on_hand, since, is_from_phone=is_from_phone)
        return made if piece_id not in said else replace(made, outcome=outcomes.of(made.variant_id, said[piece_id]))

    return tuple(_card(room, coming.get(room.number), promises.of(room.number), members, piece, now) for room in found)


def _card(
    room: FittingRoom,
    coming: rows.Booking | None,
    keeping: Keeping,
    members: Mapping[str, rows.Member],
    piece: Callable[..., PieceInRoom | None],
    now: Millis,
) -> RoomCard:
    visit = room.visit
    member = members.get(visit.member_id) if visit is not None and visit.member_id else None
    pieces = [piece(one.id, one.variant_id, one.came_ms) for one in (visit.pieces if visit else ())]
    asks = [
        piece(one.id, one.variant_id, one.asked_ms, is_from_phone=one.by == "phone")
        for one in (visit.asks if visit else ())
    ]
    missing = [piece(one.id, one.variant_id, one.since_ms) for one in room.missing]
    return RoomCard(
        room_id=room.id,
        number=room.number,
        status=room.status,
        since=Millis(room.since_ms),
        visit_id=visit.id if visit else "",
        name=member_name(member) if member is not None else None,
        companions=visit.companions if visit else 0,
        pieces=tuple(one for one in pieces if one is not None),
        asks=tuple(one for one in asks if one is not None),
        missing=tuple(one for one in missing if one is not None),
        given_back=visit.given_back if visit else 0,
        next=_next(coming, members, piece) if coming is not None else None,
        is_long=visit is not None and now - visit.entered_ms > LONG_VISIT,
        is_kept=keeping.kept_for is not None,
        is_unsure=keeping.is_unsure,
    )


def _next(
    row: rows.Booking, members: Mapping[str, rows.Member], piece: Callable[..., PieceInRoom | None]
) -> NextInRoom:
    pieces = [piece(one.id, one.variant_id, row.booked_ms) for one in laid_out(row)]
    member = members.get(row.member_id)
    return NextInRoom(
        booking_id=BookingId(row.id),
        name=member_name(member) if member is not None else Bilingual("", ""),
        starts=Millis(row.starts_ms),
        pieces=tuple(one for one in pieces if one is not None),
        is_here=row.status == "checked_in",
        companions=row.companions,
    )


def laid_out(row: rows.Booking) -> list[rows.Garment]:
    """Return the garments that go into the room with her: not judged, not sold to somebody else, not looked for."""
    return [
        one
        for one in row.garments
        if one.verdict is None and one.label != "gone" and preparing.state_of(one) != "missing"
    ]


def said_of(view: View, room: FittingRoom) -> Iterable[tuple[str, Tried]]:
    """Yield what was said of each piece that is with her: her booking tells it of what she had booked."""
    visit = room.visit
    if visit is None:
        return
    kept = view.bookings.get(BookingId(visit.booking_id)) if visit.booking_id is not None else None
    booked = {one.id: one for one in kept.row.garments} if kept is not None else {}
    for piece in visit.pieces:
        yield piece.id, booked.get(piece.garment_id) or outcome_of(visit, piece.id)


def _variants(room: FittingRoom) -> Iterable[str]:
    if room.visit is not None:
        yield from (one.variant_id for one in room.visit.pieces)
        yield from (one.variant_id for one in room.visit.asks)
    yield from (one.variant_id for one in room.missing)


def _piece(article: Article, piece_id: str, on_hand: int, since: int, *, is_from_phone: bool) -> PieceInRoom:
    return PieceInRoom(
        piece_id=piece_id,
        style_id=StyleId(article.style.id),
        variant_id=VariantId(article.variant.id),
        name=Bilingual(article.style.name_zh, article.style.name_en),
        art=article.style.art,
        colour=colour_of(article.variant),
        size=article.variant.size,
        shelf=article.variant.shelf,
        on_hand=on_hand,
        since=Millis(since),
        is_from_phone=is_from_phone,
    )
