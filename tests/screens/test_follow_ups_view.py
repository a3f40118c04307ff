"""The list of follow-ups as a clerk meets it."""

import pytest
from PySide6.QtCore import Qt

from posapp.ui.theme import TARGET
from posapp.ui.widgets.buttons import PillButton
from tests.fakes.counter_look import cut_texts, said


@pytest.fixture
def open_list(qtbot, open_counter):
    def build(**more):
        made = open_counter(**more)
        window = made.counter.window
        qtbot.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(made.counter.presenters.desks.follow_ups.view.isVisible)
        qtbot.waitUntil(lambda: made.counter.presenters.follow_ups.state.chosen is not None)
        return made

    return build


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_follow_up_is_readable_whole_and_large_enough_to_touch(qtbot, open_list, language):
    made = open_list(language=language)
    for number in range(1, 8):
        made.counter.presenters.follow_ups.chosen(f"f-{number}")
        qtbot.waitUntil(lambda: cut_texts(made.counter.window) == [])
        shown = [
            one for one in made.counter.presenters.desks.follow_ups.view.findChildren(PillButton) if one.isVisible()
        ]
        assert all(one.height() >= TARGET for one in shown)


def test_a_clerk_reads_what_she_would_read_and_why_before_one_key_lets_it_go(qtbot, open_list):
    made = open_list(language="en")
    view, presenter = made.counter.presenters.desks.follow_ups.view, made.counter.presenters.follow_ups
    card = presenter.state.chosen
    qtbot.waitUntil(lambda: {card.why.en, card.text.en} <= set(said(view)))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: presenter.state.chosen.status == "released")
    assert presenter.state.chosen.follow_up_id == "f-2"
