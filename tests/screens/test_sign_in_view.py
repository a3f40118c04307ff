from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from posapp.services.errors import LockedOut, WrongPin
from posapp.ui.notices import notice_of
from posapp.ui.screens.sign_in.state import SignInState
from posapp.ui.screens.sign_in.view import SignInView
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.row_button import RowButton
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said

CHOSEN = SignInState(staff=moment.STAFF, chosen=moment.STAFF[2], digits=2)
WAITING = replace(
    CHOSEN, digits=0, notice=notice_of(LockedOut(seconds=30)), seconds_left=28, waits_until=moment.NOW + 28_000
)


class Door:
    """The sign-in screen on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = SignInView(self.look.speech, self.look.theme)
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)


@pytest.fixture
def door(qtbot, qapp):
    return lambda state=CHOSEN, **more: Door(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [
        SignInState(),
        SignInState(staff=()),
        CHOSEN,
        replace(CHOSEN, digits=0, notice=notice_of(WrongPin(tries_left=2))),
        WAITING,
    ],
    ids=["reading", "nobody", "typing", "wrong", "waiting"],
)
def test_no_text_is_cut_on_the_smallest_screen(door, language, state):
    assert cut_texts(door(state, language=language).host) == []


def test_keyboard_and_keypad_type_the_same_digits(qtbot, door):
    shown = door()
    typed = []
    shown.view.digit_typed.connect(typed.append)
    qtbot.keyClicks(shown.view, "24")
    shown.host.findChild(Keypad).pressed.emit("6")
    qtbot.keyClick(shown.view, Qt.Key.Key_8)
    assert typed == ["2", "4", "6", "8"]


def test_backspace_takes_a_digit_back_and_escape_all(qtbot, door):
    shown = door()
    with qtbot.waitSignal(shown.view.erased):
        qtbot.keyClick(shown.view, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(shown.view.cleared):
        qtbot.keyClick(shown.view, Qt.Key.Key_Escape)


def test_after_a_tap_on_a_name_the_keyboard_types_the_pin(qtbot, door):
    shown = door(SignInState(staff=moment.STAFF))
    name = next(one for one in shown.host.findChildren(RowButton) if one.accessibleName() == "陆小曼")
    with qtbot.waitSignal(shown.view.staff_chosen) as chosen:
        qtbot.mouseClick(name, Qt.MouseButton.LeftButton)
    assert chosen.args == ["1003"]
    with qtbot.waitSignal(shown.view.digit_typed):
        qtbot.keyClick(shown.host.focusWidget(), Qt.Key.Key_2)


def test_arrows_choose_a_name(qtbot, door):
    shown = door()
    with qtbot.waitSignal(shown.view.staff_chosen) as chosen:
        qtbot.keyClick(shown.view, Qt.Key.Key_Down)
    assert chosen.args == ["1004"]


def test_while_the_till_waits_it_counts_and_takes_no_digit(qtbot, door):
    shown = door(WAITING)
    assert "试错太多，请等 28 秒" in said(shown.host)
    assert not shown.host.findChild(Keypad).isEnabled()
    with qtbot.waitSignal(shown.view.ticked, timeout=3_000):
        pass
