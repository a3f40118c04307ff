"""Carries out payments by phone for tills: written down, asked at the channel, the answer kept and told.

A number is charged once: by the request that wrote it down first. Whatever is asked under it later, by another try of
the same request, another process or after a restart, is answered by a query of the channel. A number that was asked
about before its charge arrived is barred: the charge comes too late, and is refused without asking anybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from posapp.domain.clock import Clock
from posapp.domain.money import Fen
from posapp.domain.payment_channels import (
    ChannelAnswer,
    PaymentChannel,
    PaymentOrder,
    PaymentState,
    RefundAnswer,
    RefundOrder,
    RefundState,
    ReverseAnswer,
)
from posapp.domain.payment_code import channel_of
from sync.hub import auth
from sync.hub.auth import Device
from sync.hub.db.database import Database
from sync.hub.enrolment import chain_name
from sync.hub.errors import OtherPayment, Revoked, Unauthorised, Unreadable
from sync.hub.payments import book
from sync.hub.payments.book import ChargeFate, Payment, Refund
from sync.hub.payments.merchants import ChannelHolder, NoMerchant, chosen
from sync.payments.numbers import check_number
from sync.protocol.payments import (
    ChargeRequest,
    PaymentReply,
    PaymentRequest,
    RefundReply,
    RefundRequest,
    ReversalReply,
    payment_reply,
    refund_reply,
    reversal_reply,
)
from sync.protocol.relay import RELAY_NO

MOST_FEN = 1_000_000_000
"""Ten million yuan: more than any ticket, and less than the channels take."""

_LONGEST_NONCE = 64
_LONGEST_REASON = 60

# The hub's own words: verified where it knows that the channel was never asked.
_NOBODY_TO_PAY = ChannelAnswer(PaymentState.NOT_PAID_FINAL, is_verified=True, code="no_merchant")
_NEVER_SENT = ChannelAnswer(PaymentState.ABSENT, is_verified=True, code="no_merchant")
_TOO_LATE = ChannelAnswer(PaymentState.NOT_PAID_FINAL, is_verified=True, code="asked_about_before")
_NOBODY_TO_ASK = ChannelAnswer(PaymentState.UNKNOWN, is_verified=False, code="no_merchant")
_NOBODY_REVERSES = ReverseAnswer(is_taken=False, is_verified=False, code="no_merchant")
_NOBODY_REFUNDS = RefundAnswer(RefundState.UNKNOWN, is_verified=False, code="no_merchant")
_TOO_MUCH = RefundAnswer(RefundState.REFUSED, is_verified=True, code="refund_too_much")


class PaymentDesk:
    """Serves the tills of one database. A call may take as long as a channel does, twenty seconds."""

    def __init__(self, database: Database, clock: Clock, merchants: ChannelHolder) -> None:
        self._database = database
        self._clock = clock
        self._merchants = merchants

    def authenticate(self, headers: Mapping[str, str], method: str, target: str, body: bytes) -> Device:
        """Return the till that signed a request. Raises ``Unauthorised``, ``ClockIsOff`` or ``Revoked``."""
        with self._database.reading() as conn:
            device = auth.authenticate(conn, headers, method, target, body, self._clock.now())
        if device.status != "active":
            raise Revoked()
        if device.till_no == RELAY_NO:
            raise Unauthorised()
        return device

    def charge(self, device: Device, asked: ChargeRequest) -> PaymentReply:
        """Charge a payment code, once. Raises ``Unreadable`` or ``OtherPayment``."""
        _check(asked.number, asked.amount_fen, asked.nonce)
        if channel_of(asked.code) != asked.channel:
            raise Unreadable()
        merchant_id, channel = self._to_be_paid(device, asked.channel)
        wanted = _payment(device, asked, merchant_id, "refused" if channel is None else "sent")
        with self._database.writing() as conn:
            payment, is_first = book.write_down(conn, wanted, self._clock.now())
        _check_same(payment, device, asked)
        if payment.charge == "refused":
            return self._reply(payment, _NOBODY_TO_PAY)
        if payment.charge == "barred":
            return self._reply(payment, _TOO_LATE)
        if not is_first or channel is None:
            return self._reply(payment, self._standing(device, payment))
        answer = channel.pay(_order(payment, self._title()), asked.code)
        return self._reply(payment, answer)

    def query(self, device: Device, asked: PaymentRequest) -> PaymentReply:
        """Ask where a payment stands. Raises ``Unreadable`` or ``OtherPayment``."""
        payment = self._asked_about(device, asked)
        return self._reply(payment, self._standing(device, payment))

    def reverse(self, device: Device, asked: PaymentRequest) -> ReversalReply:
        """Ask that a payment be undone; then query. Raises ``Unreadable`` or ``OtherPayment``."""
        payment = self._asked_about(device, asked)
        channel = self._channel(device, payment)
        answer = _NOBODY_REVERSES if channel is None else channel.reverse(_order(payment))
        return reversal_reply(payment.number, answer, self._clock.now())

    def refund(self, device: Device, asked: RefundRequest) -> RefundReply:
        """Give back a part of a payment, by whatever till of the chain: over all tills never more than was paid.

        Raises ``Unreadable`` or ``OtherPayment``.
        """
        _check_refund(asked)
        with self._database.writing() as conn:
            paid = self._paid(conn, device, asked)
            others = book.given_back(conn, paid.number, besides=asked.number)
            if others + asked.amount_fen > paid.amount_fen:
                return refund_reply(asked.number, _TOO_MUCH, self._clock.now())
            wanted = Refund(asked.number, paid.number, device.device, asked.amount_fen)
            known, _ = book.write_down_refund(conn, wanted, self._clock.now())
        if (known.paid_number, known.amount_fen) != (wanted.paid_number, wanted.amount_fen):
            raise OtherPayment()
        channel = self._channel(device, paid)
        answer = _NOBODY_REFUNDS if channel is None else channel.refund(_refund_order(asked))
        return self._refund_reply(asked, answer)

    def refund_status(self, device: Device, asked: RefundRequest) -> RefundReply:
        """Ask where a refund stands. Raises ``Unreadable`` or ``OtherPayment``."""
        _check_refund(asked)
        with self._database.writing() as conn:
            paid = self._paid(conn, device, asked)
        channel = self._channel(device, paid)
        answer = _NOBODY_REFUNDS if channel is None else channel.refund_query(_refund_order(asked))
        return self._refund_reply(asked, answer)

    # --- how

    def _asked_about(self, device: Device, asked: PaymentRequest) -> Payment:
        """Return the payment that a till asks about; one that nobody has named yet is barred from now on."""
        _check(asked.number, asked.amount_fen, asked.nonce)
        with self._database.reading() as conn:
            payment = book.find(conn, asked.number)
        if payment is None:
            with self._database.writing() as conn:
                merchant_id = chosen(conn, asked.channel, device.shop_id)
                barred = _payment(device, asked, merchant_id, "barred")
                payment, _ = book.write_down(conn, barred, self._clock.now())
        _check_same(payment, device, asked)
        return payment

    def _paid(self, conn: Connection, device: Device, asked: RefundRequest) -> Payment:
        """Return the payment that is to be given back, locked. One that another till took in direct mode, or that a
        backup has lost, is taken at the till's word: the channel knows what was paid.
        """
        paid = book.find(conn, asked.paid_number, locked=True)
        if paid is None:
            merchant_id = chosen(conn, asked.channel, device.shop_id)
            told = Payment(
                asked.paid_number, asked.channel, merchant_id, device.shop_id, "", "", asked.paid_fen, "barred"
            )
            book.write_down(conn, told, self._clock.now())
            paid = book.find(conn, asked.paid_number, locked=True)
        if paid is None or (paid.channel, paid.amount_fen) != (asked.channel, asked.paid_fen):
            raise OtherPayment()
        return paid

    def _to_be_paid(self, device: Device, channel: str) -> tuple[str, PaymentChannel | None]:
        """Return whom a shop's customers pay, and his client; none when there is nobody, or his keys cannot be read."""
        with self._database.reading() as conn:
            merchant_id = chosen(conn, channel, device.shop_id)
        try:
            return merchant_id, self._merchants.channel_for(merchant_id)
        except NoMerchant:
            return "", None

    def _channel(self, device: Device, payment: Payment) -> PaymentChannel | None:
        """Return the client of the merchant who was paid; of a payment without one, of the shop's own now."""
        try:
            return self._merchants.channel_for(payment.merchant_id)
        except NoMerchant:
            return None if payment.merchant_id else self._to_be_paid(device, payment.channel)[1]

    def _standing(self, device: Device, payment: Payment) -> ChannelAnswer:
        if payment.charge == "refused":
            return _NEVER_SENT
        channel = self._channel(device, payment)
        return _NOBODY_TO_ASK if channel is None else channel.query(_order(payment))

    def _title(self) -> str:
        with self._database.reading() as conn:
            return chain_name(conn).zh

    def _reply(self, payment: Payment, answer: ChannelAnswer) -> PaymentReply:
        now = self._clock.now()
        with self._database.writing() as conn:
            book.keep_answer(conn, payment.number, answer, now)
        return payment_reply(payment.number, answer, now)

    def _refund_reply(self, asked: RefundRequest, answer: RefundAnswer) -> RefundReply:
        now = self._clock.now()
        with self._database.writing() as conn:
            book.keep_refund_answer(conn, asked.number, answer, now)
        return refund_reply(asked.number, answer, now)


