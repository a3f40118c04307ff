"""A phone pays once for what its owner takes home, whatever becomes of the network, the channel and the till."""

from __future__ import annotations

import pytest

from posapp.domain.clock import DAY, SECOND, Millis
from posapp.domain.money import Fen
from posapp.services.errors import EmptyCart, PriceChanged
from posapp.services.payment_errors import (
    ChannelNotTaken,
    CodeUsedUp,
    NoPaymentCode,
    NothingLeftToPay,
    PaidTooMuch,
    PaymentUnderWay,
    RefundTooMuch,
)
from posapp.services.phone_tenders import CardSlip, Plan
from posapp.services.refunds import PaidByPhone, request_refund
from tests.fakes.phone_till import PhoneTill
from tests.integration.till.test_paying_cash import last_sale


@pytest.fixture
def phones(tmp_path):
    till = PhoneTill(tmp_path / "till").is_ready()
    yield till
    till.close()


def test_a_code_that_pays_finishes_the_sale_without_another_key(phones):
    phones.rings_up(1)
    step = phones.scans()
    assert step.finished is not None
    tender = last_sale(phones).tenders[0]
    assert (tender.kind, tender.amount_fen, tender.change_fen) == ("wechat_pay", 9_900, 0)
    assert tender.charged is not None
    assert tender.charged.attempt_id == step.attempt.attempt_id
    assert tender.charged.channel_no == f"42{tender.charged.number}"
    assert phones.selling.current().lines == ()


def test_an_answer_that_is_lost_is_asked_for_and_never_charged_again(phones):
    phones.rings_up(1)
    step = phones.scans("lost_answer")
    assert step.finished is None
    assert phones.waits(step.attempt).finished is not None
    assert phones.held() == 9_900
    assert len(phones.channel.ledger) == 1


def test_no_other_code_is_charged_while_one_is_not_decided(phones):
    phones.rings_up(1)
    phones.scans("password_never")
    with pytest.raises(PaymentUnderWay):
        phones.scans()
    assert len(phones.channel.ledger) == 1


def test_the_same_code_scanned_twice_is_the_same_attempt(phones):
    phones.rings_up(1)
    phones.channel.next_fault = "password"
    first = phones.attempts.begin("134567890123456789", Plan(phones.total()))
    phones.attempts.pay(first, "134567890123456789")
    again = phones.attempts.begin("134567890123456789", Plan(phones.total()))
    phones.attempts.pay(again, "134567890123456789")
    assert again.attempt_id == first.attempt_id
    assert len(phones.channel.ledger) == 1


def test_a_used_code_is_not_charged_for_another_try(phones):
    phones.rings_up(1)
    phones.channel.next_fault = "refused"
    attempt = phones.attempts.begin("134567890123456789", Plan(phones.total()))
    phones.attempts.pay(attempt, "134567890123456789")
    assert phones.waits(attempt).attempt.progress.state == "void"
    with pytest.raises(CodeUsedUp):
        phones.attempts.begin("134567890123456789", Plan(phones.total()))


def test_a_payment_that_arrives_after_cash_was_taken_goes_back(phones):
    phones.rings_up(1)
    step = phones.scans("late_request")
    phones.attempts.leave(step.attempt.attempt_id)
    finished = phones.paying.pay_cash()
    assert [tender.kind for tender in last_sale(phones).tenders] == ["cash"]
    phones.rests()
    assert finished.total == 9_900
    assert phones.held() == 0
    assert phones.attempts.limbo() == ((), ())


def test_a_payment_that_a_screen_forgot_goes_back_once_cash_was_taken(phones):
    phones.rings_up(1)
    phones.scans("late_request")  # the disk was full when the answer came, and the screen never heard of it
    phones.paying.pay_cash()
    phones.rests()
    assert phones.held() == 0


def test_a_payment_for_a_cart_that_was_emptied_goes_back_and_pays_nobody_else_s_sale(phones):
    phones.rings_up(1)
    step = phones.scans("password")
    phones.attempts.leave(step.attempt.attempt_id)
    phones.selling.clear()
    phones.rings_up(1)
    phones.rests()
    assert phones.held() == 0
    assert phones.attempts.of_open_cart() == ()
    assert len(phones.selling.current().lines) == 1


def test_what_the_cashier_cancels_is_undone_and_confirmed_by_a_query(phones):
    phones.rings_up(1)
    step = phones.scans("password_never")
    phones.attempts.cancel(step.attempt.attempt_id)
    assert phones.waits(step.attempt).attempt.progress.state == "void"
    assert phones.channel.ledger[step.attempt.number].is_undone
    assert phones.scans().finished is not None


def test_a_payment_that_the_channel_calls_failed_is_undone_because_it_may_have_charged(phones):
    phones.rings_up(1)
    step = phones.scans("failed_but_charged")
    assert phones.waits(step.attempt).attempt.progress.state in ("paid", "void")
    assert phones.held() in (0, 9_900)


