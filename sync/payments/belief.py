"""Why an answer of a channel is not believed, or is a believable no; and what the port says in each case."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from posapp.domain.payment_channels import (
    BillState,
    ChannelAnswer,
    PaymentState,
    RefundAnswer,
    RefundState,
    ReverseAnswer,
)
from sync.payments.line import NoReply


class NotBelieved(Exception):
    """An answer that may be anybody's.

    ``code``: unsigned, foreign_key, bad_signature, stale, replayed, unreadable, other_order, or http_… for a status.
    """

    def __init__(self, code: str, detail: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.retry_after_s = retry_after_s


class ChannelRefused(Exception):
    """A verified answer that is no success: the channel's own code, and the group it belongs to where it has groups."""

    def __init__(self, code: str, detail: str, *, group: str = "", retry_after_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.group = group
        self.retry_after_s = retry_after_s


class NoFile(NamedTuple):
    """Why there is no file of a day to be read."""

    state: BillState
    code: str
    detail: str = ""


def payment_refused(refused: ChannelRefused, state: PaymentState) -> ChannelAnswer:
    """Return a verified no as an answer about a payment."""
    return ChannelAnswer(
        state, is_verified=True, code=refused.code, detail=refused.detail, retry_after_s=refused.retry_after_s
    )


def payment_unknown(nothing: NoReply | NotBelieved) -> ChannelAnswer:
    """Return nothing believable as an answer about a payment."""
    if isinstance(nothing, NoReply):
        return ChannelAnswer(
            PaymentState.UNKNOWN,
            is_verified=False,
            code=nothing.code,
            detail=nothing.detail,
            was_sent=nothing.was_sent,
        )
    # Who asks for peace need not prove who he is.
    return ChannelAnswer(
        PaymentState.UNKNOWN,
        is_verified=False,
        code=nothing.code,
        detail=nothing.detail,
        retry_after_s=nothing.retry_after_s,
    )


def reverse_refused(refused: ChannelRefused, for_good: Container[str]) -> ReverseAnswer:
    """Return a verified no to a reversal; the codes ``for_good`` will not change by asking again."""
    return ReverseAnswer(
        is_taken=False,
        is_verified=True,
        ask_again=refused.code not in for_good,
        code=refused.code,
        detail=refused.detail,
        retry_after_s=refused.retry_after_s,
    )


def reverse_unknown(nothing: NoReply | NotBelieved) -> ReverseAnswer:
    """Return nothing believable as an answer to a reversal."""
    return ReverseAnswer(is_taken=False, is_verified=False, code=nothing.code, detail=nothing.detail)


def refund_refused(refused: ChannelRefused, state: RefundState) -> RefundAnswer:
    """Return a verified no as an answer about a refund."""
    return RefundAnswer(
        state, is_verified=True, code=refused.code, detail=refused.detail, retry_after_s=refused.retry_after_s
    )


def refund_unknown(nothing: NoReply | NotBelieved) -> RefundAnswer:
    """Return nothing believable as an answer about a refund."""
    return RefundAnswer(RefundState.UNKNOWN, is_verified=False, code=nothing.code, detail=nothing.detail)
