"""What was said of a garment comes out the same at till, neighbour and mall, in whatever order it came."""

from __future__ import annotations

import itertools

import pytest

from sync.protocol.bookings import Booking, Garment, with_outcome
from sync.protocol.rooms import FittingRoom, RoomEnter, RoomLeave, RoomPiece, after, empty_room
from sync.protocol.rooms import with_outcome as told_in_room
from sync.protocol.tried import TryOn, name_of

SAID = [(3, "too_small"), (5, "kept"), (4, "price")]


def outcome(at_ms: int, verdict: str, *, booking_id: str | None = None, variant_id: str = "v-M") -> TryOn:
    return TryOn(
        booking_id=booking_id, garment_id="g-1", shop_id="s", member_id="m", style_id="dress", variant_id=variant_id,
        occurred_ms=at_ms, staff_id=f"clerk-{at_ms}", verdict=verdict, room_id="s:1", visit_id="visit-1",  # type: ignore[arg-type]
    )  # fmt: skip


def a_booking() -> Booking:
    return Booking(
        id="bk", shop_id="s", member_id="m", code_no=1, code="1", starts_ms=0, ends_ms=9, room=1, status="checked_in",
        note="", garments=[Garment(id="g-1", style_id="dress", variant_id="v-S", my_size=False)], booked_ms=0,
    )  # fmt: skip


def a_visit() -> FittingRoom:
    inside = RoomEnter(
        room_id="s:1", visit_id="visit-1", shop_id="s", occurred_ms=1, staff_id="st", booking_id=None, member_id=None,
        companions=0, pieces=[RoomPiece(id="g-1", variant_id="v-M", came_ms=1)],
    )  # fmt: skip
    return after(empty_room("s", 1), inside)


@pytest.mark.parametrize("order", list(itertools.permutations(SAID)), ids=str)
def test_the_latest_word_stands_in_whatever_order_they_come(order: list[tuple[int, str]]) -> None:
    booking, room = a_booking(), a_visit()
    for at_ms, verdict in order:
        booking = with_outcome(booking, outcome(at_ms, verdict, booking_id="bk")) or booking
        room = told_in_room(room, outcome(at_ms, verdict))
    assert (booking.garments[0].verdict, booking.garments[0].judged_by, booking.status) == ("kept", "clerk-5", "done")
    assert room.visit is not None
    assert [(one.piece_id, one.verdict, one.judged_by) for one in room.visit.outcomes] == [("g-1", "kept", "clerk-5")]


def test_an_older_word_does_not_bring_the_older_variant_back() -> None:
    booking = with_outcome(a_booking(), outcome(5, "kept", booking_id="bk", variant_id="v-L"))
    assert booking is not None
    later = with_outcome(booking, outcome(4, "too_small", booking_id="bk", variant_id="v-M"))
    assert later == booking


def test_a_garment_that_the_booking_does_not_have_changes_nothing() -> None:
    booking = Booking(**{**{f: getattr(a_booking(), f) for f in Booking.__struct_fields__}, "garments": []})
    assert with_outcome(booking, outcome(1, "kept", booking_id="bk")) is None


def test_of_a_visit_that_is_over_the_room_tells_nothing() -> None:
    out = after(
        a_visit(), RoomLeave(room_id="s:1", visit_id="visit-1", shop_id="s", occurred_ms=2, staff_id="st", went=[])
    )
    assert told_in_room(out, outcome(3, "kept")) == out
    next_one = after(out, RoomEnter(
        room_id="s:1", visit_id="visit-2", shop_id="s", occurred_ms=4, staff_id="st", booking_id=None, member_id=None,
        companions=0, pieces=[],
    ))  # fmt: skip
    assert told_in_room(next_one, outcome(5, "kept")) == next_one


def test_said_again_of_the_same_visit_it_says_who_she_is_and_forgets_nothing() -> None:
    room = told_in_room(a_visit(), outcome(2, "price"))
    known = after(room, RoomEnter(
        room_id="s:1", visit_id="visit-1", shop_id="s", occurred_ms=8, staff_id="st", booking_id=None, member_id="m",
        companions=2, pieces=[],
    ))  # fmt: skip
    assert known.visit is not None
    assert room.visit is not None
    assert (known.visit.member_id, known.visit.companions, known.since_ms) == ("m", 2, room.since_ms)
    assert (known.visit.pieces, known.visit.outcomes) == (room.visit.pieces, room.visit.outcomes)


def test_a_booked_garment_and_a_piece_of_a_visit_have_names_of_their_own() -> None:
    assert name_of(outcome(1, "kept", booking_id="bk")) == "bk/g-1"
    assert name_of(outcome(1, "kept")) == "visit-1/g-1"
