"""What a phone paid goes back to that phone: asked for in the return's own transaction, never beyond what was paid."""

from __future__ import annotations

import pytest

from posapp.domain.money import Fen
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from tests.fakes.phone_till import PhoneTill
from tests.integration.till.test_taking_goods_back import drawer, told


@pytest.fixture
def phones(tmp_path):
    till = PhoneTill(tmp_path / "till").is_ready()
    yield till
    till.close()


def test_each_piece_goes_back_to_the_phone_that_paid_and_no_cash_leaves_the_drawer(phones):
    phones.rings_up(1, 1)
    finished = phones.scans().finished
    assert finished is not None
    returning = Returning(phones.file, phones.clock, phones.signing_in, lambda: "zh")
    for _ in range(2):
        sale = returning.find(finished.receipt_no).sale
        returning.finish(Draft(sale, (Piece(1),)))
        (refund,) = told(phones).refunds
        assert (refund.kind, refund.amount_fen, refund.whole_fen) == ("wechat_pay", 9_900, 19_800)
        with phones.file.view() as view:
            assert view.attempts.refunded(refund.reference) in (9_900, 19_800)
    assert drawer(phones) == 0
    with phones.file.view() as view:
        assert view.attempts.refunded(refund.reference) == Fen(19_800)


def test_goods_that_were_exchanged_go_back_to_the_phone_of_the_first_sale(phones):
    phones.rings_up(1)
    finished = phones.scans().finished
    assert finished is not None
    returning = Returning(phones.file, phones.clock, phones.signing_in, lambda: "zh")
    exchange = returning.finish(Draft(returning.find(finished.receipt_no).sale, (Piece(1, swap_to="v2"),)))
    with phones.file.view() as view:
        assert view.attempts.refunded(told(phones).carried[0].reference) == 0
    returning.finish(Draft(returning.find(exchange.receipt_no).sale, (Piece(1),)))
    with phones.file.view() as view:
        assert view.attempts.refunded(told(phones).refunds[0].reference) == 9_900
