"""The gateway simulator as a channel of the payment proof: our own clients speak its wire protocol, signed both ways.

Nothing of the wire is left out but the socket: every request and every answer is signed, checked and read as over the
network, and the faults are those of ``posapp gateway``. Whether one strikes is thrown for each call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from random import Random

from posapp.domain.clock import Clock
from posapp.domain.payment_channels import (
    ChannelAnswer,
    MerchantChannel,
    PaymentOrder,
    RefundAnswer,
    RefundOrder,
    ReverseAnswer,
)
from posapp.domain.payment_code import Channel
from posapp.gateway.in_process import InProcess
from posapp.gateway.simulator import Simulator
from sync.payments.alipay import Alipay
from sync.payments.merchants import alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay
from sync.proving.faulty_channel import Fault

_UNBELIEVABLE = (
    "bad_signature", "no_signature", "foreign_key", "signtest", "empty", "html", "half", "cut_json", "huge",
    "gzip_bomb", "duplicate_keys", "amount_float", "hang", "http_202", "http_204", "http_301", "http_404", "http_429",
    "http_500", "http_503",
)  # fmt: skip
"""Answers that say nothing of the money, whatever the channel has done."""

_BUYERS: Mapping[Fault, tuple[str, ...]] = {
    "password": ("types", "types_late"),
    "password_never": ("never",),
    "failed_but_charged": ("fails_charged",),
    "failed": ("fails",),
    "refused": ("bad_code",),
}
_PAYS: Mapping[Fault, tuple[str, ...]] = {
    "lost_request": ("not_done:lost",),
    "late_request": ("late",),
    "lost_answer": ("lost",),
    "error_after": ("system_error",),
    "unbelievable": _UNBELIEVABLE,
}
_LATER: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "query": (0.08, ("lost", "not_done:lost", "not_paid_yet", "userpaying", *_UNBELIEVABLE)),
    "reverse": (0.25, ("lost", "not_done:lost", "lies", "userpaying", "system_error", *_UNBELIEVABLE)),
    "refund": (0.25, ("lost", "not_done:lost", "processing", "system_error", *_UNBELIEVABLE)),
    "refund_query": (0.08, ("lost", "not_done:lost", *_UNBELIEVABLE)),
}
"""How often a later call meets a fault, and which."""


class GatewayChannel:
    """Keeps ``PaymentChannel``. ``strike`` is called at every boundary, before and after the channel is spoken to."""

    def __init__(self, clock: Clock, dice: Random, strike: Callable[[str], None], channel: Channel) -> None:
        self.channel: Channel = channel
        self._dice = dice
        self._strike = strike
        self._simulator = Simulator(clock=clock)
        told = json.dumps(self._simulator.keys.settings("http://gateway")[channel])
        line = InProcess(self._simulator)
        self._client: MerchantChannel = (
            WeChatPay(wechat_merchant(told), clock, transport=line)
            if channel == "wechat"
            else Alipay(alipay_merchant(told), clock, transport=line)
        )
        self._sent: set[str] = set()
        self.next_fault: Fault = "none"
        self.is_calm = False

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge, with the fault that was ordered."""
        self._strike("before pay")
        assert order.number not in self._sent, "a number was sent twice"
        self._sent.add(order.number)
        buyer = self._dice.choice(_BUYERS.get(self.next_fault, ("pays",)))
        fault = self._dice.choice(_PAYS.get(self.next_fault, ("",)))
        self._simulator.script({"number": order.number, "channel": self.channel, "buyer": buyer, "pay": [fault]})
        answer = self._client.pay(order, code)
        self._strike("after pay")
        return answer

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask for the truth, when anybody hears it."""
        self._meets("query", order.number)
        answer = self._client.query(order)
        self._strike("after query")
        return answer

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Have it undone; or be lost on the way; or hear that it was done when it was not."""
        self._meets("reverse", order.number)
        answer = self._client.reverse(order)
        self._strike("after reverse")
        return answer

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Give back."""
        self._meets("refund", order.payment.number)
        answer = self._client.refund(order)
        self._strike("after refund")
        return answer

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask whether it was given back."""
        self._meets("refund_query", order.payment.number)
        answer = self._client.refund_query(order)
        self._strike("after refund query")
        return answer

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def held_of(self, numbers: Collection[str]) -> list[int]:
        """Return what the merchant holds by each of these numbers, where that is anything."""
        orders = [one for one in self._simulator.book if one.number in numbers]
        return [one.kept_from_customer for one in orders if one.kept_from_customer]

    def sent(self) -> set[str]:
        """Return the numbers under which anything was asked for since ``forget``."""
        return set(self._sent)

    def forget(self) -> None:
        """Begin a new sale with empty books."""
        self._sent.clear()
        self._simulator.forget()

    def _meets(self, step: str, number: str) -> None:
        self._strike(f"before {step}")
        chance, faults = _LATER[step]
        is_struck = not self.is_calm and self._dice.random() < chance
        told: dict[str, object] = {"number": number, "channel": self.channel, "buyer": "pays"}
        self._simulator.script({**told, step: [self._dice.choice(faults)]} if is_struck else told)
