"""Receipt numbers: which shop, till and generation, and digits that a scanner can check."""

from __future__ import annotations

import pytest

from posapp.domain.receipt_no import Series, read


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


@pytest.mark.parametrize("generation", [1, 2, 26, 27, 53])
def test_a_number_is_read_back_from_paper_and_from_its_bars(generation):
    series = Series("0211", "07", generation)
    for text in (series.number(42), series.number(42).replace("-", ""), series.code(42)):
        assert read(text) == ("0211", "07", generation, 42)


def test_a_misread_bar_code_is_no_receipt():
    code = Series("0211", "07", 1).code(42)
    slips = {code[:place] + digit + code[place + 1 :] for place in range(20) for digit in "0123456789"} - {code}
    assert {read(slip) for slip in slips} == {None}
