"""What a cashier relies on beyond scan and pay: lines in full, carts aside, a payment that comes back, practice."""

from dataclasses import replace

import pytest

from posapp.domain.identity import CartId
from posapp.domain.money import Fen
from posapp.services.changes import Changes
from posapp.services.holding import HeldCart
from posapp.services.selling import Scanned
from posapp.ui.screens.selling.held_carts import told
from posapp.ui.screens.selling.state import OpenHeld, OpenLine, OpenSheet
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import a_counter, the_theme
from tests.screens.test_selling_presenter import COAT, TROUSERS, Sell


@pytest.fixture
def sell():
    sell = Sell()
    sell.presenter.opened()
    return sell


@pytest.mark.parametrize("typed", ["3*", "*3", "３＊"])
def test_a_quantity_is_typed_before_or_behind_the_star(sell, typed):
    sell.presenter.scanned(COAT)
    sell.presenter.code_typed(typed)
    assert [line.quantity for line in sell.cart.lines] == [3]


def test_so_many_pieces_of_a_code_are_typed_in_one_go(sell):
    sell.presenter.code_typed(f"3*{COAT}")
    assert [line.quantity for line in sell.cart.lines] == [3]


def test_the_line_in_hand_opens_in_full_and_takes_a_note_and_a_salesperson(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.lines.details_asked()
    line = sell.cart.lines[0]
    assert sell.view.state.sheet == OpenLine(line.line_id)
    sell.presenter.lines.note_written(line.line_id, "裤长改短")
    sell.presenter.lines.clerk_chosen("staff-2", line.line_id)
    assert [(one.note, one.clerk_id) for one in sell.cart.lines] == [("裤长改短", "staff-2")]
    sell.presenter.lines.details_asked()
    assert sell.view.state.sheet is None


def test_the_whole_cart_can_be_one_persons_sale(sell):
    for code in (COAT, TROUSERS):
        sell.presenter.scanned(code)
    sell.presenter.lines.clerk_chosen("staff-2", "")
    assert {line.clerk_id for line in sell.cart.lines} == {"staff-2"}


def test_a_line_that_is_taken_out_is_open_no_more(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.lines.details_asked()
    sell.presenter.removed(sell.cart.lines[0].line_id)
    assert sell.view.state.sheet is None


def test_one_key_opens_the_grid_of_the_line_with_the_shops_nearby(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.lines.grid_asked()
    opened = sell.view.state.sheet
    assert isinstance(opened, OpenSheet)
    assert [shop.metres for shop in opened.sheet.shops] == [2300, 168_400]


def test_without_a_line_these_keys_say_so(sell):
    sell.presenter.lines.details_asked()
    assert sell.view.state.notice.code == "empty_cart"


def test_of_several_carts_aside_the_key_lets_choose(sell):
    for code in (COAT, TROUSERS):
        sell.presenter.scanned(code)
        sell.presenter.hold_pressed()
    sell.presenter.hold_pressed()
    assert isinstance(sell.view.state.sheet, OpenHeld)
    sell.presenter.recalled("held-0")
    assert sell.view.state.sheet is None
    assert sell.cart.pieces == 1


def test_one_key_takes_no_cart_from_another_till_it_lets_choose(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.hold_pressed()
    ((held, lines, member),) = sell.till.aside
    sell.till.aside[0] = (replace(held, till_no="03"), lines, member)
    sell.presenter.opened()
    sell.presenter.hold_pressed()
    assert isinstance(sell.view.state.sheet, OpenHeld)


def test_every_cart_aside_says_at_which_till_it_lies_and_which_can_only_be_taken_there():
    here = HeldCart(CartId("c"), moment.NOW, 2, Fen(59_900), None)
    speech = Speech("en")
    said = [
        told(one, speech)
        for one in (
            here,
            replace(here, till_no="03"),
            replace(here, till_no="03", is_bound=True),
            replace(here, taken_at="02"),
        )
    ]
    assert [one.rpartition(" · ")[2] for one in said[1:]] == ["till 03", "till 03 only", "taken up at till 02"]
    assert "till" not in said[0]


def test_a_cart_is_emptied_only_when_asked_twice(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.cleared()
    assert (sell.cart.pieces, sell.view.state.is_clearing) == (1, True)
    sell.presenter.kept_after_all()
    sell.presenter.cleared()
    assert sell.cart.pieces == 1
    sell.presenter.cleared()
    assert sell.cart.pieces == 0


def test_a_scan_between_two_presses_of_clear_keeps_the_cart(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.cleared()
    sell.presenter.scanned(TROUSERS)
    sell.presenter.cleared()
    assert sell.cart.pieces == 2


def test_rows_that_come_in_between_two_presses_of_clear_leave_the_question_there(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.cleared()
    (line,) = sell.cart.lines
    sell.till.on_hand[line.variant_id] = line.on_hand - 1
    sell.presenter.things_changed(Changes(stock=True))
    assert sell.cart.lines[0].on_hand == line.on_hand - 1
    assert sell.view.state.is_clearing
    sell.presenter.cleared()
    assert sell.cart.pieces == 0


def test_a_payment_that_stood_in_front_when_the_power_went_is_in_front_again():
    sell = Sell()
    sell.till.scan(COAT)
    sell.till.at_payment(is_there=True, typed="1500")
    sell.presenter.opened()
    assert ("pay", 129_900) in sell.beside.asked
    sell.presenter.opened()
    assert sell.beside.asked.count(("pay", 129_900)) == 1


def test_going_to_the_payment_and_back_is_kept(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.pay_pressed()
    sell.presenter.payment_typed("1500")
    assert sell.till.payment == (True, "1500")
    sell.presenter.payment_left()
    assert sell.till.payment == (False, "")


def test_what_a_phones_basket_held_and_nobody_knows_is_named(sell):
    sell.till.special["basket"] = Scanned("basket", None, unknown=("6909999999999", "6908888888888"))
    sell.presenter.scanned("basket")
    assert sell.view.state.notice.values["barcode"] == "6909999999999 · 6908888888888"


def test_practice_is_seen_and_one_key_begins_and_ends_it(qtbot):
    parts = a_counter(theme=the_theme(), who=moment.STAFF[1])
    qtbot.addWidget(parts.counter.window)
    parts.counter.window.show()
    parts.counter.open()
    parts.counter.window.acted.emit("practice")
    assert parts.counter.selling_view.practice.isVisible()
    parts.counter.window.acted.emit("practice")
    assert not parts.counter.selling_view.practice.isVisible()
