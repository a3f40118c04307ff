"""What a clerk sees when she looks for somebody, moves a booking, calls it off, and checks in who is early or late."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from posapp.domain.clock import MINUTE, Millis, local
from posapp.services.errors import NotThatSlot, RoomKept, RoomUnsure
from posapp.ui.formatting import clock_time
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.moving import MovingPanel
from posapp.ui.screens.bookings.presenter import BookingsPresenter
from posapp.ui.screens.bookings.state import BookingsState, Moving
from posapp.ui.screens.bookings.view import BookingsView
from posapp.ui.screens.rooms.presenter import RoomsPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.clerks_desk import FakeBookings, FakeRooms
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen
from tests.fakes.counter_services import FakeOutfitting
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Board:
    """The bookings board over doubles, on the booking at 16:30."""

    def __init__(self):
        self.view = RecordingView()
        self.bookings = FakeBookings()
        self.announced = RecordedAnnouncements()
        self.presenter = BookingsPresenter(self.view, self.bookings, InlineRunner(), self.announced, lambda: None)
        self.presenter.opened()
        self.presenter.chosen("b-3")

    @property
    def state(self):
        return self.view.state


@pytest.fixture
def board():
    return Board()


@pytest.mark.parametrize("said", ["欧阳", "ouyang", "oy"])
def test_she_is_found_among_today_s_bookings_by_what_she_says(board, said):
    board.presenter.chosen("b-1")
    board.presenter.searched(said)
    assert [card.booking_id for card in board.state.listed] == ["b-3"]
    assert board.state.chosen.booking_id == "b-3", "the only one found is opened"
    board.presenter.searched("")
    assert len(board.state.listed) == len(board.state.cards)


def test_a_name_that_nobody_bears_leaves_the_chosen_one_open(board):
    board.presenter.searched("赵钱孙")
    assert board.state.listed == ()
    assert board.state.chosen.booking_id == "b-3"


def test_she_moves_to_a_time_of_another_day_and_is_told_that_the_mall_is_asked(board):
    board.presenter.moving_wanted()
    day = board.state.moving.today
    board.presenter.day_chosen(day.replace(day=day.day + 1))
    assert (board.state.moving.today, board.state.moving.day) == (day, day.replace(day=day.day + 1))
    slot = board.state.moving.slots[4]
    board.presenter.slot_chosen(slot.starts)
    assert ("change", "b-3", slot.starts, None) in board.bookings.calls
    assert (board.state.chosen.answer, board.state.moving) == ("asked", None)
    assert board.state.notice.what == words.MOVED
    assert board.announced.changes.booking


def test_more_company_leaves_the_times_open(board):
    board.presenter.moving_wanted()
    board.presenter.companions_chosen(2)
    assert board.state.chosen.companions == 2
    assert board.state.moving is not None


def test_a_booking_is_called_off_on_the_second_press_only(board):
    board.presenter.moving_wanted()
    board.presenter.off_pressed()
    assert board.state.moving.is_off_armed
    assert ("cancel", "b-3") not in board.bookings.calls
    board.presenter.off_pressed()
    assert ("cancel", "b-3") in board.bookings.calls
    assert board.state.notice.what == words.CALLED_OFF


def test_a_double_click_calls_nothing_off(qtbot, qapp, board):
    look = a_look(qapp, "en")
    panel = MovingPanel(look.speech)
    board.presenter.moving_wanted()
    pressed = []
    panel.off_pressed.connect(lambda: pressed.append(1))
    host = on_the_screen(qtbot, panel)
    panel.show_moving(board.state.moving, board.state.chosen)
    assert host.isVisible()
    off = next(one for one in panel.findChildren(QPushButton) if one.text() == look.speech.say(words.CALL_OFF))
    for press in (qtbot.mouseClick, qtbot.mouseDClick, qtbot.mouseRelease):
        press(off, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1


def test_the_times_of_a_long_day_lie_under_one_another_and_scroll(qtbot, qapp):
    look = a_look(qapp, "en")
    view = BookingsView(look.speech, look.theme, look.art)
    host = on_the_screen(qtbot, view)
    card = next(one for one in moment.BOARD if one.booking_id == "b-3")
    card = moment.replace(card, note="Two coats for a wedding, please lay out the belts too")
    day = local(card.starts).date()
    slots = moment.slots_of(card, day)
    moving = Moving(day, day, (*slots, *(moment.replace(one, is_late=True) for one in slots)))
    view.show_state(BookingsState(cards=(card,), chosen_id="b-3", moving=moving))
    panel = view.findChild(MovingPanel)
    buttons = panel.findChildren(QPushButton)
    assert len(buttons) > 2 * len(slots)
    qtbot.waitUntil(lambda: buttons[-1].y() > 0 and panel.height() >= panel.minimumSizeHint().height())
    assert host.isVisible()


def test_a_time_that_is_refused_says_why_and_moves_nothing(board):
    board.presenter.moving_wanted()
    board.bookings.refuse_next(NotThatSlot())
    board.presenter.slot_chosen(Millis(moment.NOW))
    assert board.state.notice.code == "not_that_slot"
    assert board.state.chosen.answer == ""


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({"minutes_early": 20}, words.CAME_EARLY),
        ({"status": "no_show"}, words.CAME_LATE),
        ({"status": "checked_in", "checked_in": Millis(moment.NOW - 5 * MINUTE)}, words.CAME_BEFORE),
        ({}, None),
    ],
    ids=["early", "late", "again", "in time"],
)
def test_a_check_in_says_what_to_do_with_who_is_early_late_or_here_already(board, before, told):
    board.bookings.board["b-3"] = moment.replace(board.bookings.board["b-3"], **before)
    board.presenter.opened()
    board.presenter.booking_scanned("b-3")
    notice = board.state.notice
    assert (notice.what if notice else None) == told
    assert board.state.chosen.status == "checked_in"


@pytest.mark.parametrize("refusal", [RoomKept(room=5, name="林", time="15:00"), RoomUnsure(room=5)])
def test_a_room_that_is_kept_is_given_away_when_the_clerk_presses_again(refusal):
    view, rooms = RecordingView(), FakeRooms()
    presenter = RoomsPresenter(view, rooms, InlineRunner(), RecordedAnnouncements(), lambda: None, FakeOutfitting())
    presenter.opened()
    presenter.chosen("r-5")
    rooms.refuse_next(refusal)
    presenter.walk_in_let_in()
    assert view.state.notice.code == refusal.code
    presenter.walk_in_let_in()
    assert ("let_in_anyway", "r-5", None, 0) in rooms.calls
    presenter.chosen("r-5")
    presenter.walk_in_let_in()
    assert rooms.calls[-1][0] == "let_in", "what was said of one visit is not said of the next"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_choice_is_shown_whole_and_sends_what_it_says(qtbot, qapp, language):
    look = a_look(qapp, language)
    view = BookingsView(look.speech, look.theme, look.art)
    host = on_the_screen(qtbot, view)
    card = next(one for one in moment.BOARD if one.booking_id == "b-3")
    day = local(card.starts).date()
    slots = moment.slots_of(card, day)
    moving = Moving(day, day, slots)
    view.show_state(BookingsState(cards=moment.BOARD, chosen_id="b-3", moving=moving))
    qtbot.waitUntil(lambda: view.findChild(MovingPanel).isVisible())
    qtbot.waitUntil(lambda: cut_texts(host) == [])
    buttons = {one.text(): one for one in view.findChild(MovingPanel).findChildren(QPushButton)}
    time = next(text for text in buttons if text.startswith(clock_time(slots[4].starts)))
    with qtbot.waitSignal(view.slot_chosen) as sent:
        buttons[time].click()
    assert sent.args == [slots[4].starts]
    with qtbot.waitSignal(view.off_pressed):
        buttons[look.speech.say(words.CALL_OFF)].click()
    with qtbot.waitSignal(view.companions_chosen) as sent:
        buttons["2"].click()
    assert sent.args == [2]


def test_enter_in_the_search_goes_on_with_who_was_found(qtbot, qapp):
    look = a_look(qapp, "zh")
    view = BookingsView(look.speech, look.theme, look.art)
    host = on_the_screen(qtbot, view)
    view.show_state(BookingsState(cards=moment.BOARD, chosen_id="b-3"))
    assert host.isVisible()
    field = view.findChild(QLineEdit)
    with qtbot.waitSignal(view.searched) as sent:
        qtbot.keyClicks(field, "l")
    assert sent.args == ["l"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    with qtbot.waitSignal(view.checked_in):
        qtbot.keyClick(view, Qt.Key.Key_Return)
