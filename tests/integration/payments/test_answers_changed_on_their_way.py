"""Whatever is changed in an answer, by one sign or by many, it is not believed: tried over hundreds of changes."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState
from posapp.gateway.in_process import InProcess
from posapp.gateway.simulator import Simulator
from sync.payments.alipay import Alipay
from sync.payments.merchants import alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay

ORDER = PaymentOrder("S01T03_000001", Fen(12_345), "dress")
SIGNED = ("wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature")


class Meddling(httpx.BaseTransport):
    """A line on which somebody changes what comes back."""

    def __init__(self, simulator: Simulator) -> None:
        self._line = InProcess(simulator)
        self.change = lambda headers, body: (headers, body)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._line.handle_request(request)
        headers, body = self.change(dict(answer.headers), answer.read())
        return httpx.Response(answer.status_code, headers=headers, stream=httpx.ByteStream(body))


def till(name):
    simulator = Simulator()
    told = json.dumps(simulator.keys.settings("http://gateway")[name])
    line = Meddling(simulator)
    if name == "wechat":
        return line, WeChatPay(wechat_merchant(told), simulator.clock, transport=line)
    return line, Alipay(alipay_merchant(told), simulator.clock, transport=line)


@pytest.fixture(scope="module", params=["wechat", "alipay"])
def meddled(request):
    yield from paid_order(request.param)


@pytest.fixture(scope="module")
def meddled_wechat():
    yield from paid_order("wechat")


def paid_order(name):
    line, channel = till(name)
    assert channel.pay(ORDER, ("13" if name == "wechat" else "28") + "0" * 16).state is PaymentState.PAID
    yield line, channel
    channel.close()


def changed_body(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    kind = data.draw(st.sampled_from(["set", "drop", "put", "cut"]))
    byte = data.draw(st.binary(min_size=1, max_size=1))
    if kind == "set":
        return body[:place] + byte + body[place + 1 :]
    if kind == "drop":
        return body[:place] + body[place + 1 :]
    return body[:place] + (byte + body[place:] if kind == "put" else b"")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_changed_body_ends_nothing(meddled, data):
    line, channel = meddled
    same = []

    def change(headers, body):
        after = changed_body(body, data)
        same.append(after == body or (channel.channel == "alipay" and _same_parts(body, after)))
        return {name: value for name, value in headers.items() if name != "content-length"}, after

    line.change = change
    answer = channel.query(ORDER)
    line.change = lambda headers, body: (headers, body)
    if not same[0]:
        assert (answer.state, answer.is_verified) == (PaymentState.UNKNOWN, False)


def _same_parts(before, after):
    # What is outside the signed text (a space between two members, say) may change without harm.
    try:
        return json.loads(before) == json.loads(after)
    except ValueError:
        return False


@settings(max_examples=300, deadline=None, derandomize=True)
@given(name=st.sampled_from(SIGNED), value=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_a_changed_signature_or_time_or_nonce_ends_nothing(meddled_wechat, name, value):
    line, channel = meddled_wechat
    line.change = lambda headers, body: ({**headers, name: value}, body)
    answer = channel.query(ORDER)
    assert (answer.state, answer.is_verified) == (PaymentState.UNKNOWN, False)
