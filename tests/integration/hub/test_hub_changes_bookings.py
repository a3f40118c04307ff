"""What a member and a shop rely on when a booking is changed, called off or missed, and whose room is whose."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select

from posapp.domain.clock import DAY, HOUR, MINUTE, local
from sync.hub import bookings, reminders, slots
from sync.hub.bookings import WishedGarment
from sync.hub.db import tables
from sync.hub.errors import NoSuchSlot, NotOpen, SlotTaken, TooLateToChange, UnknownBooking
from sync.hub.publishing import publish, published
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.kinds import Body, BookingCheckIn
from sync.protocol.rooms import FittingRoom, RoomEnter, room_id
from sync.protocol.rows import Booking, OpenHours, Shop
from tests.fakes.meanwhile import Meanwhile
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_L, COAT_M, COAT_S, LIN, NOW, SHOP, ZHOU

COAT = [WishedGarment("coat", COAT_S)]
TOMORROW = local(NOW + DAY).date()


def starts(hub: RunningHub) -> list[int]:
    with hub.database.reading() as conn:
        return [slot.starts_ms for slot in slots.slots(conn, hub.clock, SHOP, TOMORROW)]


def book(
    hub: RunningHub, starts_ms: int, member_id: str = LIN, garments: Sequence[WishedGarment] = COAT, companions: int = 0
) -> Booking:
    with hub.database.writing() as conn:
        return bookings.book(
            conn,
            hub.clock,
            member_id=member_id,
            shop_id=SHOP,
            starts_ms=starts_ms,
            garments=garments,
            companions=companions,
        )


def change(hub: RunningHub, booking: Booking, member_id: str = LIN, **wished: object) -> Booking:
    with hub.database.writing() as conn:
        return bookings.change(conn, hub.clock, member_id=member_id, booking_id=booking.id, **wished)  # type: ignore[arg-type]


def stands(hub: RunningHub, booking: Booking) -> Booking:
    with hub.database.reading() as conn:
        found = published(conn, Booking, booking.id)
    assert found is not None
    return found


def told(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code).order_by(tables.trade_exception.c.exception_no)))


def labelled(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return sorted(conn.scalars(select(tables.try_on_label.c.variant_id)))


def say(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def to_slot(
    booking: Booking, starts_ms: int, *, at: int = NOW, seen: int | None = None, note: str = ""
) -> BookingChange:
    return BookingChange(
        booking_id=booking.id,
        shop_id=SHOP,
        occurred_ms=at,
        staff_id="st-1",
        of_change=booking.changes if seen is None else seen,
        starts_ms=starts_ms,
        note=note,
        companions=1,
    )


def off(booking: Booking, *, at: int = NOW) -> BookingCancel:
    return BookingCancel(
        booking_id=booking.id, shop_id=SHOP, occurred_ms=at, staff_id="st-1", of_change=booking.changes, by="member"
    )


def arrives(booking: Booking, at: int) -> BookingCheckIn:
    return BookingCheckIn(
        booking_id=booking.id, shop_id=SHOP, member_id=booking.member_id, occurred_ms=at, staff_id="st-1", how="list"
    )


def enters(visit: str, room: int, at: int, booking: Booking | None = None) -> RoomEnter:
    return RoomEnter(
        room_id=room_id(SHOP, room),
        visit_id=visit,
        shop_id=SHOP,
        occurred_ms=at,
        staff_id="st-1",
        booking_id=booking.id if booking else None,
        member_id=booking.member_id if booking else None,
        companions=0,
        pieces=[],
    )


# --- hours and slots -------------------------------------------------------------------------------------------------


def test_slots_follow_the_hours_of_the_weekday_the_closed_days_and_their_length(hub: RunningHub) -> None:
    def slots_with(**rules: object) -> list[str]:
        with hub.database.writing() as conn:
            shop = published(conn, Shop, SHOP)
            assert shop is not None
            publish(conn, replace(shop, **rules))
            found = slots.slots(conn, hub.clock, SHOP, TOMORROW)
        return [f"{local(slot.starts_ms):%H:%M}" for slot in found]

    week = [OpenHours(opens="10:00", closes="22:00")] * 7
    week[TOMORROW.weekday()] = OpenHours(opens="12:00", closes="14:00")
    assert slots_with(week=week) == ["12:00", "13:00"]
    with hub.database.reading() as conn:
        rules = replace(published(conn, Shop, SHOP).try_on, slot_minutes=45)  # type: ignore[union-attr]
    assert slots_with(try_on=rules) == ["12:00", "12:45"]
    week[TOMORROW.weekday()] = OpenHours(opens="", closes="")
    assert slots_with(week=week) == []
    assert slots_with(week=[], closed_days=[TOMORROW.isoformat()]) == []


def test_one_room_is_left_for_walk_ins_and_nobody_is_promised_one_at_the_last_moment(
    hub: RunningHub, clock: SetClock
) -> None:
    ten = starts(hub)[0]
    assert [book(hub, ten).room, book(hub, ten).room] == [1, 2]
    with pytest.raises(SlotTaken):
        book(hub, ten)
    clock.move(ten - 30 * MINUTE + 1 - NOW)
    with hub.database.reading() as conn:
        slot = slots.slots(conn, hub.clock, SHOP, TOMORROW)[0]
    assert (slot.free, slot.has_room) == (1, False)
    assert book(hub, ten, ZHOU).room == 0
    with pytest.raises(SlotTaken):
        book(hub, ten, ZHOU)


def test_a_shop_s_only_room_is_the_mall_s(hub: RunningHub) -> None:
    with hub.database.writing() as conn:
        shop = published(conn, Shop, SHOP)
        assert shop is not None
        publish(conn, replace(shop, fitting_rooms=1))
    assert book(hub, starts(hub)[0]).room == 1


# --- changed from her phone ------------------------------------------------------------------------------------------


def test_she_moves_her_booking_and_the_old_room_is_free_again(hub: RunningHub) -> None:
    ten, eleven, *_ = starts(hub)
    booking = book(hub, ten)
    moved = change(hub, booking, starts_ms=eleven, companions=2, note=" 带朋友 ")
    assert (moved.starts_ms, moved.ends_ms, moved.room) == (eleven, eleven + HOUR, 1)
    assert (moved.companions, moved.note, moved.changes, moved.code) == (2, "带朋友", 1, booking.code)
    assert [book(hub, ten).room, book(hub, ten).room] == [1, 2]


def test_other_garments_get_their_labels_and_give_the_old_ones_back(hub: RunningHub) -> None:
    booking = book(hub, starts(hub)[0])
    assert labelled(hub) == [COAT_S]
    both = [WishedGarment("coat", COAT_S), WishedGarment("coat", COAT_M), WishedGarment("coat", COAT_L)]
    made = change(hub, booking, garments=both)
    assert [(one.variant_id, one.label) for one in made.garments] == [(COAT_S, "held"), (COAT_M, "held"), (COAT_L, "")]
    assert made.garments[0].id == booking.garments[0].id, "what was prepared for her stays prepared"
    assert len({one.id for one in made.garments}) == 3
    change(hub, booking, garments=[WishedGarment("coat", COAT_M)])
    assert labelled(hub) == [COAT_M]


def test_of_two_alike_each_keeps_its_name_however_many_she_wants(hub: RunningHub) -> None:
    booking = book(hub, starts(hub)[0], garments=[*COAT, *COAT])
    first, second = (garment.id for garment in booking.garments)
    assert [one.id for one in change(hub, booking, garments=[*COAT, *COAT]).garments] == [first, second]
    one, two, three = (garment.id for garment in change(hub, booking, garments=[*COAT, *COAT, *COAT]).garments)
    assert (one, two, three in (first, second)) == (first, second, False)


@pytest.mark.parametrize("starts_ms", [-(10**15), 10**15, 10**18, NOW + 400 * DAY])
def test_nobody_books_for_the_end_of_time(hub: RunningHub, starts_ms: int) -> None:
    with pytest.raises(NoSuchSlot):
        book(hub, starts_ms)
    booking = book(hub, starts(hub)[0])
    with pytest.raises(NoSuchSlot):
        change(hub, booking, starts_ms=starts_ms)


def test_nobody_hangs_a_label_for_a_day_that_is_months_away(hub: RunningHub) -> None:
    with hub.database.reading() as conn:
        assert slots.slots(conn, hub.clock, SHOP, local(NOW + 59 * DAY).date())
        assert slots.slots(conn, hub.clock, SHOP, local(NOW + 62 * DAY).date()) == []
    booking = book(hub, starts(hub)[0])
    say(hub.till(), to_slot(booking, booking.starts_ms + 70 * DAY))
    assert (stands(hub, booking).starts_ms, stands(hub, booking).answer) == (booking.starts_ms, "closed")


def test_a_change_that_is_refused_leaves_the_booking_as_it_was(hub: RunningHub, clock: SetClock) -> None:
    ten, eleven, *_ = starts(hub)
    booking = book(hub, ten)
    book(hub, eleven)
    book(hub, eleven)
    for refusal, wished in (
        (SlotTaken, {"starts_ms": eleven}),
        (NoSuchSlot, {"starts_ms": eleven + MINUTE}),
        (UnknownBooking, {"member_id": ZHOU, "starts_ms": eleven}),
    ):
        with pytest.raises(refusal):
            change(hub, booking, **wished)
    clock.move(ten - 30 * MINUTE + 1 - NOW)
    with pytest.raises(TooLateToChange):
        change(hub, booking, note="晚到")
    assert stands(hub, booking) == booking
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id)
    with pytest.raises(NotOpen):
        change(hub, booking, note="晚到")


# --- wished at a counter ---------------------------------------------------------------------------------------------


def test_the_counter_s_wish_is_answered_with_a_room(hub: RunningHub) -> None:
    ten, eleven, *_ = starts(hub)
    booking = book(hub, ten)
    assert say(hub.till(), to_slot(booking, eleven, note="晚一点")) == ["applied"]
    made = stands(hub, booking)
    assert (made.starts_ms, made.room, made.answer, made.note, made.companions) == (eleven, 1, "", "晚一点", 1)
    assert book(hub, ten).room == 1
    assert told(hub) == []


def test_a_slot_without_a_room_is_granted_without_one(hub: RunningHub, clock: SetClock) -> None:
    ten, eleven, *_ = starts(hub)
    booking, late = book(hub, ten), book(hub, ten + 2 * HOUR, ZHOU)
    book(hub, eleven)
    book(hub, eleven)
    till = hub.till()
    say(till, to_slot(booking, eleven))
    assert (stands(hub, booking).room, stands(hub, booking).answer) == (0, "full")
    clock.move(ten - 20 * MINUTE - NOW)
    say(till, to_slot(late, ten, at=clock.now() - HOUR))
    assert (stands(hub, late).starts_ms, stands(hub, late).room, stands(hub, late).answer) == (ten, 0, "late")
    assert told(hub) == []


def test_a_wish_that_comes_too_late_changes_nothing_and_a_person_is_told_once(hub: RunningHub) -> None:
    ten, eleven, twelve, *_ = starts(hub)
    here, ended, closed = book(hub, ten), book(hub, eleven), book(hub, twelve)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=ended.id)
    till = hub.till()
    say(till, arrives(here, ten - MINUTE))
    wishes = [to_slot(here, eleven), to_slot(ended, twelve), to_slot(closed, twelve + 20 * MINUTE)]
    assert say(till, *wishes) == ["applied"] * 3
    assert [stands(hub, one).answer for one in (here, ended, closed)] == ["here", "ended", "closed"]
    assert [stands(hub, one).starts_ms for one in (here, ended, closed)] == [ten, eleven, twelve]
    assert told(hub) == ["booking_not_changed"] * 3
    say(till, off(here))
    assert stands(hub, here).status == "checked_in"
    assert told(hub) == ["booking_not_changed"] * 4


def test_phone_and_counter_move_a_booking_apart_and_the_last_heard_stands(hub: RunningHub) -> None:
    ten, eleven, twelve, *_ = starts(hub)
    booking = book(hub, ten)
    change(hub, booking, starts_ms=eleven)
    till = hub.till()
    say(till, to_slot(booking, twelve, seen=0))
    assert stands(hub, booking).starts_ms == twelve
    assert told(hub) == ["booking_changed_twice"]
    newest = change(hub, booking, starts_ms=ten)
    assert (newest.starts_ms, newest.changes) == (ten, 3)


def test_two_who_wish_the_same_do_not_contradict_each_other(hub: RunningHub) -> None:
    ten, eleven, *_ = starts(hub)
    moved, gone = book(hub, ten), book(hub, ten)
    change(hub, moved, starts_ms=eleven)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=gone.id)
    say(hub.till(), to_slot(moved, eleven, seen=0), off(gone))
    assert (stands(hub, moved).starts_ms, stands(hub, gone).status) == (eleven, "cancelled")
    assert told(hub) == []


def test_called_off_at_the_counter_after_she_moved_it_is_told_once(hub: RunningHub) -> None:
    ten, eleven, *_ = starts(hub)
    booking = book(hub, ten)
    change(hub, booking, starts_ms=eleven)
    say(hub.till(), off(booking))
    assert stands(hub, booking).status == "cancelled"
    assert labelled(hub) == []
    assert told(hub) == ["booking_cancelled_meanwhile"]


# --- missed ----------------------------------------------------------------------------------------------------------


def test_nobody_is_missed_before_the_grace_is_over_nor_while_the_shop_is_silent(
    hub: RunningHub, clock: SetClock
) -> None:
    ten = starts(hub)[0]
    booking = book(hub, ten)
    till = hub.till()
    clock.move(ten + 30 * MINUTE - NOW)
    till.pull()
    assert bookings.end_missed(hub.database, clock) == 0
    clock.move(HOUR)
    assert bookings.end_missed(hub.database, clock) == 0, "the shop may have her in a room"
    till.pull()
    assert bookings.end_missed(hub.database, clock) == 1
    assert (stands(hub, booking).status, labelled(hub)) == ("no_show", [])


def test_who_was_missed_is_let_in_and_who_moved_in_time_is_expected_again(hub: RunningHub, clock: SetClock) -> None:
    ten, _, twelve, *_ = starts(hub)
    late, moved = book(hub, ten), book(hub, ten, ZHOU)
    till = hub.till()
    till.pull()
    clock.move(ten + 31 * MINUTE - NOW)
    till.pull()
    assert bookings.end_missed(hub.database, clock) == 2
    say(till, arrives(late, clock.now()), to_slot(moved, twelve, at=ten + 29 * MINUTE))
    assert stands(hub, late).status == "checked_in"
    assert (stands(hub, moved).status, stands(hub, moved).starts_ms) == ("booked", twelve)
    assert told(hub) == []


def test_who_moves_her_booking_while_the_mall_looks_who_was_missed_is_expected(
    hub: RunningHub, clock: SetClock
) -> None:
    ten, _, twelve, *_ = starts(hub)
    booking, missed = book(hub, ten), book(hub, ten, ZHOU)
    till = hub.till()
    till.pull()
    clock.move(ten + 31 * MINUTE - NOW)
    till.pull()
    wish = to_slot(booking, twelve, at=ten + 29 * MINUTE)
    bookings.end_missed(Meanwhile(hub.database, lambda: say(till, wish)), clock)
    assert (stands(hub, booking).status, stands(hub, booking).starts_ms) == ("booked", twelve)
    assert stands(hub, missed).status == "no_show", "she was looked for as well"


@pytest.mark.parametrize("hub", ["sqlite"], indirect=True)  # PostgreSQL scans tables as small as these
def test_the_upkeep_reads_those_that_are_expected_not_all_there_ever_were(hub: RunningHub, clock: SetClock) -> None:
    asked: dict[str, tuple[object, ...]] = {}  # by statement: the hub's own upkeep may ask at the same moment

    def listen(_conn: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if "FROM booking" in statement:
            asked[statement] = values

    event.listen(hub.database.engine, "before_cursor_execute", listen)
    bookings.end_missed(hub.database, clock)
    reminders.keep(hub.database, clock)
    event.remove(hub.database.engine, "before_cursor_execute", listen)
    assert len(asked) == 2
    with hub.database.reading() as conn:
        for statement, values in asked.items():
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert [str(step) for step in plan if "SCAN booking" in str(step)] == []


# --- whose room it is ------------------------------------------------------------------------------------------------


def test_who_called_off_and_comes_all_the_same_takes_nobody_s_room(hub: RunningHub) -> None:
    till, at = hub.till(), starts(hub)[2]
    first = book(hub, at)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=first.id)
    second = book(hub, at, ZHOU)
    assert second.room == first.room != 0

    say(till, arrives(first, at))

    assert (stands(hub, first).status, stands(hub, first).room) == ("checked_in", 0)
    assert stands(hub, second).room == first.room
    assert told(hub) == []


def test_who_called_off_and_comes_all_the_same_has_her_room_while_nobody_else_has(hub: RunningHub) -> None:
    till, at = hub.till(), starts(hub)[2]
    first = book(hub, at)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=first.id)

    say(till, arrives(first, at))

    assert (stands(hub, first).status, stands(hub, first).room) == ("checked_in", first.room)


def test_a_room_that_was_promised_is_given_away_once_and_told_once(hub: RunningHub) -> None:
    ten = starts(hub)[0]
    booking = book(hub, ten)
    till, other = hub.till(), hub.till(till_no="07")
    say(till, enters("walk-in", 1, ten - 10 * MINUTE))
    assert told(hub) == ["room_promised"]
    say(other, arrives(booking, ten), enters("hers", 1, ten, booking))
    assert told(hub) == ["room_promised"], "the same broken promise is not told twice"
    with hub.database.reading() as conn:
        room = published(conn, FittingRoom, room_id(SHOP, 1))
    assert room is not None
    assert [one.booking_id for one in room.let_in] == [booking.id]


def test_two_meet_in_a_room_from_which_one_had_been_moved_and_a_person_hears_of_it(hub: RunningHub) -> None:
    ten, noon = starts(hub)[0], starts(hub)[2]
    booking = book(hub, ten)
    till, other = hub.till(), hub.till(till_no="07")
    say(till, to_slot(booking, noon), enters("walk-in", 1, ten + 10 * MINUTE))
    assert told(hub) == [], "nobody is promised the room any more"
    say(other, enters("hers", 1, ten + 5 * MINUTE, booking))
    assert told(hub) == ["room_taken_twice"]


@pytest.mark.parametrize(
    ("room", "minutes"), [(1, -20), (2, 0), (3, 0), (1, 30)], ids=["out in time", "another", "the shop's", "missed"]
)
def test_a_room_that_nobody_is_waiting_for_is_anybody_s(hub: RunningHub, room: int, minutes: int) -> None:
    ten = starts(hub)[0]
    book(hub, ten)
    say(hub.till(), enters("walk-in", room, ten + minutes * MINUTE))
    assert told(hub) == []


def test_a_promise_that_was_kept_or_called_off_binds_nobody(hub: RunningHub) -> None:
    ten = starts(hub)[0]
    kept, gone = book(hub, ten), book(hub, ten, ZHOU)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=ZHOU, booking_id=gone.id)
    till = hub.till()
    say(till, arrives(kept, ten), enters("hers", 3, ten, kept))
    say(till, enters("one", 1, ten + MINUTE), enters("two", 2, ten + MINUTE))
    assert told(hub) == []


def test_her_promise_was_kept_when_she_first_went_in_whichever_till_is_heard_first(hub: RunningHub) -> None:
    ten = starts(hub)[0]
    booking = book(hub, ten)
    till, other = hub.till(), hub.till(till_no="07")
    say(till, enters("hers again", 2, ten + 8 * MINUTE, booking))
    say(other, enters("hers", 2, ten + 2 * MINUTE, booking), enters("walk-in", 1, ten + 5 * MINUTE))
    assert "room_promised" not in told(hub)


def test_a_late_fact_from_before_she_went_in_still_broke_her_promise(hub: RunningHub) -> None:
    ten = starts(hub)[0]
    booking = book(hub, ten)
    till, other = hub.till(), hub.till(till_no="07")
    say(other, arrives(booking, ten), enters("hers", 2, ten + 5 * MINUTE, booking))
    say(till, enters("walk-in", 1, ten))
    assert told(hub) == ["room_promised"]
