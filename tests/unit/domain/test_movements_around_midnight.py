"""What is paid before midnight and moves after it is no difference once both days' bills are read, and one if not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posapp.domain.bill_days import awaited
from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, at
from posapp.domain.funds import FundsBill, FundsDay, FundsRow, beside, fetched, first_asked
from posapp.domain.money import Fen
from posapp.domain.payment_channels import Bill, BillRow, BillState

DAY_ONE = date(2026, 11, 18)
DAY_TWO = DAY_ONE + timedelta(days=1)
NOW = Millis(at(DAY_TWO, 0) + DAY + 11 * HOUR)
LATE, EARLY = Millis(at(DAY_TWO, 0) - MINUTE), Millis(at(DAY_TWO, 0) + MINUTE)


def paid(number: str, when: Millis, fen: int = 9_900) -> BillRow:
    return BillRow("pay", number, f"42{number}", Fen(fen), when)


def refunded(number: str, when: Millis, fen: int = 9_900, fee: int = 0) -> BillRow:
    return BillRow("refund", "P1", "", Fen(fen), when, number, Fen(fee))


def moved(number: str, when: Millis, fen: int = 9_900) -> FundsRow:
    return FundsRow("pay" if fen > 0 else "refund", Fen(fen), Fen(0), when, f"f{number}", (f"42{number}",))


def day_of(day: date, billed: tuple[BillRow, ...], rows: tuple[FundsRow, ...]) -> FundsDay:
    trade = Bill(BillState.READY, day, rows=billed)
    return fetched(first_asked(day), trade, billed, FundsBill(BillState.READY, day, rows), NOW)


def test_a_payment_before_midnight_that_moves_after_it_is_paired_with_the_next_day() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    two = day_of(DAY_TWO, (), (moved("1", EARLY),))
    assert [beside(day, None, None).figures.at_midnight for day in (one, two)] == [1, 1]
    first, second = beside(one, None, two).figures, beside(two, one, None).figures
    assert [(each.at_midnight, each.beside, each.differ) for each in (first, second)] == [(0, 1, 0), (0, 1, 0)]


def test_what_stands_in_neither_day_is_named_once_both_are_read() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    two = day_of(DAY_TWO, (), (moved("2", EARLY),))
    first, second = beside(one, None, two).figures, beside(two, one, None).figures
    assert [(one.is_billed, one.number, one.amount) for one in first.unmatched] == [(True, "1", 9_900)]
    assert [(one.is_billed, one.number, one.amount) for one in second.unmatched] == [(False, "422", 9_900)]
    assert (first.differ, second.differ) == (1, 1)


@pytest.mark.parametrize("is_asked", [True, False])
def test_while_the_day_beside_is_not_read_they_wait(is_asked: bool) -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    unread = FundsDay(replace(awaited(DAY_TWO), tries=3)) if is_asked else None
    figures = beside(one, None, unread).figures
    assert (figures.at_midnight, figures.differ) == (1, 0)


def test_of_the_same_amount_twice_each_half_serves_once() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE), paid("1", LATE)), ())
    two = day_of(DAY_TWO, (), (moved("1", EARLY),))
    assert (beside(one, None, two).figures.beside, beside(one, None, two).figures.differ) == (1, 1)


def test_another_amount_under_the_same_number_is_no_other_half() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    two = day_of(DAY_TWO, (), (moved("1", EARLY, 9_800),))
    assert beside(one, None, two).figures.differ == 1


def test_a_refund_that_moves_less_the_fee_that_comes_back_finds_its_half() -> None:
    one = day_of(DAY_ONE, (refunded("R1", LATE, 10_000, fee=-60),), ())
    rows = (FundsRow("refund", Fen(-9_940), Fen(0), EARLY, "f", ("R1",)),)
    assert beside(one, None, day_of(DAY_TWO, (), rows)).figures.beside == 1


def test_the_first_minutes_look_at_the_day_before_and_not_at_the_day_after() -> None:
    two = day_of(DAY_TWO, (), (moved("1", EARLY),))
    after = day_of(DAY_TWO + timedelta(days=1), (paid("1", Millis(EARLY + DAY)),), ())
    assert beside(two, None, after).figures.at_midnight == 1


def test_looking_again_changes_nothing_and_a_day_read_anew_begins_anew() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    two = day_of(DAY_TWO, (), ())
    named = beside(one, None, two)
    assert named.figures.differ == 1
    assert beside(named, None, two) == named
    healed = beside(named, None, day_of(DAY_TWO, (), (moved("1", EARLY),)))
    assert (healed.figures.differ, healed.figures.beside, healed.figures.unmatched) == (0, 1, ())


def test_what_an_earlier_version_kept_stays_as_it_is() -> None:
    one = day_of(DAY_ONE, (paid("1", LATE),), ())
    kept = FundsDay(one.progress, replace(one.figures, at_midnight=2))
    assert beside(kept, None, day_of(DAY_TWO, (), ())) == kept
