"""Goods that come back: everything of a return is kept together, and no order of returns gives a fen too much."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from posapp.adapters.db import op_log
from posapp.adapters.db.tables import journal
from posapp.domain.clock import DAY
from posapp.domain.errors import NothingToReturn, TooManyReturned
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import (
    CodeRefused,
    ManagerWanted,
    NoSuchReceipt,
    NotEnoughCash,
    NotOfThatStyle,
    ShiftNotOpen,
)
from posapp.services.paper import Bars, Slip
from posapp.services.return_plan import Draft, Piece
from posapp.services.return_ticket import FinishedReturn
from posapp.services.returning import Returning
from sync.protocol.kinds import ReturnCommit, read_body
from tests.fakes.till_on_disk import TillOnDisk


def counter(till: TillOnDisk) -> Returning:
    return Returning(till.file, till.clock, till.signing_in, lambda: "zh")


def sells(till: TillOnDisk, *numbers: int) -> str:
    till.rings_up(*numbers)
    return till.paying.pay_cash().receipt_no


def takes_back(till: TillOnDisk, receipt_no: str, *pieces: Piece, **more: object) -> FinishedReturn:
    at = counter(till)
    return at.finish(Draft(at.find(receipt_no).sale, pieces), **more)  # type: ignore[arg-type]


def told(till: TillOnDisk) -> ReturnCommit:
    """Return the last return that the till wants to tell the mall."""
    with till.file.reading() as connection:
        head = op_log.head(connection, 1)
        found = [
            read_body(one.kind, one.v, one.body)
            for one in op_log.between(connection, 1, 1, head.chain.seq)
            if one.kind == "return.commit"
        ]
    assert isinstance(found[-1], ReturnCommit)
    return found[-1]


def drawer(till: TillOnDisk) -> int:
    with till.file.view() as view:
        shift = view.shifts.open_now()
        assert shift is not None
        return view.shifts.sums(shift.shift_id).cash


def journal_kinds(till: TillOnDisk) -> list[str]:
    with till.file.reading() as connection:
        return list(connection.scalars(select(journal.c.kind).order_by(journal.c.seq)))


def test_a_piece_comes_back_onto_the_floor_and_its_cash_leaves_the_drawer(till):
    number = sells(till, 1, 1, 2)
    before = till.on_hand("v1")
    done = takes_back(till, number, Piece(1, reason="size"))

    assert done.plan.given_out == 9_900
    assert done.receipt_no == "021-01-A-0000002"  # the same gapless series as sales
    assert till.on_hand("v1") == before + 1
    assert drawer(till) == 29_700 - 9_900
    body = told(till)
    assert (body.of_receipt_no, body.proof, body.total_fen) == (number, "own", 9_900)
    assert [(one.kind, one.amount_fen, one.tender) for one in body.refunds] == [("cash", 9_900, 1)]
    assert journal_kinds(till)[-1] == "REFUND"
    with till.file.view() as view:
        (waiting,) = [job for job in view.print_jobs.waiting() if job.slip is not None]
    assert waiting.kick_drawer
    assert isinstance(waiting.slip, Slip)
    assert any(isinstance(row, Bars) for row in waiting.slip.rows)


def test_in_portions_a_sale_comes_back_to_the_fen_and_then_not_once_more(till):
    number = sells(till, 1, 1, 1)
    first = takes_back(till, number, Piece(1))
    rest = takes_back(till, number, Piece(1, 2))
    assert first.plan.given_out + rest.plan.given_out == 29_700
    assert counter(till).find(number).lines[0].left == 0
    with pytest.raises(TooManyReturned):
        takes_back(till, number, Piece(1))
    assert drawer(till) == 0


def test_a_defective_piece_is_set_aside_and_cannot_be_sold_again(till):
    number = sells(till, 1)
    before = till.on_hand("v1")
    takes_back(till, number, Piece(1, condition="defective", reason="fault"))
    assert till.on_hand("v1") == before
    body = told(till)
    assert not body.movements
    assert [(one.variant_id, one.quantity, one.cause) for one in body.set_aside] == [("v1", 1, "defective")]
    with till.file.view() as view:
        assert view.returns.set_aside() == {"v1": 1}


def test_an_even_exchange_is_one_ticket_and_no_money_moves(till):
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 1)
    till.selling.use_coupon("coupon-1")
    number = till.paying.pay_cash().receipt_no  # 198.00 less 20.00: a piece cost 89.00
    cash = drawer(till)
    done = takes_back(till, number, Piece(1, reason="size", swap_to=VariantId("v2")))

    assert (done.plan.is_even, done.plan.due, done.plan.given_out) == (True, 0, 0)
    assert drawer(till) == cash
    assert (till.on_hand("v1"), till.on_hand("v2")) == (9, 9)
    body = told(till)
    assert body.sale is not None
    assert body.sale.receipt_no == body.receipt_no == done.receipt_no
    assert [(line.variant_id, line.paid_fen) for line in body.sale.lines] == [("v2", 8_900)]
    assert body.sale.points_earned == body.points_back
    assert body.sale.tenders == []
    assert [(one.amount_fen, one.receipt_no) for one in body.carried] == [(8_900, number)]
    assert body.coupon_ids == []  # what it took off is still hers


def test_what_was_exchanged_can_come_back_in_turn_to_the_money_of_the_first_sale(till):
    number = sells(till, 1)
    exchange = takes_back(till, number, Piece(1, swap_to=VariantId("v2")))
    done = takes_back(till, exchange.receipt_no, Piece(1))
    assert done.plan.given_out == 9_900
    assert [(one.kind, one.receipt_no) for one in told(till).refunds] == [("cash", number)]
    assert drawer(till) == 0
    with pytest.raises(TooManyReturned):
        takes_back(till, number, Piece(1))


def test_dearer_goods_cost_the_difference_and_cheaper_ones_give_it_back(till):
    at = counter(till)
    number = sells(till, 1)
    dearer = Draft(at.find(number).sale, (Piece(1),), ((VariantId("v2"), 2),))
    assert (at.plan(dearer).due, at.plan(dearer).given_out) == (9_900, 0)
    with pytest.raises(NotEnoughCash):
        at.finish(dearer, Fen(9_800))
    done = at.finish(dearer, Fen(10_000))
    assert (done.change, drawer(till)) == (100, 19_800)

    cheaper = Draft(at.find(done.receipt_no).sale, (Piece(1, 2),), ((VariantId("v3"), 1),))
    assert at.finish(cheaper).plan.given_out == 9_900
    assert drawer(till) == 9_900


def test_the_coupon_comes_back_with_the_last_piece_and_not_before(till):
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 2)
    till.selling.use_coupon("coupon-1")
    number = till.paying.pay_cash().receipt_no
    takes_back(till, number, Piece(1))
    assert told(till).coupon_ids == []
    takes_back(till, number, Piece(2))
    assert told(till).coupon_ids == ["coupon-1"]
    with till.file.view() as view:
        assert [one.status for one in view.members.coupons(MemberId("member-1"))] == ["open"]


def test_points_go_with_the_money(till):
    till.selling.attach_member(MemberId("member-1"), "A")
    till.rings_up(1, 1, 1)
    sale = till.paying.pay_cash()
    backs = []
    for _ in range(3):
        takes_back(till, sale.receipt_no, Piece(1))
        backs.append(told(till).points_back)
    assert sum(backs) == sale.points_earned
    with till.file.view() as view:
        assert view.members.pending_points(MemberId("member-1")) == 0


def test_beyond_her_limit_a_cashier_needs_another_person(till):
    number = sells(till, *[1, 2, 3, 4, 5] * 3)  # 1,485 yuan
    with pytest.raises(ManagerWanted) as refusal:
        takes_back(till, number, *(Piece(place, 3) for place in range(1, 6)))
    assert refusal.value.ask.permission == "refund"
    assert refusal.value.ask.extent.fen == 148_500
    assert counter(till).find(number).lines[0].left == 3  # nothing was written


def test_after_a_month_a_receipt_needs_another_person(till):
    number = sells(till, 1)
    till.clock.goes_on(31 * DAY)
    assert counter(till).find(number).is_late
    with pytest.raises(ManagerWanted) as refusal:
        takes_back(till, number, Piece(1))
    assert refusal.value.ask.permission == "refund_without_receipt"


def test_no_shift_no_return(till):
    number = sells(till, 1)
    till.shifts.close(Fen(29_900))
    with pytest.raises(ShiftNotOpen):
        takes_back(till, number, Piece(1))


def test_a_draft_that_cannot_be_is_refused_before_anything_is_written(till):
    at = counter(till)
    sale = at.find(sells(till, 1)).sale
    with till.file.reading() as connection:
        entries = connection.scalar(select(func.count()).select_from(journal))
    for pieces, error in (
        ((), NothingToReturn),
        ((Piece(1), Piece(1)), TooManyReturned),
        ((Piece(2),), TooManyReturned),
        ((Piece(1, 0),), TooManyReturned),
        ((Piece(1, swap_to=VariantId("v99")),), NotOfThatStyle),
    ):
        with pytest.raises(error):
            at.finish(Draft(sale, pieces))
    with till.file.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(journal)) == entries


@pytest.mark.parametrize("text", ["", "021-01-A-0000009", "6901234500001", "9" * 500, "94" + "1" * 400, "😀"])
def test_what_is_no_receipt_of_ours_is_said_to_be_none(till, text):
    with pytest.raises((NoSuchReceipt, CodeRefused)):
        counter(till).find(text)


def test_what_a_member_bought_is_listed_newest_first(till):
    numbers = []
    for _ in range(2):
        till.selling.attach_member(MemberId("member-1"), "A")
        numbers.append(sells(till, 1))
    found = counter(till).of_member(MemberId("member-1"))
    assert [one.receipt_no for one in found] == numbers[::-1]
    assert {one.total for one in found} == {9_900}
