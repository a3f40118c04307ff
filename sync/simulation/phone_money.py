"""Customers who pay by phone at a simulated counter: the way to a lying channel, and what the clerk does meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, TypeVar

from posapp.domain.clock import SECOND
from posapp.domain.payment_channels import (
    ChannelAnswer,
    PaymentOrder,
    PaymentState,
    RefundAnswer,
    RefundOrder,
    RefundState,
    ReverseAnswer,
)
from posapp.domain.payment_code import Channel
from posapp.services.paying import FinishedSale
from posapp.services.payment_errors import NothingLeftToPay, PaymentUnderWay
from posapp.services.phone_tenders import Plan
from sync.proving.faulty_channel import FAULTS, FaultyChannel
from sync.simulation.line import Line

if TYPE_CHECKING:
    from sync.simulation.till import SimulatedTill
    from sync.simulation.town import Town

A = TypeVar("A")

_PAY_SO = 0.12
_SOMETHING_FAILS = 0.35
_PAY_SO_IN_HARSH_WORLDS = 0.4
_FAILS_IN_HARSH_WORLDS = 0.8
_LOOKS = 8
_BETWEEN_LOOKS = 5 * SECOND
_HABITS = ("waits", "takes cash", "cancels", "gives up")


class ChannelByLine:
    """Keeps ``PaymentChannel``: the channel as a till hears it whose line may be cut, or carry nothing back."""

    channel: Channel = "wechat"

    def __init__(self, channel: FaultyChannel, line: Line) -> None:
        self._channel = channel
        self._line = line

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge a code."""
        return self._heard(lambda: self._channel.pay(order, code), _SILENCE)

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask what became of a payment."""
        return self._heard(lambda: self._channel.query(order), _SILENCE)

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Have a payment undone."""
        silence = ReverseAnswer(is_taken=False, is_verified=False, code="timed_out")
        return self._heard(lambda: self._channel.reverse(order), silence)

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Have money go back."""
        return self._heard(lambda: self._channel.refund(order), _NO_WORD)

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask what became of a refund."""
        return self._heard(lambda: self._channel.refund_query(order), _NO_WORD)

    def close(self) -> None:
        """Nothing is open."""

    def _heard(self, act: Callable[[], A], silence: A) -> A:
        if self._line.is_cut:
            return silence
        answer = act()
        return silence if self._line.is_deaf else answer


_SILENCE = ChannelAnswer(PaymentState.UNKNOWN, is_verified=False, code="timed_out")
_NO_WORD = RefundAnswer(RefundState.UNKNOWN, is_verified=False)


class PayingByPhone:
    """The clerk of one till and a customer with her phone."""

    def __init__(self, till: SimulatedTill, rng: Random, town: Town) -> None:
        self._till = till
        self._rng = rng
        self._town = town

    def is_wanted(self) -> bool:
        """Tell whether the next customer pays by phone."""
        return self._rng.random() < (_PAY_SO_IN_HARSH_WORLDS if self._town.is_harsh else _PAY_SO)

    def serve(self) -> FinishedSale | None:
        """Have a phone pay the cart; None when it did not, and she pays otherwise or has left without the goods."""
        attempts, rng = self._till.attempts, self._rng
        fails = _FAILS_IN_HARSH_WORLDS if self._town.is_harsh else _SOMETHING_FAILS
        self._town.channel.next_fault = rng.choice(FAULTS) if rng.random() < fails else "none"
        code = f"13{rng.randrange(10**16):016d}"
        try:
            attempt = attempts.begin(code, Plan(self._till.selling.current().total))
        except (PaymentUnderWay, NothingLeftToPay):
            return None  # another life of the till has begun to charge her
        step = attempts.pay(attempt, code)
        habit = rng.choice(_HABITS)
        for look in range(_LOOKS):
            if isinstance(step.finished, FinishedSale):
                self._rare("a phone paid at once" if look == 0 else "a phone paid after all")
                return step.finished
            if step.attempt.progress.state == "void":
                break
            if look == 2 and habit == "cancels":
                attempts.cancel(attempt.attempt_id)
            elif look == 2 and habit != "waits":
                break
            self._town.clock.reach(self._town.clock.now() + _BETWEEN_LOOKS)
            step = attempts.advance(attempt.attempt_id)
        attempts.leave(attempt.attempt_id)
        if step.attempt.progress.state != "void":
            self._rare("nobody waited for a phone any more")
        if habit == "gives up":
            self._till.selling.clear()
        return None

    def _rare(self, state: str) -> None:
        self._town.chronicle.rare(state)
