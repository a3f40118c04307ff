"""What a clerk sees and reaches without scrolling, searching or guessing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from posapp.ui.screens.member.suggestion_card import SuggestionView
from posapp.ui.screens.selling.category_bar import CategoryBar
from posapp.ui.screens.selling.tiles_skeleton import TilesSkeleton
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.row_button import RowButton
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import said

COAT = "6901234567801"


def whole_suggestions(made):
    """Count the suggestions that stand in sight from edge to edge, once the column has settled."""
    panel = made.counter.member_view._panel
    QApplication.processEvents()
    bottom = panel.viewport().height()
    cards = [card for card in panel.findChildren(SuggestionView) if card.isVisible()]
    return sum(card.mapTo(panel.viewport(), QPoint(0, card.height())).y() <= bottom for card in cards)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_whole_suggestions_stand_under_a_booking_and_an_order(qtbot, open_counter, language):
    made = open_counter(language=language)
    made.counter.scanned("member")
    qtbot.waitUntil(lambda: whole_suggestions(made) == 2)


@pytest.mark.parametrize(("plan", "whole"), [(None, 3), (moment.PANEL.plan, 2)], ids=["no plan", "a plan"])
def test_three_whole_suggestions_stand_where_nothing_waits_and_two_under_a_plan(qtbot, open_counter, plan, whole):
    made = open_counter()
    made.shop.members.panel = lambda _member, _trust: replace(moment.PANEL, bookings=(), pickups=(), plan=plan)
    made.counter.scanned("member")
    qtbot.waitUntil(lambda: whole_suggestions(made) == whole)


def test_what_else_waits_for_her_comes_after_the_suggestions(qtbot, open_counter):
    made = open_counter()
    more = tuple(replace(moment.PANEL.bookings[0], booking_id=f"b-{number}") for number in range(4))
    made.shop.members.panel = lambda _member, _trust: replace(moment.PANEL, bookings=more)
    made.counter.scanned("member")
    qtbot.waitUntil(lambda: whole_suggestions(made) == 2)
    panel = made.counter.member_view._panel
    rows = [row for row in panel.findChildren(RowButton) if "试穿" in row.accessibleName()]
    assert len(rows) == 4


def test_a_wide_window_gives_the_member_and_the_cart_more_room(qtbot, open_counter):
    made = open_counter(1920, 1080)
    made.counter.scanned("member")
    qtbot.waitUntil(lambda: made.counter.member_view.width() > 480)
    assert made.counter.selling_view.cart.width() > 440
    assert whole_suggestions(made) == 4


def test_the_empty_cart_names_what_one_key_would_add(open_counter):
    made = open_counter()
    made.counter.scanned("member")
    assert "按 Alt+1 加入「羊毛双面呢系带大衣」" in said(made.counter.window)
    made.counter.presenters.selling.member_detached()
    assert not any("Alt+1" in text for text in said(made.counter.window))


def test_no_key_of_the_keyboard_brings_the_focus_onto_rail_or_bar(qtbot, open_counter):
    made = open_counter()
    window = made.counter.window
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert not window.rail.isAncestorOf(QApplication.focusWidget())
        assert not window.bar.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("who", [moment.STAFF[1], None], ids=["open", "before signing in"])
def test_language_and_light_have_keys(qtbot, open_counter, who):
    made = open_counter(who=who)
    qtbot.keyClick(made.counter.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert made.speech.language == "en"
    before = made.theme.mode
    qtbot.keyClick(made.counter.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert made.theme.mode != before
    made.theme.use(before)


def test_an_arrow_leads_to_the_categories_that_have_no_room(qtbot, open_counter):
    made = open_counter()
    made.counter.scanned("member")
    bar = made.counter.window.findChild(CategoryBar)
    last = bar.findChildren(ChipButton)[-1]
    qtbot.waitUntil(lambda: bar._on.isVisible() and not bar._back.isVisible())
    while bar._on.isVisible():
        before = bar.horizontalScrollBar().value()
        qtbot.mouseClick(bar._on, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda before=before: bar.horizontalScrollBar().value() > before)
        qtbot.waitUntil(lambda: bar._slide.state() == bar._slide.State.Stopped)
    assert last.mapTo(bar, QPoint(last.width(), 0)).x() <= bar.width()
    assert bar._back.isVisible()


def test_the_grid_shows_its_outline_until_the_first_goods_are_there(open_counter):
    made = open_counter()
    selling = made.counter.selling_view
    skeleton = made.counter.window.findChild(TilesSkeleton)
    assert not skeleton.isVisible()
    selling.show_state(replace(made.counter.presenters.selling.state, tiles=None))
    assert skeleton.isVisible()
    assert not selling.tiles.isVisible()


def test_an_unknown_code_is_named_and_stays_until_it_is_put_away(qtbot, open_counter):
    made = open_counter()
    made.counter.scanned("0000123")
    (told,) = [label for label in made.counter.window.findChildren(QLabel) if "0000123" in label.text()]
    assert told.isVisible()
    made.counter.presenters.selling.search_typed("coat")
    qtbot.wait(50)
    assert told.isVisible()


def test_every_suggestion_that_names_a_key_is_taken_by_it(qtbot, open_counter):
    made = open_counter()
    made.shop.members.panel = lambda _member, _trust: replace(
        moment.PANEL,
        suggestions=(*moment.SUGGESTIONS, *(replace(moment.SUGGESTIONS[0], style_id=f"s-{n}") for n in (5, 6))),
    )
    made.counter.scanned("member")
    named = [label.text() for label in made.counter.member_view.findChildren(QLabel) if label.text().startswith("Alt+")]
    assert len(named) == 6
    taken = []
    made.till.add = lambda *_more: made.till.current()
    made.counter.member_view.suggestion_taken.connect(taken.append)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6):
        qtbot.keyClick(made.counter.window, key, Qt.KeyboardModifier.AltModifier)
    assert taken == [0, 1, 2, 3, 4, 5]
