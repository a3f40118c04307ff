"""Changing the keys of a till, on its panel and in the open window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from posapp.domain.keys import ACTS, PRESETS, KeyMap
from posapp.domain.text import Bilingual
from posapp.ui.key_names import cap_of
from posapp.ui.screens.keys import words
from posapp.ui.screens.keys.presenter import KeysPresenter
from posapp.ui.shell.shortcuts import SHORTCUTS
from posapp.ui.translation import Speech
from tests.fakes.counter_look import cut_texts, said
from tests.fakes.kept_keys import FakeKeying
from tests.fakes.screen_parts import InlineRunner, RecordingView

COAT, TROUSERS = "6901234567801", "6901234567803"
PHONE = "134567890123456789"
EDITED = KeyMap("market").with_key("pay", "Num++").with_key("hold", "F9").with_key("clear", "Ctrl+Shift+K")

KEYS = {"Num+-": Qt.Key.Key_Minus, "Num++": Qt.Key.Key_Plus, "Num+/": Qt.Key.Key_Slash, "Del": Qt.Key.Key_Delete}
MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


@pytest.fixture
def panel():
    view, speech = RecordingView(), Speech()
    presenter = KeysPresenter(view, FakeKeying(), InlineRunner(), in_force=speech.use_keys)
    presenter.view, presenter.speech = view, speech
    presenter.opened()
    return presenter


@pytest.fixture
def made(open_counter):
    return open_counter()


def press(qtbot, key):
    """Press a key as the table writes it."""
    if key in KEYS:
        qtbot.keyClick(QApplication.focusWidget(), KEYS[key], Qt.KeyboardModifier.KeypadModifier)
        return
    *held, last = key.split("+")
    modifier = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifier |= MODIFIERS[one]
    qtbot.keyClick(QApplication.focusWidget(), KEYS.get(last) or getattr(Qt.Key, f"Key_{last}"), modifier)


# --- the panel


def test_a_row_takes_the_next_key_and_it_is_in_force_at_once(panel):
    panel.act_chosen("hold")
    assert panel.view.state.is_asking
    panel.key_pressed("Alt+H")
    assert panel.speech.keys.key("hold") == panel.view.state.keys.key("hold") == "Alt+H"
    assert not panel.view.state.is_asking
    told = panel.view.state.notice
    assert panel.speech.say(told.what, **told.values) == "「挂单」现在用 Alt H"


def test_a_key_that_is_taken_is_refused_by_the_name_of_its_act_and_the_next_one_tried(panel):
    panel.act_chosen("pay")
    panel.key_pressed("F6")
    told = panel.view.state.notice
    assert panel.speech.say(told.what, **told.values) == "F6 已经是「挂单」的键"
    assert (panel.view.state.is_asking, panel.speech.keys) == (True, KeyMap())
    panel.key_pressed("Num++")
    assert panel.speech.key("pay") == "Num +"


def test_a_key_is_taken_away_where_something_on_the_screen_does_the_same(panel):
    panel.act_chosen("hold")
    panel.key_taken_away()
    assert panel.speech.key("hold") == ""
    panel.act_chosen("details")
    panel.key_taken_away()
    assert panel.view.state.notice.code == "key_refused.only_way"
    assert panel.speech.key("details") == "Ctrl+I"


def test_escape_leaves_the_question_and_then_the_panel(panel):
    panel.act_chosen("hold")
    panel.left()
    assert (panel.view.state.is_open, panel.view.state.is_asking) == (True, False)
    panel.left()
    assert not panel.view.state.is_open


def test_a_preset_pressed_again_takes_the_changes_back(panel):
    panel.preset_chosen("market")
    panel.act_chosen("hold")
    panel.key_pressed("Alt+H")
    assert panel.speech.keys.own == {"hold": "Alt+H"}
    panel.preset_chosen("market")
    assert panel.speech.keys == KeyMap("market")


def test_every_act_has_a_name_and_a_place_on_the_panel():
    placed = [act for column in words.COLUMNS for _, acts in column for act in acts]
    assert sorted(placed) == sorted(words.ACTS) == sorted(ACTS)


# --- what sentences say of keys


def test_a_sentence_names_the_key_in_force_and_none_where_there_is_none():
    speech = Speech("en")
    speech.use_keys(KeyMap("pos_awesome"))
    practising = "Nothing was posted. End the practice ([key:practice]), then do it."
    sentence = Bilingual("先结束练习（[key:practice]）。", practising)
    assert speech.say(sentence) == "Nothing was posted. End the practice (Ctrl+T), then do it."
    speech.use_keys(KeyMap().with_key("practice", ""))
    assert speech.say(sentence) == "Nothing was posted. End the practice, then do it."
    speech.use("zh")
    assert speech.say(sentence) == "先结束练习。"


# --- the open window


@pytest.mark.parametrize("keys", [*map(KeyMap, PRESETS), EDITED], ids=[*PRESETS, "edited"])
def test_the_promises_of_the_keys_hold_in_the_window(qtbot, made, keys):
    made.speech.use_keys(keys)
    counter, selling, paying = made.counter, made.counter.presenters.selling, made.shop.paying

    for pay in [("Return", "Return"), *([(keys.key("pay"), keys.key("pay"))] if keys.key("pay") else [])]:
        counter.scanned(COAT)
        counter.scanned(TROUSERS)
        before = len(paying.calls)
        for key in pay:
            press(qtbot, key)
        assert paying.calls[before:] == [("pay_cash", None)], "cash is two keys after the last scan"

    counter.scanned(COAT)
    counter.scanned(PHONE)
    assert counter.presenters.paying.state.stage != "asking", "a payment code is one scan after the last"
    counter.presenters.paying.cash_pressed()
    press(qtbot, "Escape")

    counter.presenters.selling.opened()
    counter.scanned(COAT)
    pieces = selling.state.cart.pieces
    for key in ("Escape", "F5", "F5", "Escape"):
        press(qtbot, key)
    counter.presenters.shell.page_chosen("sell")
    assert selling.state.cart.pieces == pieces, "neither Escape nor F5 takes anything off"
    press(qtbot, keys.key("clear"))
    assert (selling.state.is_clearing, selling.state.cart.pieces) == (True, pieces), "it asks first"
    press(qtbot, keys.key("clear"))
    assert selling.state.cart.pieces == 0


def test_the_help_the_buttons_and_the_tool_tips_show_the_keys_in_force(qtbot, made):
    made.counter.scanned(COAT)
    made.counter.panels.open_keys()
    made.counter.panels.keys.preset_chosen("pos_awesome")
    keys = made.speech.keys
    hold = made.counter.selling_view.cart._hold
    assert hold.text() == "挂单  Alt+S"
    assert made.counter.selling_view.search.placeholderText() == "搜索商品   Alt+3"
    assert made.counter.window.rail._buttons["bookings"].toolTip() == "预约试穿 · F2"
    made.counter.panels.keys.act_chosen("hold")
    made.counter.panels.keys.key_taken_away()
    assert hold.text() == "挂单"
    made.counter.panels.keys.put_away()
    press(qtbot, "F1")
    texts = said(made.counter.window.help)
    shown = [cap for one in SHORTCUTS for cap in one.caps(made.speech.keys)]
    assert [cap for cap in shown if cap not in texts] == []
    assert cap_of(keys, "hold") not in texts


def test_the_key_that_is_pressed_for_a_row_does_nothing_else(qtbot, made):
    made.counter.scanned(COAT)
    made.counter.panels.open_keys()
    view = made.counter.panels.keys_view
    qtbot.waitUntil(view.hasFocus)
    press(qtbot, "Return")
    assert made.counter.panels.keys.state.is_asking
    for key in ("F6", "F7", "Ctrl+T"):
        press(qtbot, key)
        assert made.counter.panels.keys.state.notice.code == "key_refused.taken"
    press(qtbot, "Num++")
    assert made.speech.keys.key("search") == "Num++"
    press(qtbot, "F11")
    assert made.counter.presenters.shell.state.stage == "open"
    press(qtbot, "Down")
    press(qtbot, "Return")
    press(qtbot, "Ctrl+Shift+F9")
    assert made.speech.keys.key("member") == "Ctrl+Shift+F9"
    press(qtbot, "Escape")
    assert not view.isVisible()
    assert made.counter.presenters.selling.state.cart.pieces == 1
    press(qtbot, "Num++")
    assert made.counter.selling_view.search.hasFocus()


def test_the_pad_s_minus_takes_a_line_off_but_is_typed_into_words(qtbot, made):
    made.speech.use_keys(KeyMap("market"))
    made.counter.scanned(COAT)
    made.counter.scanned(TROUSERS)
    press(qtbot, "F2")
    press(qtbot, "Num+-")
    assert made.counter.selling_view.search.text() == "-"
    made.counter.selling_view.search.empty()
    press(qtbot, "Escape")
    press(qtbot, "Num+-")
    assert [line.barcode for line in made.counter.presenters.selling.state.cart.lines] == [COAT]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_the_panel_is_cut_at_1366_by_768(qtbot, made, language):
    made.speech.use(language)
    made.counter.panels.open_keys()
    made.counter.panels.keys.act_chosen("hold")
    made.counter.panels.keys.key_pressed("F2")
    qtbot.waitUntil(lambda: cut_texts(made.counter.window) == [])
    assert made.counter.window.size().toTuple() == (1366, 768)
