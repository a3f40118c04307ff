"""Every way in which a payment by phone goes on, from the scan to the end that the channel's books show too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.clock import DAY, SECOND
from posapp.domain.payment_channels import PaymentState
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


@BOTH
def test_a_payment_at_once_says_number_amount_and_time(gateway, till, name):
    bought = order()
    answer = till(name).pay(bought, code(name))
    account = gateway.account(bought.number)
    assert (answer.state, answer.is_verified, answer.amount) == (PaymentState.PAID, True, bought.amount)
    assert answer.payer_amount == bought.amount
    assert answer.channel_no == account["channel_no"]
    assert answer.paid_at == account["paid_at"] // SECOND * SECOND


@BOTH
@pytest.mark.parametrize(("ending", "typed_after_s"), [("90", 6), ("91", 44)])
def test_a_password_is_waited_for(gateway, till, name, ending, typed_after_s):
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name, ending)).state is PaymentState.WAITING
    assert channel.query(bought).state is PaymentState.WAITING
    assert gateway.account(bought.number)["charged_fen"] == 0
    gateway.move_clock((typed_after_s + 1) * SECOND)
    assert channel.query(bought).state is PaymentState.PAID


@BOTH
def test_more_than_a_thousand_yuan_wants_a_password(gateway, till, name):
    channel, bought = till(name), order(100_001)
    assert channel.pay(bought, code(name)).state is PaymentState.WAITING
    gateway.move_clock(7 * SECOND)
    assert channel.query(bought).state is PaymentState.PAID


@BOTH
def test_a_password_that_is_never_typed_ends_by_itself(gateway, till, name):
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name, "92")).state is PaymentState.WAITING
    gateway.move_clock(181 * SECOND)
    assert channel.query(bought).state is PaymentState.REVERSED
    assert gateway.account(bought.number)["charged_fen"] == 0


@BOTH
def test_an_order_that_is_never_asked_for_stays_open_until_it_is_reversed(gateway, till, name):
    gateway.move_to_noon()  # Alipay cancels on the same day only
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name, "89")).state is PaymentState.WAITING
    gateway.move_clock(gateway.ahead_ms + 600 * SECOND)
    assert channel.query(bought).state is PaymentState.WAITING
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED


@BOTH
@pytest.mark.parametrize(("ending", "was_charged"), [("93", False), ("94", True), ("95", False)])
def test_a_failure_is_no_end_since_the_customer_may_be_charged_all_the_same(gateway, till, name, ending, was_charged):
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name, ending)).state is PaymentState.FAILING
    assert bool(gateway.account(bought.number)["charged_fen"]) is was_charged
    assert channel.query(bought).state in (PaymentState.FAILING, PaymentState.WAITING)
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED
    assert gateway.account(bought.number)["kept_fen"] == 0


@BOTH
def test_a_code_that_is_too_old_charges_nothing_for_good(gateway, till, name):
    channel, bought = till(name), order()
    answer = channel.pay(bought, code(name, "96"))
    assert (answer.state, answer.is_verified) == (PaymentState.NOT_PAID_FINAL, True)
    assert channel.query(bought).state is PaymentState.ABSENT
    assert gateway.account(bought.number)["charged_fen"] == 0


@BOTH
def test_a_code_pays_once(gateway, till, name):
    channel, first, second = till(name), order(), order()
    shown = code(name)
    assert channel.pay(first, shown).state is PaymentState.PAID
    assert channel.pay(second, shown).state is PaymentState.NOT_PAID_FINAL
    assert gateway.account(second.number)["charged_fen"] == 0


@BOTH
def test_an_order_is_charged_once_however_often_it_is_sent(gateway, till, name):
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name)).state is PaymentState.PAID
    again = channel.pay(bought, code(name))
    assert again.state not in (PaymentState.PAID, PaymentState.NOT_PAID_FINAL)
    assert gateway.account(bought.number)["charged_fen"] == bought.amount


@BOTH
def test_a_request_that_arrives_late_charges_after_the_order_was_absent(gateway, till, name):
    channel, bought = till(name), order()
    assert channel.pay(bought, code(name, "99")).state is PaymentState.UNKNOWN
    assert channel.query(bought).state is PaymentState.ABSENT
    gateway.move_clock(26 * SECOND)
    assert channel.query(bought).state is PaymentState.PAID
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED


@BOTH
def test_a_reversal_gives_the_money_back(gateway, till, name):
    channel, bought = till(name), order()
    channel.pay(bought, code(name))
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED
    account = gateway.account(bought.number)
    assert (account["charged_fen"], account["kept_fen"]) == (bought.amount, 0)


def test_wechat_does_not_reverse_while_a_password_is_being_typed(gateway, till):
    channel, bought = till("wechat"), order()
    channel.pay(bought, code("wechat", "90"))
    answer = channel.reverse(bought)
    assert (answer.is_taken, answer.is_verified, answer.ask_again, answer.code) == (False, True, True, "USERPAYING")
    gateway.move_clock(7 * SECOND)
    assert channel.reverse(bought).is_taken
    assert gateway.account(bought.number)["kept_fen"] == 0


def test_alipay_that_wants_to_be_asked_again_has_not_cancelled(gateway, till):
    channel, bought = till("alipay"), order()
    gateway.script(bought.number, reverse=["userpaying"])
    channel.pay(bought, code("alipay"))
    answer = channel.reverse(bought)
    assert (answer.is_taken, answer.ask_again) == (False, True)
    assert channel.reverse(bought).is_taken


@BOTH
def test_a_reversal_that_was_answered_well_and_not_done_is_found_out_by_a_query(gateway, till, name):
    channel, bought = till(name), order()
    gateway.script(bought.number, reverse=["lies"])
    channel.pay(bought, code(name))
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.PAID
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED


def test_alipay_cancels_well_what_it_never_had_and_charges_it_late_all_the_same(gateway, till):
    channel, bought = till("alipay"), order()
    channel.pay(bought, code("alipay", "99"))
    assert channel.reverse(bought).is_taken
    gateway.move_clock(26 * SECOND)
    assert channel.query(bought).state is PaymentState.PAID


@pytest.mark.parametrize(("name", "days"), [("wechat", 8), ("alipay", 1)])
def test_a_reversal_that_comes_too_late_is_refused_for_good(gateway, till, name, days):
    channel, bought = till(name), order()
    gateway.move_clock(-days * DAY)
    channel.pay(bought, code(name))
    gateway.move_clock(0)
    answer = channel.reverse(bought)
    assert (answer.is_taken, answer.is_verified, answer.ask_again) == (False, True, False)
    assert channel.query(bought).state is PaymentState.PAID


@BOTH
@pytest.mark.parametrize("said", ["userpaying", "not_paid_yet"])
def test_a_query_that_lags_behind_ends_nothing(gateway, till, name, said):
    channel, bought = till(name), order()
    gateway.script(bought.number, query=[said])
    channel.pay(bought, code(name))
    assert (channel.query(bought).state, channel.query(bought).state) == (PaymentState.WAITING, PaymentState.PAID)


@BOTH
def test_a_number_that_could_change_the_path_is_never_sent(till, name):
    for number in ("T1?x=1", "../reverse", "short", "x" * 33, "a b c d e f", "=cmd|1"):
        with pytest.raises(ValueError, match="no number for a payment"):
            till(name).query(replace(order(), number=number))
