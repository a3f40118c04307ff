"""A till on disk whose phones pay at the simulator of both channels, over the program's own clients."""

from __future__ import annotations

import json

from posapp.domain.clock import SECOND
from posapp.gateway.in_process import InProcess
from posapp.gateway.simulator import Simulator
from posapp.services.attempts import Attempts
from posapp.services.phone_tenders import Plan
from sync.payments.alipay import Alipay
from sync.payments.merchants import alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay
from sync.proving.mall_at_hand import OneMall
from tests.fakes.laid_tables import lay_hub
from tests.fakes.till_on_disk import CHAIN, SHOP, TillOnDisk


class WiredTill(TillOnDisk):
    """Its phones pay at the simulator over our own client, in one process and one clock; ``through_mall``, it is a mall
    that has the client, and the till asks it.
    """

    def __init__(self, folder, name, *, through_mall=False):
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
        self._between = None
        if through_mall:
            lay_hub(folder / "hub")
            self._between = OneMall(folder / "hub", self.clock, [CHAIN, SHOP], SHOP.id, self.channel)
        self.starts_anew()
        self._codes = 0
        self.finished = 0

    def starts_anew(self):
        """Forget all that was in memory, as a program does that died."""
        channels = {self.name: self.channel if self._between is None else self._between.channel}
        self.attempts = Attempts(self.file, self.clock, self.signing_in, lambda: channels, self.paying)

    def close(self):
        """Close the files, and the client."""
        if self._between is not None:
            self._between.close()
        self.channel.close()
        super().close()

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
