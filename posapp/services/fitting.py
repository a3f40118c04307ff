"""The fitting rooms of this shop: who is in which, what lies there, what she asks for, what has not come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import BookingId, MemberId, StyleId, VariantId, new_id
from posapp.domain.scan import barcode_forms, clean
from posapp.services.booking import keep_arrival, keep_verdict
from posapp.services.carts import Cart
from posapp.services.errors import NobodyInRoom, NoSuchRoom, RoomTaken, UnknownBarcode
from posapp.services.kept_pieces import to_cart
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.room_cards import RoomCard, cards, laid_out
from posapp.services.scanning import open_booking, refuse
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol.rooms import (
    FittingRoom,
    PieceWent,
    RoomCarry,
    RoomEnter,
    RoomLeave,
    RoomPiece,
    RoomReady,
    RoomRequest,
    RoomStep,
    Visit,
    after,
)


@dataclass(frozen=True, slots=True)
class SizeHere:
    """A size of the same style and colour, and how many hang here."""

    variant_id: VariantId
    size: str
    on_hand: int


class FittingRooms:
    """The board of the rooms: each act is a fact for the mall and at once visible here."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def board(self) -> tuple[RoomCard, ...]:
        """Return the rooms of this shop, by number."""
        now = self._clock.now()
        with self._till.view() as view:
            return cards(view, now)

    def let_in_booked(self, room_id: str, booking_id: BookingId) -> tuple[RoomCard, ...]:
        """Let her into a room with what was laid out for her; she is here, if nobody said so before.

        Raises ``RoomTaken``, or ``CodeRefused`` when this shop has no such booking, or it was called off.
        """

        def step(unit: UnitOfWork, room: FittingRoom, now: Millis) -> RoomStep:
            kept = unit.bookings.get(booking_id)
            if kept is None:
                raise refuse("wrong_shop")
            row = open_booking(kept.row)
            staff_id = staff_on(self._duty, unit)
            keep_arrival(unit, row, "list", staff_id, now)
            pieces = [
                RoomPiece(id=new_id(now), variant_id=one.variant_id, came_ms=now, garment_id=one.id)
                for one in laid_out(row)
            ]
            return self._entering(unit, room, now, row.member_id, booking_id, pieces)

        return self._free(room_id, step)

    def let_in(self, room_id: str, member_id: MemberId | None = None) -> tuple[RoomCard, ...]:
        """Let somebody into a room who has not booked. Raises ``RoomTaken``."""

        def step(unit: UnitOfWork, room: FittingRoom, now: Millis) -> RoomStep:
            return self._entering(unit, room, now, member_id, None, [])

        return self._free(room_id, step)

    def bring(self, room_id: str, barcode: str) -> tuple[RoomCard, ...]:
        """Bring a piece by its barcode; what she asked for is done with when it is that. Raises ``UnknownBarcode``."""

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep:
            article = unit.catalogue.by_barcode(barcode_forms(clean(barcode)))
            if article is None:
                raise UnknownBarcode(barcode=barcode)
            return self._bringing(unit, room, visit, article.variant.id, now)

        return self._during(room_id, step)

    def bring_asked(self, room_id: str, request_id: str) -> tuple[RoomCard, ...]:
        """Bring what she asked for; somebody else may have done so already, then nothing happens."""

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep | None:
            ask = next((one for one in visit.asks if one.id == request_id), None)
            return None if ask is None else self._bringing(unit, room, visit, ask.variant_id, now)

        return self._during(room_id, step)

    def ask(self, room_id: str, variant_id: VariantId) -> tuple[RoomCard, ...]:
        """Note that she asks for another variant, for whoever walks past its shelf."""

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep | None:
            if any(one.variant_id == variant_id for one in visit.asks):
                return None
            asked = RoomRequest(id=new_id(now), variant_id=variant_id, asked_ms=now, by="clerk")
            return self._carrying(unit, room, visit, now, asked=[asked])

        return self._during(room_id, step)

    def sizes(self, variant_id: VariantId) -> tuple[SizeHere, ...]:
        """Return the other sizes of a variant's style in its colour, the smallest first."""
        with self._till.view() as view:
            article = view.catalogue.articles({variant_id}).get(variant_id)
            if article is None:
                return ()
            style_id = StyleId(article.style.id)
            others = [
                SizeHere(VariantId(one.variant.id), one.variant.size, one.level.on_hand)
                for one in view.catalogue.stocked({style_id}).get(style_id, ())
                if one.variant.colour_code == article.variant.colour_code and one.variant.id != variant_id
            ]
        return tuple(others)

    def say_no(self, room_id: str, request_id: str) -> tuple[RoomCard, ...]:
        """Note that she was told that what she asked for is not here."""

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep:
            return self._carrying(unit, room, visit, now, answered=[request_id])

        return self._during(room_id, step)

    def take_back(self, room_id: str, piece_id: str) -> tuple[RoomCard, ...]:
        """Keep that a piece hangs on the rail again: one from her, or one that was missing."""
        return self._went(room_id, PieceWent(piece_id=piece_id, to="rail"))

    def give_up(self, room_id: str, piece_id: str) -> tuple[RoomCard, ...]:
        """Keep that a missing piece was not found; the mall tells somebody to count it."""
        return self._went(room_id, PieceWent(piece_id=piece_id, to="lost"))

    def let_out(self, room_id: str, kept: Iterable[str]) -> tuple[tuple[RoomCard, ...], Cart | None]:
        """Keep that she is out. What she keeps goes to the cart; what nobody took back is missing from now on."""
        wanted = set(kept)
        carts: list[Cart] = []

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep:
            pieces = [piece for piece in visit.pieces if piece.id in wanted]
            if pieces:
                carts.append(self._to_cart(unit, visit, pieces, now))
            return RoomLeave(
                room_id=room.id,
                visit_id=visit.id,
                shop_id=room.shop_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                went=[PieceWent(piece_id=piece.id, to="cart") for piece in pieces],
            )

        board = self._during(room_id, step)
        return board, carts[0] if carts else None

    def make_ready(self, room_id: str) -> tuple[RoomCard, ...]:
        """Keep that a room is tidy and free."""

        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            if room.status == "to_clean":
                ready = RoomReady(
                    room_id=room.id,
                    visit_id="",
                    shop_id=room.shop_id,
                    occurred_ms=now,
                    staff_id=staff_on(self._duty, unit),
                )
                _keep(unit, room, ready)
            return cards(unit, now)

        return self._till.write(job)

    def _free(self, room_id: str, step: Callable[[UnitOfWork, FittingRoom, Millis], RoomStep]) -> tuple[RoomCard, ...]:
        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            if room.visit is not None:
                raise RoomTaken(room=room.number)
            _keep(unit, room, step(unit, room, now))
            return cards(unit, now)

        return self._till.write(job)

    def _during(
        self, room_id: str, step: Callable[[UnitOfWork, FittingRoom, Visit, Millis], RoomStep | None]
    ) -> tuple[RoomCard, ...]:
        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            if room.visit is None:
                raise NobodyInRoom(room=room.number)
            made = step(unit, room, room.visit, now)
            if made is not None:
                _keep(unit, room, made)
            return cards(unit, now)

        return self._till.write(job)

    def _went(self, room_id: str, went: PieceWent) -> tuple[RoomCard, ...]:
        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            here = {piece.id for piece in room.visit.pieces} if room.visit else set()
            if went.piece_id in here or any(one.id == went.piece_id for one in room.missing):
                _keep(unit, room, self._carrying(unit, room, room.visit, now, went=[went]))
            return cards(unit, now)

        return self._till.write(job)

    def _entering(
        self,
        unit: UnitOfWork,
        room: FittingRoom,
        now: Millis,
        member_id: str | None,
        booking_id: str | None,
        pieces: list[RoomPiece],
    ) -> RoomEnter:
        return RoomEnter(
            room_id=room.id,
            visit_id=new_id(now),
            shop_id=room.shop_id,
            occurred_ms=now,
            staff_id=staff_on(self._duty, unit),
            booking_id=booking_id,
            member_id=member_id,
            companions=0,
            pieces=pieces,
        )

    def _bringing(self, unit: UnitOfWork, room: FittingRoom, visit: Visit, variant_id: str, now: Millis) -> RoomCarry:
        answered = [one.id for one in visit.asks if one.variant_id == variant_id]
        piece = RoomPiece(id=new_id(now), variant_id=variant_id, came_ms=now)
        return self._carrying(unit, room, visit, now, came=[piece], answered=answered)

    def _carrying(
        self,
        unit: UnitOfWork,
        room: FittingRoom,
        visit: Visit | None,
        now: Millis,
        *,
        came: Iterable[RoomPiece] = (),
        went: Iterable[PieceWent] = (),
        asked: Iterable[RoomRequest] = (),
        answered: Iterable[str] = (),
    ) -> RoomCarry:
        return RoomCarry(
            room_id=room.id,
            visit_id=visit.id if visit is not None else "",
            shop_id=room.shop_id,
            occurred_ms=now,
            staff_id=staff_on(self._duty, unit),
            came=list(came),
            went=list(went),
            asked=list(asked),
            answered=list(answered),
        )

    def _to_cart(self, unit: UnitOfWork, visit: Visit, pieces: list[RoomPiece], now: Millis) -> Cart:
        staff_id = staff_on(self._duty, unit)
        kept = unit.bookings.get(BookingId(visit.booking_id)) if visit.booking_id is not None else None
        if kept is not None:
            row = kept.row
            for piece in pieces:
                row = keep_verdict(unit, row, piece.garment_id, "kept", staff_id, now)
        return to_cart(
            unit,
            [VariantId(piece.variant_id) for piece in pieces],
            member_id=MemberId(visit.member_id) if visit.member_id is not None else None,
            booking_id=BookingId(visit.booking_id) if visit.booking_id is not None else None,
            clerk_id=staff_id,
            now=now,
        )


def _get(view: View, room_id: str) -> FittingRoom:
    room = view.rooms.get(room_id)
    if room is None:
        raise NoSuchRoom
    return room


def _keep(unit: UnitOfWork, room: FittingRoom, step: RoomStep) -> None:
    operation = unit.append(step, subject=str(room.number))
    unit.rooms.project(after(room, step), operation.seq)
