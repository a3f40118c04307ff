"""Whatever comes back over the wire, a till neither believes a payment that was not nor forgets one that was."""

from __future__ import annotations

import httpx
import pytest

from posapp.domain.clock import MINUTE, Millis, SystemClock
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentState, RefundOrder, RefundState
from sync.payments.merchants import WeChatMerchant
from sync.payments.wechat import WeChatPay
from tests.integration.payments.conftest import IMPATIENT, code, order

CHANNELS = ("wechat", "alipay")
BOTH = pytest.mark.parametrize("name", CHANNELS)
ENDS = {PaymentState.PAID, PaymentState.REVERSED, PaymentState.NOT_PAID_FINAL, PaymentState.REFUNDED}

# Fault → what our client calls it: at WeChat Pay, at Alipay (None: that channel cannot have this fault).
NOT_BELIEVED = {
    "lost": ("broken_off", "broken_off"),
    "half": ("broken_off", "broken_off"),
    "bad_signature": ("bad_signature", "bad_signature"),
    "signtest": ("bad_signature", "bad_signature"),
    "no_signature": ("unsigned", "unsigned"),
    "foreign_key": ("foreign_key", "bad_signature"),
    "stale": ("stale", None),
    "empty": ("bad_signature", "unreadable"),
    "html": ("unsigned", "unreadable"),
    "cut_json": ("bad_signature", "unreadable"),
    "huge": ("too_large", "too_large"),
    "gzip_bomb": ("packed", "packed"),
    "duplicate_keys": ("unreadable", "unreadable"),
    "amount_text": ("unreadable", "unreadable"),
    "amount_float": ("unreadable", "unreadable"),
    "other_order": ("other_order", "other_order"),
    "other_merchant": ("other_order", None),
    "http_202": ("http_202", "http_202"),
    "http_204": ("http_204", "http_204"),
    "http_301": ("http_301", "http_301"),
    "http_404": ("http_404", "http_404"),
    "http_429": ("http_429", "http_429"),
    "http_500": ("http_500", "http_500"),
    "http_503": ("http_503", "http_503"),
}


def cases(*left_out: str) -> pytest.MarkDecorator:
    """Every fault at every channel, but those ``left_out`` whose field an answer does not hold."""
    return pytest.mark.parametrize(
        ("name", "fault", "said"),
        [
            pytest.param(channel, fault, said[at], id=f"{channel}-{fault}")
            for fault, said in NOT_BELIEVED.items()
            for at, channel in enumerate(CHANNELS)
            if said[at] is not None and f"{channel}-{fault}" not in left_out
        ],
    )


@cases()
def test_a_charge_whose_answer_cannot_be_believed_is_unknown_until_a_query_tells(gateway, till, name, fault, said):
    channel, bought = till(name), order()
    gateway.script(bought.number, pay=[fault])
    answer = channel.pay(bought, code(name))
    assert (answer.state, answer.is_verified, answer.code) == (PaymentState.UNKNOWN, False, said)
    assert answer.was_sent
    assert gateway.account(bought.number)["charged_fen"] == bought.amount
    assert channel.query(bought).state is PaymentState.PAID


@cases()
def test_a_query_whose_answer_cannot_be_believed_ends_nothing(gateway, till, name, fault, said):
    channel, bought = till(name), order()
    gateway.script(bought.number, query=[fault])
    assert channel.pay(bought, code(name)).state is PaymentState.PAID
    answer = channel.query(bought)
    assert (answer.state, answer.is_verified, answer.code) == (PaymentState.UNKNOWN, False, said)
    assert channel.query(bought).state is PaymentState.PAID


