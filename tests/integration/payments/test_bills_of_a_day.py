"""The day's bill: either every row of it, tied to the fen, or none."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from posapp.domain.clock import DAY, MINUTE, SECOND, SystemClock, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillState, RefundOrder
from sync.payments.alipay import Alipay
from sync.payments.merchants import AlipayMerchant
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


def trade(gateway, channel, name, days_ago):
    """One paid, one refunded in part, one reversed, on a day to itself, at noon; return the day and the orders."""
    now = SystemClock().now()
    noon = local(now - days_ago * DAY).replace(hour=12, minute=0, second=0)
    gateway.move_clock(int(noon.timestamp() * 1000) - now)
    paid, refunded, reversed_ = order(150_000), order(20_000), order(3_000)
    for bought in (paid, refunded, reversed_):
        channel.pay(bought, code(name))
    gateway.move_clock(gateway.ahead_ms + 7 * SECOND)
    channel.query(paid)
    channel.refund(RefundOrder(f"R{refunded.number}", refunded, Fen(1_234)))
    channel.reverse(reversed_)
    gateway.move_clock(0)
    return noon.date(), (paid, refunded, reversed_)


@pytest.fixture(scope="module")
def days():
    """Days of the past, each used once, so that bills do not mix."""
    return iter(range(3, 300))


@BOTH
def test_a_bill_holds_what_was_paid_given_back_and_reversed(gateway, till, days, name):
    channel = till(name)
    day, (paid, refunded, reversed_) = trade(gateway, channel, name, next(days))
    bill = channel.bill(day)
    assert (bill.state, bill.paid, bill.refunded) == (BillState.READY, Fen(173_000), Fen(4_234))
    found = {(row.kind, row.number, row.amount) for row in bill.rows}
    back = "reversed" if name == "wechat" else "refund"
    assert found == {
        ("pay", paid.number, 150_000),
        ("pay", refunded.number, 20_000),
        ("pay", reversed_.number, 3_000),
        ("refund", refunded.number, 1_234),
        (back, reversed_.number, 3_000),
    }
    assert f"R{refunded.number}" in {row.refund_number for row in bill.rows}
    assert {local(row.at).date() for row in bill.rows} == {day}


@BOTH
@pytest.mark.parametrize("quirk", ["crlf", "gbk", "extra_column", "thousands"])
def test_a_bill_written_a_little_differently_says_the_same(gateway, till, days, name, quirk):
    channel = till(name)
    day, _ = trade(gateway, channel, name, next(days))
    plain = channel.bill(day)
    gateway.script("bill", channel=name, bill=[quirk])
    assert channel.bill(day) == plain


@BOTH
def test_without_its_marks_a_bill_whose_goods_have_commas_cannot_be_read(gateway, till, days, name):
    """Then a comma in a name cannot be told from one between two fields, and no guess is made."""
    channel = till(name)
    day, _ = trade(gateway, channel, name, next(days))
    gateway.script("bill", channel=name, bill=["no_back_ticks"])
    assert (channel.bill(day).state, channel.bill(day).state) == (BillState.BROKEN, BillState.READY)


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("wechat", "wrong_hash", "wrong_hash"),
        ("wechat", "cut_off", "cut_off"),
        ("wechat", "wrong_sums", "wrong_sums"),
        ("alipay", "cut_off", "unreadable"),
        ("alipay", "wrong_sums", "wrong_sums"),
        ("alipay", "duplicate_row", "wrong_sums"),
    ],
)
def test_a_bill_that_does_not_add_up_is_not_used_at_all(gateway, till, days, name, fault, said):
    channel = till(name)
    day, _ = trade(gateway, channel, name, next(days))
    gateway.script("bill", channel=name, bill=[fault])
    bill = channel.bill(day)
    assert (bill.state, bill.code, bill.rows) == (BillState.BROKEN, said, ())
    assert channel.bill(day).state is BillState.READY


def test_a_row_that_stands_there_twice_is_kept_twice(gateway, till, days):
    """Whoever compares the bill with the shop's books must see it."""
    channel = till("wechat")
    day, _ = trade(gateway, channel, "wechat", next(days))
    gateway.script("bill", channel="wechat", bill=["duplicate_row"])
    rows = channel.bill(day).rows
    assert len(rows) == 6
    assert rows[-1] == rows[-2]


@BOTH
def test_a_row_of_a_kind_that_nobody_has_heard_of_is_kept(gateway, till, days, name):
    channel = till(name)
    day, _ = trade(gateway, channel, name, next(days))
    gateway.script("bill", channel=name, bill=["unknown_type"])
    bill = channel.bill(day)
    if name == "alipay":
        assert bill.code == "wrong_sums"  # its foot counts kinds, and one row is of none of them
        return
    assert bill.state is BillState.READY
    assert [row.kind for row in bill.rows].count("unknown") == 1


@BOTH
def test_a_day_without_trade_and_a_day_that_is_not_over(till, name):
    assert till(name).bill(date(2020, 1, 1)).state is BillState.NO_TRADE
    assert till(name).bill(local(SystemClock().now()).date()).state is BillState.NOT_YET


@BOTH
@pytest.mark.parametrize("fault", ["bad_signature", "lost", "http_500", "html"])
def test_a_bill_whose_place_is_not_believed_is_not_fetched(gateway, till, name, fault):
    gateway.script("bill", channel=name, bill=[fault])
    assert till(name).bill(date(2020, 1, 1)).state is BillState.UNKNOWN


def test_a_download_address_is_good_for_a_few_minutes(gateway, days):
    seen = []

    class Watching(httpx.HTTPTransport):
        def handle_request(self, request):
            seen.append(str(request.url))
            return super().handle_request(request)

    watched = Alipay(AlipayMerchant(**gateway.settings()["alipay"]), SystemClock(), transport=Watching())
    day, _ = trade(gateway, watched, "alipay", next(days))
    assert watched.bill(day).state is BillState.READY
    watched.close()
    gateway.move_clock(MINUTE)
    assert httpx.get(seen[-1]).status_code == 404
