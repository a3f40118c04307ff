from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from posapp.domain.identity import BookingId, OrderId
from posapp.services.changes import Changes
from posapp.services.selling import Scanned
from posapp.tour.hand import scan_into
from posapp.ui.screens.selling.cart_list import minus_key, plus_key
from posapp.ui.shell.shortcuts import SHORTCUTS
from posapp.ui.shell.top_bar import lamp_of
from posapp.ui.shell.wedge import WedgeFilter
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import cut_texts, said

COAT, TROUSERS, LIPSTICK = "6901234567801", "6901234567803", "6901234567811"


@pytest.fixture
def made(open_counter):
    return open_counter()


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_a_cash_sale_takes_two_keys_after_the_last_scan(qtbot, made):
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Return)
    assert made.shop.paying.calls == [("pay_cash", None)]
    assert made.counter.presenters.paying.state.stage == "done"


def test_it_takes_two_keys_even_with_the_focus_left_in_the_search(qtbot, made):
    press(qtbot, Qt.Key.Key_F2)
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Return)
    assert made.shop.paying.calls == [("pay_cash", None)]


def test_any_scan_begins_the_next_sale(qtbot, made):
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Return)
    made.counter.scanned(TROUSERS)
    assert not made.counter.selling_view.is_paying
    assert made.counter.presenters.selling.state.cart.pieces == 1
    assert QApplication.focusWidget() is made.counter.selling_view.scan


def test_digits_go_to_the_payment_and_escape_gives_the_cart_back(qtbot, made):
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_2, Qt.Key.Key_0, Qt.Key.Key_0, Qt.Key.Key_0):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert made.counter.presenters.paying.state.received == 200_000
    press(qtbot, Qt.Key.Key_Escape)
    assert not made.counter.selling_view.is_paying
    assert made.shop.paying.calls == []


def test_a_code_typed_by_hand_is_scanned_by_enter(qtbot, made):
    qtbot.keyClicks(made.counter.selling_view.scan, COAT)
    qtbot.keyClick(made.counter.selling_view.scan, Qt.Key.Key_Return)
    assert made.counter.presenters.selling.state.cart.pieces == 1


def test_her_code_brings_her_panel_beside_the_cart(made):
    made.counter.scanned("member")
    assert made.counter.member_view.isVisible()
    assert any(text.startswith("常买通勤款") for text in said(made.counter.window))
    made.counter.presenters.selling.member_detached()
    assert not made.counter.member_view.isVisible()


def test_f3_opens_the_search_for_a_member_with_the_focus_in_it(qtbot, made):
    press(qtbot, Qt.Key.Key_F3)
    assert made.counter.member_view.isVisible()
    assert made.counter.member_view.isAncestorOf(QApplication.focusWidget())


def test_f2_goes_to_the_search_and_escape_back_to_the_scan_box(qtbot, made):
    press(qtbot, Qt.Key.Key_F2)
    assert QApplication.focusWidget() is made.counter.selling_view.search
    press(qtbot, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is made.counter.selling_view.scan


def test_escape_empties_the_search_for_good(qtbot, made):
    press(qtbot, Qt.Key.Key_F2)
    qtbot.keyClicks(made.counter.selling_view.search, "zzz")
    assert made.counter.presenters.selling.state.tiles == ()
    press(qtbot, Qt.Key.Key_Escape)
    made.counter.scanned(COAT)
    assert made.counter.selling_view.search.text() == ""
    assert len(made.counter.presenters.selling.state.tiles) == 16


def test_digits_typed_anywhere_on_the_sell_screen_reach_the_scan_box(qtbot, made):
    made.counter.selling_view.tiles.setFocus()
    qtbot.keyClicks(made.counter.selling_view.tiles, "6")
    qtbot.keyClicks(QApplication.focusWidget(), "90")
    assert made.counter.selling_view.scan.text() == "690"


def test_space_pays_as_enter_does(qtbot, made):
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Space)
    assert made.shop.paying.calls == [("pay_cash", None)]


