"""What a shop relies on when goods come back: to the fen, in any order, and never more than was paid."""

from __future__ import annotations

import random

import pytest

from posapp.domain.errors import NothingToReturn, TooManyReturned
from posapp.domain.money import Fen, tax_inside
from posapp.domain.returning import PaidBy, Sold, SoldLine, carried_first, is_last, refund, shares


def a_sale(chance: random.Random) -> Sold:
    lines = []
    for _ in range(chance.randint(1, 8)):
        paid = chance.choice([0, 1, chance.randint(0, 199), chance.randint(0, 300_000)])
        lines.append(
            SoldLine(chance.choice([1, 1, 2, 3, 7, 99]), Fen(paid), tax_inside(paid, chance.choice([0, 1300])))
        )
    left = sum(line.paid for line in lines)
    tenders = []
    for _ in range(chance.randint(0, 3)):
        part = chance.randint(0, left)
        tenders.append(PaidBy(Fen(part), chance.choice([0, part, part // 10])))
        left -= part
    return Sold(tuple(lines), (*tenders, PaidBy(Fen(left))), points=chance.randint(0, 5_000))


def returned_in_some_order(sold: Sold, chance: random.Random) -> None:
    """Return a whole sale in random portions; every portion and every sum must be right."""
    pieces = [place for place, line in enumerate(sold.lines) for _ in range(line.quantity)]
    chance.shuffle(pieces)
    done = [0] * len(sold.lines)
    lines, taxes = [0] * len(sold.lines), [0] * len(sold.lines)
    tenders, units = [0] * len(sold.tenders), [0] * len(sold.tenders)
    points = 0
    while pieces:
        now = [0] * len(sold.lines)
        for _ in range(chance.choice([1, 1, 2, len(pieces)])):
            if pieces:
                now[pieces.pop()] += 1
        back = refund(sold, done, now)
        done = [a + b for a, b in zip(done, now, strict=True)]
        assert back.total == sum(back.tenders)
        assert min(*back.lines, *back.taxes, *back.tenders, *back.units, back.points) >= 0
        lines = [a + b for a, b in zip(lines, back.lines, strict=True)]
        taxes = [a + b for a, b in zip(taxes, back.taxes, strict=True)]
        tenders = [a + b for a, b in zip(tenders, back.tenders, strict=True)]
        units = [a + b for a, b in zip(units, back.units, strict=True)]
        points += back.points
        for line, part, whole in zip(sold.lines, done, lines, strict=True):
            assert line.paid * part // line.quantity - (len(sold.tenders) - 1) <= whole
            assert whole <= line.paid * part // line.quantity
        before = [a - b for a, b in zip(done, now, strict=True)]
        assert is_last(sold, range(1, len(done) + 1), before, done) == (not pieces)
    assert lines == [line.paid for line in sold.lines]
    assert taxes == [line.tax for line in sold.lines]
    assert tenders == [tender.amount for tender in sold.tenders]
    assert units == [tender.units if tender.amount else 0 for tender in sold.tenders]
    assert points == (sold.points if sum(lines) else 0)


def test_in_whatever_order_pieces_come_back_everything_returns_exactly_to_zero():
    chance = random.Random(20261122)
    for _ in range(2_000):
        returned_in_some_order(a_sale(chance), chance)


@pytest.mark.long
def test_a_hundred_thousand_orders_of_returns_leave_no_fen_behind():
    chance = random.Random(7)
    for _ in range(100_000):
        returned_in_some_order(a_sale(chance), chance)


def test_a_line_says_which_tender_paid_which_part_of_it():
    sold = Sold(
        (SoldLine(1, Fen(10_000), Fen(0)), SoldLine(2, Fen(5_001), Fen(0))), (PaidBy(Fen(3_000)), PaidBy(Fen(12_001)))
    )
    matrix = shares(sold)
    assert [sum(row) for row in matrix] == [10_000, 5_001]
    assert [sum(column) for column in zip(*matrix, strict=True)] == [3_000, 12_001]


def test_points_are_taken_back_as_the_money_goes_and_all_of_them_at_the_end():
    sold = Sold((SoldLine(3, Fen(29_700), Fen(0)),), (PaidBy(Fen(29_700)),), points=29)
    assert [refund(sold, [done], [1]).points for done in range(3)] == [9, 10, 10]


def test_more_than_was_bought_never_comes_back():
    sold = Sold((SoldLine(2, Fen(500), Fen(0)),), (PaidBy(Fen(500)),))
    with pytest.raises(TooManyReturned) as refusal:
        refund(sold, [1], [2])
    assert refusal.value.values == {"place": 1, "left": 1, "asked": 2}
    with pytest.raises(TooManyReturned):
        refund(sold, [3], [1])  # somebody else took back too many already


def test_a_piece_cannot_be_returned_the_other_way_round():
    sold = Sold((SoldLine(2, Fen(500), Fen(0)),), (PaidBy(Fen(500)),))
    with pytest.raises(TooManyReturned):
        refund(sold, [1], [-1])
    with pytest.raises(NothingToReturn):
        refund(sold, [1], [0])


def test_a_sale_whose_tenders_do_not_sum_to_its_lines_is_no_sale():
    with pytest.raises(ValueError, match="sum to"):
        Sold((SoldLine(1, Fen(500), Fen(0)),), (PaidBy(Fen(499)),))


def test_goods_that_were_given_away_bring_nothing_back():
    sold = Sold((SoldLine(1, Fen(0), Fen(0)),), (PaidBy(Fen(0), units=5),), points=3)
    back = refund(sold, [0], [1])
    assert (back.total, back.units, back.points) == (0, (0,), 0)


@pytest.mark.parametrize(
    ("wanted", "carried", "out"),
    [(0, [0, 0], [300, 700]), (700, [0, 700], [300, 0]), (800, [100, 700], [200, 0]), (5_000, [300, 700], [0, 0])],
)
def test_an_exchange_keeps_the_cash_where_it_is_first(wanted, carried, out):
    assert carried_first([Fen(300), Fen(700)], Fen(wanted)) == (carried, out)
