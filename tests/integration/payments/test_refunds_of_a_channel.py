"""Refunds by the way the money came: once for each number, and with the customer only when the channel says so."""

from __future__ import annotations

import pytest

from posapp.domain.clock import DAY, SECOND
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentState, RefundOrder, RefundState
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


def back_of(bought, fen, place=1):
    return RefundOrder(f"R{place}_{bought.number}", bought, Fen(fen), "换货")


@BOTH
def test_a_refund_is_done_once_however_often_it_is_asked_for(gateway, till, name):
    channel, bought = till(name), order()
    channel.pay(bought, code(name))
    back = back_of(bought, 2_345)
    assert channel.refund(back).state is RefundState.DONE
    for _ in range(2):
        channel.refund(back)
    answer = channel.refund_query(back)
    assert (answer.state, answer.is_verified, answer.amount) == (RefundState.DONE, True, 2_345)
    assert answer.done_at is not None
    assert gateway.account(bought.number)["kept_fen"] == 10_000


@BOTH
def test_refunds_up_to_what_was_paid_and_not_a_fen_more(gateway, till, name):
    channel, bought = till(name), order()
    channel.pay(bought, code(name))
    assert channel.refund(back_of(bought, 12_000, 1)).state is RefundState.DONE
    gateway.move_clock(61 * SECOND)
    assert channel.refund(back_of(bought, 346, 2)).state is RefundState.REFUSED
    assert channel.refund_query(back_of(bought, 346, 2)).state is RefundState.ABSENT
    assert channel.refund(back_of(bought, 345, 3)).state is RefundState.DONE
    assert gateway.account(bought.number)["kept_fen"] == 0


def test_a_paid_order_of_which_something_went_back_is_no_longer_simply_paid_at_wechat(till):
    channel, bought = till("wechat"), order()
    channel.pay(bought, code("wechat"))
    channel.refund(back_of(bought, 1))
    assert channel.query(bought).state is PaymentState.REFUNDED


@BOTH
def test_a_number_that_was_used_for_another_amount_is_refused_and_the_query_tells_which(till, name):
    channel, bought = till(name), order()
    channel.pay(bought, code(name))
    assert channel.refund(back_of(bought, 100)).state is RefundState.DONE
    assert channel.refund(back_of(bought, 200)).state is RefundState.REFUSED
    assert channel.refund_query(back_of(bought, 200)).state is RefundState.SUSPECT


@BOTH
def test_a_refund_that_takes_its_time_is_not_with_the_customer_yet(gateway, till, name):
    channel, bought = till(name), order()
    gateway.script(bought.number, refund=["processing"])
    channel.pay(bought, code(name))
    back = back_of(bought, 500)
    assert channel.refund(back).state is RefundState.PROCESSING
    assert channel.refund_query(back).state is RefundState.PROCESSING
    assert gateway.account(bought.number)["kept_fen"] == bought.amount
    gateway.move_clock(DAY)
    assert channel.refund_query(back).state is RefundState.DONE
    assert gateway.account(bought.number)["kept_fen"] == bought.amount - 500


def test_a_refund_to_a_closed_card_is_abnormal_over_night_too(gateway, till):
    channel, bought = till("wechat"), order()
    gateway.script(bought.number, refund=["abnormal"])
    channel.pay(bought, code("wechat"))
    back = back_of(bought, 500)
    assert channel.refund(back).state is RefundState.ABNORMAL
    gateway.move_clock(DAY)
    assert channel.refund_query(back).state is RefundState.ABNORMAL


def test_wechat_takes_a_second_refund_of_an_order_a_minute_later(gateway, till):
    channel, bought = till("wechat"), order()
    channel.pay(bought, code("wechat"))
    channel.refund(back_of(bought, 1, 1))
    answer = channel.refund(back_of(bought, 1, 2))
    assert (answer.state, answer.code, answer.retry_after_s) == (RefundState.UNKNOWN, "FREQUENCY_LIMITED", 60)
    gateway.move_clock(61 * SECOND)
    assert channel.refund(back_of(bought, 1, 2)).state is RefundState.DONE


def test_wechat_refunds_an_order_fifty_times_and_no_more(gateway, till):
    channel, bought = till("wechat"), order()
    channel.pay(bought, code("wechat"))
    for place in range(1, 51):
        gateway.move_clock(place * 61 * SECOND)
        assert channel.refund(back_of(bought, 1, place)).state is RefundState.DONE
    gateway.move_clock(51 * 61 * SECOND)
    assert channel.refund(back_of(bought, 1, 51)).state is RefundState.REFUSED
    assert gateway.account(bought.number)["kept_fen"] == bought.amount - 50


@BOTH
def test_after_a_year_nothing_goes_back(gateway, till, name):
    channel, bought = till(name), order()
    gateway.move_clock(-366 * DAY)
    channel.pay(bought, code(name))
    gateway.move_clock(0)
    assert channel.refund(back_of(bought, 1)).state is RefundState.REFUSED


@BOTH
def test_what_was_never_paid_is_not_refunded(till, name):
    channel, bought = till(name), order()
    channel.pay(bought, code(name, "92"))
    assert channel.refund(back_of(bought, 1)).state is RefundState.REFUSED
    assert channel.refund(back_of(order(), 1)).state is RefundState.REFUSED
