"""Panels over the real window: a discount by keys, a colleague's word, a badge, and a till that rests."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from posapp.domain.permission import Ask, Extent
from posapp.domain.scan import badge_of
from posapp.services.errors import ManagerWanted
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import a_counter, the_theme
from tests.fakes.goods_counter import BARCODES


@pytest.fixture
def at(qtbot):
    found = a_counter(theme=the_theme(), language="en")
    qtbot.addWidget(found.counter.window)
    found.counter.window.resize(1366, 768)
    found.counter.window.show()
    found.counter.open()
    return found


def rings_up(at):
    at.counter.scanned(next(iter(BARCODES)))


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def test_a_discount_is_given_by_keys_alone(at):
    rings_up(at)
    at.counter.window.acted.emit("discount")
    panel = at.counter.panels.discount_view
    assert panel.isVisible()
    press(panel, Qt.Key.Key_1, Qt.Key.Key_0)
    at.counter.panels.discounts.reason_chosen("flaw")
    press(panel, Qt.Key.Key_Return)
    assert at.shop.discounting.calls == [("give", None, "percent", 1_000, "flaw", None)]
    assert not panel.isVisible()


def test_a_new_price_is_for_a_line_only(at):
    rings_up(at)
    line = at.counter.presenters.selling.state.cart.lines[0]
    at.counter.panels.open_discount(at.counter.presenters.selling.state.cart, line.line_id)
    panel = at.counter.panels.discount_view
    press(panel, Qt.Key.Key_Equal, Qt.Key.Key_8, Qt.Key.Key_8, Qt.Key.Key_Period, Qt.Key.Key_5)
    at.counter.panels.discounts.reason_chosen("price_match")
    press(panel, Qt.Key.Key_Return)
    assert at.shop.discounting.calls == [("give", line.line_id, "price", 8_850, "price_match", None)]


def test_what_is_beyond_her_goes_to_the_panel_and_comes_back_with_a_word(at):
    rings_up(at)
    panels = at.counter.panels
    panels.open_discount(at.counter.presenters.selling.state.cart, None)
    panels.discounts.percent_chosen(20)
    panels.discounts.reason_chosen("goodwill")
    at.shop.discounting.refuse_next(ManagerWanted(Ask("discount_ticket", Extent(11_980, 2_000))))
    panels.discounts.confirmed()
    assert panels.override_view.isVisible()
    at.counter.scanned(badge_of("1002"))
    assert panels.override.state.chosen.number == "1002"
    for digit in "246810":
        QTest.keyClick(panels.override_view, digit)
    assert at.shop.permitting.calls[-1][-1] == "goodwill", "the reason that was given goes along"
    assert at.shop.discounting.calls[-1][-1] == "word-1"
    assert not panels.is_open


def test_keys_and_scans_do_not_reach_the_sale_behind_a_panel(at):
    rings_up(at)
    pieces = at.counter.presenters.selling.state.cart.pieces
    at.counter.panels.open_discount(at.counter.presenters.selling.state.cart, None)
    rings_up(at)
    at.counter.window.acted.emit("hold")
    assert at.counter.presenters.selling.state.cart.pieces == pieces
    press(at.counter.panels.discount_view, Qt.Key.Key_Escape)
    assert not at.counter.panels.is_open


def test_defective_goods_are_settled_over_the_sale_and_put_away_when_the_till_locks(at):
    rings_up(at)
    at.counter.panels.open_defects()
    rings_up(at)
    at.counter.window.acted.emit("hold")
    assert at.counter.presenters.selling.state.cart.pieces == 1
    at.counter.panels.open_keys()
    assert not at.counter.panels.keys.state.is_open, "one panel at a time"

    at.counter.window.acted.emit("lock")

    assert not at.counter.panels.is_open
    assert not at.counter.panels.defects.state.is_open


def test_nonsense_in_the_panel_is_said_and_gives_nothing(at):
    rings_up(at)
    discounts = at.counter.panels.discounts
    at.counter.panels.open_discount(at.counter.presenters.selling.state.cart, None)
    for sign in ("1", "2", "3", "4"):
        discounts.sign_typed(sign)
    discounts.confirmed()
    assert discounts.state.notice is not None
    assert at.shop.discounting.calls == []


def test_a_till_that_nobody_touches_locks_and_keeps_its_cart(at):
    rings_up(at)
    at.counter.rest()
    assert at.counter.presenters.shell.state.stage == "sign_in"
    assert at.till.current().pieces == 1


def test_a_till_does_not_lock_while_a_customer_pays(at):
    rings_up(at)
    at.counter.presenters.selling.pay_pressed()
    at.counter.rest()
    assert at.counter.presenters.shell.state.stage == "open"


def test_another_s_badge_hands_the_till_over_and_her_own_does_nothing(at):
    rings_up(at)
    mine, other = at.shop.signing_in.now_works, moment.STAFF[0]
    at.counter.scanned(badge_of(mine.number))
    assert at.counter.presenters.shell.state.stage == "open"
    at.counter.scanned(badge_of(other.number))
    assert at.counter.presenters.shell.state.stage == "sign_in"
    assert at.counter.presenters.sign_in.state.chosen.number == other.number
