"""WeChat Pay APIv3 as a merchant meets it: code payment, query, reversal, refund, refund query, bill."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, Clock, local
from posapp.gateway import funds, wechat_bill
from posapp.gateway.keys import APPID, MCHID, KeyRing
from posapp.gateway.orders import BETWEEN_REFUNDS_MS, REFUNDABLE_MS, REFUNDS_AT_MOST, Order, OrderBook, Refund
from posapp.gateway.scripts import Script
from posapp.gateway.spoiling import sent_wrongly, spoilt_fields, written
from posapp.gateway.wire import Answer, Call

REVERSIBLE_MS = 7 * DAY
LATE_MS = 25 * SECOND
DOWNLOADABLE_MS = 5 * MINUTE

_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')
_CODE = re.compile(r"1[0-5][0-9]{16}")
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_ORDER_PATH = re.compile(r"/v3/pay/transactions/out-trade-no/([^/]+)(/reverse)?")
_REFUND_PATH = re.compile(r"/v3/refund/domestic/refunds/([^/]+)")
_AMOUNTS = ("total", "payer_total", "refund", "payer_refund")
_STATES = {"paying": "USERPAYING", "paid": "SUCCESS", "failed": "PAYERROR", "reversed": "REVOKED"}


class _No(Exception):
    """What WeChat Pay refuses."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message or code


