"""WeChat Pay APIv3 code payment (付款码支付): pay, query, reverse, refund, refund query, bills.

Verified means: signed within five minutes by a key of the merchant's settings, and about this merchant and number.
Which error code means what is listed here, and every list errs to the side of asking again.
"""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import TypeVar
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from posapp.domain.clock import Clock
from posapp.domain.funds import FundsBill
from posapp.domain.money import Fen
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
from sync.payments import wechat_signing
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
from sync.payments.instants import from_iso
from sync.payments.line import Line, NoReply, Patience, Reply
from sync.payments.merchants import WeChatMerchant
from sync.payments.numbers import check_number
from sync.payments.rsa import private_key, public_key
from sync.payments.strict_json import Unreadable, read
from sync.payments.wechat_bill import MOST_BILL_BYTES, read_bill
from sync.payments.wechat_funds import read_funds

NEVER_CHARGED = {
    *("PARAM_ERROR", "SIGN_ERROR", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS", "NO_AUTH"),
    *("AUTH_CODE_INVALID", "AUTH_CODE_EXPIRE", "AUTH_CODE_ERROR"),
}
"""Codes by which WeChat turns a payment away at the door. Anything else may have charged."""
FAILED_PERHAPS = {"NOT_ENOUGH", "NOTENOUGH", "TRADE_ERROR", "PAYERROR", "BANK_ERROR", "USER_ACCOUNT_ABNORMAL"}
NO_SUCH_ORDER = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}
NEVER_REVERSED = {"REVERSE_EXPIRE", "NO_AUTH", "SIGN_ERROR", "PARAM_ERROR"}
ASK_REFUND_AGAIN = {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "BIZ_ERR_NEED_RETRY", "NOT_ENOUGH"}

_STATES = {
    "SUCCESS": PaymentState.PAID,
    "REFUND": PaymentState.REFUNDED,
    "USERPAYING": PaymentState.WAITING,
    "ACCEPT": PaymentState.WAITING,
    "NOTPAY": PaymentState.WAITING,
    "PAYERROR": PaymentState.FAILING,
    "REVOKED": PaymentState.REVERSED,
    "CLOSED": PaymentState.REVERSED,
}
_REFUND_STATES = {
    "SUCCESS": RefundState.DONE,
    "PROCESSING": RefundState.PROCESSING,
    "ABNORMAL": RefundState.ABNORMAL,
    "CLOSED": RefundState.REFUSED,
}

T = TypeVar("T")


class _Amount(msgspec.Struct, frozen=True):
    total: int = -1
    payer_total: int | None = None
    refund: int = -1
    currency: str = "CNY"


class _Transaction(msgspec.Struct):
    mchid: str
    out_trade_no: str
    trade_state: str
    appid: str = ""
    transaction_id: str = ""
    amount: _Amount = _Amount()
    success_time: str = ""
    trade_state_desc: str = ""


class _Reversal(msgspec.Struct):
    mchid: str
    out_trade_no: str


class _Refund(msgspec.Struct):
    out_refund_no: str
    out_trade_no: str
    status: str
    amount: _Amount
    refund_id: str = ""
    success_time: str = ""


class _BillPlace(msgspec.Struct):
    download_url: str
    hash_value: str
    hash_type: str = "SHA1"


class _Trouble(msgspec.Struct):
    code: str
    message: str = ""


