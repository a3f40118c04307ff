"""Small things of the sell screen that a hand or an eye would miss: sizes of targets, words that fit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.identity import CartId, CouponId, LineId, VariantId
from posapp.domain.money import Fen
from posapp.services.holding import HeldCart
from posapp.services.searching import StyleSheet
from posapp.ui.screens.selling.cart_list import CartListView, minus_key, plus_key, remove_key
from posapp.ui.screens.selling.cart_pane import CartPane, Offers
from posapp.ui.screens.selling.receipt_panel import ReceiptPanel
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.screens.selling.style_panel import StylePanel
from posapp.ui.screens.selling.tiles import member_price
from posapp.ui.theme import SPACE_4, TARGET, font
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, IconButton, PillButton
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.goods_counter import COUPON, OAT, TILES, FakeSearching
from tests.fakes.screen_parts import SetClock
from tests.fakes.shop_moment import NOW, PAST_SALE, cart_line

NARROWEST = 100
"""What a tile beside the member panel leaves for its words at 1366 × 768, in px."""


@pytest.fixture
def look(qapp):
    return a_look(qapp, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_member_price_is_never_clipped_on_a_narrow_tile(look, language):
    metrics = QFontMetrics(font("caption"))
    tile = replace(TILES[0], price=129_990, member_price=117_990)
    text = member_price(Speech(language), metrics, tile, NARROWEST)
    assert metrics.horizontalAdvance(text) <= NARROWEST
    assert text.endswith("¥1,179.90")


def test_a_wide_tile_says_whose_price_it_is(look):
    tile = replace(TILES[0], member_price=53_900)
    assert member_price(look.speech, QFontMetrics(font("caption")), tile, 150) == "Member ¥539"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_coupon_on_the_cart_is_there_to_be_taken_off_and_one_more_to_choose(qapp, look, language):
    look.speech.use(language)
    offers, pressed = Offers(look.speech, look.theme), []
    offers.coupon_pressed.connect(pressed.append)
    offers.show()
    for on_cart, rows in ((0, 2), (1, 2), (2, 2), (4, 3)):
        coupons = tuple(replace(COUPON, coupon_id=CouponId(f"c-{n}"), is_used=n < on_cart) for n in range(6))
        offers.show_offers((), coupons)
        qapp.processEvents()
        chips = [chip for chip in offers.findChildren(ChipButton) if chip.isVisible()]
        assert [chip.isChecked() for chip in chips] == [True] * on_cart + [False] * max(2 - on_cart, 1)
        assert offers.sizeHint().height() <= rows * TARGET + (rows - 1) * SPACE_4
    chips[3].click()
    assert pressed == ["c-3"]


def test_while_somebody_types_in_the_search_the_cart_is_not_shown_anew(monkeypatch, open_counter):
    shown, show = [], CartListView.show_lines
    monkeypatch.setattr(CartListView, "show_lines", lambda self, *lines: (shown.append(lines), show(self, *lines)))
    made = open_counter()
    made.counter.scanned("6901234567801")
    selling = made.counter.presenters.selling
    shown.clear()
    selling.search_typed("大衣")
    assert selling.state.query == "大衣"
    assert shown == []
    selling.cleared()
    assert len(shown) == 1, "it asks whether to empty the cart"


@pytest.mark.parametrize(
    "beside",
    [
        {"chosen": LineId("another")},
        {"touched": LineId("another")},
        {"held": (HeldCart(CartId("held-1"), NOW, 2, Fen(59_900), None),)},
        {"is_clearing": True},
    ],
    ids=lambda beside: next(iter(beside)),
)
def test_what_is_shown_beside_the_lines_shows_the_cart_anew_when_it_changes(monkeypatch, open_counter, beside):
    made = open_counter()
    made.counter.scanned("6901234567801")
    pane, state = made.counter.selling_view.cart, made.counter.presenters.selling.state
    shown, show = [], CartPane._show
    monkeypatch.setattr(CartPane, "_show", lambda self: (shown.append(self._state), show(self)))
    pane.show_state(state)
    assert shown == []

    pane.show_state(replace(state, **beside))

    assert len(shown) == 1


def test_while_a_sheet_is_open_a_scan_into_the_search_does_not_close_it(open_counter):
    counter = open_counter().counter
    search, selling = counter.selling_view.search, counter.presenters.selling
    assert search.takes_digits_at_once
    selling.style_chosen(TILES[0].style_id)
    assert isinstance(selling.state.sheet, OpenSheet)
    assert not search.takes_digits_at_once, "the digit of a scanner would be a search, and a search closes the sheet"
    selling.sheet_left()
    assert search.takes_digits_at_once


def test_goods_in_a_single_size_say_so_in_the_language_of_the_screen(qtbot, look):
    panel = StylePanel(look.speech, look.theme, look.art, SetClock(NOW))
    sheet = FakeSearching().sheet(TILES[0].style_id)
    cell = replace(sheet.cells[0], variant_id=VariantId("one"), size="均码", colour=OAT, here=0, elsewhere=2)
    only: StyleSheet = replace(sheet, cells=(cell,))
    host = on_the_screen(qtbot, panel)
    panel.show_sheet(OpenSheet(only, cell.variant_id, FakeSearching().nearby(cell.variant_id)))
    qtbot.waitUntil(lambda: "One size" in "\n".join(said(host)) and cut_texts(host) == [])
    assert "均码" not in "\n".join(said(host))


def test_what_a_finger_presses_is_high_enough(qtbot, look):
    panel = QWidget()
    column = QVBoxLayout(panel)
    keys = [PillButton("Hold"), ChipButton("Knitwear"), IconButton("close", look.theme)]
    for key in keys:
        column.addWidget(key)
    host = on_the_screen(qtbot, panel, 400, 300)
    assert host.isVisible()
    assert min(key.minimumSizeHint().height() for key in keys) >= TARGET


def test_the_keys_of_a_cart_line_are_high_enough_and_inside_it():
    row = QRect(0, 0, 440, 94 + 24 + 56)
    for key in (minus_key(row), plus_key(row), remove_key(row)):
        assert key.height() >= TARGET
        assert row.contains(key)


def test_delete_takes_out_the_line_that_was_tapped(qtbot, look):
    lines = (cart_line("v1"), cart_line("v2"), cart_line("v3"))
    host, cart, removed = a_cart(qtbot, look, lines)
    tap(cart, 1)
    QTest.keyClick(cart, Qt.Key.Key_Delete)
    assert host.isVisible()
    assert removed == ["l-v2"]


def test_delete_still_means_that_line_after_a_scan_has_brought_another(qtbot, look):
    lines = (cart_line("v1"), cart_line("v2"))
    host, cart, removed = a_cart(qtbot, look, lines)
    tap(cart, 0)
    cart.show_lines((*lines, cart_line("v3")), None, "l-v3")
    QTest.keyClick(cart, Qt.Key.Key_Delete)
    assert host.isVisible()
    assert removed == ["l-v1"]


def a_cart(qtbot, look, lines):
    """Show lines; a tap opens one, as the presenter would. Returns its window, the view, what was taken out."""
    cart, removed = CartListView(look.speech, look.theme, look.art), []
    cart.opened.connect(lambda line_id: cart.show_lines(lines, line_id, None))
    cart.removed.connect(removed.append)
    cart.show_lines(lines, None, None)
    return on_the_screen(qtbot, cart, 440, 600), cart, removed


def tap(cart, row):
    """Press a line where it has no key."""
    at = cart.visualRect(cart.lines.index(row)).topLeft() + QPoint(150, 20)
    QTest.mouseClick(cart.viewport(), Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize(("language", "where"), [("zh", "02 号收银台售出，14:05"), ("en", "Sold at till 02, 14:05")])
def test_a_found_receipt_says_where_and_when_it_was_sold_and_cuts_no_word(qtbot, qapp, language, where):
    panel = ReceiptPanel(a_look(qapp, language).speech)
    host = on_the_screen(qtbot, panel, width=400)
    panel.show_sale(PAST_SALE)
    qtbot.wait(1)
    texts = said(host)
    assert where in texts
    assert {"¥1,299.00", "¥998.00", "¥2,297.00", "¥297.00"} <= set(texts)
    assert cut_texts(host) == []


def test_a_receipt_of_this_till_says_so(qtbot, look):
    panel = ReceiptPanel(look.speech)
    host = on_the_screen(qtbot, panel)
    panel.show_sale(replace(PAST_SALE, is_ours=True))
    assert "Sold at this till, 14:05" in said(host)
