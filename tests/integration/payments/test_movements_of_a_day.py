"""What moved in the merchant's account: every fen of the trade bill, each balance from the one before, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from posapp.domain.clock import DAY, SECOND, SystemClock, local
from posapp.domain.funds import FundsRow, tie
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillState, RefundOrder
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


def trade(gateway, channel, name, days_ago):
    """Two paid, one of them refunded in part, one reversed, at noon of a day to themselves; return the day."""
    day = gateway.move_to_noon(days_ago)
    paid, refunded, reversed_ = order(50_000), order(20_000), order(3_000)
    for bought in (paid, refunded, reversed_):
        channel.pay(bought, code(name))
    channel.refund(RefundOrder(f"R{refunded.number}", refunded, Fen(1_234)))
    gateway.move_clock(gateway.ahead_ms + 20 * SECOND)
    channel.reverse(reversed_)
    gateway.move_clock(0)
    return day


@pytest.fixture(scope="module")
def days():
    """Days of the past, each used once; later ones first, so that a balance holds all that was before."""
    return iter(range(700, 400, -1))


@BOTH
def test_the_money_moved_as_the_bill_of_the_day_says(gateway, till, days, name):
    channel = till(name)
    day = trade(gateway, channel, name, next(days))
    bill, moved = channel.bill(day), channel.funds(day)
    assert (bill.state, moved.state) == (BillState.READY, BillState.READY)
    assert sorted(row.amount for row in moved.rows) == [-3_000, -1_234, 3_000, 20_000, 50_000]
    assert moved.closing - moved.opening == bill.paid - bill.refunded
    tied = tie(day, bill.rows, moved.rows)
    assert (tied.agreed, tied.differs, tied.at_midnight) == (5, False, 0)
    assert {local(row.at).date() for row in moved.rows} == {day}


@pytest.mark.parametrize("state", ["processing", "abnormal"])
def test_a_refund_that_is_not_with_the_customer_has_left_the_account_when_it_stands_in_the_bill(
    gateway, till, days, state
):
    channel = till("wechat")
    day = gateway.move_to_noon(next(days))
    paid = order(20_000)
    channel.pay(paid, code("wechat"))
    gateway.script(paid.number, refund=[state])
    channel.refund(RefundOrder(f"R{paid.number}", paid, Fen(1_234)))
    gateway.move_clock(0)
    bill, moved = channel.bill(day), channel.funds(day)
    assert [row.amount for row in moved.rows] == [20_000, -1_234]
    assert tie(day, bill.rows, moved.rows).differs is False


@BOTH
def test_money_of_the_bill_that_never_reached_the_account_is_named(gateway, till, days, name):
    channel = till(name)
    day = trade(gateway, channel, name, next(days))
    gateway.script("bill", channel=name, bill=["lost_money"])
    moved = channel.funds(day)
    tied = tie(day, channel.bill(day).rows, moved.rows)
    assert (moved.state, tied.agreed, tied.differs) == (BillState.READY, 4, True)
    (one,) = tied.not_moved
    assert (one.kind in ("reversed", "refund"), one.amount) == (True, 3_000)


@BOTH
@pytest.mark.parametrize(
    ("fault", "said"), [("lost_row", "wrong_balance"), ("wrong_sums", "wrong_sums"), ("cut_off", None)]
)
def test_movements_that_do_not_add_up_are_not_used_at_all(gateway, till, days, name, fault, said):
    channel = till(name)
    day = trade(gateway, channel, name, next(days))
    gateway.script("bill", channel=name, bill=[fault])
    moved = channel.funds(day)
    assert (moved.state, moved.rows) == (BillState.BROKEN, ())
    assert moved.code == (said or {"wechat": "cut_off", "alipay": "unreadable"}[name])
    assert channel.funds(day).state is BillState.READY


def test_a_hash_that_is_another_file_s_is_found(gateway, till, days):
    channel = till("wechat")
    day = trade(gateway, channel, "wechat", next(days))
    gateway.script("bill", channel="wechat", bill=["wrong_hash"])
    assert channel.funds(day).code == "wrong_hash"


@BOTH
@pytest.mark.parametrize("fault", ["bad_signature", "lost", "http_500", "html"])
def test_movements_whose_place_is_not_believed_are_not_fetched(gateway, till, name, fault):
    gateway.script("bill", channel=name, bill=[fault])
    assert till(name).funds(date(2020, 1, 1)).state is BillState.UNKNOWN


@BOTH
def test_a_day_on_which_nothing_moved_and_a_day_that_is_not_over(till, name):
    assert till(name).funds(date(2020, 1, 1)).state is BillState.NO_TRADE
    assert till(name).funds(local(SystemClock().now()).date()).state is BillState.NOT_YET


def test_whatever_else_moved_is_counted_and_what_nobody_sold_is_named(gateway, till, days):
    channel = till("wechat")
    day = trade(gateway, channel, "wechat", next(days))
    bill, moved = channel.bill(day), channel.funds(day)
    noon = moved.rows[0].at
    more = (
        FundsRow("fee", Fen(-42), Fen(0), noon, "f1", (), "扣除交易手续费"),
        FundsRow("other", Fen(-60_000), Fen(0), noon, "f2", (), "提现"),
        FundsRow("pay", Fen(7), Fen(0), noon, "f3", ("4200000000000000000000000007",), "交易"),
        FundsRow("pay", Fen(8), Fen(0), moved.rows[0].at + DAY // 2 - SECOND, "f4", ("8",), "交易"),
    )
    tied = tie(day, bill.rows, (*moved.rows, *more))
    assert (tied.fee_moved, tied.others, tied.others_sum) == (42, 1, -60_000)
    assert [row.flow_no for row in tied.moved_alone] == ["f3"]
    assert tied.at_midnight == 1