def test_a_suggestion_is_taken_with_one_key(qtbot, made):
    made.counter.scanned("member")
    asked = []
    made.till.add = lambda variant_id, source="search", quantity=1: (asked.append(source), made.till.current())[1]
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert asked == ["suggestion"]


@pytest.mark.parametrize(
    ("key", "page"),
    [(Qt.Key.Key_F4, "bookings"), (Qt.Key.Key_F5, "pickups"), (Qt.Key.Key_F8, "shift"), (Qt.Key.Key_F9, "sync")],
)
def test_every_page_has_its_key_and_f7_comes_back(qtbot, made, key, page):
    press(qtbot, key)
    assert made.counter.presenters.shell.state.page == page
    press(qtbot, Qt.Key.Key_F7)
    assert made.counter.presenters.shell.state.page == "sell"


def test_goods_scanned_on_another_page_come_to_the_cart(qtbot, made):
    press(qtbot, Qt.Key.Key_F8)
    made.counter.scanned(COAT)
    assert made.counter.presenters.shell.state.page == "sell"
    assert made.counter.presenters.selling.state.cart.pieces == 1


def test_a_booking_code_opens_the_board_and_checks_her_in(made):
    cart = made.till.current()
    made.till.special["b"] = Scanned("booking", cart, booking_id=BookingId("b-2"))
    made.counter.scanned("b")
    assert made.counter.presenters.shell.state.page == "bookings"
    assert ("check_in", "b-2", "booking_code") in made.shop.bookings.calls


def test_a_booking_pressed_in_her_panel_is_only_shown(made):
    made.counter.member_view.booking_opened.emit("b-2")
    assert made.counter.presenters.shell.state.page == "bookings"
    assert not any(call[0] == "check_in" for call in made.shop.bookings.calls)


def test_an_order_code_opens_the_pickups_with_the_code_in_hand(made):
    made.till.special["90000017"] = Scanned("pickup", made.till.current(), order_id=OrderId("o-1"))
    made.counter.scanned("90000017")
    assert made.counter.presenters.shell.state.page == "pickups"
    assert ("look_up", "90000017") in made.shop.pickups.calls


def test_a_locked_till_takes_no_scan(qtbot, made):
    press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    made.counter.scanned(COAT)
    assert made.counter.presenters.shell.state.stage == "sign_in"
    assert made.till.lines == {}
    assert made.sounds.played == ["bad"]


def test_the_cart_is_the_same_after_the_lock(qtbot, made):
    made.counter.scanned(COAT)
    press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    made.counter.presenters.sign_in.staff_chosen("1001")
    for digit in "246810":
        made.counter.presenters.sign_in.digit_typed(digit)
    assert made.counter.presenters.shell.state.stage == "open"
    assert made.counter.presenters.selling.state.cart.pieces == 1


def test_without_a_shift_the_float_comes_first(open_counter):
    made = open_counter(who=None)
    made.shop.shifts.sheet = None
    made.counter.presenters.sign_in.staff_chosen("1001")
    for digit in "246810":
        made.counter.presenters.sign_in.digit_typed(digit)
    assert made.counter.presenters.shell.state.page == "shift"


def test_an_unpaired_till_begins_with_the_setup(open_counter):
    made = open_counter(is_paired=False, who=None)
    assert made.counter.presenters.desks.setup.view.isVisible()
    assert not made.counter.window.rail.isVisible()


def test_the_badges_count_what_waits(made):
    badges = made.counter.presenters.shell.state.badges
    assert badges["pickups"] == 3
    assert (badges["today"], badges["bookings"], badges["rooms"]) == (7, 4, 3)


def test_news_of_the_network_reach_the_lamp(made):
    made.shop.syncing.now_says = moment.OFFLINE
    made.announcements.announce(Changes(sync=True))
    assert "商城暂时连不上，收银照常 · 待传 3 条" in said(made.counter.window)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("lamp", ["unpaired", "loading", "online", "offline", "attention"])
def test_every_lamp_has_a_sentence(made, language, lamp):
    made.speech.use(language)
    _, sentence, values = lamp_of(replace(moment.ONLINE, lamp=lamp, waiting=2, parked=1))
    assert made.speech.say(sentence, **values)


