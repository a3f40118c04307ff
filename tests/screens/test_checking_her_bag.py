"""The basket of a phone is checked in her bag before she goes: a scan ticks, and what it did not name is sold."""

from __future__ import annotations

import pytest

from posapp.services.selling import Scanned
from posapp.ui.screens.selling.presenter import SellingPresenter
from tests.fakes.goods_counter import BARCODES
from tests.fakes.screen_parts import InlineRunner
from tests.screens.test_selling_presenter import Sell
from tests.screens.test_selling_presenter import sell as sell

(LABEL, ONE), (OTHER_LABEL, TWO), (THIRD_LABEL, THREE) = list(BARCODES.items())[:3]
CHECKING = "From her phone: {seen} of {count} pieces seen in her bag"


@pytest.fixture
def bag(sell):
    """Have two pieces of one kind and one of another come as a basket."""
    for variant_id, pieces in ((ONE, 2), (TWO, 1)):
        sell.till._put(variant_id, "scan", pieces)
    sell.till.special["basket"] = Scanned("basket", sell.till._cart())
    sell.till.baskets["basket"] = {ONE: 2, TWO: 1}
    sell.presenter.scanned("basket")
    return sell


def told(sell: Sell) -> tuple[int, int]:
    notice = sell.view.state.notice
    assert notice.what.en == CHECKING
    return notice.values["seen"], notice.values["count"]


def pieces(sell: Sell) -> dict[str, int]:
    return {line.variant_id: line.quantity for line in sell.view.state.cart.lines}


def test_a_scan_of_what_the_basket_named_ticks_it_and_sells_it_once(bag):
    assert told(bag) == (0, 3)
    bag.presenter.scanned(LABEL)
    assert told(bag) == (1, 3)
    bag.presenter.scanned(OTHER_LABEL)
    bag.presenter.scanned(LABEL)
    assert (bag.view.state.notice.tone, bag.view.state.notice.values["count"]) == ("success", 3)
    assert pieces(bag) == {ONE: 2, TWO: 1}
    bag.presenter.scanned(LABEL)
    assert pieces(bag) == {ONE: 3, TWO: 1}, "a third lay in her bag"


def test_what_the_basket_did_not_name_goes_onto_the_cart_and_the_check_goes_on(bag):
    bag.presenter.scanned(THIRD_LABEL)
    assert pieces(bag) == {ONE: 2, TWO: 1, THREE: 1}
    assert told(bag) == (0, 3)


def test_what_is_not_in_her_bag_is_taken_off_and_no_longer_asked_for(bag):
    bag.presenter.scanned(LABEL)
    bag.presenter.scanned(LABEL)
    line = next(one for one in bag.view.state.cart.lines if one.variant_id == TWO)
    bag.presenter.removed(line.line_id)
    assert bag.view.state.notice.tone == "success"
    bag.presenter.scanned(OTHER_LABEL)
    assert pieces(bag) == {ONE: 2, TWO: 1}, "it was there after all, and is sold"


def test_who_counted_closes_the_note_and_scans_sell_again(bag):
    bag.presenter.notice_dismissed()
    bag.presenter.scanned(LABEL)
    assert pieces(bag)[ONE] == 3
    assert bag.view.state.notice is None


def test_another_cart_is_not_checked(bag):
    bag.presenter.hold_pressed()
    bag.presenter.scanned(LABEL)
    assert pieces(bag) == {ONE: 1}
    assert bag.view.state.notice is None


def test_a_till_that_lost_its_power_goes_on_where_the_bag_was_looked_through(bag):
    bag.presenter.scanned(LABEL)
    after = Sell()
    after.till = bag.till
    after.presenter = SellingPresenter(
        after.view, after.till, after.searching, after.counting, InlineRunner(), after.beside, after.sounds
    )
    after.presenter.opened()
    assert told(after) == (1, 3)
    after.presenter.scanned(LABEL)
    after.presenter.scanned(OTHER_LABEL)
    assert after.view.state.notice.tone == "success"
    assert pieces(after) == {ONE: 2, TWO: 1}
