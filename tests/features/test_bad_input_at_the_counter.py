"""What a counter is given and must not believe: one sentence in both languages, the cart as it was, and on it goes.

That nothing here ends in a traceback is seen to by pytest-qt: whatever reaches ``sys.excepthook`` fails the test.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from posapp.ui.screens.selling.cart_list import minus_key, plus_key
from tests.fakes.small_demo import HEROINE

FULL_WIDTH = str.maketrans("0123456789*", "０１２３４５６７８９＊")


@pytest.fixture
def piece(small_demo):
    return small_demo.pieces[0]


@pytest.fixture
def with_a_cart(till, piece):
    """A till with one piece on its cart; afterwards the sale can be finished, whatever was in between."""
    before = till.ring_up(piece.barcode)
    yield till
    kept = till.kept_cart()
    assert [(line.variant_id, line.quantity) for line in kept.lines] == [(piece.id, 1)], "the cart is not as it was"
    assert kept.total == before.total
    till.key(Qt.Key.Key_Escape)
    assert till.pay_exact().total == before.total


def refused(till, zh, en):
    """Say that a notice is on the screen, in both languages, with a way on; then put it away."""
    told = till.notice()
    assert zh in told.zh
    assert en in told.en
    assert len(told.zh.splitlines()) == 2, "what happened, and what to do"
    till.put_notice_away()
    return told


# --- codes ------------------------------------------------------------------------------------------------------------


def test_a_barcode_that_nobody_knows(with_a_cart):
    with_a_cart.scan("6909999999994")
    refused(with_a_cart, "没有商品用这个码", "Nothing is sold under")
    with_a_cart.type_code("123")
    refused(with_a_cart, "没有商品用这个码", "Nothing is sold under")
    for nonsense in ("1", "hello", "条码", "'; DROP TABLE sale; --", "\t ", "-", "*", "x*"):
        with_a_cart.selling.code_typed(nonsense)
        refused(with_a_cart, "没有商品用这个码", "Nothing is sold under")
    with_a_cart.selling.scanned("0" * 300)
    refused(with_a_cart, "这个码不完整", "That code is incomplete")


def test_a_member_code_that_is_forged_expired_from_the_future_or_cut_off(with_a_cart, small_demo):
    good = small_demo.member_code()
    with_a_cart.scan(good[:-1] + str((int(good[-1]) + 1) % 10))
    refused(with_a_cart, "不是商城签发的", "not issued by the mall")
    with_a_cart.scan(small_demo.member_code(age_s=600))
    told = refused(with_a_cart, "已经过期", "has expired")
    assert "时间" in told.zh
    assert "clock" in told.en
    with_a_cart.scan(small_demo.member_code(age_s=-600))
    told = refused(with_a_cart, "时间在将来", "from the future")
    assert "clock may be slow" in told.en
    with_a_cart.scan(good[:150])
    refused(with_a_cart, "不完整", "incomplete")
    assert with_a_cart.kept_cart().member is None


def test_a_member_code_that_was_shown_before(with_a_cart, small_demo):
    code = small_demo.member_code()
    with_a_cart.scan(code)
    with_a_cart.see("her panel", lambda: with_a_cart.panel)
    with_a_cart.selling.member_detached()
    with_a_cart.see("nobody", lambda: with_a_cart.panel is None)
    with_a_cart.scan(code)
    refused(with_a_cart, "刚刚用过", "was just used")
    assert with_a_cart.kept_cart().member is None


def test_codes_typed_in_full_width_digits_mean_what_their_digits_say(till, small_demo, piece):
    till.scan(small_demo.member_code().translate(FULL_WIDTH))
    panel = till.see("her panel", lambda: till.panel)
    assert (panel.member_id, panel.trust) == (HEROINE, "A")
    till.scan(piece.barcode.translate(FULL_WIDTH))
    till.see("the piece", lambda: till.selling.state.cart.pieces == 1)
    till.selling.code_typed("３＊")
    till.see("three pieces", lambda: till.kept_cart().pieces == 3)
    assert till.no_notice()


# --- searching --------------------------------------------------------------------------------------------------------


def test_an_empty_search_shows_what_sells_best(with_a_cart):
    till = with_a_cart
    before = till.selling.state.tiles
    till.key(Qt.Key.Key_F2)
    till.type("   ")
    till.settle()
    assert till.selling.state.tiles == before
    till.key(Qt.Key.Key_Return)
    assert till.till.counter.selling_view.scan.hasFocus()
    assert till.no_notice()


def test_a_search_for_what_is_not_there(with_a_cart):
    till = with_a_cart
    till.key(Qt.Key.Key_F2)
    till.type("qqqq")
    till.see("the empty shelf", lambda: "没有找到「qqqq」" in till.screen())
    till.till.speech.use("en")
    assert 'Nothing found for "qqqq"' in till.screen()
    till.till.speech.use("zh")
    for words in ('"', "'", "*", "(", "-", "AND", 'a" OR "b', "%_", "\\", "😀", "9" * 400):
        till.selling.search_typed(words)
    till.selling.search_typed("")
    till.see("the best sellers again", lambda: till.selling.state.tiles and "qqqq" not in till.screen())
    assert till.no_notice()


def test_a_member_and_an_order_that_cannot_be_found(with_a_cart):
    till = with_a_cart
    till.key(Qt.Key.Key_F3)
    member = till.till.counter.presenters.member
    till.see("the finder", lambda: member.state.stage == "finding")
    for words in ("", "   ", "qqqq", "0", "%", "１２３", "9" * 300):
        member.searched(words)
        till.settle(60)
        assert not member.state.hits
    till.key(Qt.Key.Key_Escape)
    till.key(Qt.Key.Key_F5)
    till.see("the pickups", lambda: till.shell.page == "pickups")
    desk = till.till.counter.presenters.pickups
    for code in ("99999999", "abc", "９９９９９９９９"):
        desk.code_given(code)
        told = till.see("a refusal", lambda: till.notice())
        assert "提货码不对" in told.zh
        assert "not this order's code" in told.en
    desk.code_given("1" * 190)
    assert till.notice().zh
    till.key(Qt.Key.Key_F7)
    till.see("the sell screen", lambda: till.shell.page == "sell")


# --- quantities -------------------------------------------------------------------------------------------------------


def test_a_quantity_that_cannot_be(with_a_cart):
    for typed, number in (("0*", "0"), ("-1*", "-1"), ("1000*", "1000"), ("1000000000*", "1000000000")):
        with_a_cart.type_code(typed)
        told = refused(with_a_cart, f"数量不能是 {number}", f"The quantity cannot be {number}")
        assert "购物车没有改变" in told.zh
        assert "the cart is as it was" in told.en
    with_a_cart.selling.code_typed("−１×")
    refused(with_a_cart, "数量不能是 -1", "The quantity cannot be -1")


def test_a_quantity_before_anything_was_scanned(till):
    till.type_code("3*")
    refused(till, "购物车是空的", "The cart is empty")


def test_the_plus_key_stops_at_what_a_line_holds(till, piece):
    till.ring_up(piece.barcode)
    till.type_code("999*")
    till.see("999 pieces", lambda: till.kept_cart().pieces == 999 and till.selling.state.cart.pieces == 999)
    click_stepper(till, plus_key)
    refused(till, "数量不能是 1000", "The quantity cannot be 1000")
    till.scan(piece.barcode)
    refused(till, "数量不能是 1000", "The quantity cannot be 1000")
    assert till.kept_cart().pieces == 999


def test_the_minus_key_of_a_last_piece_takes_the_line_away_and_never_below(till, piece):
    till.ring_up(piece.barcode)
    click_stepper(till, minus_key)
    click_stepper(till, minus_key)
    till.see("an empty cart", lambda: not till.kept_cart().lines)
    assert till.no_notice()


def click_stepper(till, key):
    """Press a key of the stepper of the only line."""
    lines = till.till.counter.selling_view.cart.list
    rect = lines.visualRect(lines.model().index(0, 0))
    at = key(rect).center() if not rect.isNull() else QPoint(1, 1)
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    till.settle(150)


# --- money ------------------------------------------------------------------------------------------------------------


def test_too_little_cash(with_a_cart):
    till = with_a_cart
    till.key(Qt.Key.Key_Return)
    till.see("the payment", lambda: till.is_paying)
    till.type("1")
    till.key(Qt.Key.Key_Return)
    told = till.notice()
    assert "还差 ¥" in told.zh
    assert "is missing" in told.en
    assert till.sales() == 0
    till.key(Qt.Key.Key_Escape)
    till.see("the cart", lambda: not till.is_paying)