@cases("wechat-duplicate_keys", *(f"{channel}-amount_{kind}" for channel in CHANNELS for kind in ("text", "float")))
def test_a_reversal_whose_answer_cannot_be_believed_is_asked_for_again(gateway, till, name, fault, said):
    channel, bought = till(name), order()
    gateway.script(bought.number, reverse=[fault])
    channel.pay(bought, code(name))
    answer = channel.reverse(bought)
    assert (answer.is_taken, answer.is_verified, answer.ask_again, answer.code) == (False, False, True, said)
    assert channel.reverse(bought).is_taken
    assert channel.query(bought).state is PaymentState.REVERSED
    assert gateway.account(bought.number)["kept_fen"] == 0


@cases("wechat-other_merchant", "alipay-amount_text", "alipay-amount_float")
def test_a_refund_whose_answer_cannot_be_believed_is_asked_for_again_and_paid_once(gateway, till, name, fault, said):
    channel, bought = till(name), order()
    gateway.script(bought.number, refund=[fault])
    channel.pay(bought, code(name))
    back = RefundOrder(f"R{bought.number}", bought, Fen(2_345))
    answer = channel.refund(back)
    assert (answer.state, answer.is_verified, answer.code) == (RefundState.UNKNOWN, False, said)
    channel.refund(back)
    assert channel.refund_query(back).state is RefundState.DONE
    assert gateway.account(bought.number)["kept_fen"] == 10_000


@BOTH
@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_peer_that_does_not_come_to_an_end_is_left(gateway, till, name, fault):
    """Also one that sends a byte now and then, so that no single wait is too long."""
    channel, bought = till(name, patience=IMPATIENT), order()
    gateway.script(bought.number, pay=[fault])
    answer = channel.pay(bought, code(name))
    assert (answer.state, answer.code) == (PaymentState.UNKNOWN, "timed_out")
    assert till(name).query(bought).state is PaymentState.PAID


@BOTH
@pytest.mark.parametrize("fault", ["lost", "http_500", "http_503", "html"])
def test_a_request_that_did_nothing_leaves_the_channel_without_the_order(gateway, till, name, fault):
    channel, bought = till(name), order()
    gateway.script(bought.number, pay=[f"not_done:{fault}"])
    assert channel.pay(bought, code(name)).state is PaymentState.UNKNOWN
    answer = channel.query(bought)
    assert (answer.state, answer.is_verified) == (PaymentState.ABSENT, True)
    assert gateway.account(bought.number)["charged_fen"] == 0


@BOTH
def test_a_system_error_that_the_channel_signs_ends_nothing_either(gateway, till, name):
    channel, bought = till(name), order()
    gateway.script(bought.number, pay=["system_error"], query=["system_error"])
    answer = channel.pay(bought, code(name))
    assert (answer.state, answer.is_verified) == (PaymentState.UNKNOWN, True)
    assert channel.query(bought).state is PaymentState.UNKNOWN
    assert channel.query(bought).state is PaymentState.PAID


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("wechat", "other_amount"),
        ("wechat", "other_currency"),
        ("wechat", "amount_negative"),
        ("wechat", "amount_huge"),
        ("alipay", "other_amount"),
    ],
)
def test_a_signed_answer_with_another_sum_is_for_a_person_to_look_at(gateway, till, name, fault):
    channel, bought = till(name), order()
    gateway.script(bought.number, pay=[fault], query=[fault])
    for answer in (channel.pay(bought, code(name)), channel.query(bought)):
        assert (answer.state, answer.is_verified) == (PaymentState.SUSPECT, True)


@pytest.mark.parametrize("fault", ["amount_negative", "amount_huge"])
def test_alipay_amounts_are_texts_and_a_number_is_not_read(gateway, till, fault):
    channel, bought = till("alipay"), order()
    gateway.script(bought.number, query=[fault])
    channel.pay(bought, code("alipay"))
    assert (channel.query(bought).state, channel.query(bought).state) == (PaymentState.UNKNOWN, PaymentState.PAID)


