"""A customer comes back with a receipt of another till, perhaps of a dead one: this till finds it without the mall."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.receipt_no import Series
from posapp.domain.text import Bilingual
from posapp.services.errors import NoSuchReceipt
from posapp.services.receipts import GOODS_GONE, TENDERS
from posapp.services.selling import Scanned, Selling
from posapp.services.signing_in import SigningIn
from tests.fakes.hub_process import SHOP
from tests.fakes.shop_in_one_process import VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop


def scanned(till: TillHere, text: str) -> Scanned:
    """Scan at a till whose mall is away, as it is throughout this file."""
    duty = SigningIn(till.file, till.clock)
    duty.sign_in("01", "1357")
    return Selling(till.file, till.clock, duty).scan(text)


def sold_and_told(shop: SmallShop) -> str:
    """Sell at one till, let the other hear of it through the relay, and return the receipt's number."""
    shop.one.sell(VARIANTS[0].id)
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    return f"001-{shop.one.till_no}-A-0000001"


def test_a_receipt_of_a_till_that_died_is_found_at_another(shop: SmallShop) -> None:
    number = sold_and_told(shop)
    found = scanned(shop.two, number)
    assert found.kind == "receipt"
    sale = found.past_sale
    assert sale is not None
    assert (sale.receipt_no, sale.till_no, sale.is_ours, sale.total) == (number, shop.one.till_no, False, 39_900)
    assert sale.staff == Bilingual("王芳", "Wang Fang")
    assert [(line.name.en, line.size, line.quantity, line.paid) for line in sale.lines] == [
        ("Floral dress", "M", 1, 39_900)
    ]
    assert sale.tenders == ((TENDERS["cash"], 39_900),)
    assert (sale.sold, sale.asked) == (shop.clock.now() - 1, shop.clock.now())  # the clock ticks after each sale


def test_it_is_found_by_the_bars_and_by_what_a_hand_types(shop: SmallShop) -> None:
    number = sold_and_told(shop)
    bars = Series(SHOP.code, shop.one.till_no, 1).code(1)
    for text in (bars, number.lower(), number.replace("-", ""), f" {number} "):
        sale = scanned(shop.two, text).past_sale
        assert sale is not None
        assert sale.receipt_no == number


def test_looking_a_receipt_up_leaves_the_cart_as_it_was(shop: SmallShop) -> None:
    number = sold_and_told(shop)
    before = scanned(shop.two, VARIANTS[0].barcode).cart
    assert [line.line_id for line in scanned(shop.two, number).cart.lines] == [line.line_id for line in before.lines]


def test_goods_that_left_the_catalogue_since_are_named_so(shop: SmallShop) -> None:
    shop.one.sell("a-dress-of-last-year")
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    sale = scanned(shop.two, f"001-{shop.one.till_no}-A-0000001").past_sale
    assert sale is not None
    assert [(line.name, line.colour, line.paid) for line in sale.lines] == [(GOODS_GONE, None, 39_900)]


@pytest.mark.parametrize("typed", ["001-09-A-0000001", "002-01-A-0000001", "001-01-B-0000001", "001-01-A-0000002"])
def test_a_receipt_that_nobody_told_of_is_refused_by_its_number(shop: SmallShop, typed: str) -> None:
    sold_and_told(shop)
    with pytest.raises(NoSuchReceipt):
        scanned(shop.two, typed)


def test_a_label_that_reads_like_a_receipt_is_goods_first(shop: SmallShop) -> None:
    number = sold_and_told(shop)
    odd = msgspec.structs.replace(VARIANTS[1], barcode=number.replace("-", ""))
    shop.hub.publish(odd)
    shop.two.pull_all()
    assert scanned(shop.two, odd.barcode).kind == "goods"
