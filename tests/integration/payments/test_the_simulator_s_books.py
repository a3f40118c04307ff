"""The simulator is a judge: its books hold what was really charged, once, also after it was killed."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import httpx
import pytest

from posapp.domain.clock import SECOND, SystemClock
from posapp.domain.payment_channels import PaymentState
from posapp.gateway.in_process import InProcess
from posapp.gateway.scripts import FAULTS
from posapp.gateway.simulator import Simulator
from sync.payments.alipay import Alipay
from sync.payments.merchants import WeChatMerchant, alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay
from tests.fakes.gateway_process import running_gateway
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


@BOTH
def test_orders_keys_and_passwords_being_typed_outlive_a_kill(tmp_path, name):
    with running_gateway(tmp_path / "gateway") as gateway:
        channel, paid, typing = gateway.channel(name), order(), order()
        channel.pay(paid, code(name))
        channel.pay(typing, code(name, "90"))
        settings = gateway.settings()[name]
        gateway.kill()
        assert channel.query(paid).code == "offline"
        channel.close()
        gateway.start()
        assert gateway.settings()[name]["private_key"] == settings["private_key"]
        again = gateway.channel(name)
        assert again.query(paid).state is PaymentState.PAID
        gateway.move_clock(7 * SECOND)
        assert again.query(typing).state is PaymentState.PAID
        again.close()


@BOTH
def test_the_same_order_from_eight_tills_at_once_is_charged_once(gateway, till, name):
    channel, bought = till(name), order()
    states = []
    codes = [code(name) for _ in range(8)]

    def pay(shown):
        states.append(channel.pay(bought, shown).state)

    tills = [threading.Thread(target=pay, args=(shown,)) for shown in codes]
    for one in tills:
        one.start()
    for one in tills:
        one.join()
    assert states.count(PaymentState.PAID) == 1
    assert PaymentState.NOT_PAID_FINAL not in states
    assert gateway.account(bought.number)["charged_fen"] == bought.amount


def test_a_request_that_was_changed_on_its_way_is_refused(gateway):
    settings = gateway.settings()["wechat"]

    class Tampering(httpx.HTTPTransport):
        def handle_request(self, request):
            body = request.read().replace(b'"total":12345', b'"total":12344')
            changed = httpx.Request(request.method, request.url, headers=request.headers, content=body)
            return super().handle_request(changed)

    channel, bought = WeChatPay(WeChatMerchant(**settings), SystemClock(), transport=Tampering()), order()
    answer = channel.pay(bought, code("wechat"))
    channel.close()
    assert (answer.state, answer.code) == (PaymentState.NOT_PAID_FINAL, "SIGN_ERROR")
    assert gateway.account(bought.number)["charged_fen"] == 0


@pytest.mark.parametrize(
    "told", [{"buyer": "sleeps"}, {"pay": ["explode"]}, {"pay": "lost"}, {"paying": ["lost"]}, {"pay": [1]}]
)
def test_a_script_with_a_word_that_nobody_knows_is_refused(gateway, told):
    answer = httpx.post(f"{gateway.url}/control/script", json=told)
    assert answer.status_code == 400
    assert answer.json()["error"]


@BOTH
def test_in_one_process_it_says_the_same_without_a_socket(name):
    simulator = Simulator()
    told = json.dumps(simulator.keys.settings("http://gateway")[name])
    if name == "wechat":
        channel = WeChatPay(wechat_merchant(told), simulator.clock, transport=InProcess(simulator))
    else:
        channel = Alipay(alipay_merchant(told), simulator.clock, transport=InProcess(simulator))
    bought, hung = order(), order()
    assert channel.pay(bought, code(name)).state is PaymentState.PAID
    simulator.script({"number": hung.number, "pay": ["hang"]})
    assert channel.pay(hung, code(name)).code == "timed_out"
    assert channel.query(hung).state is PaymentState.PAID
    assert simulator.book.account()["kept_fen"] == 2 * bought.amount
    channel.close()


def test_every_fault_stands_in_the_paper():
    paper = (Path(__file__).parents[3] / "docs" / "payments.md").read_text("utf-8")
    assert [fault for fault in sorted(FAULTS) if f"`{fault}`" not in paper] == []
