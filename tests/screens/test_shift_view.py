from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.domain.errors import BadAmount
from posapp.ui.notices import notice_of
from posapp.ui.screens.shift.counting_page import CountField
from posapp.ui.screens.shift.state import DENOMINATIONS, ShiftState
from posapp.ui.screens.shift.view import ShiftView
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.entry import Keypad
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said

OPENING = ShiftState(stage="opening")
RUNNING = ShiftState(stage="running", sheet=moment.RUNNING)
COUNTING = replace(RUNNING, stage="counting")
CLOSED = ShiftState(stage="closed", sheet=moment.CLOSED)


class Drawer:
    """The shift screen on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = ShiftView(self.look.speech, self.look.theme)
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)


@pytest.fixture
def drawer(qtbot, qapp):
    return lambda state=COUNTING, **more: Drawer(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [
        OPENING,
        RUNNING,
        replace(RUNNING, sheet=replace(moment.RUNNING, first_receipt="", last_receipt="", sales=0)),
        replace(COUNTING, pieces=(9_999,) * len(DENOMINATIONS)),
        CLOSED,
        replace(CLOSED, sheet=replace(moment.CLOSED, proof="waiting", difference=0)),
        replace(CLOSED, sheet=replace(moment.CLOSED, proof="different", differing=("sales", "stock_hash"))),
    ],
    ids=["opening", "running", "nothing sold", "counting a lot", "equal", "waiting", "different"],
)
def test_no_text_is_cut_on_the_smallest_screen(drawer, language, state):
    assert cut_texts(drawer(state, language=language).host) == []


def test_a_trouble_leaves_the_opening_readable(drawer):
    shown = drawer(replace(OPENING, notice=notice_of(BadAmount("about five"))))
    assert cut_texts(shown.host) == []


def test_while_counting_nothing_says_what_should_be_there(drawer):
    texts = " ".join(said(drawer(COUNTING).host))
    for fen in (moment.RUNNING.expected, moment.RUNNING.takings):
        assert f"{fen // 100:,}" not in texts


def test_enter_walks_the_notes_down_to_the_button(qtbot, drawer):
    shown = drawer()
    fields = shown.host.findChildren(CountField)
    counted = []
    shown.view.pieces_counted.connect(lambda *what: counted.append(what))
    fields[0].setFocus()
    for digit, field in enumerate(fields, start=1):
        assert field.hasFocus()
        qtbot.keyClicks(field, str(digit))
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert counted == [(fen, pieces) for pieces, fen in enumerate(DENOMINATIONS, start=1)]
    assert shown.host.focusWidget().text() == "点完，交班"


def test_the_keypad_types_into_the_note_in_hand(qtbot, drawer):
    shown = drawer()
    fields = [field for field in shown.host.findChildren(CountField) if field.isVisible()]
    fields[2].setFocus()
    keypad = next(one for one in shown.host.findChildren(Keypad) if one.isVisible())
    with qtbot.waitSignal(shown.view.pieces_counted) as counted:
        keypad.pressed.emit("7")
    assert counted.args == [2_000, 7]


def test_a_usual_float_takes_two_taps(qtbot, drawer):
    shown = drawer(OPENING)
    usual = next(chip for chip in shown.host.findChildren(ChipButton) if chip.text() == "¥500")
    qtbot.mouseClick(usual, Qt.MouseButton.LeftButton)
    open_ = next(
        one for one in shown.host.findChildren(QPushButton) if one.property("look") == "pay" and one.isVisible()
    )
    with qtbot.waitSignal(shown.view.float_given) as given:
        qtbot.mouseClick(open_, Qt.MouseButton.LeftButton)
    assert given.args == ["500"]


def test_a_day_proof_that_differs_names_the_figures(drawer):
    sheet = replace(moment.CLOSED, proof="different", differing=("sales", "total_fen"))
    texts = said(drawer(replace(CLOSED, sheet=sheet)).host)
    assert "与商城有出入" in texts
    assert "请告诉店长：销售单数、总金额" in texts
