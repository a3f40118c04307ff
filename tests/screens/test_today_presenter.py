import pytest
from msgspec.structs import replace

from posapp.services.changes import Changes
from posapp.services.errors import NotOpenForHandOver
from posapp.ui.screens.today.state import EVERYBODY, MINE, NOBODYS, Heading
from tests.fakes import day_board as day
from tests.fakes.screen_parts import RecordingView, WaitingRunner


@pytest.fixture
def board():
    return day.Board(RecordingView())


def test_the_board_opens_with_the_mark_on_what_comes_first(board):
    assert board.state.chosen == day.XU_IS_LATE
    assert [row.section for row in board.state.rows if isinstance(row, Heading)] == ["late", "now", "next", "later"]
    assert board.state.count("late") == 2


def test_one_key_checks_in_who_has_come(board):
    board.presenter.step_pressed()
    assert ("check_in", "b-5", "list") in board.acts.bookings.calls
    assert board.news.changes.booking
    assert board.doors.opened == []


def test_one_key_makes_a_room_ready_and_hangs_an_order_back(board):
    board.presenter.step_pressed(day.TIDY.key)
    board.presenter.step_pressed(day.HANG_BACK.key)
    assert ("make_ready", day.TIDY.subject) in board.acts.fitting_rooms.calls
    assert ("put_back", "o-9") in board.acts.pickups.calls
    assert board.news.changes.room
    assert board.news.changes.order


@pytest.mark.parametrize(
    ("item", "door"),
    [
        (day.LIN_COMES, ("show_walk", "booking", "b-2")),
        (day.CHEN_ASKS, ("show_room", "r-1")),
        (day.NOT_BACK, ("show_room", "r-3")),
        (day.TO_PICK, ("show_walk", "order", "o-3")),
        (day.IN_VAIN, ("show_walk", "not_come", "b-7")),
        (day.TO_DECIDE, ("show_follow_up", "f-1")),
        (day.READY, ("show_pickup", "o-1")),
        (day.HELD_CART, ("recall_cart", "cart-7")),
        (day.DEFECTS, ("show_defects",)),
    ],
)
def test_a_step_that_takes_more_opens_its_screen_at_the_right_card(board, item, door):
    board.acts.today.items = (*day.ITEMS, day.IN_VAIN, day.TO_DECIDE)
    board.presenter.opened()
    board.presenter.step_pressed(item.key)
    assert board.doors.opened == [door]
    assert board.state.chosen == item


def test_what_is_refused_is_said_and_the_board_stays(board):
    board.acts.pickups.refuse_next(NotOpenForHandOver(reason="handed_over"))
    board.presenter.step_pressed(day.HANG_BACK.key)
    assert board.state.notice is not None
    assert not board.state.is_busy
    assert board.state.chosen == day.HANG_BACK


def test_a_step_that_is_pressed_twice_is_done_once():
    runner = WaitingRunner()
    board = day.Board(RecordingView(), runner)
    runner.let_run()
    board.presenter.step_pressed()
    board.presenter.step_pressed()
    assert len(runner.jobs) == 1
    runner.let_run()
    assert [call for call in board.acts.bookings.calls if call[0] == "check_in"] == [("check_in", "b-5", "list")]


def test_the_mark_walks_over_the_items_and_stops_at_the_ends(board):
    board.presenter.walked(1)
    assert board.state.chosen_key == board.keys[1]
    board.presenter.walked(99)
    assert board.state.chosen_key == board.keys[-1]
    board.presenter.walked(-99)
    assert board.state.chosen_key == board.keys[0]


def test_the_mark_stays_on_its_item_when_others_come_and_go(board):
    board.presenter.chosen(day.TO_PICK.key)
    board.acts.today.items = (day.NOT_BACK, day.TO_PICK, day.READY)
    board.presenter.things_changed(Changes(order=True))
    assert board.state.chosen == day.TO_PICK


def test_where_the_marked_item_is_done_with_the_mark_is_on_what_stands_there_now(board):
    board.presenter.walked(1)
    after = board.keys[2]
    board.acts.today.items = tuple(item for item in day.ITEMS if item.key != board.keys[1])
    board.presenter.opened()
    assert board.state.chosen_key == after


def test_one_kind_of_work_is_shown_alone_and_the_counts_stay(board):
    board.presenter.kind_chosen("room")
    assert board.keys == [day.NOT_BACK.key, day.TIDY.key, day.CHEN_ASKS.key]
    assert board.state.chosen == day.NOT_BACK
    assert board.state.kinds["pickup"] == 2
    board.presenter.kind_chosen(None)
    assert len(board.keys) == len(day.ITEMS)


def test_keys_walk_over_the_kinds_that_have_work(board):
    seen = []
    for _ in range(9):
        board.presenter.kinds_walked(1)
        seen.append(board.state.kind)
    assert set(seen) == {item.kind for item in day.ITEMS}
    board.acts.today.items = (day.READY,)
    board.presenter.opened()
    board.presenter.kind_chosen(None)
    board.presenter.kinds_walked(1)
    assert board.state.kind == "pickup"


def test_each_clerk_sees_her_own_work_and_what_nobody_has_taken_on(board):
    board.presenter.clerk_chosen(MINE)
    assert board.keys == [day.CHEN_ASKS.key]
    board.presenter.clerk_chosen(day.COLLEAGUE.staff_id)
    assert board.keys == [day.HELD_CART.key]
    board.presenter.clerk_chosen(NOBODYS)
    assert day.CHEN_ASKS.key not in board.keys
    assert len(board.keys) == len(day.ITEMS) - 2
    assert [name for _, name in board.state.clerks] == [day.COLLEAGUE.name]


def test_keys_walk_over_the_clerks(board):
    for wanted in (MINE, NOBODYS, day.COLLEAGUE.staff_id, day.COLLEAGUE.staff_id):
        board.presenter.clerks_walked(1)
        assert board.state.whose == wanted
    board.presenter.clerks_walked(-9)
    assert board.state.whose == EVERYBODY


def test_the_board_follows_what_happens_in_the_shop(board):
    board.acts.today.items = (replace(day.LIN_COMES, state="here", step="let_in", section="now", room_id="r-2"),)
    for changes in (Changes(stock=True), Changes(catalogue=True), Changes(member=True)):
        board.presenter.things_changed(changes)
        assert len(board.keys) == len(day.ITEMS)
    board.presenter.things_changed(Changes(booking=True))
    board.presenter.step_pressed()
    assert board.doors.opened == [("show_room", "r-2")]


def test_large_letters_stay_until_they_are_not_wanted(board):
    board.presenter.size_pressed()
    board.presenter.opened()
    assert board.state.is_large
    board.presenter.size_pressed()
    assert not board.state.is_large