class WeChatSide:
    """The calls of one channel."""

    def __init__(self, clock: Clock, keys: KeyRing, book: OrderBook) -> None:
        self._clock, self._keys, self._book = clock, keys, book
        self._downloads: dict[str, tuple[int, bytes]] = {}

    def answer(self, call: Call, script: Script, base_url: str) -> Answer:
        """Answer one request to a path under ``/v3``."""
        path = urlsplit(call.target).path
        if path == "/v3/billdownload/file":
            return self._download(call)
        step = _step(call.method, path)
        fault, acts = script.take(step)
        try:
            self._check_signature(call)
            if not acts:
                raise _No(500, "SYSTEM_ERROR", "系统繁忙")
            fields = self._done(step, call, script, fault, base_url)
            status = 200
        except _No as no:
            status, fields = no.status, {"code": no.code, "message": no.message}
        if fault == "system_error":
            status, fields = 500, {"code": "SYSTEM_ERROR", "message": "系统繁忙"}
        if fault == "late":
            fault = "lost"
        fields = spoilt_fields(fields, fault, _AMOUNTS)
        body = written(fields, fault).encode()
        asked_for = call.headers.get("wechatpay-serial", "")
        return sent_wrongly(self._signed(status, body, fault, asked_for), fault)

    # --- what each call does -----------------------------------------------------------------------------------------

    def _done(self, step: str, call: Call, script: Script, fault: str, base_url: str) -> dict[str, Any]:
        target = urlsplit(call.target)
        told = _json(call.body) if call.method == "POST" else {}
        if step == "pay":
            return self._pay(told, script, fault)
        if step == "refund":
            return self._refund(told, fault)
        if step == "bill":
            return self._bill(target.path, parse_qs(target.query), fault, base_url)
        if step == "refund_query":
            return self._refund_query(target.path, fault)
        found = _ORDER_PATH.fullmatch(target.path)
        if found is None:
            raise _No(404, "RESOURCE_NOT_EXISTS")
        order = self._book.find("wechat", unquote(found.group(1)))
        if step == "query":
            if order is None or fault == "absent":
                raise _No(404, "ORDER_NOT_EXIST", "订单不存在")
            return self._standing(order, fault)
        return self._reverse(told, order, unquote(found.group(1)), fault)

    def _pay(self, told: dict[str, Any], script: Script, fault: str) -> dict[str, Any]:
        number, amount = told.get("out_trade_no"), told.get("amount")
        total = amount.get("total") if isinstance(amount, dict) else None
        payer, scene = told.get("payer"), told.get("scene_info")
        code = payer.get("auth_code") if isinstance(payer, dict) else None
        if (told.get("mchid"), told.get("appid")) != (MCHID, APPID):
            raise _No(400, "APPID_MCHID_NOT_MATCH")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number) or not told.get("description"):
            raise _No(400, "PARAM_ERROR", "out_trade_no")
        if type(total) is not int or total <= 0 or not isinstance(scene, dict) or "store_info" not in scene:
            raise _No(400, "PARAM_ERROR", "amount.total, scene_info")
        if not isinstance(code, str) or not _CODE.fullmatch(code) or script.buyer == "bad_code":
            raise _No(400, "AUTH_CODE_INVALID", "付款码已过期，请刷新再试")
        known = self._book.find("wechat", number)
        if known is not None:
            raise _No(400, "ORDER_PAID" if known.paid_at else "OUT_TRADE_NO_USED", "商户订单号重复")
        if not self._book.use_code(code):
            raise _No(400, "AUTH_CODE_INVALID", "付款码已使用")
        channel_no = f"42000{secrets.randbelow(10**23):023d}"
        shop = str(scene["store_info"].get("out_id", "")) if isinstance(scene["store_info"], dict) else ""

        def charge() -> None:
            now = self._clock.now()
            self._book.open(
                Order("wechat", number, total, now, script.buyer, channel_no, str(told["description"]), shop)
            )

        if fault == "late":
            self._book.later(self._clock.now() + LATE_MS, charge)
            return {}
        charge()
        order = self._book.find("wechat", number)
        assert order is not None
        if order.buyer == "no_money":
            raise _No(403, "NOT_ENOUGH", "余额不足")
        return self._standing(order, fault)

    def _standing(self, order: Order, fault: str) -> dict[str, Any]:
        if fault == "other_order" and (other := self._book.another("wechat", order.number)) is not None:
            order = other
        state = _STATES[order.state]
        if order.state == "paying" and order.buyer == "not_asked":
            state = "NOTPAY"
        if order.state == "paid" and order.refunds:
            state = "REFUND"
        if fault in ("userpaying", "not_paid_yet"):
            state = {"userpaying": "USERPAYING", "not_paid_yet": "NOTPAY"}[fault]
        fields: dict[str, Any] = {
            "appid": APPID, "mchid": MCHID, "out_trade_no": order.number, "trade_state": state,
            "trade_state_desc": state, "trade_type": "MICROPAY", "attach": "", "bank_type": "OTHERS",
            "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            "amount": {"total": order.amount, "currency": "CNY"}, "promotion_detail": [],
        }  # fmt: skip
        if state in ("SUCCESS", "REFUND"):
            fields["transaction_id"] = order.channel_no
            fields["success_time"] = local(order.paid_at).isoformat(timespec="seconds")
            fields["amount"] |= {"payer_total": order.amount, "payer_currency": "CNY"}
        return fields

    def _reverse(self, told: dict[str, Any], order: Order | None, number: str, fault: str) -> dict[str, Any]:
        if told.get("mchid") != MCHID:
            raise _No(400, "PARAM_ERROR", "mchid")
        done = {"appid": APPID, "mchid": MCHID, "out_trade_no": number}
        if fault == "lies":
            return done
        if fault == "absent" or order is None:
            raise _No(404, "ORDER_NOT_EXIST", "订单不存在")
        if self._clock.now() - order.created > REVERSIBLE_MS:
            raise _No(400, "REVERSE_EXPIRE", "订单无法撤销")
        is_typing = order.state == "paying" and order.buyer in ("types", "types_late")
        if is_typing or fault == "userpaying":
            raise _No(400, "USERPAYING", "用户支付中，需要输入密码")
        if order.refunds:
            raise _No(400, "TRADE_ERROR", "订单已退款")
        self._book.reverse(order)
        return done

    def _refund(self, told: dict[str, Any], fault: str) -> dict[str, Any]:
        number, amount = told.get("out_refund_no"), told.get("amount")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number) or not isinstance(amount, dict):
            raise _No(400, "PARAM_ERROR", "out_refund_no")
        wanted, total = amount.get("refund"), amount.get("total")
        order = self._book.find("wechat", str(told.get("out_trade_no")))
        if order is None:
            raise _No(404, "RESOURCE_NOT_EXISTS", "订单不存在")
        now = self._clock.now()
        known = next((refund for refund in order.refunds if refund.number == number), None)
        if type(wanted) is not int or wanted <= 0 or total != order.amount:
            raise _No(400, "PARAM_ERROR", "amount")
        if known is not None:
            if known.amount != wanted:
                raise _No(400, "INVALID_REQUEST", "退款单号已使用，金额不一致")
            return self._refund_fields(order, known)
        if order.state != "paid" or order.refunded + wanted > order.amount or now - order.paid_at > REFUNDABLE_MS:
            raise _No(400, "INVALID_REQUEST", "订单不可退款，或可退金额不足")
        if len(order.refunds) >= REFUNDS_AT_MOST:
            raise _No(400, "INVALID_REQUEST", "退款次数超过50次")
        if order.refunds and now - order.refunds[-1].asked_at < BETWEEN_REFUNDS_MS:
            raise _No(429, "FREQUENCY_LIMITED", "请一分钟后再试")
        state = fault if fault in ("processing", "abnormal") else "done"
        refund = Refund(number, wanted, now, state, channel_no=f"50300{secrets.randbelow(10**23):023d}")
        self._book.refund(order, refund)
        return self._refund_fields(order, refund)

    def _refund_query(self, path: str, fault: str) -> dict[str, Any]:
        found = _REFUND_PATH.fullmatch(path)
        number = unquote(found.group(1)) if found else ""
        for order in self._book:
            for refund in order.refunds:
                if order.channel == "wechat" and refund.number == number and fault != "absent":
                    return self._refund_fields(order, refund)
        raise _No(404, "RESOURCE_NOT_EXISTS", "退款单不存在")

    def _refund_fields(self, order: Order, refund: Refund) -> dict[str, Any]:
        status = {"done": "SUCCESS", "processing": "PROCESSING", "abnormal": "ABNORMAL"}[refund.state]
        return {
            "refund_id": refund.channel_no, "out_refund_no": refund.number, "transaction_id": order.channel_no,
            "out_trade_no": order.number, "channel": "ORIGINAL", "user_received_account": "支付用户零钱",
            "create_time": local(refund.asked_at).isoformat(timespec="seconds"), "status": status,
            **({"success_time": local(refund.done_at).isoformat(timespec="seconds")} if refund.done_at else {}),
            "amount": {
                "total": order.amount, "refund": refund.amount, "payer_total": order.amount,
                "payer_refund": refund.amount, "settlement_refund": refund.amount, "settlement_total": order.amount,
                "discount_refund": 0, "currency": "CNY",
            },
        }  # fmt: skip

    def _bill(self, path: str, query: dict[str, list[str]], fault: str, base_url: str) -> dict[str, Any]:
        day = wechat_bill.day_of(query.get("bill_date", [""])[0])
        if day is None:
            raise _No(400, "PARAM_ERROR", "bill_date")
        now = self._clock.now()
        if now < day + DAY + 10 * HOUR:
            raise _No(400, "STATEMENT_CREATING", "账单生成中")
        if path.endswith("/fundflowbill"):
            if query.get("account_type", ["BASIC"]) != ["BASIC"]:
                raise _No(400, "PARAM_ERROR", "account_type")
            plain = funds.wechat_file(self._book, day, fault)
        else:
            plain = wechat_bill.file_of(self._book, day, fault)
        if plain is None:
            raise _No(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        digest = hashlib.sha1(plain if fault != "wrong_hash" else b"").hexdigest()
        token = secrets.token_urlsafe(24)
        is_packed = query.get("tar_type") == ["GZIP"]
        self._downloads[token] = (now + DOWNLOADABLE_MS, wechat_bill.packed(plain, fault) if is_packed else plain)
        url = f"{base_url}/v3/billdownload/file?token={token}"
        return {"hash_type": "SHA1", "hash_value": digest, "download_url": url}

    def _download(self, call: Call) -> Answer:
        try:
            self._check_signature(call)
        except _No as no:
            return self._signed(no.status, json.dumps({"code": no.code, "message": no.message}).encode(), "", "")
        token = parse_qs(urlsplit(call.target).query).get("token", [""])[0]
        until, file = self._downloads.get(token, (0, b""))
        if self._clock.now() > until:
            return self._signed(404, b'{"code":"FILE_NOT_EXIST","message":"expired"}', "", "")
        return Answer(200, {"content-type": "application/octet-stream"}, file)

    # --- signatures --------------------------------------------------------------------------------------------------

    def _check_signature(self, call: Call) -> None:
        scheme, _, rest = call.headers.get("authorization", "").partition(" ")
        said = dict(_AUTHORIZATION.findall(rest))
        stamp = said.get("timestamp", "")
        message = f"{call.method}\n{call.target}\n{stamp}\n{said.get('nonce_str', '')}\n".encode() + call.body + b"\n"
        is_right = (
            scheme == "WECHATPAY2-SHA256-RSA2048"
            and said.get("mchid") == MCHID
            and said.get("serial_no") == self._keys.merchant_serial
            and re.fullmatch(r"[0-9]{1,12}", stamp) is not None
            and abs(int(stamp) * SECOND - self._clock.now()) <= 5 * MINUTE
            and self._keys.is_merchant_s("wechat", message, said.get("signature", ""))
        )
        if not is_right:
            raise _No(401, "SIGN_ERROR", "签名错误")

    def _signed(self, status: int, body: bytes, fault: str, asked_for: str) -> Answer:
        name = asked_for if self._keys.has("wechat", asked_for) else self._keys.newest("wechat")
        stamp = self._clock.now() // SECOND - (10 * 60 if fault == "stale" else 0)
        nonce = secrets.token_hex(16)
        signer = "foreign" if fault in ("foreign_key", "bad_signature") else name
        signature = self._keys.sign("wechat", signer, f"{stamp}\n{nonce}\n".encode() + body + b"\n")
        if fault == "signtest":
            signature = "WECHATPAY/SIGNTEST/" + signature[19:]
        headers = {
            "content-type": "application/json; charset=utf-8",
            "request-id": secrets.token_hex(16),
            "wechatpay-timestamp": str(stamp),
            "wechatpay-nonce": nonce,
            "wechatpay-serial": "PUB_KEY_ID_NOBODY" if fault == "foreign_key" else name,
            "wechatpay-signature": signature,
            "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
        }
        if status == 429:
            headers["retry-after"] = "60"
        if fault == "no_signature":
            headers = {"content-type": headers["content-type"]}
        return Answer(status, headers, body)


def number_in(call: Call, orders: Iterable[Order]) -> str:
    """Return the order number that a call is about, "bill" for a bill, or ""; a refund query names the refund only."""
    path = urlsplit(call.target).path
    if path.startswith("/v3/bill/"):
        return "bill"
    found = _ORDER_PATH.fullmatch(path)
    if found is not None:
        return unquote(found.group(1))
    asked = _REFUND_PATH.fullmatch(path)
    if asked is not None:
        number = unquote(asked.group(1))
        return next((one.number for one in orders if any(each.number == number for each in one.refunds)), number)
    try:
        told = _json(call.body) if call.body else {}
    except _No:
        return ""
    return str(told.get("out_trade_no", ""))


def code_in(call: Call) -> str:
    """Return the payment code in a call, or ""."""
    try:
        payer = _json(call.body).get("payer") if call.body else None
    except _No:
        return ""
    return str(payer.get("auth_code", "")) if isinstance(payer, dict) else ""


def _step(method: str, path: str) -> str:
    if path == "/v3/pay/transactions/codepay":
        return "pay"
    if path == "/v3/refund/domestic/refunds":
        return "refund"
    if path.startswith("/v3/refund/"):
        return "refund_query"
    if path.startswith("/v3/bill/"):
        return "bill"
    return "reverse" if method == "POST" else "query"


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as wrong:
        raise _No(400, "PARAM_ERROR", "JSON") from wrong
    if not isinstance(found, dict):
        raise _No(400, "PARAM_ERROR", "JSON")
    return found
