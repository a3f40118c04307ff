"""The stock desk as a clerk meets it: what runs short, one press to have it brought, what hangs too long."""

import pytest
from PySide6.QtCore import Qt

from posapp.services.changes import Changes
from posapp.services.errors import NotSignedIn
from posapp.services.stock_desk import StockSheet
from posapp.ui.screens.stock.presenter import StockPresenter
from posapp.ui.theme import TARGET
from posapp.ui.widgets.buttons import PillButton
from tests.fakes.counter_look import cut_texts, said
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView
from tests.fakes.stock_sheet import SHEET, SHORT, FakeStockDesk


class Desk:
    """The stock desk over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.stock = FakeStockDesk()
        self.announced = RecordedAnnouncements()
        self.presenter = StockPresenter(self.view, self.stock, InlineRunner(), self.announced)
        self.presenter.opened()


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def open_desk(qtbot, open_counter):
    def build(**more):
        made = open_counter(**more)
        qtbot.keyClick(made.counter.window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(made.counter.presenters.desks.stock.view.isVisible)
        qtbot.waitUntil(lambda: made.counter.presenters.stock.state.sheet is not None)
        return made

    return build


def test_one_press_asks_a_shop_and_every_screen_hears_of_it(desk):
    desk.presenter.asked("v-1", "xuhui", 3)
    assert desk.stock.calls == [("ask", "v-1", "xuhui", 3)]
    assert desk.view.state.asked.quantity == 3
    assert desk.announced.changes.transfer


def test_a_refusal_says_why_and_the_desk_can_be_used_again(desk):
    desk.stock.refuse_next(NotSignedIn())
    desk.presenter.asked("v-1", "xuhui", 3)
    assert desk.view.state.notice is not None
    assert not desk.view.state.is_busy


def test_a_sale_moves_the_grades_at_once(desk):
    desk.stock.shown = StockSheet(plan=SHEET.plan)
    desk.presenter.things_changed(Changes(member=True))
    assert desk.view.state.sheet == SHEET
    desk.presenter.things_changed(Changes(stock=True))
    assert desk.view.state.sheet.needs == ()


def test_what_was_asked_is_no_news_at_the_next_visit(desk):
    desk.presenter.asked("v-1", "xuhui", 3)
    desk.presenter.opened()
    assert desk.view.state.asked is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_card_is_readable_whole_and_its_key_large_enough_to_touch(qtbot, open_desk, language):
    made = open_desk(language=language)
    view = made.counter.presenters.desks.stock.view
    qtbot.waitUntil(lambda: cut_texts(made.counter.window) == [])
    keys = [one for one in view.findChildren(PillButton) if one.isVisible()]
    assert len(keys) == 2
    assert all(one.height() >= TARGET for one in keys)


def test_a_clerk_reads_why_and_asks_with_two_keys(qtbot, open_desk):
    made = open_desk(language="en")
    view, stock = made.counter.presenters.desks.stock.view, made.shop.stock_desk
    why = "2.4 expected in 2 weeks (8 in 10: 1–4); order below 5 · back-test error 0.83"
    qtbot.waitUntil(lambda: why in said(view))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(made.counter.window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stock.calls != [])
    assert stock.calls == [("ask", SHORT.variant_id, "xuhui", 3)]


def test_before_the_first_plan_the_desk_says_when_it_comes(qtbot, open_desk):
    made = open_desk(language="en")
    made.shop.stock_desk.shown = StockSheet(plan=None)
    made.counter.presenters.stock.things_changed(Changes(stock=True))
    view = made.counter.presenters.desks.stock.view
    qtbot.waitUntil(lambda: "There is no plan yet" in said(view))
