"""Alipay's gateway as a merchant meets it: face-to-face pay, query, cancel, refund, refund query, bill."""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from posapp.domain.clock import DAY, HOUR, SECOND, SHOP_TIME, Clock, local
from posapp.gateway import alipay_bill, funds
from posapp.gateway.keys import ALIPAY_APP_ID, KeyRing
from posapp.gateway.orders import REFUNDABLE_MS, Order, OrderBook, Refund
from posapp.gateway.scripts import Script
from posapp.gateway.spoiling import sent_wrongly, spoilt_fields, written
from posapp.gateway.wechat_bill import day_of
from posapp.gateway.wire import Answer, Call

LATE_MS = 25 * SECOND
DOWNLOADABLE_MS = 30 * SECOND

_CODE = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}|fp[0-9A-Za-z]{35}")
_NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_AMOUNTS = ("total_amount", "buyer_pay_amount", "receipt_amount", "refund_fee", "refund_amount")
_STATES = {"paying": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "failed": "WAIT_BUYER_PAY", "reversed": "TRADE_CLOSED"}
_STEPS = {
    "alipay.trade.pay": "pay",
    "alipay.trade.query": "query",
    "alipay.trade.cancel": "reverse",
    "alipay.trade.refund": "refund",
    "alipay.trade.fastpay.refund.query": "refund_query",
    "alipay.data.dataservice.bill.downloadurl.query": "bill",
}


class _No(Exception):
    """What Alipay refuses: main code, sub-code, words."""

    def __init__(self, code: str, sub_code: str, message: str = "") -> None:
        super().__init__(sub_code)
        self.code, self.sub_code, self.message = code, sub_code, message or sub_code


