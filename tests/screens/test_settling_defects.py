"""The clerk takes defective goods off the list, in the real widgets: what becomes of a piece, then why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from posapp.domain.permission import Ask, Extent
from posapp.services.defect_errors import NotLyingThere
from posapp.services.errors import ManagerWanted
from posapp.ui.screens.defects.presenter import DefectsPresenter
from posapp.ui.screens.defects.view import DefectsView
from posapp.ui.shell import intents
from posapp.ui.shell.intents import join
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.lying_apart import COAT, FakeDefects
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView, WaitingRunner


class Panel:
    def __init__(self, qtbot, application, language="en", mode="light"):
        self.look = a_look(application, language, mode)
        self.host = on_the_screen(qtbot, QWidget())
        self.view = DefectsView(self.look.speech, self.look.theme, self.look.art)
        self.view.cover(self.host)
        self.defects, self.news = FakeDefects(), RecordedAnnouncements()
        self.asked = []
        self.presenter = DefectsPresenter(
            self.view, self.defects, InlineRunner(), self.news, lambda *said: self.asked.append(said)
        )
        join(self.view, self.presenter, intents.DEFECTS)
        self.presenter.opened()
        qtbot.wait(1)

    @property
    def state(self):
        return self.presenter.state

    @property
    def settled(self):
        return [call[1:] for call in self.defects.calls if call[0] == "settle"]

    def press(self, text, place=0):
        QTest.qWait(1)
        keys = [one for one in self.host.findChildren(QPushButton) if one.isVisible() and one.text() == text]
        QTest.mouseClick(keys[place], Qt.MouseButton.LeftButton)
        QTest.qWait(1)


@pytest.fixture
def panel(qtbot, qapp):
    return Panel(qtbot, qapp)


def test_two_presses_take_a_piece_off_the_list(panel):
    panel.press("For sale again")
    panel.press("Repaired")
    assert panel.settled == [("v-coat", 1, "mended", "repaired", None)]
    assert "Long wool coat: 1 for sale again" in said(panel.host)
    assert "Hang it on its shelf; the stock counts it." in said(panel.host)
    assert "Long wool coat" not in said(panel.host)
    assert panel.news.changes.stock
    assert panel.news.changes.sale


def test_of_several_pieces_some_may_be_meant(panel):
    panel.press("Write off", 1)
    assert "1 written off. Why?" in said(panel.host), "the one in hand"
    panel.presenter.pieces_changed(-1)
    panel.presenter.pieces_changed(5)
    assert panel.state.pieces == 3
    panel.presenter.pieces_changed(-1)
    QTest.qWait(1)
    assert "2 written off. Why?" in said(panel.host)
    panel.press("Beyond repair")
    assert panel.settled == [("v-loafer", 2, "written_off", "beyond_repair", None)]
    assert panel.state.cards[-1].pieces == 1


def test_a_reason_that_is_pressed_twice_settles_once():
    runner, defects = WaitingRunner(), FakeDefects()
    presenter = DefectsPresenter(RecordingView(), defects, runner, RecordedAnnouncements(), pytest.fail)
    presenter.opened()
    runner.let_run()
    presenter.end_chosen(COAT.variant_id, "mended")

    presenter.reason_chosen("repaired")
    presenter.reason_chosen("repaired")

    assert len(runner.jobs) == 1
    runner.let_run()
    assert [call[0] for call in defects.calls] == ["lying", "settle"]


def test_what_is_beyond_her_asks_a_colleague_and_is_done_with_her_word(panel):
    wanted = ManagerWanted(Ask("settle_defective", Extent(129_900), COAT.variant_id))
    panel.defects.refuse_next(wanted)
    panel.press("Send back")
    panel.press("Maker's fault")
    ((error, again),) = panel.asked
    assert error is wanted
    assert not panel.state.is_busy
    again("word-1")
    assert panel.settled[-1] == ("v-coat", 1, "sent_back", "fault", "word-1")


def test_a_piece_that_another_till_settled_is_said_and_the_list_is_fresh(panel):
    panel.press("Send back")
    panel.defects.cards.pop(COAT.variant_id)
    panel.defects.refuse_next(NotLyingThere(left=0))
    panel.press("Recalled")
    assert "Not so many lie there any more (0 left)" in said(panel.host)
    assert COAT not in panel.state.cards
    assert panel.asked == []


def test_escape_asks_no_more_and_then_leaves(panel):
    panel.press("Write off")
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert (panel.state.end, panel.state.is_open) == (None, True)
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert not panel.state.is_open
    assert not panel.view.isVisible()
    assert panel.settled == []


def test_an_empty_place_says_so(panel):
    for _ in range(sum(card.pieces for card in panel.state.cards)):
        panel.presenter.end_chosen(panel.state.cards[0].variant_id, "mended")
        panel.presenter.reason_chosen("sound")
    assert "Nothing lies there" in said(panel.host)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_off(qtbot, qapp, language, mode):
    panel = Panel(qtbot, qapp, language, mode)
    for end in ("mended", "sent_back", "written_off"):
        panel.presenter.end_chosen("v-loafer", end)
        qtbot.wait(1)
        assert cut_texts(panel.host) == []
