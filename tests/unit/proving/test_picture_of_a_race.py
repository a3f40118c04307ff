"""What the judge of the races expects to be told of rooms, when the mall decides in a commit's midst whose they are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import MINUTE
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.bookings import Booking, BookingCheckIn
from sync.protocol.kinds import Body, TryOn
from sync.protocol.rooms import RoomEnter, RoomLeave
from sync.simulation.races.picture import Due, Picture

SLOT = 1_000 * MINUTE
ROOM = "s-1:1"
NOTHING = Due()
PROMISED = Due(must=("room_promised",))
PERHAPS_PROMISED = Due(may=("room_promised",))
TWICE = Due(must=("room_taken_twice",))
PERHAPS_TWICE = Due(may=("room_taken_twice",))

HERS = Booking(
    id="b-1", shop_id="s-1", member_id="m-1", code_no=1, code="00000001", starts_ms=SLOT, ends_ms=SLOT + 60 * MINUTE,
    room=1, status="booked", note="", garments=[], booked_ms=SLOT - 60 * MINUTE,
)  # fmt: skip
MOVED = replace(HERS, starts_ms=SLOT + 180 * MINUTE, ends_ms=SLOT + 240 * MINUTE, room=0, changes=1)


@pytest.fixture
def picture() -> Picture:
    return shown(HERS)


def shown(*bookings: Booking) -> Picture:
    made = Picture()
    made.settle(bookings)
    return made


def enters(visit: str, booking_id: str | None = None, *, late: int = 5) -> RoomEnter:
    return RoomEnter(
        room_id=ROOM, visit_id=visit, shop_id="s-1", occurred_ms=SLOT + late * MINUTE, staff_id="st-1",
        booking_id=booking_id, member_id=None, companions=0, pieces=[],
    )  # fmt: skip


def leaves(visit: str) -> RoomLeave:
    return RoomLeave(room_id=ROOM, visit_id=visit, shop_id="s-1", occurred_ms=SLOT, staff_id="st-1", went=[])


def moves(starts_ms: int = MOVED.starts_ms) -> BookingChange:
    return BookingChange(
        booking_id="b-1", shop_id="s-1", occurred_ms=SLOT, staff_id="st-1", of_change=0, starts_ms=starts_ms, note="",
        companions=0,
    )  # fmt: skip


def cancels() -> BookingCancel:
    return BookingCancel(booking_id="b-1", shop_id="s-1", occurred_ms=SLOT, staff_id="st-1", of_change=0, by="member")


def arrives() -> BookingCheckIn:
    return BookingCheckIn(
        booking_id="b-1", shop_id="s-1", member_id="m-1", occurred_ms=SLOT, staff_id="st-1", how="list"
    )


def tries_on() -> TryOn:
    return TryOn(
        booking_id="b-1", garment_id="g-1", shop_id="s-1", member_id="m-1", style_id="coat", variant_id="coat-S",
        occurred_ms=SLOT, staff_id="st-1", verdict="kept",
    )  # fmt: skip


def test_a_promised_room_is_told_of_when_another_enters_and_no_more_when_she_comes(picture: Picture) -> None:
    assert picture.happened(enters("v-1")) == PROMISED
    assert picture.happened(enters("v-2", "b-1")) == NOTHING


def test_two_in_a_room_are_told_of_unless_it_was_said_before_that_it_is_hers(picture: Picture) -> None:
    assert picture.happened(enters("v-1", "b-1")) == NOTHING
    assert picture.happened(enters("v-2")) == TWICE


def test_of_whom_the_mall_moved_just_before_another_entered_two_in_a_room_may_be_told(picture: Picture) -> None:
    # Whether her new slot has this room, and so whether the first word was said, only the mall knows.
    assert picture.happened(moves()) == NOTHING
    assert picture.happened(enters("v-1")) == PERHAPS_PROMISED
    picture.settle([MOVED])
    assert picture.happened(enters("v-2", "b-1")) == PERHAPS_TWICE


def test_that_another_moved_leaves_no_doubt_about_her_promise(picture: Picture) -> None:
    another = replace(HERS, id="b-2", starts_ms=MOVED.starts_ms, ends_ms=MOVED.ends_ms)
    picture.settle([HERS, another])
    picture.happened(replace(moves(SLOT + 300 * MINUTE), booking_id="b-2"))
    assert picture.happened(enters("v-1")) == PROMISED
    picture.settle([HERS, another])
    assert picture.happened(enters("v-2", "b-1")) == NOTHING


def test_what_was_in_doubt_is_settled_with_the_commit(picture: Picture) -> None:
    picture.happened(moves())
    picture.settle([MOVED])
    assert picture.happened(enters("v-1")) == NOTHING
    assert picture.happened(enters("v-2", "b-1")) == TWICE


def test_doubt_goes_with_the_visit(picture: Picture) -> None:
    picture.happened(moves())
    picture.happened(enters("v-1"))
    picture.happened(leaves("v-1"))
    picture.settle([MOVED])
    assert picture.happened(enters("v-2")) == NOTHING
    assert picture.happened(enters("v-3", "b-1")) == TWICE


def test_who_had_been_let_in_before_is_promised_nothing_more_wherever_she_moves(picture: Picture) -> None:
    picture.happened(enters("v-1", "b-1", late=1))
    picture.happened(leaves("v-1"))
    picture.happened(moves())
    assert picture.happened(enters("v-2")) == NOTHING


def test_she_was_let_in_when_she_first_went_in_though_it_is_heard_of_last(picture: Picture) -> None:
    picture.happened(enters("v-1", "b-1", late=9))
    picture.happened(enters("v-2", "b-1", late=1))
    picture.happened(leaves("v-2"))
    assert picture.happened(enters("v-3")) == NOTHING


@pytest.mark.parametrize("steps", [[cancels()], [moves(), cancels()]], ids=["called off", "moved and called off"])
def test_who_called_off_is_promised_nothing(picture: Picture, steps: list[Body]) -> None:
    for step in steps:
        picture.happened(step)
    assert picture.happened(enters("v-1")) == NOTHING


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_who_comes_all_the_same_may_have_her_room_again(status: str) -> None:
    picture = shown(replace(HERS, status=status))
    picture.happened(arrives())
    assert picture.happened(enters("v-1")) == PERHAPS_PROMISED
    assert picture.happened(enters("v-2", "b-1")) == PERHAPS_TWICE


def test_that_she_is_here_leaves_her_promise_as_it_was(picture: Picture) -> None:
    picture.happened(arrives())
    assert picture.happened(enters("v-1")) == PROMISED


def test_another_note_is_no_other_slot_but_may_bring_a_missed_booking_back(picture: Picture) -> None:
    picture.happened(moves(HERS.starts_ms))
    assert picture.happened(enters("v-1")) == PROMISED
    missed = shown(replace(HERS, status="no_show"))
    missed.happened(moves(HERS.starts_ms))
    assert missed.happened(enters("v-1")) == PERHAPS_PROMISED


def test_a_verdict_may_end_a_promise_that_was_given_and_makes_none(picture: Picture) -> None:
    picture.happened(tries_on())
    assert picture.happened(enters("v-1")) == PERHAPS_PROMISED
    ended = shown(replace(HERS, status="cancelled"))
    ended.happened(tries_on())
    assert ended.happened(enters("v-1")) == NOTHING