def test_the_language_changes_under_the_open_cart(qtbot, made):
    made.counter.scanned(COAT)
    made.speech.use("en")
    texts = said(made.counter.window)
    assert "Cart" in texts
    assert not any("购物车" in text for text in texts)


def test_the_help_shows_every_key_and_any_key_puts_it_away(qtbot, made):
    press(qtbot, Qt.Key.Key_F1)
    texts = said(made.counter.window)
    assert all(cap in texts for one in SHORTCUTS for cap in one.caps(made.speech.keys))
    press(qtbot, Qt.Key.Key_Escape)
    assert not made.counter.window.help.isVisible()
    assert QApplication.focusWidget() is made.counter.selling_view.scan


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "step", ["empty", "cart", "member", "sheet", "nothing", "pay", "paid", "held", "offline", "help"]
)
def test_no_text_is_cut_at_1366_by_768(qtbot, open_counter, language, step):
    made = open_counter(language=language)
    selling = made.counter.presenters.selling
    if step != "empty":
        for code in (COAT, TROUSERS, TROUSERS):
            made.counter.scanned(code)
    if step in ("member", "sheet", "nothing"):
        made.counter.scanned("member")
    if step == "sheet":
        selling.style_chosen("s-4")
        away = next(cell for cell in selling.state.sheet.sheet.cells if cell.here <= 0)
        selling.variant_chosen(away.variant_id)
    if step == "nothing":
        selling.search_typed("zzz")
        made.counter.scanned("0000")
    if step in ("pay", "paid"):
        selling.pay_pressed()
    if step == "paid":
        made.counter.presenters.paying.confirmed()
    if step == "held":
        selling.hold_pressed()
    if step == "offline":
        made.shop.syncing.now_says = replace(moment.OFFLINE, waiting=1240)
        made.announcements.announce(Changes(sync=True))
    if step == "help":
        press(qtbot, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: cut_texts(made.counter.window) == [])
    assert made.counter.window.size().toTuple() == (1366, 768)


def test_the_pay_key_cannot_be_missed(made):
    made.counter.scanned(COAT)
    assert made.counter.selling_view.cart.pay.height() >= 84


def test_everything_to_be_pressed_is_large_enough_for_a_finger(qtbot, made):
    made.counter.scanned(COAT)
    made.counter.scanned("member")
    small = [
        (button.text() or button.accessibleName(), button.size().toTuple())
        for button in made.counter.selling_view.findChildren(QPushButton)
        if button.isVisible() and min(button.width(), button.height()) < 40
    ]
    assert small == []


def test_plus_minus_and_the_row_itself_can_be_pressed(qtbot, made):
    made.counter.scanned(COAT)
    rows = made.counter.selling_view.cart.list
    place = rows.visualRect(rows.model().index(0, 0))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=plus_key(place).center())
    assert made.counter.presenters.selling.state.cart.pieces == 2
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=minus_key(place).center())
    assert made.counter.presenters.selling.state.cart.pieces == 1
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + QPoint(30, 30))
    assert made.counter.presenters.selling.state.chosen is not None


def test_a_tile_pressed_opens_its_sizes(qtbot, made):
    tiles = made.counter.selling_view.tiles
    qtbot.mouseClick(
        tiles.viewport(), Qt.MouseButton.LeftButton, pos=tiles.visualRect(tiles.model().index(4, 0)).center()
    )
    assert made.counter.presenters.selling.state.sheet.sheet.style_id == "s-4"
    assert isinstance(QApplication.focusWidget(), QPushButton)


def test_190_digits_typed_by_a_scanner_into_any_field_are_one_code(qtbot, qapp, made):
    wedge = WedgeFilter()
    wedge.scanned.connect(made.counter.scanned)
    qapp.installEventFilter(wedge)
    try:
        press(qtbot, Qt.Key.Key_F2)
        code = "91" + "0123456789" * 18 + "12345678"
        made.till.special[code] = Scanned("member", made.till.current())
        scan_into(code, made.counter.window)
    finally:
        qapp.removeEventFilter(wedge)
    assert ("scan", code) in made.till.calls
    assert made.counter.selling_view.search.text() == ""