def _payment(device: Device, asked: ChargeRequest | PaymentRequest, merchant_id: str, fate: ChargeFate) -> Payment:
    return Payment(
        asked.number,
        asked.channel,
        merchant_id,
        device.shop_id,
        device.till_no,
        device.device,
        asked.amount_fen,
        fate,
    )


def _order(payment: Payment, title: str = "") -> PaymentOrder:
    return PaymentOrder(payment.number, Fen(payment.amount_fen), title, payment.shop_id, payment.till_no)


def _refund_order(asked: RefundRequest) -> RefundOrder:
    paid = PaymentOrder(asked.paid_number, Fen(asked.paid_fen))
    return RefundOrder(asked.number, paid, Fen(asked.amount_fen), reason=asked.reason)


def _check(number: str, amount_fen: int, nonce: str) -> None:
    """Refuse what no till of ours sends. Raises ``Unreadable``."""
    try:
        check_number(number)
    except ValueError:
        raise Unreadable() from None
    if not 0 < amount_fen <= MOST_FEN or not 0 < len(nonce) <= _LONGEST_NONCE:
        raise Unreadable()


def _check_refund(asked: RefundRequest) -> None:
    _check(asked.number, asked.amount_fen, asked.nonce)
    _check(asked.paid_number, asked.paid_fen, asked.nonce)
    if len(asked.reason) > _LONGEST_REASON:
        raise Unreadable()


def _check_same(payment: Payment, device: Device, asked: ChargeRequest | PaymentRequest) -> None:
    """Refuse another payment under a number that was used. A till's next machine may ask about the one before."""
    mine = (device.shop_id, asked.channel, asked.amount_fen)
    if (payment.shop_id, payment.channel, payment.amount_fen) != mine:
        raise OtherPayment()
