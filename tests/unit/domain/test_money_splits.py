"""What a shop relies on when money is divided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.errors import BadAmount
from posapp.domain.money import LARGEST_AMOUNT, allocate, parse_amount, refund_of, tax_inside

prices = st.lists(st.integers(0, 500_000), min_size=1, max_size=12)


@given(prices, st.data())
def test_a_discount_is_split_to_the_fen_and_no_line_gets_more_than_its_price(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    shares = allocate(total, weights)
    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@given(prices, st.data())
def test_a_share_is_never_a_whole_fen_away_from_the_exact_one(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    whole = sum(weights) or 1
    for share, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(share * whole - total * weight) < whole


@pytest.mark.parametrize(("total", "weights"), [(-1, [5]), (6, [5]), (1, []), (1, [-2, 5])])
def test_a_split_that_cannot_be_right_is_refused(total, weights):
    with pytest.raises(ValueError, match="cannot split"):
        allocate(total, weights)


@given(st.integers(0, 10_000_000), st.integers(1, 99))
def test_all_units_refunded_one_by_one_give_back_exactly_what_was_paid(paid, quantity):
    assert sum(refund_of(paid, quantity, done, 1) for done in range(quantity)) == paid


@given(st.integers(0, 10_000_000), st.sampled_from([0, 100, 300, 600, 900, 1300]))
def test_net_and_tax_always_add_up_to_the_price_on_the_shelf(gross, rate):
    tax = tax_inside(gross, rate)
    assert 0 <= tax <= gross
    net = gross - tax
    assert abs(net * (10_000 + rate) - gross * 10_000) * 2 <= 10_000 + rate


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.3", 1230),
        ("12.34", 1234),
        ("¥1,234.5", 123450),
        ("￥９９．９", 9990),
        ("9999999.99", 999999999),
    ],
)
def test_an_amount_is_read_as_a_person_means_it(typed, fen):
    assert parse_amount(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "-1", "1e3", "NaN", "Infinity", "12.345", "1.2.3", "1,23", "12元", "10000000", "٣", "1 2"]
)
def test_what_is_no_amount_is_refused_with_what_was_typed(typed):
    with pytest.raises(BadAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.values == {"typed": typed}


def test_the_largest_amount_is_still_read():
    assert parse_amount("9,999,999.99") == LARGEST_AMOUNT


@given(st.integers(0, 10_000_000), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_a_line_refunded_in_any_steps_gives_back_exactly_what_was_paid(paid, steps):
    quantity = sum(steps)
    done = back = 0
    for now in steps:
        back += refund_of(paid, quantity, done, now)
        done += now
        assert back == paid * done // quantity
    assert back == paid
