"""Payments by phone that the mall carries out for a till: it has the merchants' keys, the till has the sale.

    POST /sync/v1/payments/charge         ChargeRequest  → PaymentReply    signed, and so is the answer
    POST /sync/v1/payments/query          PaymentRequest → PaymentReply    likewise
    POST /sync/v1/payments/reverse        PaymentRequest → ReversalReply   likewise
    POST /sync/v1/payments/refund         RefundRequest  → RefundReply     likewise
    POST /sync/v1/payments/refund-status  RefundRequest  → RefundReply     likewise

A ``number`` is the till's own for one attempt or one refund, used once for ever. ``nonce`` is chance: it makes each
request, and so each signed answer, the only one of its kind. What an answer says of money is ``is_verified`` when the
channel signed it towards the mall, or when the mall itself knows that it never asked the channel. Amounts in fen.
"""

from __future__ import annotations

from posapp.domain.clock import Millis
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
from sync.protocol.wire import Message


class ChargeRequest(Message, frozen=True, kw_only=True):
    """Charge a payment code. The same number asked again is never charged again, whatever the code."""

    number: str
    channel: Channel
    amount_fen: int
    code: str
    nonce: str

    def __repr__(self) -> str:
        """Name the payment, never the code: it is worth money for a minute."""
        return f"ChargeRequest({self.number})"


class PaymentRequest(Message, frozen=True, kw_only=True):
    """Ask where a payment stands, or that it be undone. From then on a charge of that number comes too late."""

    number: str
    channel: Channel
    amount_fen: int
    nonce: str


class RefundRequest(Message, frozen=True, kw_only=True):
    """Give back ``amount_fen`` of the payment ``paid_number`` of ``paid_fen``, or ask where that refund stands."""

    number: str
    channel: Channel
    paid_number: str
    paid_fen: int
    amount_fen: int
    nonce: str
    reason: str = ""


class PaymentReply(Message, frozen=True, kw_only=True):
    """Where a payment stands; the fields are those of ``ChannelAnswer``."""

    number: str
    state: PaymentState
    is_verified: bool
    server_ms: int
    code: str = ""
    detail: str = ""
    channel_no: str = ""
    amount_fen: int | None = None
    payer_fen: int | None = None
    paid_ms: int | None = None
    retry_after_s: int | None = None
    was_sent: bool = True


class ReversalReply(Message, frozen=True, kw_only=True):
    """What became of asking for a reversal; it decides nothing, so ask where the payment stands."""

    number: str
    is_taken: bool
    is_verified: bool
    ask_again: bool
    server_ms: int
    code: str = ""
    detail: str = ""
    retry_after_s: int | None = None


class RefundReply(Message, frozen=True, kw_only=True):
    """Where a refund stands; the fields are those of ``RefundAnswer``."""

    number: str
    state: RefundState
    is_verified: bool
    server_ms: int
    code: str = ""
    detail: str = ""
    channel_no: str = ""
    amount_fen: int | None = None
    done_ms: int | None = None
    retry_after_s: int | None = None


def payment_reply(number: str, answer: ChannelAnswer, now: Millis) -> PaymentReply:
    """Return a channel's answer as the mall tells it."""
    return PaymentReply(
        number=number,
        state=answer.state,
        is_verified=answer.is_verified,
        server_ms=now,
        code=answer.code,
        detail=answer.detail,
        channel_no=answer.channel_no,
        amount_fen=answer.amount,
        payer_fen=answer.payer_amount,
        paid_ms=answer.paid_at,
        retry_after_s=answer.retry_after_s,
        was_sent=answer.was_sent,
    )


def reversal_reply(number: str, answer: ReverseAnswer, now: Millis) -> ReversalReply:
    """Return a channel's answer to a reversal as the mall tells it."""
    return ReversalReply(
        number=number,
        is_taken=answer.is_taken,
        is_verified=answer.is_verified,
        ask_again=answer.ask_again,
        server_ms=now,
        code=answer.code,
        detail=answer.detail,
        retry_after_s=answer.retry_after_s,
    )


def refund_reply(number: str, answer: RefundAnswer, now: Millis) -> RefundReply:
    """Return a channel's answer about a refund as the mall tells it."""
    return RefundReply(
        number=number,
        state=answer.state,
        is_verified=answer.is_verified,
        server_ms=now,
        code=answer.code,
        detail=answer.detail,
        channel_no=answer.channel_no,
        amount_fen=answer.amount,
        done_ms=answer.done_at,
        retry_after_s=answer.retry_after_s,
    )


def payment_said(order: PaymentOrder, reply: PaymentReply) -> ChannelAnswer:
    """Return what a mall's answer says of a payment; one about another is not believed, another amount is suspect."""
    if reply.number != order.number:
        return ChannelAnswer(PaymentState.UNKNOWN, is_verified=False, code="other_order")
    state = reply.state if reply.is_verified else PaymentState.UNKNOWN
    if state is PaymentState.PAID and reply.amount_fen != order.amount:
        state = PaymentState.SUSPECT
    return ChannelAnswer(
        state,
        is_verified=reply.is_verified,
        code=reply.code,
        detail=reply.detail,
        channel_no=reply.channel_no,
        amount=None if reply.amount_fen is None else Fen(reply.amount_fen),
        payer_amount=None if reply.payer_fen is None else Fen(reply.payer_fen),
        paid_at=None if reply.paid_ms is None else Millis(reply.paid_ms),
        retry_after_s=reply.retry_after_s,
        was_sent=reply.was_sent,
    )


def reversal_said(order: PaymentOrder, reply: ReversalReply) -> ReverseAnswer:
    """Return what a mall's answer says of a reversal."""
    if reply.number != order.number:
        return ReverseAnswer(is_taken=False, is_verified=False, code="other_order")
    return ReverseAnswer(
        is_taken=reply.is_taken and reply.is_verified,
        is_verified=reply.is_verified,
        ask_again=reply.ask_again,
        code=reply.code,
        detail=reply.detail,
        retry_after_s=reply.retry_after_s,
    )


def refund_said(order: RefundOrder, reply: RefundReply) -> RefundAnswer:
    """Return what a mall's answer says of a refund; one about another is not believed, another amount is suspect."""
    if reply.number != order.number:
        return RefundAnswer(RefundState.UNKNOWN, is_verified=False, code="other_order")
    state = reply.state if reply.is_verified else RefundState.UNKNOWN
    if state is RefundState.DONE and reply.amount_fen not in (None, order.amount):
        state = RefundState.SUSPECT
    return RefundAnswer(
        state,
        is_verified=reply.is_verified,
        code=reply.code,
        detail=reply.detail,
        channel_no=reply.channel_no,
        amount=None if reply.amount_fen is None else Fen(reply.amount_fen),
        done_at=None if reply.done_ms is None else Millis(reply.done_ms),
        retry_after_s=reply.retry_after_s,
    )
