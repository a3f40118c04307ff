"""What a clerk relies on when a booking moves, is called off or missed, and rooms are kept; the network gone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, local
from posapp.domain.identity import BookingId
from posapp.services.errors import AnotherDay, BookingOver, CodeRefused, NotThatSlot, RoomKept, RoomUnsure
from posapp.services.room_cards import RoomCard
from sync.protocol import rows
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.codes import CodeType
from sync.protocol.decoding import from_json
from sync.protocol.rooms import empty_room, room_id
from sync.worker.retry import FRESH
from tests.fakes.small_shop import NOON, SHOP, ZHOU, SmallShop, booking

BOOKED = BookingId("bk-1")
ONE, TWO, THREE = (room_id(SHOP, number) for number in (1, 2, 3))


def card(shop: SmallShop, wanted: str) -> RoomCard:
    return next(one for one in shop.rooms.board() if one.room_id == wanted)


def told(shop: SmallShop, kind: str) -> list[str]:
    return [one.body for one in shop.operations(kind)]


# --- another slot, or none -------------------------------------------------------------------------------------------


def test_she_moves_to_another_slot_and_the_mall_is_asked_for_a_room(shop: SmallShop) -> None:
    moved = shop.bookings.change(BOOKED, starts=Millis(NOON + 3 * HOUR), companions=2)
    assert (moved.starts, moved.ends, moved.room, moved.answer) == (NOON + 3 * HOUR, NOON + 4 * HOUR, 0, "asked")
    said = from_json(told(shop, "booking.change")[0], BookingChange)
    assert (said.starts_ms, said.companions, said.of_change) == (NOON + 3 * HOUR, 2, 0)
    assert shop.bookings.change(BOOKED, companions=3).companions == 3
    assert from_json(told(shop, "booking.change")[1], BookingChange).of_change == 1


def test_the_answer_of_the_mall_takes_the_place_of_the_question(shop: SmallShop) -> None:
    shop.bookings.change(BOOKED, starts=Millis(NOON + 3 * HOUR))
    seq = shop.operations("booking.change")[0].seq
    row = replace(booking(starts=NOON + 3 * HOUR), room=1, changes=1)
    shop.deliver(booking(), applied_through=seq - 1)
    assert shop.bookings.get(BOOKED).answer == "asked", "what was read before the mall knew changes nothing"
    shop.deliver(row, applied_through=seq)
    assert (shop.bookings.get(BOOKED).room, shop.bookings.get(BOOKED).answer) == (1, "")


def test_nothing_is_told_when_nothing_changed(shop: SmallShop) -> None:
    shop.bookings.change(BOOKED, starts=Millis(NOON + HOUR), companions=0)
    assert told(shop, "booking.change") == []


def test_the_slots_of_a_day_say_what_this_till_knows_of_them(shop: SmallShop) -> None:
    shop.deliver(replace(booking("bk-2", NOON + 2 * HOUR), room=1), replace(booking("bk-3", NOON + 2 * HOUR), room=2))
    slots = shop.bookings.slots(BOOKED, local(NOON).date())
    assert [(one.starts - NOON) // HOUR for one in slots] == list(range(10))
    assert [(one.free, one.is_late, one.is_hers) for one in slots[:3]] == [
        (2, True, False),
        (2, False, True),
        (0, False, False),
    ]


@pytest.mark.parametrize("starts", [NOON - HOUR, NOON + HOUR + 1, NOON + 11 * HOUR])
def test_a_time_that_is_no_slot_or_has_begun_changes_nothing(shop: SmallShop, starts: int) -> None:
    with pytest.raises(NotThatSlot):
        shop.bookings.change(BOOKED, starts=Millis(starts))
    assert shop.bookings.get(BOOKED).starts == NOON + HOUR
    assert told(shop, "booking.change") == []


def test_on_a_closed_day_there_is_no_slot(shop: SmallShop) -> None:
    with shop.file.view() as view:
        row = view.rows.get(rows.Shop, SHOP)
    assert row is not None
    tomorrow = local(NOON + DAY).date()
    assert len(shop.bookings.slots(BOOKED, tomorrow)) == 12
    shop.deliver(replace(row, closed_days=[tomorrow.isoformat()]))
    assert shop.bookings.slots(BOOKED, tomorrow) == ()


def test_called_off_at_the_counter_she_is_no_longer_expected(shop: SmallShop) -> None:
    assert shop.bookings.cancel(BOOKED).status == "cancelled"
    assert BOOKED not in [one.booking_id for one in shop.bookings.today()]
    assert from_json(told(shop, "booking.cancel")[0], BookingCancel).by == "member"
    with pytest.raises(BookingOver):
        shop.bookings.cancel(BOOKED)
    with pytest.raises(CodeRefused):
        shop.selling.scan(shop.code(CodeType.BOOKING, 9_001))


def test_the_booking_of_somebody_who_is_here_is_not_changed_any_more(shop: SmallShop) -> None:
    shop.bookings.check_in(BOOKED, "list")
    with pytest.raises(BookingOver) as refused:
        shop.bookings.cancel(BOOKED)
    assert refused.value.values["reason"] == "here"
    with pytest.raises(BookingOver):
        shop.bookings.change(BOOKED, companions=1)


# --- early, late, missed, another day --------------------------------------------------------------------------------


def test_who_does_not_come_is_missed_by_the_shop_s_rule_without_the_mall(shop: SmallShop) -> None:
    shop.clock.pass_(HOUR + 30 * MINUTE)
    assert shop.bookings.get(BOOKED).status == "booked"
    shop.clock.pass_(1)
    assert shop.bookings.get(BOOKED).status == "no_show"
    with pytest.raises(BookingOver):
        shop.bookings.change(BOOKED, starts=Millis(NOON + 5 * HOUR))
    assert shop.bookings.check_in(BOOKED, "booking_code").status == "checked_in", "she is let in all the same"


def test_who_comes_too_early_is_told_how_much_and_may_be_checked_in(shop: SmallShop) -> None:
    assert shop.bookings.get(BOOKED).minutes_early == 45
    assert shop.bookings.check_in(BOOKED, "list").minutes_early == 0
    shop.deliver(booking("bk-soon", NOON + 15 * MINUTE))
    assert shop.bookings.get(BookingId("bk-soon")).minutes_early == 0


@pytest.mark.parametrize(("days", "reason"), [(1, "ahead"), (-1, "past")])
def test_a_booking_of_another_day_says_which(shop: SmallShop, days: int, reason: str) -> None:
    shop.deliver(booking(starts=NOON + HOUR + days * DAY))
    for text in (shop.code(CodeType.BOOKING, 9_001), "10002000"):
        with pytest.raises(AnotherDay) as refused:
            shop.selling.scan(text)
        assert refused.value.values["reason"] == reason
        assert refused.value.values["time"] == "13:00"


# --- found by what she says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["林", "林晓清", "lin", "Lin Xiaoqing", "lxq", "1357", "10002000", "1000"])
def test_she_is_found_by_name_number_or_code(shop: SmallShop, said: str) -> None:
    assert shop.bookings.get(BOOKED).is_meant(said) is (said != "1000")


@pytest.mark.parametrize("said", ["", "周", "zhou", "liu", "2468", "99999999"])
def test_somebody_else_is_not_taken_for_her(shop: SmallShop, said: str) -> None:
    assert not shop.bookings.get(BOOKED).is_meant(said)


# --- whose room it is ------------------------------------------------------------------------------------------------


@pytest.fixture
def rooms(shop: SmallShop) -> None:
    soon = replace(booking("bk-soon", NOON + 15 * MINUTE), room=1)
    shop.deliver(*(empty_room(SHOP, number) for number in (1, 2, 3)), soon)


@pytest.mark.usefixtures("rooms")
def test_a_room_that_is_kept_is_given_away_only_on_the_clerk_s_word(shop: SmallShop) -> None:
    assert [one.is_kept for one in shop.rooms.board()] == [True, False, False]
    with pytest.raises(RoomKept) as refused:
        shop.rooms.let_in(ONE)
    assert refused.value.values["time"] == "12:15"
    assert card(shop, ONE).status == "free", "what was refused has left nothing behind"
    shop.rooms.let_in(ONE, anyway=True)
    assert card(shop, ONE).status == "in_use"
    shop.rooms.let_in(TWO)


@pytest.mark.usefixtures("rooms")
def test_her_own_room_is_hers_also_when_she_comes_early(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(ONE, BookingId("bk-soon"))
    assert card(shop, ONE).status == "in_use"


@pytest.mark.usefixtures("rooms")
def test_once_she_has_a_room_the_one_that_was_kept_is_free(shop: SmallShop) -> None:
    shop.rooms.let_in_booked(THREE, BookingId("bk-soon"))
    assert not card(shop, ONE).is_kept
    shop.rooms.let_in(ONE)


@pytest.mark.usefixtures("rooms")
def test_cut_off_from_the_mall_only_the_shop_s_own_room_is_sure(shop: SmallShop) -> None:
    shop.clock.pass_(3 * HOUR - 10 * MINUTE)
    assert [one.is_unsure for one in shop.rooms.board()] == [True, True, False]
    with pytest.raises(RoomUnsure):
        shop.rooms.let_in(TWO)
    shop.rooms.let_in(THREE)
    shop.deliver(rows.Category(id="caps", name_zh="帽", name_en="Caps", part="accessory", order=9))
    assert [one.is_unsure for one in shop.rooms.board()] == [False, False, False], "the mall was heard again"


@pytest.mark.usefixtures("rooms")
def test_who_is_here_without_a_room_comes_next_into_a_free_one(shop: SmallShop) -> None:
    shop.deliver(replace(booking("bk-none", NOON), room=0, member_id=ZHOU, code_no=9_002))
    assert [one.next.booking_id if one.next else None for one in shop.rooms.board()] == ["bk-soon", "bk-1", None]
    shop.bookings.check_in(BookingId("bk-none"), "list")
    assert [one.next.booking_id if one.next else None for one in shop.rooms.board()] == ["bk-soon", "bk-none", None]
    shop.rooms.let_in_booked(TWO, BookingId("bk-none"))
    assert [one.next.booking_id if one.next else None for one in shop.rooms.board()] == ["bk-soon", "bk-1", None]


@pytest.mark.usefixtures("rooms")
def test_a_clock_that_is_a_day_wrong_turns_nobody_away(shop: SmallShop) -> None:
    shop.clock.pass_(DAY)
    shop.store.record_attempt("pull", FRESH, shop.clock.now(), NOON)  # the mall says it is yesterday
    assert shop.bookings.get(BOOKED).status == "booked"
    assert shop.selling.scan(shop.code(CodeType.BOOKING, 9_001, age_ms=DAY)).kind == "booking"
