"""A client that others wrote must get on with the simulator: what it signs is taken, what we sign it believes."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from wechatpayv3 import WeChatPay as Judge
from wechatpayv3 import WeChatPayType

from posapp.domain.clock import DAY, local
from posapp.domain.payment_channels import PaymentState, RefundOrder
from tests.integration.payments.conftest import code, order

TIMES_OUT_S = (3, 10)


@pytest.fixture
def judge(gateway):
    return judge_of(gateway.settings()["wechat"])


def judge_of(settings):
    (key_id, key) = next(iter(settings["channel_keys"].items()))
    judge = Judge(
        wechatpay_type=WeChatPayType.CODEPAY,
        mchid=settings["mchid"],
        private_key=settings["private_key"],
        cert_serial_no=settings["serial_no"],
        appid=settings["appid"],
        apiv3_key="0" * 32,
        timeout=TIMES_OUT_S,
        public_key=key,
        public_key_id=key_id,
    )
    judge._core._gate_way = settings["url"]
    return judge


def pay(judge, bought, shown):
    return answered(
        judge.pay(
            description="dress",
            out_trade_no=bought.number,
            amount={"total": bought.amount, "currency": "CNY"},
            payer={"auth_code": shown},
            scene_info={"store_info": {"out_id": "shop-1"}},
            pay_type=WeChatPayType.CODEPAY,
        )
    )


def answered(answer):
    status, text = answer
    return status, json.loads(text)


def test_it_pays_queries_reverses_and_our_client_sees_the_same(gateway, judge, till):
    bought = order()
    status, said = pay(judge, bought, code("wechat"))
    assert (status, said["trade_state"], said["amount"]["total"]) == (200, "SUCCESS", bought.amount)
    assert till("wechat").query(bought).state is PaymentState.PAID
    assert answered(judge.query(out_trade_no=bought.number))[1]["trade_state"] == "SUCCESS"
    assert answered(judge.codepay_reverse(out_trade_no=bought.number))[0] == 200
    assert answered(judge.query(out_trade_no=bought.number))[1]["trade_state"] == "REVOKED"
    assert till("wechat").query(bought).state is PaymentState.REVERSED
    assert gateway.account(bought.number)["kept_fen"] == 0


def test_it_sees_what_our_client_has_paid(judge, till):
    bought = order()
    till("wechat").pay(bought, code("wechat"))
    status, said = answered(judge.query(out_trade_no=bought.number))
    assert (status, said["trade_state"], said["out_trade_no"]) == (200, "SUCCESS", bought.number)


def test_it_refunds_and_our_client_sees_the_same(judge, till):
    bought = order()
    pay(judge, bought, code("wechat"))
    amount = {"refund": 345, "total": bought.amount, "currency": "CNY"}
    back = RefundOrder(f"R{bought.number}", bought, 345)
    status, said = answered(judge.refund(out_refund_no=back.number, out_trade_no=bought.number, amount=amount))
    assert (status, said["status"]) == (200, "SUCCESS")
    assert answered(judge.query_refund(out_refund_no=back.number))[1]["amount"]["refund"] == 345
    assert till("wechat").refund_query(back).amount == 345


def paid_long_ago(gateway, till, bought, *, days):
    """Pay so many days back; return what the channel answered, and that day."""
    gateway.move_clock(-days * DAY)
    paid = till("wechat").pay(bought, code("wechat"))
    gateway.move_clock(0)
    return paid, local(paid.paid_at).date()


def downloaded(judge, answer):
    """Follow the address of a bill and return its text, once its hash is right."""
    status, said = answered(answer)
    assert status == 200
    status, packed = judge.download_bill(said["download_url"])
    plain = gzip.decompress(packed)
    assert hashlib.sha1(plain).hexdigest() == said["hash_value"]
    return plain.decode("utf-8-sig")


def test_it_fetches_the_bill_that_our_client_reads(gateway, judge, till):
    bought = order()
    _, day = paid_long_ago(gateway, till, bought, days=400)
    text = downloaded(judge, judge.trade_bill(bill_date=day.isoformat(), bill_type="ALL", tar_type="GZIP"))
    assert f"`{bought.number}" in text
    assert bought.number in [row.number for row in till("wechat").bill(day).rows]


def test_it_fetches_the_movements_that_our_client_reads(gateway, judge, till):
    bought = order()
    paid, day = paid_long_ago(gateway, till, bought, days=401)
    text = downloaded(judge, judge.fundflow_bill(bill_date=day.isoformat(), account_type="BASIC", tar_type="GZIP"))
    moved = till("wechat").funds(day)
    assert len(text.splitlines()) == len(moved.rows) + 3
    assert any({paid.channel_no, bought.number} <= set(row.refers_to) for row in moved.rows)


@pytest.mark.parametrize("ending", ["92", "94", "95", "96"])
def test_it_reads_every_bad_course_as_we_do(gateway, judge, ending):
    """Waiting, failed, no money, an old code: what WeChat's own acceptance cases name."""
    bought = order()
    _, said = pay(judge, bought, code("wechat", ending))
    named = {"92": "USERPAYING", "94": "PAYERROR", "95": "NOT_ENOUGH", "96": "AUTH_CODE_INVALID"}
    assert said.get("trade_state", said.get("code")) == named[ending]


@pytest.mark.parametrize("fault", ["bad_signature", "signtest"])
def test_it_rejects_what_we_reject(gateway, judge, fault):
    bought = order()
    gateway.script(bought.number, pay=[fault])
    with pytest.raises(Exception, match="failed to verify"):
        pay(judge, bought, code("wechat"))


def test_what_it_signs_with_another_key_is_refused_as_ours_would_be(gateway):
    settings = gateway.settings()
    foreign = judge_of({**settings["wechat"], "private_key": settings["alipay"]["private_key"]})
    status, said = answered(foreign.query(out_trade_no="T000001"))
    assert (status, said["code"]) == (401, "SIGN_ERROR")
