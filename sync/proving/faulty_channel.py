"""A payment channel that fails in every way that was ever reported, with a ledger of what it really charged.

Time passes only when the proof lets it, so that a minute's waiting costs nothing. Here stands what a client hands to
the till, without the client; ``gateway_channel`` has the clients and their wire as well, and takes longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from posapp.domain.clock import SECOND, Clock, Millis
from posapp.domain.money import Fen
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

Fault = Literal[
    "none", "lost_request", "late_request", "lost_answer", "error_after", "password", "password_never",
    "failed_but_charged", "failed", "refused", "unbelievable",
]  # fmt: skip
"""What becomes of a payment request; the names are those of ``payments-security`` 3.5, each reported by merchants.

``unbelievable``: the channel has acted, and its answer is signed by nobody, torn, empty or somebody else's.
"""

FAULTS: tuple[Fault, ...] = (
    "none", "lost_request", "late_request", "lost_answer", "error_after", "password", "password_never",
    "failed_but_charged", "failed", "refused", "unbelievable",
)  # fmt: skip
CODE_LIVES = 60 * SECOND
_SILENCE = ChannelAnswer(PaymentState.UNKNOWN, is_verified=False, code="timed_out")


@dataclass
class Charge:
    """One order at the channel: when it arrives, when the customer pays, whether it was undone, what went back."""

    amount: int
    arrives: int
    pays: int | None
    fails: bool = False
    is_undone: bool = False
    refunds: dict[str, int] = field(default_factory=dict)

    def is_here(self, now: int) -> bool:
        """Tell whether the request has arrived."""
        return now >= self.arrives

    def has_paid(self, now: int) -> bool:
        """Tell whether the customer's money was taken, whatever went back since."""
        return self.pays is not None and now >= self.pays

    def held(self, now: int) -> int:
        """Return what the merchant holds of the customer's money."""
        return 0 if self.is_undone or not self.has_paid(now) else self.amount - sum(self.refunds.values())


class FaultyChannel:
    """Keeps ``PaymentChannel``. ``strike`` is called at every boundary, before and after the channel acts."""

    channel: Channel = "wechat"

    def __init__(self, clock: Clock, dice: Random, strike: Callable[[str], None]) -> None:
        self._clock = clock
        self._dice = dice
        self._strike = strike
        self.ledger: dict[str, Charge] = {}
        self.next_fault: Fault = "none"
        self.is_calm = False

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge, with the fault that was ordered."""
        self._strike("before pay")
        now, fault = self._clock.now(), self.next_fault
        assert order.number not in self.ledger, "a number was sent twice"
        if fault not in ("lost_request", "refused"):
            self.ledger[order.number] = self._charge(order.amount, fault, now)
        self._strike("after pay")
        said = {
            "none": PaymentState.PAID,
            "password": PaymentState.WAITING,
            "password_never": PaymentState.WAITING,
            "failed_but_charged": PaymentState.FAILING,
            "failed": PaymentState.FAILING,
            "refused": PaymentState.NOT_PAID_FINAL,
        }
        return self._answer(said[fault], order) if fault in said else _SILENCE

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Tell the truth, when anybody hears it."""
        self._strike("before query")
        lost = self._fails(0.08)
        self._strike("after query")
        return _SILENCE if lost else self._answer(self._state(order.number), order)

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Undo it; or be lost on the way; or say that it was done when it was not; or refuse while she types."""
        self._strike("before reverse")
        now, charge = self._clock.now(), self.ledger.get(order.number)
        if self._fails(0.1):
            return ReverseAnswer(is_taken=False, is_verified=False, code="timed_out")
        typing = charge is not None and charge.pays is not None and charge.is_here(now) and not charge.has_paid(now)
        if typing and self._fails(0.5):
            return ReverseAnswer(is_taken=False, is_verified=True, code="USERPAYING")
        if charge is not None and charge.is_here(now) and not self._fails(0.08):
            charge.is_undone = True
        self._strike("after reverse")
        lost = self._fails(0.08)
        return ReverseAnswer(is_taken=not lost, is_verified=not lost, code="timed_out" if lost else "OK")

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Give back, once for each number."""
        self._strike("before refund")
        if self._fails(0.1):
            return RefundAnswer(RefundState.UNKNOWN, is_verified=False)
        charge = self.ledger[order.payment.number]
        if charge.is_undone or sum({**charge.refunds, order.number: order.amount}.values()) > charge.amount:
            return RefundAnswer(RefundState.REFUSED, is_verified=True)
        charge.refunds[order.number] = order.amount
        self._strike("after refund")
        if self._fails(0.1):
            return RefundAnswer(RefundState.UNKNOWN, is_verified=False)
        return RefundAnswer(RefundState.PROCESSING if self._fails(0.2) else RefundState.DONE, is_verified=True)

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Tell whether it was given back."""
        charge = self.ledger.get(order.payment.number)
        known = charge is not None and order.number in charge.refunds
        return RefundAnswer(RefundState.DONE if known else RefundState.ABSENT, is_verified=True)

    def close(self) -> None:
        """Nothing is open."""

    def held_of(self, numbers: set[str]) -> list[int]:
        """Return what the merchant holds by each of these numbers, where that is anything."""
        now = self._clock.now()
        return [held for number, one in self.ledger.items() if number in numbers and (held := one.held(now))]

    def sent(self) -> set[str]:
        """Return the numbers under which anything was asked for since ``forget``."""
        return set(self.ledger)

    def forget(self) -> None:
        """Begin a new sale with an empty ledger."""
        self.ledger.clear()

    def _charge(self, amount: int, fault: Fault, now: Millis) -> Charge:
        arrives = now + self._dice.randint(8, 25) * SECOND if fault == "late_request" else now
        if fault == "password":
            return Charge(amount, arrives, now + self._dice.randint(3, 60) * SECOND)
        if fault in ("password_never", "failed"):
            return Charge(amount, arrives, None, fails=fault == "failed")
        return Charge(amount, arrives, arrives, fails=False)

    def _state(self, number: str) -> PaymentState:
        now, charge = self._clock.now(), self.ledger.get(number)
        if charge is None or not charge.is_here(now):
            return PaymentState.ABSENT
        if charge.is_undone:
            return PaymentState.REVERSED
        if charge.has_paid(now):
            return PaymentState.REFUNDED if charge.refunds else PaymentState.PAID
        return PaymentState.FAILING if charge.fails else PaymentState.WAITING

    def _answer(self, state: PaymentState, order: PaymentOrder) -> ChannelAnswer:
        return ChannelAnswer(
            state, is_verified=True, code=state.value, channel_no=f"42{order.number}", amount=Fen(order.amount)
        )

    def _fails(self, chance: float) -> bool:
        return not self.is_calm and self._dice.random() < chance
