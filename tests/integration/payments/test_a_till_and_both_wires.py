"""The whole: a till on disk, our clients, both wires, every fault; and the channel's books agree with the sales."""

from __future__ import annotations

import json

import pytest

from posapp.adapters.payments.alipay import Alipay
from posapp.adapters.payments.merchants import alipay_merchant, wechat_merchant
from posapp.adapters.payments.wechat import WeChatPay
from posapp.domain.clock import SECOND
from posapp.gateway.in_process import InProcess
from posapp.gateway.simulator import Simulator
from posapp.services.attempts import Attempts
from posapp.services.phone_tenders import Plan
from tests.fakes.till_on_disk import TillOnDisk

PRICE = 9_900
BUYERS = ["pays", "types", "types_late", "never", "fails", "fails_charged", "no_money", "bad_code"]
PAY_FAULTS = [
    *("lost", "not_done:lost", "late", "hang", "half", "bad_signature", "no_signature", "foreign_key", "signtest"),
    *("empty", "html", "cut_json", "duplicate_keys", "amount_text", "other_order", "system_error"),
    *("http_202", "http_204", "http_301", "http_429", "http_500", "not_done:http_503", "huge"),
]
SCRIPTS = [
    *({"buyer": buyer} for buyer in BUYERS),
    *({"pay": [fault]} for fault in PAY_FAULTS),
    {"pay": ["lost"], "query": ["html", "http_500", "bad_signature", "other_order", "lost"]},
    {"pay": ["lost"], "query": ["userpaying"] * 3 + ["lost"] * 3},
    {"buyer": "never", "query": ["lost"] * 20},
    {"buyer": "never", "reverse": ["lies", "lost", "userpaying", "http_500"]},
    {"buyer": "fails_charged", "reverse": ["lies", "not_done:lost", "bad_signature"]},
    {"buyer": "types_late", "pay": ["lost"], "reverse": ["userpaying"] * 4},
]


class WiredTill(TillOnDisk):
    """Its phones pay at the simulator over our own client, in one process and one clock."""

    def __init__(self, folder, name):
        super().__init__(folder)
        self.simulator = Simulator(clock=self.clock)
        told = json.dumps(self.simulator.keys.settings("http://gateway")[name])
        line = InProcess(self.simulator)
        self.name = name
        self.channel = (
            WeChatPay(wechat_merchant(told), self.clock, transport=line)
            if name == "wechat"
            else Alipay(alipay_merchant(told), self.clock, transport=line)
        )
        self.starts_anew()
        self._codes = 0
        self.finished = 0

    def starts_anew(self):
        """Forget all that was in memory, as a program does that died."""
        channels = {self.name: self.channel}
        self.attempts = Attempts(self.file, self.clock, self.signing_in, lambda: channels, self.paying)

    def scans(self):
        """Let a phone pay the open cart, if nothing stands in its way, and look until it is decided."""
        self._codes += 1
        code = ("13" if self.name == "wechat" else "28") + f"{self._codes:014d}01"
        attempt = self.attempts.begin(code, Plan(self.selling.current().total))
        step = self.attempts.pay(attempt, code)
        for _ in range(400):
            if step.finished is not None or step.attempt.progress.state in ("void", "suspect"):
                break
            self.clock.goes_on(SECOND)
            step = self.attempts.advance(attempt.attempt_id)
        self.finished += step.finished is not None
        return step

    def rests(self):
        """Let the till work in the background for some minutes."""
        for _ in range(80):
            self.finished += sum(step.finished is not None for step in self.attempts.resolve())
            self.clock.goes_on(5 * SECOND)


@pytest.mark.faults
@pytest.mark.parametrize("name", ["wechat", "alipay"])
def test_whatever_happens_on_the_wire_each_sale_is_paid_once_and_nothing_else_is_kept(tmp_path, name):
    till = WiredTill(tmp_path / "till", name).is_ready()
    for place, script in enumerate(SCRIPTS, start=1):
        till.simulator.script(script)
        till.rings_up(1)
        step = till.scans()
        assert step.attempt.progress.state in ("paid", "void"), script
        if step.finished is None:
            step = till.scans()  # the customer tries another code
        assert step.finished is not None, script
        till.rests()
        assert till.finished == place, script
        assert till.simulator.book.account()["kept_fen"] == place * PRICE, script
    assert till.attempts.limbo() == ((), ())
    till.channel.close()
    till.close()
