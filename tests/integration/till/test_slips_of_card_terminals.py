"""What a card terminal took is written down as its slip says; a card's own number nowhere."""

from __future__ import annotations

import pytest

from posapp.domain.errors import BadAmount
from posapp.domain.money import Fen
from posapp.services.cash_moves import CashMoves
from posapp.services.phone_tenders import CardSlip
from tests.fakes.till_on_disk import TillOnDisk
from tests.integration.till.test_paying_cash import last_sale

CARD = "4111111111111111"
SPELT = (CARD, "4111 1111 1111 1111", "4111-1111-1111-1111", "6222021234567890128", "378282246310005")


@pytest.mark.parametrize("amount", [-100, 0, -1, 10**12])
def test_an_amount_that_no_terminal_takes_is_refused_whole(till: TillOnDisk, amount: int) -> None:
    """Below nothing it would be cash in the books that nobody received."""
    till.rings_up(1)
    with pytest.raises(BadAmount):
        till.paying.pay_cash(Fen(20_000), cards=[CardSlip(Fen(amount), "004711")])
    assert till.selling.current().lines


@pytest.mark.parametrize("number", SPELT)
def test_of_a_card_s_number_the_last_four_digits_are_kept_wherever_it_was_typed(till: TillOnDisk, number: str) -> None:
    ends = number[-4:]
    till.rings_up(1)
    till.selling.set_note(till.selling.current().lines[0].line_id, f"card {number}")
    till.paying.pay_cash(cards=[CardSlip(Fen(9_900), f"slip 004711 {number}")])
    sold = last_sale(till)
    assert sold.tenders[0].reference == f"slip 004711 ****{ends}"
    assert sold.lines[0].note == f"card ****{ends}"
    moved = CashMoves(till.file, till.clock, till.signing_in, lambda: "zh").move("in", Fen(100), f"found {number}")
    assert moved.reason == f"found ****{ends}"
    till.close()
    assert not any(number.encode() in file.read_bytes() for file in till.folder.iterdir() if file.is_file())


@pytest.mark.parametrize("text", ["261122004711", "6901234567892", "021-01-A-0000001", "4111111111111112"])
def test_what_is_no_card_is_kept_as_it_was_typed(till: TillOnDisk, text: str) -> None:
    """A terminal's reference, a bar code, a receipt, a number whose check digit is wrong."""
    till.rings_up(1)
    till.paying.pay_cash(cards=[CardSlip(Fen(9_900), text)])
    assert last_sale(till).tenders[0].reference == text