class WeChatPay:
    """One merchant's WeChat Pay. Safe to use from several threads. Raises ``BadKey`` for keys that are none."""

    channel: Channel = "wechat"

    def __init__(
        self,
        merchant: WeChatMerchant,
        clock: Clock,
        *,
        transport: httpx.BaseTransport | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._merchant = merchant
        self._clock = clock
        self._key = private_key(merchant.private_key)
        self._channel_keys = {name: public_key(text) for name, text in merchant.channel_keys.items()}
        # Answers follow the key that we name, while a merchant has two.
        self._preferred = next(iter(merchant.channel_keys), "")
        self._heard = wechat_signing.HeardNonces()
        self._line = Line(merchant.url, transport=transport, patience=patience)

    def close(self) -> None:
        """Close the connections."""
        self._line.close()

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge a payment code. Sent once and never again by anybody."""
        store = {"store_info": {"out_id": order.shop_id or "-"}}
        body = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": (order.title or order.number)[:127],
            "out_trade_no": check_number(order.number),
            "payer": {"auth_code": code},
            "amount": {"total": order.amount, "currency": "CNY"},
            "scene_info": {**store, "device_id": order.till[:32]} if order.till else store,
        }
        try:
            return self._standing(order, self._ask("POST", "/v3/pay/transactions/codepay", _Transaction, body))
        except ChannelRefused as refused:
            return payment_refused(refused, _refused_payment(refused.code))
        except (NoReply, NotBelieved) as nothing:
            return payment_unknown(nothing)

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask where a payment stands."""
        target = f"/v3/pay/transactions/out-trade-no/{_in_path(order.number)}?mchid={quote(self._merchant.mchid)}"
        try:
            return self._standing(order, self._ask("GET", target, _Transaction))
        except ChannelRefused as refused:
            is_absent = refused.code in NO_SUCH_ORDER
            return payment_refused(refused, PaymentState.ABSENT if is_absent else PaymentState.UNKNOWN)
        except (NoReply, NotBelieved) as nothing:
            return payment_unknown(nothing)

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Ask that a payment be undone; then query."""
        target = f"/v3/pay/transactions/out-trade-no/{_in_path(order.number)}/reverse"
        try:
            body = {"appid": self._merchant.appid, "mchid": self._merchant.mchid}
            said = self._ask("POST", target, _Reversal, body)
            self._check_order(said.mchid, said.out_trade_no, order.number)
        except ChannelRefused as refused:
            return reverse_refused(refused, NEVER_REVERSED)
        except (NoReply, NotBelieved) as nothing:
            return reverse_unknown(nothing)
        return ReverseAnswer(is_taken=True, is_verified=True, ask_again=False)

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Ask for a refund, or once more for one whose answer was lost."""
        body = {
            "out_trade_no": check_number(order.payment.number),
            "out_refund_no": check_number(order.number),
            "amount": {"refund": order.amount, "total": order.payment.amount, "currency": "CNY"},
            **({"reason": order.reason[:80]} if order.reason else {}),
        }
        try:
            return _refunded(order, self._ask("POST", "/v3/refund/domestic/refunds", _Refund, body))
        except ChannelRefused as refused:
            state = RefundState.UNKNOWN if refused.code in ASK_REFUND_AGAIN else RefundState.REFUSED
            return refund_refused(refused, state)
        except (NoReply, NotBelieved) as nothing:
            return refund_unknown(nothing)

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask where a refund stands."""
        try:
            target = f"/v3/refund/domestic/refunds/{_in_path(order.number)}"
            return _refunded(order, self._ask("GET", target, _Refund))
        except ChannelRefused as refused:
            is_absent = refused.code in NO_SUCH_ORDER
            return refund_refused(refused, RefundState.ABSENT if is_absent else RefundState.UNKNOWN)
        except (NoReply, NotBelieved) as nothing:
            return refund_unknown(nothing)

    def bill(self, day: date) -> Bill:
        """Fetch the bill of a day: where it lies is signed, and its hash with it; the file itself is not."""
        found = self._file(f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL&tar_type=GZIP")
        if isinstance(found, NoFile):
            return Bill(found.state, day, code=found.code, detail=found.detail)
        return read_bill(*found, day)

    def funds(self, day: date) -> FundsBill:
        """Fetch the movements of the basic account, the one into which payments go."""
        found = self._file(f"/v3/bill/fundflowbill?bill_date={day.isoformat()}&account_type=BASIC&tar_type=GZIP")
        if isinstance(found, NoFile):
            return FundsBill(found.state, day, code=found.code, detail=found.detail)
        return read_funds(*found, day)

    def _file(self, target: str) -> tuple[bytes, str, str] | NoFile:
        """Return a bill's file as it came, with its hash's kind and value."""
        try:
            place = self._ask("GET", target, _BillPlace)
            # The path is the channel's, the host stays ours: a signed request goes to no other.
            lies = urlsplit(place.download_url)
            path = lies.path + (f"?{lies.query}" if lies.query else "")
            reply = self._send("GET", path, b"", most=MOST_BILL_BYTES)
        except ChannelRefused as refused:
            states = {"NO_STATEMENT_EXIST": BillState.NO_TRADE, "STATEMENT_CREATING": BillState.NOT_YET}
            return NoFile(states.get(refused.code, BillState.UNKNOWN), refused.code, refused.detail)
        except (NoReply, NotBelieved) as nothing:
            return NoFile(BillState.UNKNOWN, nothing.code, nothing.detail)
        if reply.status != httpx.codes.OK:
            return NoFile(BillState.UNKNOWN, f"http_{reply.status}")
        return reply.body, place.hash_type, place.hash_value

    # --- the wire ----------------------------------------------------------------------------------------------------

    def _ask(self, method: str, target: str, type_: type[T], body: object = None) -> T:
        """Return a verified success. Raises ``NoReply``, ``NotBelieved``, ``ChannelRefused`` for a verified no."""
        sent = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        reply = self._send(method, target, sent)
        try:
            wechat_signing.check(reply, self._channel_keys, self._clock.now(), self._heard)
        except NotBelieved as doubt:
            code = doubt.code if reply.status == httpx.codes.OK else f"http_{reply.status}"
            raise NotBelieved(code, doubt.detail, retry_after_s=reply.retry_after_s) from doubt
        try:
            text = reply.body.decode("utf-8")
            if reply.status == httpx.codes.OK:
                return read(text, type_)
            if 400 <= reply.status < 600:
                trouble = read(text, _Trouble)
                raise ChannelRefused(trouble.code, trouble.message, retry_after_s=reply.retry_after_s)
        except (Unreadable, UnicodeDecodeError) as wrong:
            raise NotBelieved("unreadable", str(wrong)[:200]) from wrong
        raise NotBelieved(f"http_{reply.status}")

    def _send(self, method: str, target: str, body: bytes, *, most: int | None = None) -> Reply:
        signed = wechat_signing.authorization(
            self._key,
            self._merchant.mchid,
            self._merchant.serial_no,
            method,
            target,
            body,
            self._clock.now(),
            secrets.token_hex(16).upper(),
        )
        headers = {
            "authorization": signed,
            "accept": "application/json",
            "content-type": "application/json",
            "wechatpay-serial": self._preferred,
        }
        if most is None:
            return self._line.ask(method, target, headers, body)
        return self._line.ask(method, target, headers, body, most=most)

    # --- what it means -----------------------------------------------------------------------------------------------

    def _check_order(self, mchid: str, number: str, ours: str) -> None:
        if mchid != self._merchant.mchid or number != ours:
            raise NotBelieved("other_order", "the answer is about another order")

    def _standing(self, order: PaymentOrder, said: _Transaction) -> ChannelAnswer:
        self._check_order(said.mchid, said.out_trade_no, order.number)
        if said.appid not in ("", self._merchant.appid):
            raise NotBelieved("other_order", "the answer is about another application")
        state = _STATES.get(said.trade_state, PaymentState.UNKNOWN)
        amount = said.amount
        is_other = (amount.total, amount.currency) != (order.amount, "CNY")
        if state in (PaymentState.PAID, PaymentState.REFUNDED) and is_other:
            state = PaymentState.SUSPECT
        return ChannelAnswer(
            state,
            is_verified=True,
            code=said.trade_state,
            detail=said.trade_state_desc,
            channel_no=said.transaction_id,
            amount=Fen(amount.total) if amount.total >= 0 else None,
            payer_amount=None if amount.payer_total is None else Fen(amount.payer_total),
            paid_at=from_iso(said.success_time),
        )


def _refused_payment(code: str) -> PaymentState:
    if code in NEVER_CHARGED:
        return PaymentState.NOT_PAID_FINAL
    if code in FAILED_PERHAPS:
        return PaymentState.FAILING
    return PaymentState.WAITING if code == "USERPAYING" else PaymentState.UNKNOWN


def _in_path(number: str) -> str:
    return quote(check_number(number), safe="")


def _refunded(order: RefundOrder, said: _Refund) -> RefundAnswer:
    if (said.out_refund_no, said.out_trade_no) != (order.number, order.payment.number):
        return refund_unknown(NotBelieved("other_order", "the answer is about another refund"))
    state = _REFUND_STATES.get(said.status, RefundState.UNKNOWN)
    if (said.amount.refund, said.amount.total) != (order.amount, order.payment.amount):
        state = RefundState.SUSPECT
    return RefundAnswer(
        state,
        is_verified=True,
        code=said.status,
        channel_no=said.refund_id,
        amount=Fen(said.amount.refund),
        done_at=from_iso(said.success_time),
    )
