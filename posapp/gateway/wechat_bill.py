"""The bill of a day as WeChat Pay writes it: yuan, a back-tick before each field, four parts, and its quirks."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date

from posapp.domain.clock import DAY, Millis, at, local
from posapp.gateway.keys import APPID, MCHID
from posapp.gateway.orders import Order

HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def day_of(text: str) -> Millis | None:
    """Return the midnight in China at which a day begins, or None for a text that is no day."""
    try:
        return at(date.fromisoformat(text), 0)
    except ValueError:
        return None


def file_of(orders: Iterable[Order], day: Millis, fault: str) -> bytes | None:
    """Return the file of a day, None where nothing was paid or given back."""
    rows: list[tuple[int, list[str], int, int]] = []
    for order in orders:
        if order.channel != "wechat":
            continue
        if order.charged_at and day <= order.charged_at < day + DAY:
            rows.append((order.charged_at, _row(order, order.charged_at, "SUCCESS"), order.amount, 0))
        if order.returned_at and day <= order.returned_at < day + DAY:
            revoked = _row(order, order.returned_at, "REVOKED", order.number, order.amount)
            rows.append((order.returned_at, revoked, 0, order.amount))
        for refund in order.refunds:
            if day <= refund.asked_at < day + DAY:
                row = _row(order, refund.asked_at, "REFUND", refund.number, refund.amount, refund.state.upper())
                rows.append((refund.asked_at, row, 0, refund.amount))
    if not rows:
        return None
    rows.sort(key=lambda each: each[0])
    if fault == "duplicate_row":
        rows.append(rows[-1])
    if fault == "unknown_type":
        rows[-1][1][9] = "SOMETHING_NEW"
    paid, refunded = sum(each[2] for each in rows), sum(each[3] for each in rows)
    summary = [str(len(rows)), *map(_yuan, (paid, refunded, 0)), "0.00000", _yuan(paid), _yuan(refunded)]
    if fault == "wrong_sums":
        summary[5] = _yuan(paid + 1)
    if fault == "thousands":
        summary[5] = f"{paid // 100:,}.{paid % 100:02d}"
    tick = "" if fault == "no_back_ticks" else "`"
    extra = ",新加的一列" if fault == "extra_column" else ""
    lines = [HEAD + extra]
    lines += [",".join(tick + field for field in [*row, *(["x"] if extra else [])]) for _, row, _, _ in rows]
    lines += [SUMMARY, ",".join(tick + field for field in summary)]
    text = ("\r\n" if fault == "crlf" else "\n").join(lines) + "\n"
    return text.encode("gbk") if fault == "gbk" else b"\xef\xbb\xbf" + text.encode()


def packed(plain: bytes, fault: str) -> bytes:
    """Pack a file as the channel does; ``cut_off`` loses its end."""
    whole = gzip.compress(plain)
    return whole[: len(whole) // 2] if fault == "cut_off" else whole


def _row(
    order: Order, happened: int, state: str, refund_number: str = "0", given_back: int = 0, refund_state: str = ""
) -> list[str]:
    paid = order.amount if state == "SUCCESS" else 0
    return [
        local(happened).strftime("%Y-%m-%d %H:%M:%S"), APPID, MCHID, "0", "", order.channel_no, order.number,
        "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "MICROPAY", state, "OTHERS", "CNY", _yuan(paid), "0.00",
        "0" if state == "SUCCESS" else f"5030{order.channel_no}"[:28], refund_number, _yuan(given_back), "0.00",
        "" if state == "SUCCESS" else "ORIGINAL", refund_state, order.title, "", "0.00000", "0.60%", _yuan(paid),
        _yuan(given_back), "",
    ]  # fmt: skip


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
