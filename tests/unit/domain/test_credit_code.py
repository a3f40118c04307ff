"""The tax number of a company is checked before anything is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain import credit_code
from posapp.domain.credit_code import SIGNS, check_sign, read
from posapp.domain.errors import BadCreditCode


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110108551385082Q", "91440300708461136T", "914403001922038216"]
)
def test_codes_of_real_companies_are_taken(code: str) -> None:
    assert read(code) == code


def test_spaces_small_letters_and_full_width_signs_are_read_as_they_are_meant() -> None:
    assert read(" 9135 0100-m000 100y43 ") == "91350100M000100Y43"
    assert read("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("91350100M000100Y433", "length"),
        ("91350100M0001O0Y43", "sign"),
        ("91350100M000100Y4é", "sign"),
        ("91350100M000100Y44", "check"),
        ("91350100M001000Y43", "check"),
    ],
)
def test_what_is_wrong_is_said(typed: str, reason: str) -> None:
    with pytest.raises(BadCreditCode) as refused:
        read(typed)
    assert refused.value.values["reason"] == reason


@given(first=st.text(SIGNS, min_size=17, max_size=17), place=st.integers(0, 17), other=st.sampled_from(SIGNS))
def test_one_mistyped_sign_is_always_noticed(first: str, place: int, other: str) -> None:
    code = first + check_sign(first)
    assert read(code) == code
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(BadCreditCode):
            credit_code.read(wrong)
