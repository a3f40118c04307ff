"""Receipt numbers: which shop, till and generation, and digits that a scanner can check."""

from __future__ import annotations

import pytest

from posapp.domain.receipt_no import Series


def test_a_number_names_shop_till_generation_and_place():
    assert Series("021", "01", 1).number(42) == "021-01-A-0000042"


@pytest.mark.parametrize(("generation", "letters"), [(1, "A"), (2, "B"), (26, "Z"), (27, "AA"), (53, "BA")])
def test_a_replaced_till_gets_the_next_letter(generation, letters):
    assert str(Series("021", "01", generation)) == f"021-01-{letters}"


def test_the_bar_code_is_twenty_digits_whose_check_digits_find_a_slip():
    code = Series("021", "01", 1).code(42)
    assert code.isdigit()
    assert len(code) == 20
    assert int(code) % 97 == 1
    slips = {code[:place] + digit + code[place + 1 :] for place in range(20) for digit in "0123456789"} - {code}
    assert all(int(slip) % 97 != 1 for slip in slips)