def test_a_till_that_dies_while_a_phone_pays_finishes_that_sale_after_its_start(phones):
    phones.rings_up(1)
    phones.scans("lost_answer")
    phones.starts_anew()
    phones.attempts.wake()
    began = phones.clock.now()
    phones.rests(10)
    assert last_sale(phones).tenders[0].kind == "wechat_pay"
    assert phones.clock.now() - began <= 60 * SECOND


def test_phones_cards_and_cash_pay_a_sale_together(phones):
    phones.rings_up(1, 2)
    phones.scans(amount=Fen(5_000))
    slips = (CardSlip(Fen(4_000), "883920"),)
    finished = phones.paying.pay_cash(Fen(20_000), expected=phones.total(), cards=slips)
    sale = last_sale(phones)
    assert [(tender.kind, tender.amount_fen) for tender in sale.tenders] == [
        ("wechat_pay", 5_000), ("card", 4_000), ("cash", 10_800),
    ]  # fmt: skip
    assert sale.tenders[1].reference == "883920"
    assert finished.change == 9_200


def test_a_second_phone_pays_only_what_is_left(phones):
    phones.rings_up(1)
    phones.scans(amount=Fen(4_000))
    assert phones.scans().finished is not None
    assert sorted(tender.amount_fen for tender in last_sale(phones).tenders) == [4_000, 5_900]


def test_what_a_phone_has_paid_can_be_given_back_before_the_sale_is_finished(phones):
    phones.rings_up(1)
    step = phones.scans(amount=Fen(4_000))
    phones.attempts.pay_back(step.attempt.attempt_id)
    phones.rests(60)
    assert phones.held() == 0
    with pytest.raises(LookupError):
        phones.attempts.pay_back(step.attempt.attempt_id)


def test_a_cart_that_costs_less_than_was_paid_is_not_sold_before_something_went_back(phones):
    phones.rings_up(1, 2)
    phones.scans(amount=Fen(15_000))
    phones.selling.remove(phones.selling.current().lines[1].line_id)
    with pytest.raises(PaidTooMuch):
        phones.paying.pay_cash()


def test_a_price_that_changed_keeps_the_money_with_the_cart_and_says_so(phones):
    phones.rings_up(1)
    step = phones.scans("password")
    phones.rings_up(2)
    step = phones.waits(step.attempt)
    assert step.finished is None
    assert step.attempt.is_paid
    assert [one.attempt_id for one in phones.attempts.of_open_cart()] == [step.attempt.attempt_id]
    phones.attempts.leave(step.attempt.attempt_id)
    phones.paying.pay_cash()
    assert [tender.kind for tender in last_sale(phones).tenders] == ["wechat_pay", "cash"]


def test_a_refund_goes_back_once_however_often_its_answer_is_lost(phones):
    phones.rings_up(1)
    step = phones.scans()
    paid = PaidByPhone("wechat", step.attempt.number, step.attempt.amount)
    phones.channel.is_calm = False
    for _ in range(30):  # of so many some are lost on their way, and some answers
        phones.file.write(lambda unit: request_refund(unit, paid, Fen(100), about="R-1", now=phones.clock.now()))
    phones.rests(600)
    assert phones.held() == 6_900
    assert phones.attempts.limbo()[1] == ()


def test_a_clock_that_was_set_back_does_not_make_a_refund_wait(phones):
    phones.rings_up(1)
    step = phones.scans()
    paid = PaidByPhone("wechat", step.attempt.number, step.attempt.amount)
    tomorrow = Millis(phones.clock.now() + DAY)
    phones.file.write(lambda unit: request_refund(unit, paid, Fen(3_000), about="R-1", now=tomorrow))
    phones.rests(60)
    assert phones.held() == 6_900


def test_no_more_goes_back_than_was_paid(phones):
    phones.rings_up(1)
    step = phones.scans()
    paid = PaidByPhone("wechat", step.attempt.number, step.attempt.amount)
    phones.file.write(lambda unit: request_refund(unit, paid, Fen(9_000), about="R-1", now=phones.clock.now()))
    with pytest.raises(RefundTooMuch):
        phones.file.write(lambda unit: request_refund(unit, paid, Fen(1_000), about="R-2", now=phones.clock.now()))


def test_codes_that_cannot_pay_charge_nothing(phones):
    with pytest.raises(EmptyCart):
        phones.attempts.begin("134567890123456789", Plan(Fen(100)))
    phones.rings_up(1)
    for code, refusal in (
        ("6901234567892", NoPaymentCode),
        ("281234567890123456", ChannelNotTaken),
        ("62" + "0" * 17, ChannelNotTaken),
    ):
        with pytest.raises(refusal):
            phones.attempts.begin(code, Plan(phones.total()))
    with pytest.raises(PriceChanged):
        phones.attempts.begin("134567890123456789", Plan(Fen(1)))
    with pytest.raises(NothingLeftToPay):
        phones.attempts.begin("134567890123456789", Plan(phones.total(), cards=(CardSlip(phones.total()),)))
    assert phones.channel.ledger == {}


def test_no_payment_code_is_ever_written_down(phones, tmp_path):
    phones.rings_up(1)
    phones.attempts.begin("134567890123456789", Plan(phones.total()))
    with phones.file.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM payment_attempt").all()
    assert "134567890123456789" not in str(rows)
