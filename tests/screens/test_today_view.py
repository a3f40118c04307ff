"""The board of the day as somebody stands before it."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListView

from posapp.domain.clock import MINUTE
from posapp.services.changes import Changes
from posapp.ui.screens.today.day_model import DayModel
from posapp.ui.screens.today.painting import LARGE, USUAL, DayDelegate, step_key
from posapp.ui.screens.today.state import MINE, TodayState
from posapp.ui.screens.today.view import TodayView
from posapp.ui.shell import intents
from posapp.ui.shell.intents import join
from posapp.ui.theme import TARGET
from posapp.ui.translation import Speech
from tests.fakes import day_board as day
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import cut_texts, said
from tests.fakes.counter_window import the_art, the_theme
from tests.fakes.screen_parts import SetClock


@pytest.fixture
def board(qtbot, qapp):
    """Return the board alone, as large as in a window of 1366×768."""

    def build(language="zh"):
        view = TodayView(Speech(language), the_theme(), the_art(), SetClock(moment.NOW))
        qtbot.addWidget(view)
        view.resize(1274, 708)
        with qtbot.waitExposed(view):
            view.show()
        made = day.Board(view)
        join(view, made.presenter, intents.TODAY)
        return made

    return build


@pytest.fixture
def open_board(qtbot, open_counter):
    """Return the whole counter with the board in front."""
    made = open_counter()
    qtbot.keyClick(made.counter.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(made.counter.presenters.desks.today.view.isVisible)
    return made


def list_of(made):
    return made.view.findChild(QListView)


def spoken(made):
    model = list_of(made).model()
    return [model.data(model.index(place), Qt.ItemDataRole.AccessibleTextRole) for place in range(model.rowCount())]


def place_of(made, key):
    """Return where an item stands on the screen, brought into sight."""
    listed = list_of(made)
    index = listed.model().index(listed.model().place_of(key))
    listed.scrollTo(index)
    return listed.visualRect(index)


def test_each_row_is_said_whole_to_who_cannot_see_it(board):
    rows = spoken(board())
    assert rows[0] == "迟了 · 2"
    assert rows[1] == "14:15, 许*然, 迟到 · 138****2046, 3 号试衣间, 她到了"
    assert "14:31, 陈*, 要一件 · 138****2046, 货架 B-11, 送过去" in rows


@pytest.fixture
def painted(monkeypatch):
    """Return the rows that were painted and not taken from memory, by their keys."""
    keys, paint = [], DayDelegate._paint_item

    def painting(self, painter, place, item):
        keys.append(item.key)
        paint(self, painter, place, item)

    monkeypatch.setattr(DayDelegate, "_paint_item", painting)
    return keys


def test_a_row_is_painted_once_and_anew_when_it_says_something_else(board, painted):
    made = board()
    listed = list_of(made)
    listed.viewport().repaint()
    before = listed.viewport().grab().toImage()
    painted.clear()
    listed.viewport().repaint()
    assert painted == []
    made.presenter.walked(1)
    listed.viewport().repaint()
    assert len(painted) == 2, "the one that loses the mark and the one that gets it"
    made.presenter.walked(-1)
    assert listed.viewport().grab().toImage() == before
    painted.clear()
    made.view._clock.go_on(MINUTE)
    listed.viewport().repaint()
    assert painted, "minutes go on"
    assert listed.viewport().grab().toImage() != before


@pytest.mark.parametrize("turned", ["light", "language"])
def test_every_row_is_painted_anew_in_another_light_and_another_language(board, painted, turned):
    made = board()
    listed = list_of(made)
    listed.viewport().repaint()
    in_sight = set(painted)
    painted.clear()
    other = the_theme() if turned == "light" else made.view._speech
    other.toggle()
    try:
        listed.viewport().repaint()
        assert set(painted) == in_sight
    finally:
        other.toggle()


def test_keys_walk_filter_and_do_the_next_step(qtbot, board):
    made = board()
    qtbot.keyClick(made.view, Qt.Key.Key_Return)
    assert ("check_in", "b-5", "list") in made.acts.bookings.calls
    qtbot.keyClick(made.view, Qt.Key.Key_Down)
    assert made.state.chosen == day.NOT_BACK
    qtbot.keyClick(made.view, Qt.Key.Key_Right)
    assert made.state.kind == "booking"
    qtbot.keyClick(made.view, Qt.Key.Key_Left)
    qtbot.keyClick(made.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (made.state.kind, made.state.whose) == (None, MINE)
    qtbot.keyClick(made.view, Qt.Key.Key_Plus)
    assert made.state.is_large
    qtbot.keyClick(made.view, Qt.Key.Key_Return)
    assert made.doors.opened == [("show_room", "r-1")]


def test_a_key_that_is_leant_on_does_not_go_down_the_list(board):
    made = board()
    for is_repeated in (False, True, True):
        key = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=is_repeated
        )
        QApplication.sendEvent(made.view, key)
    assert len([call for call in made.acts.bookings.calls if call[0] == "check_in"]) == 1


def test_a_tap_marks_a_row_and_a_tap_on_its_key_does_the_step(qtbot, board):
    made = board()
    viewport = list_of(made).viewport()
    row = place_of(made, day.NOT_BACK.key)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(row.left() + 200, row.center().y()))
    assert made.state.chosen == day.NOT_BACK
    assert not made.doors.opened
    row = place_of(made, day.READY.key)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=step_key(row, USUAL).center())
    assert made.doors.opened == [("show_pickup", "o-1")]


def test_the_second_half_of_a_double_tap_does_nothing_to_the_row_that_came_there(qtbot, board):
    made = board()
    viewport = list_of(made).viewport()
    key = step_key(place_of(made, day.READY.key), USUAL).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=key)
    next_one = step_key(place_of(made, day.NOT_BACK.key), USUAL).center()
    for press in (qtbot.mouseDClick, qtbot.mouseRelease):
        press(viewport, Qt.MouseButton.LeftButton, pos=next_one)
    assert made.doors.opened == [("show_pickup", "o-1")]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=next_one)
    assert len(made.doors.opened) == 2


def test_the_marked_row_is_brought_into_sight(qtbot, board):
    made = board()
    for _ in day.ITEMS:
        qtbot.keyClick(made.view, Qt.Key.Key_Down)
    listed = list_of(made)
    last = listed.model().index(listed.model().place_of(day.ITEMS[-1].key))
    qtbot.waitUntil(lambda: listed.viewport().rect().contains(listed.visualRect(last).adjusted(2, 2, -2, -2)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_around_the_list_is_cut(qtbot, board, language):
    made = board(language)
    made.acts.syncing.now_says = moment.OFFLINE
    made.presenter.things_changed(Changes(sync=True))
    qtbot.waitUntil(lambda: not cut_texts(made.view))
    assert any("10:42" in text for text in said(made.view)), "it says how old the mall's rows are"


def test_without_work_it_says_so_and_with_a_filter_that_leaves_none_too(qtbot, board):
    made = board()
    made.presenter.clerk_chosen(day.COLLEAGUE.staff_id)
    made.acts.today.items = (day.READY,)
    made.presenter.things_changed(Changes(booking=True))
    qtbot.waitUntil(lambda: "这里没有要做的" in said(made.view))
    made.acts.today.items = ()
    made.presenter.things_changed(Changes(booking=True))
    qtbot.waitUntil(lambda: "今天没有要做的了" in said(made.view))


def test_in_the_counter_each_step_opens_its_screen(open_board):
    made = open_board
    shell, today = made.counter.presenters.shell, made.counter.presenters.today
    assert shell.state.badges["today"] == 7
    for item, page in (
        (day.TO_PICK, "walk"),
        (day.CHEN_ASKS, "rooms"),
        (day.READY, "pickups"),
    ):
        shell.page_chosen("today")
        today.step_pressed(item.key)
        assert shell.state.page == page
    today.step_pressed(day.DEFECTS.key)
    assert made.counter.panels.defects.state.is_open
    assert made.counter.panels.is_open, "and scans stay out of the cart meanwhile"
    made.counter.panels.put_away()
    assert not made.counter.panels.is_open
    assert made.counter.presenters.rooms.state.chosen_id == "r-1"
    assert made.counter.presenters.pickups.state.card.order_id == "o-1"


def test_a_cart_put_aside_is_taken_back_from_the_board(open_board):
    made = open_board
    made.counter.scanned("6901234567801")
    made.counter.presenters.selling.hold_pressed()
    held = replace(day.HELD_CART, subject=made.till.aside[0][0].cart_id)
    made.shop.today.items = (held,)
    made.counter.presenters.shell.page_chosen("today")
    made.counter.presenters.today.step_pressed()
    assert made.counter.presenters.shell.state.page == "sell"
    assert made.counter.presenters.selling.state.cart.pieces == 1


def test_keys_of_a_row_are_large_enough_for_a_finger():
    assert min(USUAL.key_height, LARGE.key_height) >= TARGET


def rows_of(*items):
    return TodayState(board=day.FakeToday(items).board()).rows


def test_a_row_that_comes_in_moves_no_other(qtmodeltester, qapp):
    model, told = DayModel(lambda row: row.key), []
    model.show_rows(rows_of(day.XU_IS_LATE, day.NOT_BACK, day.READY), "")
    model.rowsInserted.connect(lambda _, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: told.append(("out", first, last)))
    model.modelReset.connect(lambda: told.append("reset"))
    model.show_rows(rows_of(day.XU_IS_LATE, day.NOT_BACK, day.TIDY, day.READY), "")
    assert told == [("in", 3, 4)], "its heading and itself, and nothing else"
    told.clear()
    model.show_rows(rows_of(day.NOT_BACK, day.TIDY, day.READY), "")
    assert told == [("out", 1, 1)]
    qtmodeltester.check(model)


def test_only_a_row_that_says_something_else_is_painted_again(qapp):
    model, told = DayModel(lambda row: row.key), []
    model.show_rows(rows_of(day.XU_IS_LATE, day.NOT_BACK), day.XU_IS_LATE.key)
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    model.show_rows(rows_of(day.XU_IS_LATE, replace(day.NOT_BACK, pieces=2)), day.XU_IS_LATE.key)
    assert told == [2]
    told.clear()
    model.show_rows(rows_of(day.XU_IS_LATE, replace(day.NOT_BACK, pieces=2)), day.NOT_BACK.key)
    assert sorted(told) == [1, 2], "the mark went from one to the other"
