"""Alipay face to face (当面付): pay, query, cancel, refund, refund query, bills.

Verified means: the raw text of the answer is signed by a key of the application's settings, and it answers this method
and number. Amounts are texts in yuan; one that is a number, or anything else, makes the answer unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from posapp.domain.clock import DAY, HOUR, Clock, at
from posapp.domain.funds import FundsBill
from posapp.domain.payment_channels import (
    Bill,
    BillState,
    ChannelAnswer,
    PaymentOrder,
    PaymentState,
    RefundAnswer,
    RefundOrder,
    RefundState,
    ReverseAnswer,
)
from posapp.domain.payment_code import Channel
from sync.payments.alipay_bill import read_bill
from sync.payments.alipay_funds import read_funds
from sync.payments.alipay_signing import believed, signed_fields
from sync.payments.belief import (
    ChannelRefused,
    NoFile,
    NotBelieved,
    payment_refused,
    payment_unknown,
    refund_refused,
    refund_unknown,
    reverse_refused,
    reverse_unknown,
)
from sync.payments.instants import from_shop_time, in_shop_time
from sync.payments.line import Line, NoReply, Patience, Reply
from sync.payments.merchants import AlipayMerchant
from sync.payments.numbers import check_number, fen_of_yuan, yuan
from sync.payments.rsa import private_key, public_key
from sync.payments.strict_json import Unreadable, read
from sync.payments.wechat_bill import MOST_BILL_BYTES

NEVER_CHARGED = {
    *("ACQ.PAYMENT_AUTH_CODE_INVALID", "ACQ.AUTH_CODE_INVALID_OR_EXPIRE", "ACQ.INVALID_PARAMETER"),
    *("ACQ.ACCESS_FORBIDDEN", "isv.invalid-signature", "isv.invalid-app-id", "isv.missing-signature"),
}
"""Codes by which Alipay turns a payment away at the door. Anything else may have charged."""
ASK_AGAIN = {"ACQ.SYSTEM_ERROR", "ACQ.TRADE_HAS_SUCCESS", "aop.ACQ.SYSTEM_ERROR"}
NEVER_CANCELLED = {"ACQ.TRADE_CANCEL_TIME_OUT", "ACQ.INVALID_PARAMETER", "isv.invalid-signature"}
NO_SUCH_TRADE = "ACQ.TRADE_NOT_EXIST"

_STATES = {
    "TRADE_SUCCESS": PaymentState.PAID,
    "TRADE_FINISHED": PaymentState.PAID,
    "WAIT_BUYER_PAY": PaymentState.WAITING,
    "TRADE_CLOSED": PaymentState.REVERSED,
}
_NOT_IN_TITLES = str.maketrans("/=&", "   ")

T = TypeVar("T", bound="_Said")


class _Said(msgspec.Struct):
    code: str
    msg: str = ""
    sub_code: str = ""
    sub_msg: str = ""
    out_trade_no: str = ""


class _Trade(_Said):
    trade_no: str = ""
    trade_status: str = ""
    total_amount: str = ""
    buyer_pay_amount: str = ""
    gmt_payment: str = ""
    send_pay_date: str = ""


class _Cancel(_Said):
    retry_flag: str = "Y"
    action: str = ""


class _Refund(_Said):
    trade_no: str = ""
    fund_change: str = ""
    out_request_no: str = ""
    refund_amount: str = ""
    refund_status: str = ""
    gmt_refund_pay: str = ""


class _BillPlace(_Said):
    bill_download_url: str = ""


class Alipay:
    """One application's Alipay. Safe to use from several threads. Raises ``BadKey`` for keys that are none."""

    channel: Channel = "alipay"

    def __init__(
        self,
        merchant: AlipayMerchant,
        clock: Clock,
        *,
        transport: httpx.BaseTransport | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._merchant = merchant
        self._clock = clock
        self._key = private_key(merchant.private_key)
        self._channel_keys = [public_key(text) for text in merchant.channel_keys]
        self._line = Line(merchant.url, transport=transport, patience=patience)

    def close(self) -> None:
        """Close the connections."""
        self._line.close()

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge a payment code. Sent once and never again by anybody."""
        content = {
            "out_trade_no": check_number(order.number),
            "scene": "bar_code",
            "auth_code": code,
            "product_code": "FACE_TO_FACE_PAYMENT",
            "subject": (order.title.translate(_NOT_IN_TITLES).strip() or order.number)[:128],
            "total_amount": yuan(order.amount),
            **({"store_id": order.shop_id} if order.shop_id else {}),
            **({"terminal_id": order.till[:32]} if order.till else {}),
        }
        try:
            said = self._ask("alipay.trade.pay", content, _Trade)
            return _standing(order, said, PaymentState.PAID)
        except ChannelRefused as refused:
            return payment_refused(refused, _refused_payment(refused))
        except (NoReply, NotBelieved) as nothing:
            return payment_unknown(nothing)

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask where a payment stands."""
        try:
            said = self._ask("alipay.trade.query", {"out_trade_no": check_number(order.number)}, _Trade)
            return _standing(order, said, _STATES.get(said.trade_status, PaymentState.UNKNOWN))
        except ChannelRefused as refused:
            is_absent = refused.code == NO_SUCH_TRADE
            return payment_refused(refused, PaymentState.ABSENT if is_absent else PaymentState.UNKNOWN)
        except (NoReply, NotBelieved) as nothing:
            return payment_unknown(nothing)

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Ask that a payment be undone; then query. Alipay does so on the day of the payment only."""
        try:
            said = self._ask("alipay.trade.cancel", {"out_trade_no": check_number(order.number)}, _Cancel)
            _check_order(said, order.number)
        except ChannelRefused as refused:
            return reverse_refused(refused, NEVER_CANCELLED)
        except (NoReply, NotBelieved) as nothing:
            return reverse_unknown(nothing)
        is_done = said.retry_flag == "N"
        return ReverseAnswer(is_taken=is_done, is_verified=True, ask_again=not is_done, code=said.action)

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Ask for a refund, or once more for one whose answer was lost: then no money moves, and the query tells."""
        content = {
            "out_trade_no": check_number(order.payment.number),
            "out_request_no": check_number(order.number),
            "refund_amount": yuan(order.amount),
            **({"refund_reason": order.reason[:256]} if order.reason else {}),
        }
        try:
            said = self._ask("alipay.trade.refund", content, _Refund)
            _check_order(said, order.payment.number)
        except ChannelRefused as refused:
            is_open = refused.code in ASK_AGAIN or refused.group != "40004"
            return refund_refused(refused, RefundState.UNKNOWN if is_open else RefundState.REFUSED)
        except (NoReply, NotBelieved) as nothing:
            return refund_unknown(nothing)
        state = RefundState.DONE if said.fund_change == "Y" else RefundState.PROCESSING
        # What it says of amounts here is the sum of all refunds of the trade, not this one's.
        return RefundAnswer(state, is_verified=True, code=f"fund_change {said.fund_change}", channel_no=said.trade_no)

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask where a refund stands. One that Alipay does not know is answered well, and empty."""
        content: dict[str, object] = {
            "out_trade_no": check_number(order.payment.number),
            "out_request_no": check_number(order.number),
            "query_options": ["gmt_refund_pay"],
        }
        try:
            said = self._ask("alipay.trade.fastpay.refund.query", content, _Refund)
            if not said.out_request_no:
                return RefundAnswer(RefundState.ABSENT, is_verified=True)
            _check_order(said, order.payment.number)
            if said.out_request_no != order.number:
                raise NotBelieved("other_order", "the answer is about another refund")
        except ChannelRefused as refused:
            is_absent = refused.code == NO_SUCH_TRADE
            return refund_refused(refused, RefundState.ABSENT if is_absent else RefundState.UNKNOWN)
        except (NoReply, NotBelieved) as nothing:
            return refund_unknown(nothing)
        amount = fen_of_yuan(said.refund_amount)
        if amount is None:
            return refund_unknown(NotBelieved("unreadable", "the amount"))
        state = RefundState.DONE if said.refund_status == "REFUND_SUCCESS" else RefundState.PROCESSING
        return RefundAnswer(
            state if amount == order.amount else RefundState.SUSPECT,
            is_verified=True,
            code=said.refund_status,
            channel_no=said.trade_no,
            amount=amount,
            done_at=from_shop_time(said.gmt_refund_pay),
        )

    def bill(self, day: date) -> Bill:
        """Fetch the bill of a day. Alipay says of a day without trade and of one too new that there is no bill."""
        found = self._file("trade", day)
        if isinstance(found, bytes):
            return read_bill(found, day)
        return Bill(found.state, day, code=found.code, detail=found.detail)

    def funds(self, day: date) -> FundsBill:
        """Fetch the movements of the account; Alipay speaks of them as it does of the bill."""
        found = self._file("signcustomer", day)
        if isinstance(found, bytes):
            return read_funds(found, day)
        return FundsBill(found.state, day, code=found.code, detail=found.detail)

    def _file(self, kind: str, day: date) -> bytes | NoFile:
        """Return a bill's file as it came."""
        content = {"bill_type": kind, "bill_date": day.isoformat()}
        try:
            place = self._ask("alipay.data.dataservice.bill.downloadurl.query", content, _BillPlace)
            reply = self._line.ask("GET", place.bill_download_url, {}, most=MOST_BILL_BYTES)
        except ChannelRefused as refused:
            if not refused.code.lower().endswith("bill_not_exist"):
                return NoFile(BillState.UNKNOWN, refused.code, refused.detail)
            is_made = self._clock.now() >= at(day, 0) + DAY + 10 * HOUR
            return NoFile(BillState.NO_TRADE if is_made else BillState.NOT_YET, refused.code)
        except (NoReply, NotBelieved) as nothing:
            return NoFile(BillState.UNKNOWN, nothing.code, nothing.detail)
        if reply.status != httpx.codes.OK:
            return NoFile(BillState.UNKNOWN, f"http_{reply.status}")
        return reply.body

    # --- the wire ----------------------------------------------------------------------------------------------------

    def _ask(self, method: str, content: Mapping[str, object], type_: type[T]) -> T:
        """Return a verified success. Raises ``NoReply``, ``NotBelieved``, ``ChannelRefused`` for a verified no."""
        reply = self._send(method, content)
        if reply.status != httpx.codes.OK:
            raise NotBelieved(f"http_{reply.status}", retry_after_s=reply.retry_after_s)
        expected = method.replace(".", "_") + "_response"
        name, text = believed(reply.body, (expected, "error_response"), self._channel_keys)
        try:
            said = read(text, type_)
        except Unreadable as wrong:
            raise NotBelieved("unreadable", str(wrong)[:200]) from wrong
        if said.code != "10000" or name != expected:
            raise ChannelRefused(said.sub_code or said.code, said.sub_msg or said.msg, group=said.code)
        return said

    def _send(self, method: str, content: Mapping[str, object]) -> Reply:
        fields = {
            "app_id": self._merchant.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": in_shop_time(self._clock.now()),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        signed = signed_fields(self._key, fields)
        # The payment code travels in the body: addresses are written into logs on the way.
        body = urlencode({"biz_content": signed.pop("biz_content")}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
        return self._line.ask("POST", f"{self._merchant.url}?{urlencode(signed)}", headers, body)


def _check_order(said: _Said, number: str) -> None:
    if said.out_trade_no != number:
        raise NotBelieved("other_order", "the answer is about another order")


def _standing(order: PaymentOrder, said: _Trade, state: PaymentState) -> ChannelAnswer:
    try:
        _check_order(said, order.number)
    except NotBelieved as doubt:
        return payment_unknown(doubt)
    amount = fen_of_yuan(said.total_amount) if said.total_amount else None
    if state is PaymentState.PAID:
        if amount is None or not said.trade_no:
            return payment_unknown(NotBelieved("unreadable", "paid, without an amount or a number"))
        if amount != order.amount:
            state = PaymentState.SUSPECT
    return ChannelAnswer(
        state,
        is_verified=True,
        code=said.trade_status or said.code,
        channel_no=said.trade_no,
        amount=amount,
        payer_amount=fen_of_yuan(said.buyer_pay_amount) if said.buyer_pay_amount else None,
        paid_at=from_shop_time(said.gmt_payment or said.send_pay_date),
    )


def _refused_payment(refused: ChannelRefused) -> PaymentState:
    if refused.group == "10003":
        return PaymentState.WAITING
    if refused.code in NEVER_CHARGED:
        return PaymentState.NOT_PAID_FINAL
    is_open = refused.group != "40004" or refused.code in ASK_AGAIN
    return PaymentState.UNKNOWN if is_open else PaymentState.FAILING
