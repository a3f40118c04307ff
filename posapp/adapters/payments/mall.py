"""The payment channels as the mall reaches them for this till: it has the merchants' keys, the till asks it.

An answer is believed when the chain's root key, which this till pinned at pairing, has signed it for this very request.
Everything else is ``UNKNOWN``, as it is with a channel: the till asks again, and never charges again. The words for
that begin with ``mall_``, so that a cashier hears who does not answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TypeVar

import httpx
import msgspec

from posapp.domain.clock import Clock, Millis
from posapp.domain.payment_channels import (
    ChannelAnswer,
    PaymentChannel,
    PaymentOrder,
    RefundAnswer,
    RefundOrder,
    ReverseAnswer,
)
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.till_data import PairedTill
from sync.payments.belief import NotBelieved, payment_unknown, refund_unknown, reverse_unknown
from sync.payments.line import Line, NoReply, Patience, Reply
from sync.protocol.decoding import from_json
from sync.protocol.payments import (
    ChargeRequest,
    PaymentReply,
    PaymentRequest,
    RefundReply,
    RefundRequest,
    ReversalReply,
    payment_said,
    refund_said,
    reversal_said,
)
from sync.protocol.signing import ANSWER_HEADER, SIGNATURE_HEADER, answer_message, is_signed, signed_headers

PATIENCE = Patience(connect_s=3, read_s=28, whole_s=30)
"""The mall itself waits up to twenty seconds for a channel, and a little for its turn."""

PATH = "/sync/v1/payments/"
_MOST_ANSWER_BYTES = 64 * 1024

T = TypeVar("T")


class _Values(msgspec.Struct):
    server_ms: int = 0


class _Trouble(msgspec.Struct):
    """What the mall says instead of an answer; nobody signs it, so it decides nothing."""

    code: str = ""
    values: _Values = msgspec.field(default_factory=_Values)


class MallLine:
    """Signed questions of one till to its mall, and answers that are really the mall's. Safe to use from threads."""

    def __init__(
        self,
        till: PairedTill,
        private_key: str,
        clock: Clock,
        *,
        hub_url: str = "",
        transport: httpx.BaseTransport | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._till = till
        self._private_key = private_key
        self._clock = clock
        self._line = Line(hub_url or till.hub_url, transport=transport, patience=patience)

    def ask(self, what: str, message: msgspec.Struct, type_: type[T]) -> T:
        """Return the mall's own answer. Raises ``NoReply`` or ``NotBelieved``."""
        body = msgspec.json.encode(message)
        reply, signature = self._send(what, body, self._clock.now())
        trouble = _trouble(reply)
        if trouble.code == "clock_is_off" and trouble.values.server_ms > 0:
            # This signature alone goes by the mall's clock; it was refused at the door, and a number is charged once.
            reply, signature = self._send(what, body, Millis(trouble.values.server_ms))
            trouble = _trouble(reply)
        if reply.status != httpx.codes.OK:
            raise NotBelieved(f"mall_{trouble.code or reply.status}", retry_after_s=reply.retry_after_s)
        told = reply.headers.get(ANSWER_HEADER, "")
        if not is_signed(self._till.root_key, answer_message(signature, reply.body), told):
            raise NotBelieved("mall_bad_signature" if told else "mall_unsigned")
        try:
            return from_json(reply.body, type_)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            raise NotBelieved("mall_unreadable") from wrong

    def close(self) -> None:
        """Close the connections."""
        self._line.close()

    def _send(self, what: str, body: bytes, time_ms: Millis) -> tuple[Reply, str]:
        headers = signed_headers(self._private_key, self._till.device, "POST", PATH + what, time_ms, body)
        told = {**headers, "content-type": "application/json"}
        try:
            return self._line.ask("POST", PATH + what, told, body, most=_MOST_ANSWER_BYTES), headers[SIGNATURE_HEADER]
        except NoReply as nothing:
            raise NoReply(f"mall_{nothing.code}", nothing.detail, was_sent=nothing.was_sent) from nothing


class MallChannel:
    """One channel through the mall. Keeps ``PaymentChannel``."""

    def __init__(self, channel: Channel, line: MallLine) -> None:
        self.channel = channel
        self._line = line

    def close(self) -> None:
        """Close the connections, which both channels share."""
        self._line.close()

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge a payment code. Sent once; the mall, too, charges a number once."""
        asked = ChargeRequest(
            number=order.number, channel=self.channel, amount_fen=order.amount, code=code, nonce=_nonce()
        )
        return self._payment("charge", order, asked)

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask where a payment stands."""
        return self._payment("query", order, self._about(order))

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Ask that a payment be undone; then query."""
        try:
            return reversal_said(order, self._line.ask("reverse", self._about(order), ReversalReply))
        except (NoReply, NotBelieved) as nothing:
            return reverse_unknown(nothing)

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Ask for a refund, or once more for one whose answer was lost."""
        return self._refund("refund", order)

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask where a refund stands."""
        return self._refund("refund-status", order)

    def _about(self, order: PaymentOrder) -> PaymentRequest:
        return PaymentRequest(number=order.number, channel=self.channel, amount_fen=order.amount, nonce=_nonce())

    def _payment(self, what: str, order: PaymentOrder, asked: ChargeRequest | PaymentRequest) -> ChannelAnswer:
        try:
            return payment_said(order, self._line.ask(what, asked, PaymentReply))
        except (NoReply, NotBelieved) as nothing:
            return payment_unknown(nothing)

    def _refund(self, what: str, order: RefundOrder) -> RefundAnswer:
        asked = RefundRequest(
            number=order.number,
            channel=self.channel,
            paid_number=order.payment.number,
            paid_fen=order.payment.amount,
            amount_fen=order.amount,
            nonce=_nonce(),
            reason=order.reason,
        )
        try:
            return refund_said(order, self._line.ask(what, asked, RefundReply))
        except (NoReply, NotBelieved) as nothing:
            return refund_unknown(nothing)


def mall_channels(line: MallLine) -> Mapping[Channel, PaymentChannel]:
    """Return every channel that the mall may have; one that it has not it says so of, payment by payment."""
    return {channel: MallChannel(channel, line) for channel in CHANNELS}


def _trouble(reply: Reply) -> _Trouble:
    """Return what an error says; nothing when it is none of the mall's own (a proxy's page, say)."""
    if reply.status == httpx.codes.OK:
        return _Trouble()
    try:
        return from_json(reply.body, _Trouble)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Trouble()


def _nonce() -> str:
    return secrets.token_hex(16)
