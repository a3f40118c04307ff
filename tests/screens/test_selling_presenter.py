from dataclasses import replace

import pytest

from posapp.domain.identity import BookingId, OrderId, VariantId
from posapp.domain.money import Fen
from posapp.domain.permission import Ask, Extent
from posapp.domain.text import Bilingual
from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy, ManagerWanted
from posapp.services.selling import CouponOut, Scanned
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.presenter import SellingPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import FakeCounting
from tests.fakes.counter_window import HeardSounds
from tests.fakes.goods_counter import COUPON, TILES, FakeSearching, FakeTill
from tests.fakes.screen_parts import InlineRunner, RecordingView, WaitingRunner

COAT, TROUSERS, LIPSTICK = "6901234567801", "6901234567803", "6901234567811"


class Beside:
    """Remembers what was asked of the neighbours."""

    def __init__(self):
        self.asked = []
        self.carts = []

    def go_selling(self):
        self.asked.append("sell")

    def open_booking(self, booking_id):
        self.asked.append(("booking", booking_id))

    def open_pickup(self, code):
        self.asked.append(("pickup", code))

    def cart_changed(self, cart):
        self.carts.append(cart)

    def paid_with(self, text):
        return False

    def pay(self, cart):
        self.asked.append(("pay", cart.total))

    def ask_colleague(self, wanted, again):
        self.asked.append(("word", wanted.ask.permission))
        again("a-word")


class Sell:
    """A sell screen over doubles."""

    def __init__(self, runner=None):
        self.view = RecordingView()
        self.till = FakeTill()
        self.searching = FakeSearching()
        self.counting = FakeCounting()
        self.beside = Beside()
        self.sounds = HeardSounds()
        self.presenter = SellingPresenter(
            self.view, self.till, self.searching, self.counting, runner or InlineRunner(), self.beside, self.sounds
        )

    @property
    def cart(self):
        return self.view.state.cart


@pytest.fixture
def sell():
    sell = Sell()
    sell.presenter.opened()
    return sell


def test_a_scanned_piece_is_on_the_cart_with_a_good_sound(sell):
    sell.presenter.scanned(COAT)
    assert [line.quantity for line in sell.cart.lines] == [1]
    assert sell.sounds.played == ["good"]
    assert sell.view.state.touched == sell.cart.lines[0].line_id


def test_scans_that_come_faster_than_they_are_kept_all_count_in_order():
    runner = WaitingRunner()
    sell = Sell(runner)
    for code in (COAT, TROUSERS, COAT):
        sell.presenter.scanned(code)
    while runner.jobs:
        runner.let_run()
    assert [line.quantity for line in sell.cart.lines] == [2, 1]


