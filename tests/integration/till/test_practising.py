"""What a shop relies on when somebody learns at a real till."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from posapp.adapters.db.tables import journal, op_log, print_job, sale, stock_movement
from posapp.domain.money import Fen
from posapp.services.errors import NotEnoughCash, Practising
from posapp.services.practice import Practice
from tests.fakes.till_on_disk import TillOnDisk

POSTED = (op_log, sale, stock_movement, print_job)


def practice_of(till: TillOnDisk) -> Practice:
    return Practice(till.file, till.clock, till.signing_in)


def counts(till: TillOnDisk, *tables) -> list[int]:
    with till.file.reading() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_practised_sale_looks_real_and_posts_nothing(till):
    practice_of(till).begin()
    before, entries = counts(till, *POSTED), counts(till, journal)
    till.rings_up(1, 1, 2)
    finished = till.paying.pay_cash(Fen(30_000))
    assert (finished.total, finished.change, finished.receipt_no) == (29_700, 300, "")
    assert (finished.is_practice, finished.cart.is_practice, finished.cart.pieces) == (True, True, 0)
    assert counts(till, *POSTED) == before
    assert counts(till, journal) == [entries[0] + 1]


def test_its_receipt_says_that_it_is_none(till):
    practice_of(till).begin()
    till.rings_up(1)
    receipt = till.paying.pay_cash().receipt
    assert "练习" in receipt.title
    assert (receipt.receipt_no, receipt.code) == ("", "")


def test_the_next_real_sale_has_the_next_number(till):
    till.rings_up(1)
    first = till.paying.pay_cash().receipt_no
    practice_of(till).begin()
    till.rings_up(1)
    till.paying.pay_cash()
    practice_of(till).end()
    till.rings_up(1)
    second = till.paying.pay_cash().receipt_no
    assert int(second[-7:]) == int(first[-7:]) + 1


def test_the_journal_tells_who_practised_from_when_to_when(till):
    practice_of(till).begin()
    till.rings_up(1)
    till.paying.pay_cash()
    practice_of(till).end()
    with till.file.reading() as connection:
        rows = connection.execute(select(journal.c.kind, journal.c.body).order_by(journal.c.seq.desc()).limit(3)).all()
    assert [row.kind for row in rows] == ["TRAINING"] * 3
    assert [what for row in rows for what in (b'"ended"', b'"sale"', b'"begun"') if what in row.body] == [
        b'"ended"', b'"sale"', b'"begun"',
    ]  # fmt: skip


def test_a_real_cart_lies_aside_meanwhile_and_is_there_again(till):
    till.rings_up(1, 2)
    real = till.selling.current()
    assert practice_of(till).begin().lines == ()
    till.rings_up(1)
    assert till.selling.held() == ()
    assert practice_of(till).end().cart_id == real.cart_id


def test_practice_carts_put_aside_are_thrown_away_with_it(till):
    practice_of(till).begin()
    till.rings_up(1)
    till.selling.hold()
    assert len(till.selling.held()) == 1
    assert practice_of(till).end().is_practice is False
    assert till.selling.held() == ()


def test_practice_goes_on_after_a_power_cut_and_a_cleared_cart(till):
    practice_of(till).begin()
    till.rings_up(1)
    assert till.selling.clear().is_practice
    till.close()
    assert practice_of(TillOnDisk(till.folder)).is_on()


def test_nothing_else_is_posted_while_practising(till):
    practice_of(till).begin()
    before = counts(till, *POSTED)
    with pytest.raises(Practising):
        till.shifts.close(Fen(20_000))
    assert counts(till, *POSTED) == before


def test_too_little_cash_is_refused_as_in_earnest(till):
    practice_of(till).begin()
    till.rings_up(1)
    with pytest.raises(NotEnoughCash):
        till.paying.pay_cash(Fen(1))


def test_beginning_twice_and_ending_twice_change_nothing(till):
    practice = practice_of(till)
    practice.begin()
    till.rings_up(1)
    assert practice.begin().pieces == 1
    practice.end()
    entries = counts(till, journal)
    practice.end()
    assert counts(till, journal) == entries
