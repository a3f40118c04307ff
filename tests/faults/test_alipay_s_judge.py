"""``python-alipay-sdk``, a client that others wrote, must get on with the simulator, and see what our client sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from posapp.domain.clock import DAY, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState, RefundOrder, RefundState
from tests.fakes.gateway_process import running_gateway

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".pos" / "oracles" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    assert PYTHON.exists(), "python3 pos.py test --all makes the environment that this test wants"
    with running_gateway(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture
def till(gateway):
    channel = gateway.channel("alipay")
    yield channel
    channel.close()


def judged(settings, *steps):
    """Take steps with the judge, and return what it made of each."""
    ended = subprocess.run(
        [str(PYTHON), str(ROOT / "tests" / "oracles" / "alipay_oracle.py")],
        input=json.dumps({"settings": settings, "steps": steps}),
        capture_output=True,
        text=True,
        check=False,
        # It stamps its requests with the machine's local time, and Alipay's is China's.
        env={**os.environ, "TZ": "Asia/Shanghai", "PYTHONUTF8": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def payment(number, code, yuan="123.45"):
    return ("pay", {"out_trade_no": number, "scene": "bar_code", "auth_code": code, "subject": "dress",
                    "total_amount": yuan})  # fmt: skip


def test_it_pays_queries_refunds_and_cancels_and_our_client_sees_the_same(gateway, till):
    paid, cancelled = PaymentOrder("J000001", Fen(12_345)), PaymentOrder("J000002", Fen(12_345))
    answers = judged(
        gateway.settings()["alipay"],
        payment(paid.number, "280000000000000001"),
        ("query", {"out_trade_no": paid.number}),
        ("refund", {"out_trade_no": paid.number, "refund_amount": "23.45", "out_request_no": "JR00001"}),
        ("refund_query", {"out_trade_no": paid.number, "out_request_no": "JR00001"}),
        payment(cancelled.number, "280000000000000101"),
        ("cancel", {"out_trade_no": cancelled.number}),
        ("query", {"out_trade_no": cancelled.number}),
    )
    assert [answer.get("code") for answer in answers] == ["10000"] * 7
    assert (answers[0]["total_amount"], answers[1]["trade_status"]) == ("123.45", "TRADE_SUCCESS")
    assert (answers[2]["fund_change"], answers[3]["refund_amount"]) == ("Y", "23.45")
    assert (answers[5]["action"], answers[6]["trade_status"]) == ("refund", "TRADE_CLOSED")
    assert till.query(paid).state is PaymentState.PAID
    assert till.refund_query(RefundOrder("JR00001", paid, Fen(2_345))).state is RefundState.DONE
    assert till.query(cancelled).state is PaymentState.REVERSED
    assert gateway.account(paid.number)["kept_fen"] == 10_000


def test_it_sees_what_our_client_has_paid_and_given_back(gateway, till):
    bought = PaymentOrder("J000003", Fen(5), "云裳 / dress & hat")
    assert till.pay(bought, "280000000000000201").state is PaymentState.PAID
    till.refund(RefundOrder("JR00003", bought, Fen(2)))
    query, refund = judged(
        gateway.settings()["alipay"],
        ("query", {"out_trade_no": bought.number}),
        ("refund_query", {"out_trade_no": bought.number, "out_request_no": "JR00003"}),
    )
    assert (query["trade_status"], query["total_amount"]) == ("TRADE_SUCCESS", "0.05")
    assert (refund["refund_status"], refund["refund_amount"]) == ("REFUND_SUCCESS", "0.02")


def test_it_asks_for_the_bill_that_our_client_reads(gateway, till):
    bought = PaymentOrder("J000004", Fen(700), "dress, blue")
    gateway.move_clock(-3 * DAY)
    paid = till.pay(bought, "280000000000000301")
    gateway.move_clock(0)
    day = local(paid.paid_at).date()
    (place,) = judged(gateway.settings()["alipay"], ("bill", {"bill_type": "trade", "bill_date": day.isoformat()}))
    assert place["bill_download_url"].startswith(gateway.url)
    assert [row.number for row in till.bill(day).rows] == [bought.number]
    (place,) = judged(
        gateway.settings()["alipay"], ("bill", {"bill_type": "signcustomer", "bill_date": day.isoformat()})
    )
    assert place["bill_download_url"].startswith(gateway.url)
    assert [row.amount for row in till.funds(day).rows] == [700]


@pytest.mark.parametrize(
    ("number", "ending", "said"),
    [
        ("J000005", "92", "10003"),
        ("J000006", "94", "ACQ.PAYMENT_FAIL"),
        ("J000007", "95", "ACQ.BUYER_BALANCE_NOT_ENOUGH"),
        ("J000008", "96", "ACQ.PAYMENT_AUTH_CODE_INVALID"),
    ],
)
def test_it_reads_every_bad_course_as_we_do(gateway, number, ending, said):
    (answer,) = judged(gateway.settings()["alipay"], payment(number, f"2800000000000{number[-3:]}{ending}"))
    assert said in (answer.get("code"), answer.get("sub_code"))


@pytest.mark.parametrize("fault", ["bad_signature", "foreign_key"])
def test_it_rejects_what_we_reject(gateway, fault):
    gateway.script(f"J1{fault}", query=[fault], pay=[fault])
    (answer,) = judged(gateway.settings()["alipay"], payment(f"J1{fault}", "280000000000000901"))
    assert answer == {"trouble": "signature"}


def test_what_it_signs_with_another_key_is_refused_as_ours_would_be(gateway):
    settings = gateway.settings()
    foreign = {**settings["alipay"], "private_key": settings["wechat"]["private_key"]}
    (answer,) = judged(foreign, ("query", {"out_trade_no": "J000001"}))
    assert "isv.invalid-signature" in json.dumps(answer)