def test_an_unknown_code_is_said_and_changes_nothing(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.scanned("0000")
    assert sell.view.state.notice.code == "unknown_barcode"
    assert sell.cart.pieces == 1
    assert sell.sounds.played == ["good", "bad"]


def test_an_unknown_code_stays_on_the_screen_until_it_is_put_away(sell):
    sell.presenter.scanned("0000")
    sell.presenter.scanned(COAT)
    assert sell.view.state.notice.values["barcode"] == "0000"
    sell.presenter.notice_dismissed()
    assert sell.view.state.notice is None


@pytest.mark.parametrize("typed", ["0.001*", "*0.5", "0.001*6901234567892", "1.5×", ".5*", "-0.5*"])
def test_a_part_of_a_piece_is_not_sold_and_what_was_typed_is_named(sell, typed):
    sell.presenter.scanned(COAT)
    sell.presenter.code_typed(typed)
    notice = sell.view.state.notice
    assert (notice.code, notice.values["quantity"] in typed) == ("bad_quantity", True)
    assert sell.cart.pieces == 1


def test_several_unknown_codes_stand_together(sell):
    for code in ("0000", "1111", "0000"):
        sell.presenter.scanned(code)
    assert sell.view.state.notice.values["barcode"] == "0000 · 1111"


def test_her_booking_code_opens_the_board_not_the_cart(sell):
    sell.till.special["b"] = Scanned("booking", sell.cart, booking_id=BookingId("b-2"))
    sell.presenter.scanned("b")
    assert sell.beside.asked == [("booking", "b-2")]


def test_a_scanned_receipt_lies_in_the_place_of_the_tiles_until_the_next_scan(sell):
    sell.presenter.scanned(COAT)
    sell.till.special["001-02-A-0000012"] = Scanned("receipt", sell.cart, past_sale=moment.PAST_SALE)
    sell.presenter.scanned("001-02-A-0000012")
    assert (sell.view.state.sheet, sell.cart.pieces) == (moment.PAST_SALE, 1)
    sell.presenter.variant_chosen(VariantId("v-1"))  # a press on a grid that is no longer there
    assert sell.view.state.sheet == moment.PAST_SALE
    sell.presenter.scanned(COAT)
    assert (sell.view.state.sheet, sell.cart.pieces) == (None, 2)


def test_her_order_code_goes_whole_to_the_pickups_because_it_is_the_proof(sell):
    sell.till.special["9100"] = Scanned("pickup", sell.cart, order_id=OrderId("o-1"))
    sell.presenter.scanned("9100")
    assert sell.beside.asked == [("pickup", "9100")]


def test_a_member_code_reprices_the_cart_and_reaches_the_panel(sell):
    sell.presenter.scanned(COAT)
    before = sell.cart.total
    sell.presenter.scanned("member")
    assert sell.cart.total < before
    assert sell.beside.carts[-1].member == moment.ON_THE_CART


def test_tiles_are_asked_again_for_her_size_when_she_is_attached(sell):
    sell.presenter.scanned("member")
    assert sell.searching.calls[-1] == ("look", "", None, moment.LIN)


@pytest.mark.parametrize("typed", ["3*", "3×", "3x"])
def test_a_number_and_a_star_set_the_quantity_of_the_line_in_hand(sell, typed):
    sell.presenter.scanned(COAT)
    sell.presenter.scanned(TROUSERS)
    sell.presenter.code_typed(typed)
    assert [line.quantity for line in sell.cart.lines] == [1, 3]


@pytest.mark.parametrize("typed", ["0*", "1000*", "1000000000*"])
def test_an_impossible_quantity_is_refused_and_the_cart_stays(sell, typed):
    sell.presenter.scanned(COAT)
    sell.presenter.code_typed(typed)
    assert sell.view.state.notice.code == "bad_quantity"
    assert sell.cart.lines[0].quantity == 1


def test_a_star_on_an_empty_cart_says_that_it_is_empty(sell):
    sell.presenter.code_typed("2*")
    assert sell.view.state.notice.code == "empty_cart"


def test_the_minus_of_a_single_piece_takes_the_line_away(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.quantity_chosen(sell.cart.lines[0].line_id, 0)
    assert sell.cart.lines == ()


def test_only_the_newest_search_is_shown_however_late_the_older_answers():
    runner = WaitingRunner()
    sell = Sell(runner)
    sell.presenter.search_typed("大衣")
    sell.presenter.search_typed("风衣")
    runner.let_run(1)
    runner.let_run(0)
    assert [tile.name.zh for tile in sell.view.state.tiles] == ["轻量棉质风衣"]


def test_a_search_without_a_hit_shows_nothing_found_not_the_old_tiles(sell):
    sell.presenter.search_typed("zzz")
    assert sell.view.state.tiles == ()


def test_the_same_category_again_shows_everything(sell):
    sell.presenter.category_chosen("coats")
    assert len(sell.view.state.tiles) == 4
    sell.presenter.category_chosen("coats")
    assert sell.view.state.category_id is None
    assert len(sell.view.state.tiles) == len(TILES)


def test_a_style_in_one_variant_goes_straight_to_the_cart(sell):
    sell.presenter.style_chosen(TILES[11].style_id)
    assert sell.cart.lines[0].name == TILES[11].name
    assert sell.view.state.sheet is None


def test_a_size_that_hangs_here_is_added_by_one_press(sell):
    sell.presenter.style_chosen(TILES[4].style_id)
    cell = next(one for one in sell.view.state.sheet.sheet.cells if one.here > 0)
    sell.presenter.variant_chosen(cell.variant_id)
    assert sell.cart.lines[0].variant_id == cell.variant_id
    assert sell.view.state.sheet is None


def test_a_size_that_is_not_here_first_says_where_it_hangs_and_sells_on_the_second_press(sell):
    sell.presenter.style_chosen(TILES[4].style_id)
    cell = next(one for one in sell.view.state.sheet.sheet.cells if one.here <= 0)
    sell.presenter.variant_chosen(cell.variant_id)
    assert sell.cart.lines == ()
    assert [shop.metres for shop in sell.view.state.sheet.nearby] == [2300, 168_400]
    sell.presenter.variant_chosen(cell.variant_id)
    assert sell.cart.lines[0].variant_id == cell.variant_id


def test_a_late_answer_about_another_size_is_not_shown_for_this_one():
    runner = WaitingRunner()
    sell = Sell(runner)
    sell.presenter.style_chosen(TILES[4].style_id)
    runner.let_run()
    away = [cell.variant_id for cell in sell.view.state.sheet.sheet.cells if cell.here <= 0]
    sell.presenter.variant_chosen(away[0])
    sell.presenter.variant_chosen(away[1])
    runner.let_run(0)
    assert sell.view.state.sheet.asked == away[1]
    assert sell.view.state.sheet.nearby is None


def test_a_coupon_is_used_and_left_by_the_same_chip(sell):
    sell.presenter.scanned("member")
    sell.presenter.scanned(COAT)
    total = sell.cart.total
    sell.presenter.coupon_pressed(COUPON.coupon_id)
    assert sell.cart.total == total - COUPON.off
    sell.presenter.coupon_pressed(COUPON.coupon_id)
    assert sell.cart.total == total


def test_a_coupon_that_makes_way_for_another_is_named_with_what_it_costs_her(sell):
    sell.presenter.scanned("member")
    sell.presenter.scanned(COAT)
    other = Bilingual("满 500 减 60", "60 off 500")
    for more, tone in ((Fen(0), "accent"), (Fen(2_000), "warning")):
        sell.till.coupons_out = (CouponOut(COUPON.title, other, "same_group", more),)
        sell.presenter.coupon_pressed(COUPON.coupon_id)
        notice = sell.view.state.notice
        assert (notice.tone, notice.values["title"], notice.values["put_on"]) == (tone, COUPON.title, other)
    assert notice.values["more"] == "¥20.00"
    sell.till.coupons_out = (CouponOut(COUPON.title, other, "beside"),)
    sell.presenter.scanned(COAT)
    assert "最省" in sell.view.state.notice.advice.zh
    sell.till.coupons_out = ()
    sell.presenter.scanned(COAT)
    assert sell.view.state.notice is None


def test_tiles_in_her_size_are_looked_for_once_her_panel_is_read():
    runner = WaitingRunner()
    sell = Sell(runner)
    sell.presenter.opened()
    for _ in range(3):
        runner.let_run()
    sell.presenter.scanned("member")
    runner.let_run()
    (mark,) = runner.jobs
    assert mark[0]() is None
    runner.let_run()
    assert len(runner.jobs) == 1
    runner.let_run()
    assert sell.searching.calls[-1][0] == "look"


def test_one_key_puts_the_cart_aside_and_takes_it_back(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.hold_pressed()
    assert sell.cart.lines == ()
    assert len(sell.view.state.held) == 1
    sell.presenter.hold_pressed()
    assert len(sell.cart.lines) == 1
    assert sell.view.state.held == ()


def test_paying_an_empty_cart_is_answered_in_words(sell):
    sell.presenter.pay_pressed()
    assert sell.view.state.notice.code == "empty_cart"
    assert sell.beside.asked == []


def test_pay_hands_the_cart_over_to_the_payment(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.pay_pressed()
    assert sell.beside.asked[-1] == ("pay", 129_900)


def test_a_busy_file_is_said_and_the_cart_is_as_it_was(sell):
    sell.presenter.scanned(COAT)
    sell.till.refuse_next(DatabaseBusy())
    sell.presenter.added(VariantId("v-3-0-M"))
    assert sell.view.state.notice.code == "database_busy"
    assert sell.cart.pieces == 1


def test_a_bug_is_told_calmly_and_goes_on_to_the_one_edge(sell):
    sell.till.refuse_next(KeyError("oops"))
    with pytest.raises(KeyError):
        sell.presenter.scanned(COAT)
    assert sell.view.state.notice.code == "bug"


def test_news_about_bookings_does_not_read_the_cart_again(sell):
    asked = len(sell.till.calls)
    sell.presenter.things_changed(Changes(booking=True))
    assert len(sell.till.calls) == asked


def test_news_about_stock_reads_cart_and_tiles(sell):
    sell.presenter.things_changed(Changes(stock=True))
    assert sell.till.calls[-1] == ("current",)
    assert sell.searching.calls[-1][0] == "look"


def test_after_the_sale_the_next_one_begins_clean(sell):
    sell.presenter.scanned(COAT)
    sell.presenter.search_typed("风衣")
    sell.presenter.sale_finished(replace(sell.till.clear(), lines=()))
    state = sell.view.state
    assert (state.query, state.chosen, state.cart.lines) == ("", None, ())
    assert len(state.tiles) == len(TILES)


def test_a_counted_size_is_kept_and_the_sheet_says_so(sell):
    sell.presenter.style_chosen(TILES[4].style_id)
    opened = sell.view.state.sheet
    sell.presenter.counted(opened.sheet.cells[0].variant_id, 3)
    assert sell.counting.calls[-1] == ("count", opened.sheet.cells[0].variant_id, 3)
    assert sell.view.state.sheet is not None
    assert sell.view.state.notice is None


def test_a_gift_card_that_was_scanned_says_where_it_pays(sell):
    sell.till.special["card"] = Scanned("gift_card", sell.cart)
    sell.presenter.scanned("card")
    assert sell.view.state.notice.what == words.GIFT_CARD_ON
    sell.presenter.scanned("6901234567801")
    assert sell.view.state.notice is None


def test_what_she_may_not_take_off_the_cart_a_colleague_s_word_does(sell):
    sell.presenter.scanned(COAT)
    line = sell.view.state.cart.lines[0].line_id
    sell.till.refuse_next(ManagerWanted(Ask("void_line", Extent(129_900), line)))
    sell.presenter.removed(line)
    assert ("word", "void_line") in sell.beside.asked
    assert sell.view.state.cart.lines == ()
    sell.presenter.scanned(COAT)
    sell.presenter.cleared()
    sell.till.refuse_next(ManagerWanted(Ask("clear_cart", Extent(129_900))))
    sell.presenter.cleared()
    assert ("word", "clear_cart") in sell.beside.asked
    assert sell.view.state.cart.lines == ()
