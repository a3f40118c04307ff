"""What a cashier relies on when anything at all is held under the scanner while goods are rung up."""

from __future__ import annotations

import logging

import pytest

from posapp.domain.basket_code import write
from posapp.domain.clock import MINUTE
from posapp.services.errors import BasketRefused, PaymentCodeTooEarly
from tests.fakes.small_shop import LIPSTICK, SmallShop

DRESS, LIPSTICK_LABEL = "6900000000002", "12345678905"


@pytest.mark.parametrize("code", ["134567890123456789", "2867890123456789", "301234567890123456789012"])
def test_a_payment_code_scanned_too_early_is_refused_and_nowhere_repeated(
    shop: SmallShop, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = shop.selling.scan(DRESS).cart
    with caplog.at_level(logging.DEBUG), pytest.raises(PaymentCodeTooEarly) as refused:
        shop.selling.scan(code)
    assert shop.selling.current() == before
    assert code not in caplog.text
    assert code[:8] not in f"{refused.value} {refused.value.values}"
    shop.file.close()
    assert not any(code.encode() in file.read_bytes() for file in shop.folder.iterdir() if file.is_file())
    shop.open_again()


def test_the_basket_of_a_phone_is_rung_up_as_if_each_piece_had_been_scanned(shop: SmallShop) -> None:
    shop.selling.scan(DRESS)
    scanned = shop.selling.scan(write(1, [(DRESS, 2), (LIPSTICK_LABEL, 1)]))
    assert (scanned.kind, scanned.unknown) == ("basket", ())
    assert [(line.quantity, line.source) for line in scanned.cart.lines] == [(3, "scan"), (1, "scan")]
    assert scanned.cart.lines[1].style_id == LIPSTICK


def test_a_basket_read_twice_is_taken_once_and_her_next_one_again(shop: SmallShop) -> None:
    shop.selling.scan(write(1, [(DRESS, 1)]))
    with pytest.raises(BasketRefused) as refused:
        shop.selling.scan(write(1, [(DRESS, 1)]))
    assert refused.value.values["reason"] == "replayed"
    shop.selling.scan(write(2, [(DRESS, 1)]))
    shop.clock.pass_(11 * MINUTE)
    assert shop.selling.scan(write(1, [(DRESS, 1)])).cart.pieces == 3


def test_what_this_shop_does_not_sell_is_named_and_the_rest_is_taken(shop: SmallShop) -> None:
    scanned = shop.selling.scan(write(1, [("6909999999999", 1), (DRESS, 1)]))
    assert (scanned.unknown, scanned.cart.pieces) == (("6909999999999",), 1)


def test_a_basket_of_nothing_known_can_be_shown_again_after_the_goods_have_come(shop: SmallShop) -> None:
    for _ in range(2):
        with pytest.raises(BasketRefused) as refused:
            shop.selling.scan(write(1, [("6909999999999", 1)]))
        assert refused.value.values["reason"] == "nothing_known"


def test_a_basket_with_a_wrong_digit_leaves_the_cart_as_it_was(shop: SmallShop) -> None:
    before = shop.selling.scan(DRESS).cart
    code = write(1, [(DRESS, 1)])
    with pytest.raises(BasketRefused):
        shop.selling.scan(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert shop.selling.current() == before
