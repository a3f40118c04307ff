"""The board of the day as somebody stands before it."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListView

from posapp.services.changes import Changes
from posapp.ui.screens.today.day_model import DayModel
from posapp.ui.screens.today.painting import LARGE, USUAL, step_key
from posapp.ui.screens.today.state import TodayState
from posapp.ui.theme import TARGET
from tests.fakes import day_board as day
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import cut_texts, said
from tests.fakes.counter_window import a_counter, the_theme


@pytest.fixture
def open_board(qtbot, qapp):
    theme = the_theme()

    def build(width=1366, height=768, **more):
        made = a_counter(theme=theme, **more)
        window = made.counter.window
        qtbot.addWidget(window)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        made.counter.open()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(made.counter.today_view.isVisible)
        return made

    return build


def listed(made):
    return made.counter.today_view.findChild(QListView)


def spoken(made):
    model = listed(made).model()
    return [model.data(model.index(place), Qt.ItemDataRole.AccessibleTextRole) for place in range(model.rowCount())]


def place_of(made, key):
    """Return where an item stands on the screen, brought into sight."""
    view = listed(made)
    index = view.model().index(view.model().place_of(key))
    view.scrollTo(index)
    return view.visualRect(index)


def test_each_row_is_said_whole_to_who_cannot_see_it(open_board):
    rows = spoken(open_board())
    assert rows[0] == "迟了 · 2"
    assert rows[1] == "14:15, 许*然, 迟到 · 138****2046, 3 号试衣间, 她到了"
    assert "14:31, 陈*, 要一件 · 138****2046, 货架 B-11, 送过去" in rows


def test_keys_walk_filter_and_do_the_next_step(qtbot, open_board):
    made = open_board()
    view, presenter = made.counter.today_view, made.counter.presenters.today
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert ("check_in", "b-5", "list") in made.shop.bookings.calls
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert presenter.state.chosen == day.NOT_BACK
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert presenter.state.kind == "booking"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (presenter.state.kind, presenter.state.whose) == (None, "mine")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert made.counter.presenters.shell.state.page == "rooms"
    assert made.counter.presenters.rooms.state.chosen_id == "r-1"


def test_a_key_that_is_leant_on_does_not_go_down_the_list(open_board):
    made = open_board()
    for is_repeated in (False, True, True):
        key = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=is_repeated
        )
        QApplication.sendEvent(made.counter.today_view, key)
    assert len([call for call in made.shop.bookings.calls if call[0] == "check_in"]) == 1


def test_a_tap_marks_a_row_and_a_tap_on_its_key_does_the_step(qtbot, open_board):
    made = open_board()
    viewport = listed(made).viewport()
    row = place_of(made, day.NOT_BACK.key)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(row.left() + 200, row.center().y()))
    assert made.counter.presenters.today.state.chosen == day.NOT_BACK
    row = place_of(made, day.READY.key)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=step_key(row, USUAL).center())
    assert made.counter.presenters.shell.state.page == "pickups"
    assert made.counter.presenters.pickups.state.card.order_id == "o-1"


def test_what_is_to_be_fetched_opens_the_walking_list(open_board):
    made = open_board()
    made.counter.presenters.today.step_pressed(day.TO_PICK.key)
    assert made.counter.presenters.shell.state.page == "walk"


def test_a_cart_put_aside_is_taken_back_from_the_board(open_board):
    made = open_board()
    made.counter.scanned("6901234567801")
    made.counter.presenters.selling.hold_pressed()
    held = replace(day.HELD_CART, subject=made.till.aside[0][0].cart_id)
    made.shop.today.items = (held,)
    made.counter.presenters.shell.page_chosen("today")
    made.counter.presenters.today.step_pressed()
    assert made.counter.presenters.shell.state.page == "sell"
    assert made.counter.presenters.selling.state.cart.pieces == 1


def test_the_marked_row_is_brought_into_sight(qtbot, open_board):
    made = open_board()
    for _ in day.ITEMS:
        qtbot.keyClick(made.counter.today_view, Qt.Key.Key_Down)
    view = listed(made)
    last = view.model().index(view.model().place_of(day.ITEMS[-1].key))
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(last).adjusted(2, 2, -2, -2)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_around_the_list_is_cut(qtbot, open_board, language):
    made = open_board(language=language)
    made.shop.syncing.now_says = moment.OFFLINE
    made.announcements.announce(Changes(sync=True))
    qtbot.waitUntil(lambda: not cut_texts(made.counter.today_view))
    assert any("10:42" in text for text in said(made.counter.today_view)), "it says how old the mall's rows are"


def test_without_work_it_says_so_and_with_a_filter_that_leaves_none_too(qtbot, open_board):
    made = open_board()
    made.counter.presenters.today.clerk_chosen(day.COLLEAGUE.staff_id)
    made.shop.today.items = (day.READY,)
    made.announcements.announce(Changes(booking=True))
    qtbot.waitUntil(lambda: "这里没有要做的" in said(made.counter.today_view))
    made.shop.today.items = ()
    made.announcements.announce(Changes(booking=True))
    qtbot.waitUntil(lambda: "今天没有要做的了" in said(made.counter.today_view))


def test_the_rail_says_how_much_is_late_or_wanted_now(open_board):
    assert open_board().counter.presenters.shell.state.badges["today"] == 7


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
