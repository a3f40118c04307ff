from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.services.errors import DiskFull
from posapp.services.outcomes import Said
from posapp.ui.notices import notice_of
from posapp.ui.screens.bookings.board import BookingRow
from posapp.ui.screens.bookings.state import BookingsState
from posapp.ui.screens.bookings.view import BookingsView
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said

IN_THE_ROOM = BookingsState(cards=moment.BOARD, chosen_id="b-1")
TO_COME = BookingsState(cards=moment.BOARD, chosen_id="b-2")


class Board:
    """The bookings board on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = BookingsView(self.look.speech, self.look.theme, self.look.art)
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)

    def button(self, name):
        return next(one for one in self.host.findChildren(QPushButton) if one.accessibleName() == name)


@pytest.fixture
def board(qtbot, qapp):
    return lambda state=IN_THE_ROOM, **more: Board(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [IN_THE_ROOM, TO_COME, BookingsState(cards=()), replace(IN_THE_ROOM, notice=notice_of(DiskFull()))],
    ids=["in the room", "to come", "empty day", "trouble"],
)
def test_no_text_is_cut_on_the_smallest_screen(qtbot, board, language, state):
    host = board(state, language=language).host
    qtbot.waitUntil(lambda: cut_texts(host) == [])


def test_one_tap_says_what_became_of_a_garment(qtbot, board):
    shown = board()
    with qtbot.waitSignal(shown.view.judged) as given:
        qtbot.mouseClick(shown.button("真丝飘带衬衫：颜色"), Qt.MouseButton.LeftButton)
    assert given.args == ["g-13", Said("not_colour")]


def test_of_a_garment_that_does_not_fit_a_tap_says_where_and_another_takes_it_back(qtbot, board):
    shown = board()
    with qtbot.waitSignal(shown.view.judged) as given:
        qtbot.mouseClick(shown.button("缎面半身裙：腰"), Qt.MouseButton.LeftButton)
    assert given.args == ["g-12", Said("too_small", ("waist", "hip"))]
    with qtbot.waitSignal(shown.view.judged) as given:
        qtbot.mouseClick(shown.button("缎面半身裙：臀"), Qt.MouseButton.LeftButton)
    assert given.args == ["g-12", Said("too_small")]


def test_a_size_that_may_fit_is_wanted_in_one_tap_and_one_that_is_not_here_cannot_be(qtbot, board):
    shown = board()
    with qtbot.waitSignal(shown.view.size_wanted) as wanted:
        qtbot.mouseClick(shown.button("缎面半身裙：拿 L · 店里 2"), Qt.MouseButton.LeftButton)
    assert wanted.args == ["g-12", Said("too_small", ("hip",), "L"), "v-3-L"]
    assert not shown.button("缎面半身裙：拿 XL · 店里 0").isEnabled()


def test_the_keyboard_walks_the_answers_and_keeps_its_place_when_one_is_kept(qtbot, board):
    shown = board()
    colour = shown.button("真丝飘带衬衫：颜色")
    colour.setFocus()
    qtbot.keyClick(colour, Qt.Key.Key_Right)
    style = shown.button("真丝飘带衬衫：款式")
    assert style.hasFocus()
    with qtbot.waitSignal(shown.view.judged):
        qtbot.keyClick(style, Qt.Key.Key_Space)
    coat, skirt, blouse = moment.BOARD[1].garments
    card = replace(moment.BOARD[1], garments=(coat, skirt, moment.judged(blouse, "not_style")))
    shown.view.show_state(replace(IN_THE_ROOM, cards=(card,)))
    assert style.isChecked()
    assert style.hasFocus()


def test_the_next_key_judges_no_garment_of_the_booking_that_is_opened_next(qtbot, board):
    shown = board()
    shown.button("真丝飘带衬衫：颜色").setFocus()
    here = replace(moment.BOARD[0], booking_id="b-9", status="checked_in", checked_in=moment.BOARD[1].checked_in)
    shown.view.show_state(BookingsState(cards=(*moment.BOARD, here), chosen_id="b-9"))
    assert not [one for one in shown.host.findChildren(QPushButton) if one.hasFocus()]
    with qtbot.waitSignal(shown.view.judged) as given:
        qtbot.mouseClick(shown.button(f"{here.garments[0].name.zh}：颜色"), Qt.MouseButton.LeftButton)
    assert given.args == [here.garments[0].garment_id, Said("not_colour")]


def test_answers_are_large_enough_for_a_finger(qtbot, board):
    shown = board()
    answers = [one for one in shown.host.findChildren(QPushButton) if one.property("look") == "verdict"]
    assert min(min(one.width(), one.height()) for one in answers if one.isVisible()) >= 44


def test_an_answer_that_was_not_kept_is_not_marked(qtbot, board):
    shown = board()
    qtbot.mouseClick(shown.button("真丝飘带衬衫：颜色"), Qt.MouseButton.LeftButton)
    shown.view.show_state(replace(IN_THE_ROOM, notice=notice_of(DiskFull())))
    assert not shown.button("真丝飘带衬衫：颜色").isChecked()
    qtbot.mouseClick(shown.button("缎面半身裙：偏小"), Qt.MouseButton.LeftButton)
    shown.view.show_state(IN_THE_ROOM)
    assert shown.button("缎面半身裙：偏小").isChecked()


def test_nothing_can_be_judged_before_she_is_here(board):
    shown = board(TO_COME)
    assert not [one for one in shown.host.findChildren(QPushButton) if one.property("look") == "verdict"]
    assert "货架 A-03" in said(shown.host)


def test_enter_checks_in_who_is_not_here_yet(qtbot, board):
    shown = board(TO_COME)
    with qtbot.waitSignal(shown.view.checked_in):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)


def test_enter_brings_kept_pieces_to_the_cart(qtbot, board):
    shown = board()
    with qtbot.waitSignal(shown.view.kept_taken):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)


def test_arrows_walk_the_day(qtbot, board):
    shown = board()
    with qtbot.waitSignal(shown.view.chosen) as chosen:
        qtbot.keyClick(shown.view, Qt.Key.Key_Down)
    assert chosen.args == ["b-5"]


def test_a_booking_that_arrives_pulses_once_and_the_others_stay_calm(qtbot, board):
    quiet = tuple(card for card in moment.BOARD if not card.is_new)
    shown = board(BookingsState(cards=quiet, chosen_id="b-1"))
    shown.view.show_state(IN_THE_ROOM)
    rows = shown.host.findChildren(BookingRow)
    qtbot.waitUntil(lambda: any(one.glow > 0 for one in rows))
    assert [one.accessibleName()[:5] for one in rows if one.glow > 0] == ["15:00"]
    late = replace(moment.BOARD[0], is_late=True)
    shown.view.show_state(BookingsState(cards=(late, *moment.BOARD[1:]), chosen_id="b-1"))
    qtbot.wait(50)
    fresh = [one for one in shown.host.findChildren(BookingRow) if one.isVisible()]
    assert {one.accessibleName()[:5] for one in fresh if one.glow > 0} <= {"15:00"}, "its glow may end, no other begins"


def test_the_glow_of_a_booking_does_not_go_along_to_whom_its_row_is_filled_for(qtbot, qapp):
    look = a_look(qapp, "zh")
    row = BookingRow(look.speech, look.theme, look.art)
    qtbot.addWidget(row)
    row.show_booking(moment.BOARD[0])
    row.pulse()
    qtbot.waitUntil(lambda: row.glow > 0)

    row.show_booking(moment.BOARD[0])
    assert row.glow > 0
    row.show_booking(moment.BOARD[1])
    qtbot.wait(50)

    assert row.glow == 0


def test_a_tap_on_a_card_opens_it(qtbot, board):
    shown = board()
    row = next(one for one in shown.host.findChildren(BookingRow) if "林*婉" in one.accessibleName())
    with qtbot.waitSignal(shown.view.chosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen.args == ["b-2"]
