"""What a phone and a till rely on when a whole basket is one code."""

from __future__ import annotations

import random

import pytest

from posapp.domain.basket_code import MOST_LINES, NoBasket, read, write

COAT, LIPSTICK, SMALL_LABEL = "6901234567892", "12345678905", "96385074"


def test_a_basket_says_what_was_put_in_it() -> None:
    basket = read(write(7, [(COAT, 2), (LIPSTICK, 1), (SMALL_LABEL, 99)]))
    assert (basket.name, basket.lines) == ("000007", ((COAT, 2), (LIPSTICK, 1), (SMALL_LABEL, 99)))


def test_the_largest_basket_is_no_longer_than_a_scanner_may_type() -> None:
    assert len(write(999_999, [(COAT, 99)] * MOST_LINES)) == 252


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(COAT, 1)] * (MOST_LINES + 1),
        [(COAT, 0)],
        [(COAT, 100)],
        [("ABC", 1)],
        [("１２３４５６７８", 1)],
        [("1" * 14, 1)],
    ],
)
def test_what_the_code_cannot_hold_is_not_written(lines: list[tuple[str, int]]) -> None:
    with pytest.raises(NoBasket):
        write(1, lines)


def test_a_digit_read_wrong_is_noticed() -> None:
    dice, code = random.Random(4), write(123_456, [(COAT, 1), (LIPSTICK, 3)])
    for at in range(len(code)):
        wrong = dice.choice([digit for digit in "0123456789" if digit != code[at]])
        with pytest.raises(NoBasket):
            read(code[:at] + wrong + code[at + 1 :])


@pytest.mark.parametrize("cut", [1, 2, 15, 17])
def test_a_code_that_was_cut_off_is_noticed(cut: int) -> None:
    with pytest.raises(NoBasket):
        read(write(123_456, [(COAT, 1), (LIPSTICK, 3)])[:-cut])


@pytest.mark.parametrize("text", ["", "93", "9" * 250, "９３" * 20, "93abc", "91" + "0" * 188])
def test_what_is_no_basket_is_none(text: str) -> None:
    with pytest.raises(NoBasket):
        read(text)
