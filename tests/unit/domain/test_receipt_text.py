import doctest

import pytest

from posapp.domain import receipt_text
from posapp.domain.receipt_text import amount, centred, columns_of, spread, wrap


def test_its_examples_hold() -> None:
    assert doctest.testmod(receipt_text).failed == 0


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("针织", 4), ("¥12", 4), ("（M）", 5), ("2×3", 3)])
def test_wide_signs_take_two_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_no_line_is_wider_than_the_paper_and_nothing_is_lost() -> None:
    text = "高腰羊毛混纺 wide-leg 通勤长裤（可拆卸腰带款），supercalifragilistic秋冬加厚"
    for columns in range(4, 49):
        lines = wrap(text, columns)
        assert all(columns_of(line) <= columns for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_closing_sign_never_begins_a_line() -> None:
    for columns in range(6, 30):
        assert not any(
            line[0] in "，）。" for line in wrap("可拆卸腰带款，秋冬加厚（轻柔）。舒适透气，垂坠有型。", columns)
        )


def test_both_edges_are_used_to_the_last_column() -> None:
    assert columns_of(spread("应付", "¥1,466.30", 24)) == 24
    assert centred("云裳", 10) == "   云裳"


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (-10_000, "-100.00"), (99_999_999, "999,999.99")])
def test_amounts_read_as_on_paper(fen: int, text: str) -> None:
    assert amount(fen) == text
