"""The fitting rooms of this shop: who is in which, what lies there, what she asks for, what has not come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import BookingId, MemberId, StaffId, StyleId, VariantId, new_id
from posapp.domain.scan import barcode_forms, clean
from posapp.services.booking import keep_arrival
from posapp.services.carts import Cart
from posapp.services.errors import NobodyInRoom, NoSuchRoom, RoomTaken, UnknownBarcode
from posapp.services.kept_pieces import KeptPiece, to_cart
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.outcomes import Said, SizeHere, ask_for, keep_booked, keep_loose, outcome_of, size_here
from posapp.services.room_cards import RoomCard, cards, laid_out
from posapp.services.room_promises import ensure_free
from posapp.services.scanning import member_of, open_booking, read_signed_of, refuse
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.codes import CodeType
from sync.protocol.rooms import (
    FittingRoom,
    PieceWent,
    RoomCarry,
    RoomEnter,
    RoomLeave,
    RoomPiece,
    RoomReady,
    RoomStep,
    Visit,
    after,
)


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

    def let_in_booked(
        self, room_id: str, booking_id: BookingId, companions: int | None = None, *, anyway: bool = False
    ) -> tuple[RoomCard, ...]:
        """Let her into a room with what was laid out for her; she is here, if nobody said so before.

        With as many ``companions`` as she had announced, unless more or fewer came. ``anyway``: also into a room that
        is kept for somebody else. Raises ``RoomTaken``, ``RoomKept``, ``RoomUnsure``, or ``CodeRefused`` when this shop
        has no such booking, or it was called off.
        """

        def step(unit: UnitOfWork, room: FittingRoom, now: Millis) -> RoomStep:
            kept = unit.bookings.get(booking_id)
            if kept is None:
                raise refuse("wrong_shop")
            row = open_booking(kept.row)
            if not anyway:
                ensure_free(unit, room, now, booking_id)
            staff_id = staff_on(self._duty, unit)
            keep_arrival(unit, row, "list", staff_id, now)
            with_her = row.companions if companions is None else companions
            pieces = [
                RoomPiece(id=new_id(now), variant_id=one.variant_id, came_ms=now, garment_id=one.id)
                for one in laid_out(row)
            ]
            return self._entering(unit, room, now, row.member_id, booking_id, with_her, pieces)

        return self._free(room_id, step)

    def let_in(
        self, room_id: str, member_id: MemberId | None = None, companions: int = 0, *, anyway: bool = False
    ) -> tuple[RoomCard, ...]:
        """Let somebody into a room who has not booked; ``anyway``: also into one that is kept for somebody.

        Raises ``RoomTaken``, ``RoomKept`` or ``RoomUnsure``.
        """

        def step(unit: UnitOfWork, room: FittingRoom, now: Millis) -> RoomStep:
            if not anyway:
                ensure_free(unit, room, now, None)
            return self._entering(unit, room, now, member_id, None, companions, [])

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

        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            if room.visit is None:
                raise NobodyInRoom(room=room.number)
            ask_for(unit, room, room.visit, variant_id, staff_on(self._duty, unit), now)
            return cards(unit, now)

        return self._till.write(job)

    def sizes(self, variant_id: VariantId) -> tuple[SizeHere, ...]:
        """Return the other sizes of a variant's style in its colour, the smallest first."""
        with self._till.view() as view:
            article = view.catalogue.articles({variant_id}).get(variant_id)
            if article is None:
                return ()
            style_id = StyleId(article.style.id)
            others = [
                size_here(one)
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
                carts.append(self._to_cart(unit, room, visit, pieces, now))
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

    def judge(self, room_id: str, piece_id: str, said: Said) -> tuple[RoomCard, ...]:
        """Keep what became of a piece that is with her; a newer word replaces the older."""

        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            visit, piece = _with_her(room, piece_id)
            if piece is not None:
                self._judge(unit, room, visit, piece, said, now)
            return cards(unit, now)

        return self._till.write(job)

    def want(self, room_id: str, piece_id: str, said: Said, variant_id: VariantId) -> tuple[RoomCard, ...]:
        """Keep that a piece does not fit and that she wants another size of it, and ask for that to be brought."""

        def job(unit: UnitOfWork) -> tuple[RoomCard, ...]:
            now, room = self._clock.now(), _get(unit, room_id)
            visit, piece = _with_her(room, piece_id)
            if piece is not None:
                room = self._judge(unit, room, visit, piece, said, now)
            ask_for(unit, room, room.visit or visit, variant_id, staff_on(self._duty, unit), now)
            return cards(unit, now)

        return self._till.write(job)

    def know(self, room_id: str, text: str) -> tuple[RoomCard, ...]:
        """Say whose visit it is, by her member code. Raises ``NobodyInRoom``, ``CodeRefused``."""

        def step(unit: UnitOfWork, room: FittingRoom, visit: Visit, now: Millis) -> RoomStep:
            code = read_signed_of(unit, text, CodeType.MEMBER, now)
            member = member_of(unit, code, now)
            return RoomEnter(
                room_id=room.id,
                visit_id=visit.id,
                shop_id=room.shop_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                booking_id=visit.booking_id,
                member_id=member.id,
                companions=visit.companions,
                pieces=[],
            )

        return self._during(room_id, step)

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
        companions: int,
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
            companions=companions,
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
            asked=[],
            answered=list(answered),
        )

    def _judge(
        self, unit: UnitOfWork, room: FittingRoom, visit: Visit, piece: RoomPiece, said: Said, now: Millis
    ) -> FittingRoom:
        """Keep what became of a piece: of a booked one on her booking, of any other in the room. Return the room."""
        staff_id = staff_on(self._duty, unit)
        booked = _booking_of(unit, visit)
        if booked is None or all(one.id != piece.garment_id for one in booked.garments):
            return keep_loose(unit, room, visit, piece, said, staff_id, now)
        keep_booked(unit, booked, piece.garment_id, said, staff_id, now)
        return room

    def _to_cart(self, unit: UnitOfWork, room: FittingRoom, visit: Visit, pieces: list[RoomPiece], now: Millis) -> Cart:
        for piece in pieces:
            room = self._judge(unit, room, visit, piece, Said("kept"), now)
        booked = _booking_of(unit, visit)
        heard_by = {one.id: one.judged_by for one in booked.garments} if booked is not None else {}
        visit = room.visit or visit
        return to_cart(
            unit,
            [
                KeptPiece(
                    VariantId(piece.variant_id),
                    StaffId(heard_by.get(piece.garment_id) or outcome_of(visit, piece.id).judged_by or visit.staff_id),
                )
                for piece in pieces
            ],
            member_id=MemberId(visit.member_id) if visit.member_id is not None else None,
            booking_id=BookingId(visit.booking_id) if visit.booking_id is not None else None,
            by=staff_on(self._duty, unit),
            now=now,
        )


def _booking_of(unit: UnitOfWork, visit: Visit) -> rows.Booking | None:
    kept = unit.bookings.get(BookingId(visit.booking_id)) if visit.booking_id is not None else None
    return kept.row if kept is not None else None


def _get(view: View, room_id: str) -> FittingRoom:
    room = view.rooms.get(room_id)
    if room is None:
        raise NoSuchRoom
    return room


def _with_her(room: FittingRoom, piece_id: str) -> tuple[Visit, RoomPiece | None]:
    """Return who is in a room and one of her pieces, None when somebody has taken it back. Raises ``NobodyInRoom``."""
    if room.visit is None:
        raise NobodyInRoom(room=room.number)
    return room.visit, next((one for one in room.visit.pieces if one.id == piece_id), None)


def _keep(unit: UnitOfWork, room: FittingRoom, step: RoomStep) -> None:
    operation = unit.append(step, subject=str(room.number))
    unit.rooms.project(after(room, step), operation.seq)