class AlipaySide:
    """The calls of one channel."""

    def __init__(self, clock: Clock, keys: KeyRing, book: OrderBook) -> None:
        self._clock, self._keys, self._book = clock, keys, book
        self._downloads: dict[str, tuple[int, bytes]] = {}

    def answer(self, call: Call, script: Script, base_url: str) -> Answer:
        """Answer one request to ``/gateway.do``, or fetch a bill."""
        if urlsplit(call.target).path == "/alipay-bill":
            return self._download(call)
        told = _fields(call)
        method = told.get("method", "")
        step = _STEPS.get(method, "")
        fault, acts = script.take(step) if step else ("", True)
        name = method.replace(".", "_") + "_response"
        try:
            self._check(told)
            if not step:
                raise _No("40002", "isv.invalid-method")
            content = _content(told)
            if not acts or fault == "system_error":
                if acts:
                    self._done(step, content, script, fault, base_url)
                raise _No("20000" if step in ("pay", "query") else "40004", "ACQ.SYSTEM_ERROR", "系统错误")
            fields = {"code": "10000", "msg": "Success", **self._done(step, content, script, fault, base_url)}
        except _No as no:
            name = "error_response" if no.code == "40002" else name
            fields = {"code": no.code, "msg": "Business Failed", "sub_code": no.sub_code, "sub_msg": no.message}
            if no.code == "10003":
                fields = {"code": "10003", "msg": "order success pay inprocess", **json.loads(no.message)}
        if fault == "late":
            fault = "lost"
        return sent_wrongly(self._signed(name, spoilt_fields(fields, fault, _AMOUNTS), fault), fault)

    # --- what each call does -----------------------------------------------------------------------------------------

    def _done(self, step: str, content: dict[str, Any], script: Script, fault: str, base_url: str) -> dict[str, Any]:
        if step == "pay":
            return self._pay(content, script, fault)
        if step == "bill":
            return self._bill(content, fault, base_url)
        order = self._book.find("alipay", str(content.get("out_trade_no", "")))
        if fault == "absent":
            order = None
        if step == "reverse":
            return self._cancel(str(content.get("out_trade_no", "")), order, fault)
        if order is None:
            raise _No("40004", "ACQ.TRADE_NOT_EXIST", "交易不存在")
        if step == "query":
            return self._standing(order, fault)
        if step == "refund":
            return self._refund(content, order, fault)
        return self._refund_query(content, order)

    def _pay(self, content: dict[str, Any], script: Script, fault: str) -> dict[str, Any]:
        number, code = content.get("out_trade_no"), content.get("auth_code")
        amount = _fen(content.get("total_amount"))
        if not isinstance(number, str) or not _NUMBER.fullmatch(number) or not amount or not content.get("subject"):
            raise _No("40004", "ACQ.INVALID_PARAMETER", "参数有误")
        if set("/=&") & set(str(content["subject"])) or content.get("scene") != "bar_code":
            raise _No("40004", "ACQ.INVALID_PARAMETER", "参数有误")
        if not isinstance(code, str) or not _CODE.fullmatch(code) or script.buyer == "bad_code":
            raise _No("40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", "支付失败，获取顾客账户信息失败")
        known = self._book.find("alipay", number)
        if known is not None:
            is_paid = known.state == "paid"
            raise _No("40004", "ACQ.TRADE_HAS_SUCCESS" if is_paid else "ACQ.TRADE_HAS_CLOSE", "交易已存在")
        if not self._book.use_code(code):
            raise _No("40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", "付款码已使用")
        channel_no = f"2026{secrets.randbelow(10**24):024d}"

        def charge() -> None:
            now = self._clock.now()
            shop = str(content.get("store_id", ""))
            self._book.open(
                Order("alipay", number, amount, now, script.buyer, channel_no, str(content["subject"]), shop)
            )

        if fault == "late":
            self._book.later(self._clock.now() + LATE_MS, charge)
            return {}
        charge()
        order = self._book.find("alipay", number)
        assert order is not None
        if order.buyer == "no_money":
            raise _No("40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "余额不足")
        if order.state == "failed":
            raise _No("40004", "ACQ.PAYMENT_FAIL", "支付失败")
        fields = self._standing(order, fault)
        del fields["trade_status"]
        if order.state == "paying":
            raise _No("10003", "", json.dumps(fields, ensure_ascii=False))
        return {**fields, "gmt_payment": fields["send_pay_date"]}

    def _standing(self, order: Order, fault: str) -> dict[str, Any]:
        if fault == "other_order" and (other := self._book.another("alipay", order.number)) is not None:
            order = other
        state = "WAIT_BUYER_PAY" if fault in ("userpaying", "not_paid_yet") else _STATES[order.state]
        if order.state == "paid" and order.refunded == order.amount:
            state = "TRADE_CLOSED"
        return {
            "out_trade_no": order.number, "trade_no": order.channel_no, "trade_status": state,
            "buyer_logon_id": "csq***@example.com", "total_amount": _yuan(order.amount),
            "buyer_pay_amount": _yuan(order.amount), "receipt_amount": _yuan(order.amount), "point_amount": "0.00",
            "invoice_amount": _yuan(order.amount),
            "fund_bill_list": [{"amount": _yuan(order.amount), "fund_channel": "ALIPAYACCOUNT"}],
            **({"send_pay_date": _time(order.paid_at)} if order.paid_at else {}),
        }  # fmt: skip

    def _cancel(self, number: str, order: Order | None, fault: str) -> dict[str, Any]:
        done = {"out_trade_no": number, "retry_flag": "N", "action": "close"}
        if fault == "lies" or order is None:
            # A trade that was never made is cancelled well, too; what arrives late is charged all the same.
            return done
        if fault == "userpaying":
            return {**done, "retry_flag": "Y"}
        if local(order.created).date() != local(self._clock.now()).date():
            raise _No("40004", "ACQ.TRADE_CANCEL_TIME_OUT", "超过撤销时间")
        was_paid = bool(order.charged_at)
        self._book.reverse(order)
        return {**done, "trade_no": order.channel_no, "action": "refund" if was_paid else "close"}

    def _refund(self, content: dict[str, Any], order: Order, fault: str) -> dict[str, Any]:
        wanted = _fen(content.get("refund_amount"))
        number = str(content.get("out_request_no") or order.number)
        now = self._clock.now()
        if not wanted:
            raise _No("40004", "ACQ.INVALID_PARAMETER", "参数有误")
        known = next((refund for refund in order.refunds if refund.number == number), None)
        if known is not None and known.amount != wanted:
            raise _No("40004", "ACQ.DISCORDANT_REPEAT_REQUEST", "同一请求号金额不一致")
        if known is None:
            if order.state != "paid":
                raise _No("40004", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
            if order.refunded + wanted > order.amount or now - order.paid_at > REFUNDABLE_MS:
                raise _No("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
            state = "processing" if fault == "processing" else "done"
            self._book.refund(order, Refund(number, wanted, now, state, channel_no=order.channel_no))
        has_moved = known is None and fault != "processing"
        return {
            "out_trade_no": order.number, "trade_no": order.channel_no, "buyer_logon_id": "csq***@example.com",
            "fund_change": "Y" if has_moved else "N", "refund_fee": _yuan(order.refunded),
        }  # fmt: skip

    def _refund_query(self, content: dict[str, Any], order: Order) -> dict[str, Any]:
        number = str(content.get("out_request_no"))
        known = next((refund for refund in order.refunds if refund.number == number), None)
        if known is None:
            return {}
        return {
            "out_trade_no": order.number, "trade_no": order.channel_no, "out_request_no": number,
            "total_amount": _yuan(order.amount), "refund_amount": _yuan(known.amount),
            **({"refund_status": "REFUND_SUCCESS"} if known.state == "done" else {}),
            **({"gmt_refund_pay": _time(known.done_at)} if known.done_at else {}),
        }  # fmt: skip

    def _bill(self, content: dict[str, Any], fault: str, base_url: str) -> dict[str, Any]:
        day = day_of(str(content.get("bill_date", "")))
        makers = {"trade": alipay_bill.file_of, "signcustomer": funds.alipay_file}
        made = makers.get(str(content.get("bill_type", "")))
        if day is None or made is None:
            raise _No("40004", "isv.invalid-parameter", "bill_date")
        now = self._clock.now()
        file = made(self._book, day, now, fault) if now >= day + DAY + 10 * HOUR else None
        if file is None:
            raise _No("40004", "isp.bill_not_exist", "账单不存在")
        token = secrets.token_urlsafe(24)
        self._downloads[token] = (now + DOWNLOADABLE_MS, file)
        return {"bill_download_url": f"{base_url}/alipay-bill?fileId={token}"}

    def _download(self, call: Call) -> Answer:
        token = dict(parse_qsl(urlsplit(call.target).query)).get("fileId", "")
        until, file = self._downloads.get(token, (0, b""))
        if self._clock.now() > until:
            return Answer(404, {"content-type": "text/html"}, b"expired")
        return Answer(200, {"content-type": "application/octet-stream"}, file)

    # --- signatures --------------------------------------------------------------------------------------------------

    def _check(self, told: dict[str, str]) -> None:
        if told.get("app_id") != ALIPAY_APP_ID:
            raise _No("40002", "isv.invalid-app-id")
        if told.get("sign_type") != "RSA2" or told.get("charset", "").lower() != "utf-8":
            raise _No("40002", "isv.invalid-signature-type")
        try:
            said = datetime.strptime(told.get("timestamp", ""), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHOP_TIME)
        except ValueError:
            raise _No("40002", "isv.invalid-timestamp") from None
        message = "&".join(f"{name}={told[name]}" for name in sorted(told) if name != "sign" and told[name])
        if not said or not self._keys.is_merchant_s("alipay", message.encode(), told.get("sign", "")):
            raise _No("40002", "isv.invalid-signature", "验签出错")

    def _signed(self, name: str, fields: dict[str, Any], fault: str) -> Answer:
        text = written(fields, fault)
        key = "foreign" if fault in ("foreign_key", "bad_signature") else self._keys.newest("alipay")
        sign = self._keys.sign("alipay", key, text.encode())
        if fault == "signtest":
            sign = "ALIPAY/SIGNTEST/" + sign[16:]
        tail = "" if fault == "no_signature" else f',"sign":{json.dumps(sign)}'
        return Answer(200, {"content-type": "text/html;charset=utf-8"}, f'{{"{name}":{text}{tail}}}'.encode())


def number_in(call: Call) -> str:
    """Return the order number that a call is about, "bill" for a bill, or ""."""
    if _STEPS.get(_fields(call).get("method", "")) == "bill":
        return "bill"
    try:
        return str(_content(_fields(call)).get("out_trade_no", ""))
    except _No:
        return ""


def code_in(call: Call) -> str:
    """Return the payment code in a call, or ""."""
    try:
        return str(_content(_fields(call)).get("auth_code", ""))
    except _No:
        return ""


def _fields(call: Call) -> dict[str, str]:
    query = parse_qsl(urlsplit(call.target).query, keep_blank_values=True)
    return dict([*query, *parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)])


def _content(told: dict[str, str]) -> dict[str, Any]:
    try:
        found = json.loads(told.get("biz_content", ""))
    except ValueError:
        raise _No("40002", "isv.invalid-parameter", "biz_content") from None
    if not isinstance(found, dict):
        raise _No("40002", "isv.invalid-parameter", "biz_content")
    return found


def _fen(value: object) -> int | None:
    # Merchants send numbers as well as texts; a float goes by how it is written.
    found = _YUAN.fullmatch(str(value))
    return None if found is None else int(found.group(1)) * 100 + int((found.group(2) or "").ljust(2, "0"))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _time(instant: int) -> str:
    return local(instant).strftime("%Y-%m-%d %H:%M:%S")