@BOTH
def test_a_state_that_nobody_has_heard_of_ends_nothing(gateway, till, name):
    channel, bought = till(name), order()
    gateway.script(bought.number, query=["unknown_state"])
    channel.pay(bought, code(name))
    answer = channel.query(bought)
    assert (answer.state, answer.code) == (PaymentState.UNKNOWN, "SOMETHING_NEW")


@BOTH
def test_a_real_answer_about_another_order_is_not_taken_for_this_one(gateway, till, name):
    """It is signed rightly and fresh, as a line that mixes two answers up would bring it."""
    channel, paid, unpaid = till(name), order(), order()
    assert channel.pay(paid, code(name)).state is PaymentState.PAID
    gateway.script(unpaid.number, query=["other_order"])
    channel.pay(unpaid, code(name, "92"))
    answer = channel.query(unpaid)
    assert (answer.state, answer.code) == (PaymentState.UNKNOWN, "other_order")
    assert channel.query(unpaid).state is PaymentState.WAITING


def test_a_channel_that_asks_for_peace_is_heard(gateway, till):
    channel, bought = till("wechat"), order()
    gateway.script(bought.number, query=["http_429"])
    channel.pay(bought, code("wechat"))
    assert channel.query(bought).retry_after_s == 7


@BOTH
@pytest.mark.parametrize("url", ["http://no-such-host.invalid", "http://127.0.0.1:1"])
def test_where_no_connection_is_made_nothing_has_left_the_till(gateway, till, name, url):
    """A dead name, a closed port: the port says so, because then nothing can have been charged."""
    answer = till(name, url=url).pay(order(), code(name))
    assert (answer.state, answer.code, answer.was_sent) == (PaymentState.UNKNOWN, "offline", False)


class _PlaysAgain(httpx.HTTPTransport):
    """A line that gives the answer to the last request instead of the one to this, when told to."""

    plays_again = False
    _last: tuple[int, dict[str, str], bytes] = (0, {}, b"")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        now = (answer.status_code, dict(answer.headers), answer.read())
        status, headers, body = self._last if self.plays_again else now
        self._last = now
        answer.close()
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def test_a_refusal_that_is_played_again_does_not_hide_a_charge(gateway):
    """It is WeChat's own, signed a moment ago, and names no order."""
    line = _PlaysAgain()
    channel = WeChatPay(WeChatMerchant(**gateway.settings()["wechat"]), SystemClock(), transport=line)
    refused, bought = order(), order()
    assert channel.pay(refused, code("wechat", "96")).state is PaymentState.NOT_PAID_FINAL
    line.plays_again = True
    answer = channel.pay(bought, code("wechat"))
    line.plays_again = False
    assert (answer.state, answer.is_verified, answer.code) == (PaymentState.UNKNOWN, False, "http_400")
    assert gateway.account(bought.number)["charged_fen"] == bought.amount
    assert channel.query(bought).state is PaymentState.PAID
    channel.close()


class _ClockOff:
    def __init__(self, off_ms: int) -> None:
        self._off_ms = off_ms

    def now(self) -> Millis:
        return Millis(SystemClock().now() + self._off_ms)


@pytest.mark.parametrize("off_ms", [-10 * MINUTE, 10 * MINUTE])
def test_a_till_whose_clock_is_ten_minutes_off_charges_nothing_at_wechat(gateway, till, off_ms):
    bought = order()
    answer = till("wechat", clock=_ClockOff(off_ms)).pay(bought, code("wechat"))
    assert (answer.state, answer.is_verified, answer.code) == (PaymentState.UNKNOWN, False, "http_401")
    assert gateway.account(bought.number)["charged_fen"] == 0


@BOTH
def test_no_answer_that_is_not_verified_ends_anything(gateway, till, name):
    """The rule itself, over every fault that there is."""
    channel = till(name)
    for fault in NOT_BELIEVED:
        bought = order()
        gateway.script(bought.number, pay=[fault])
        answer = channel.pay(bought, code(name))
        assert answer.is_verified or answer.state not in ENDS, fault
