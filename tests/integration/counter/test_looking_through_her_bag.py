"""A phone's basket is looked for in her bag, and how far that was is kept with the cart, also over a power cut."""

from __future__ import annotations

import pytest

from posapp.domain.basket_code import write
from posapp.domain.money import Fen
from posapp.services.carts import BagCount, Cart
from posapp.services.paying import Paying
from posapp.services.shifts import Shifts
from tests.fakes.small_shop import SmallShop

DRESS, LIPSTICK = "6900000000002", "012345678905"


@pytest.fixture
def came(shop: SmallShop) -> Cart:
    """Have two dresses and a lipstick come as a basket."""
    return shop.selling.scan(write(1, [(DRESS, 2), (LIPSTICK, 1)])).cart


def pieces(cart: Cart) -> list[int]:
    return [line.quantity for line in cart.lines]


def test_a_till_killed_in_the_middle_comes_back_to_the_same_point(shop: SmallShop, came: Cart) -> None:
    assert came.bag == BagCount(0, 3)
    assert shop.selling.scan(DRESS).kind == "in_bag"
    shop.open_again()
    assert shop.selling.current().bag == BagCount(1, 3)
    ticked = shop.selling.scan(DRESS)
    assert (ticked.kind, ticked.cart.bag, pieces(ticked.cart)) == ("in_bag", BagCount(2, 3), [2, 1])
    shop.open_again()
    assert shop.selling.scan(LIPSTICK).cart.bag == BagCount(3, 3)
    shop.open_again()
    sold = shop.selling.scan(DRESS)
    assert (sold.kind, sold.cart.bag, pieces(sold.cart)) == ("goods", None, [3, 1]), "a third lay in her bag"


def test_the_check_is_kept_beside_the_payment_that_stands_in_front(shop: SmallShop, came: Cart) -> None:
    shop.selling.scan(DRESS)
    shop.selling.at_payment(is_there=True, typed="600")
    shop.open_again()
    cart = shop.selling.current()
    assert (cart.is_at_payment, cart.typed, cart.bag) == (True, "600", BagCount(1, 3))


def test_what_is_taken_off_is_not_looked_for_any_more_even_when_it_turns_up(shop: SmallShop, came: Cart) -> None:
    shop.selling.scan(DRESS)
    assert shop.selling.remove(came.lines[1].line_id).bag == BagCount(1, 2)
    shop.open_again()
    turned_up = shop.selling.scan(LIPSTICK)
    assert (turned_up.kind, turned_up.cart.bag, pieces(turned_up.cart)) == ("goods", BagCount(1, 2), [2, 1])
    assert shop.selling.set_quantity(came.lines[0].line_id, 1).bag == BagCount(1, 1)


def test_more_than_is_looked_for_is_sold_and_not_ticked(shop: SmallShop, came: Cart) -> None:
    sold = shop.selling.scan(DRESS, 3)
    assert (sold.kind, sold.cart.bag, pieces(sold.cart)) == ("goods", BagCount(0, 3), [5, 1])
    assert shop.selling.scan(DRESS, 2).cart.bag == BagCount(2, 3)


def test_whoever_has_counted_is_asked_no_more_also_after_a_power_cut(shop: SmallShop, came: Cart) -> None:
    assert shop.selling.bag_counted().bag is None
    shop.open_again()
    assert (shop.selling.current().bag, shop.selling.scan(DRESS).kind) == (None, "goods")


def test_another_basket_onto_the_same_cart_is_looked_for_too(shop: SmallShop, came: Cart) -> None:
    shop.selling.scan(LIPSTICK)
    assert shop.selling.scan(write(2, [(LIPSTICK, 2)])).cart.bag == BagCount(1, 5)


def test_a_cart_put_aside_keeps_it_and_the_next_customer_s_is_not_asked_about(shop: SmallShop, came: Cart) -> None:
    shop.selling.scan(DRESS)
    assert shop.selling.hold().bag is None
    assert shop.selling.scan(DRESS).kind == "goods"
    shop.selling.clear()
    assert shop.selling.recall(came.cart_id).bag == BagCount(1, 3)


def test_it_ends_with_the_sale(shop: SmallShop, came: Cart) -> None:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(0))
    paid = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    assert paid.cart.bag is None
    assert shop.selling.scan(DRESS).kind == "goods"
