from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.domain.text import Bilingual
from posapp.services.errors import MallUnreachable, PairingRefused
from posapp.ui.notices import notice_of
from posapp.ui.screens.setup.state import SetupState
from posapp.ui.screens.setup.view import SetupView
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.kept_field import KeptField
from posapp.ui.widgets.row_button import RowButton
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen

PAIRING = SetupState(stage="pairing", hub_url="https://mall.example.com")
LOADING = replace(PAIRING, stage="loading", loaded=6_000, to_load=12_480)
READY = replace(PAIRING, stage="ready", may_sell=True, chain=Bilingual("示例集合店", "Example Select"), till_no="02")


class FirstStart:
    """The first start on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = SetupView(self.look.speech, self.look.theme)
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)

    def button(self, text):
        return next(one for one in self.host.findChildren(QPushButton) if one.text() == text)


@pytest.fixture
def start(qtbot, qapp):
    return lambda state=PAIRING, **more: FirstStart(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [
        SetupState(),
        PAIRING,
        replace(PAIRING, notice=notice_of(PairingRefused(reason="expired"))),
        replace(PAIRING, notice=notice_of(MallUnreachable())),
        replace(PAIRING, stage="asking"),
        LOADING,
        replace(LOADING, may_sell=True, is_offline=True),
        READY,
    ],
    ids=["language", "pairing", "expired", "unreachable", "asking", "loading", "may sell", "ready"],
)
def test_no_text_is_cut_on_the_smallest_screen(start, language, state):
    assert cut_texts(start(state, language=language).host) == []


def test_connecting_waits_for_all_eight_digits(qtbot, start):
    shown = start()
    code = shown.host.findChild(KeptField)
    qtbot.keyClicks(code, "4071882")
    assert not shown.button("连接").isEnabled()
    shown.host.findChild(Keypad).pressed.emit("3")
    with qtbot.waitSignal(shown.view.pairing_asked) as asked:
        qtbot.keyClick(code, Qt.Key.Key_Return)
    assert asked.args == ["https://mall.example.com", "40718823"]


def test_what_was_typed_stays_after_a_refusal(qtbot, start):
    shown = start()
    qtbot.keyClicks(shown.host.findChild(KeptField), "40718823")
    shown.view.show_state(replace(PAIRING, stage="asking"))
    shown.view.show_state(replace(PAIRING, notice=notice_of(MallUnreachable())))
    assert shown.host.findChild(KeptField).text() == "40718823"
    assert shown.button("连接").isEnabled()


def test_selling_starts_once_the_prices_are_in(qtbot, start):
    shown = start(LOADING)
    assert not shown.button("开始收银").isEnabled()
    shown.view.show_state(replace(LOADING, may_sell=True))
    with qtbot.waitSignal(shown.view.selling_started):
        qtbot.mouseClick(shown.button("开始收银"), Qt.MouseButton.LeftButton)


def test_loading_looks_again_by_itself_and_stops_when_it_is_done(qtbot, start):
    shown = start(LOADING)
    with qtbot.waitSignal(shown.view.ticked, timeout=3_000):
        pass
    shown.view.show_state(READY)
    with qtbot.assertNotEmitted(shown.view.ticked, wait=700):
        pass


def test_each_language_is_offered_in_its_own_words(qtbot, start):
    shown = start(SetupState())
    with qtbot.waitSignal(shown.view.language_chosen) as chosen:
        english = next(one for one in shown.host.findChildren(RowButton) if one.accessibleName() == "English")
        qtbot.mouseClick(english, Qt.MouseButton.LeftButton)
    assert chosen.args == ["en"]


def test_nobody_looks_how_far_the_load_is_while_another_screen_is_in_front(qtbot, start):
    shown = start(LOADING)
    shown.view.hide()
    with qtbot.assertNotEmitted(shown.view.ticked, wait=700):
        pass
    shown.view.show()
    with qtbot.waitSignal(shown.view.ticked, timeout=3_000):
        pass
