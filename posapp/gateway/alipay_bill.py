"""The bill of a day as Alipay makes it: a zip with two tables in GBK, comments of # around the rows, tabs in fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from posapp.domain.clock import DAY, Millis, local
from posapp.gateway.keys import ALIPAY_APP_ID
from posapp.gateway.orders import Order

HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


def file_of(orders: Iterable[Order], day: Millis, now: Millis, fault: str) -> bytes | None:
    """Return the zip of a day, None where nothing was paid or given back."""
    rows: list[tuple[int, list[str], int]] = []
    for order in orders:
        if order.channel != "alipay":
            continue
        if order.charged_at and day <= order.charged_at < day + DAY:
            rows.append((order.charged_at, _row(order, order.charged_at, "交易", order.amount), order.amount))
        if order.returned_at and day <= order.returned_at < day + DAY:
            back = _row(order, order.returned_at, "退款", -order.amount, f"cancel_{order.number}")
            rows.append((order.returned_at, back, -order.amount))
        for refund in order.refunds:
            if refund.done_at and day <= refund.done_at < day + DAY:
                back = _row(order, refund.done_at, "退款", -refund.amount, refund.number)
                rows.append((refund.done_at, back, -refund.amount))
    if not rows:
        return None
    rows.sort(key=lambda each: each[0])
    paid = [amount for _, _, amount in rows if amount > 0]
    back_fen = [amount for _, _, amount in rows if amount < 0]
    if fault == "unknown_type":
        rows[-1][1][2] = "新业务"
    if fault == "duplicate_row":
        rows.append(rows[-1])
    received = sum(paid) + (1 if fault == "wrong_sums" else 0)
    head = HEAD + (",新加的一列" if fault == "extra_column" else "")
    end = "\n" if fault == "crlf" else "\r\n"
    tab = "" if fault == "no_back_ticks" else "\t"
    ends = ["x"] if fault == "extra_column" else []
    lines = [
        "#支付宝业务明细查询",
        f"#账号：[20880{ALIPAY_APP_ID}]",
        f"#起始日期：[{_time(day)}]   终止日期：[{_time(day + DAY)}]",
        "#-----------------------------------------业务明细列表----------------------------------------",
        head,
        *(",".join(field + tab for field in [*row, *ends]) for _, row, _ in rows),
        "#-----------------------------------------业务明细列表结束------------------------------------",
        f"#交易合计：{len(paid)}笔，商家实收共{_amount(received, fault)}元，商家优惠共0.00元",
        f"#退款合计：{len(back_fen)}笔，商家实收退款共{_amount(sum(back_fen), fault)}元，商家优惠退款共0.00元",
        f"#导出时间：[{_time(now)}]",
    ]
    encoding = "utf-8" if fault == "gbk" else "gbk"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"20880{ALIPAY_APP_ID}_{local(day):%Y%m%d}_业务明细"
        archive.writestr(f"{name}(汇总).csv", f"#支付宝业务汇总查询{end}".encode(encoding))
        archive.writestr(f"{name}.csv", (end.join(lines) + end).encode(encoding))
    whole = packed.getvalue()
    return whole[: len(whole) // 2] if fault == "cut_off" else whole


def _row(order: Order, happened: int, kind: str, amount: int, request: str = "") -> list[str]:
    return [
        order.channel_no, order.number, kind, order.title, _time(order.created), _time(happened), order.shop, "", "",
        "", "*陈(csq***@example.com)", _yuan(amount), _yuan(amount), "0.00", "0.00", "0.00", "0.00", "0.00", "",
        "0.00", "0.00", request, "0.00", "0.00", "",
    ]  # fmt: skip


def _amount(fen: int, fault: str) -> str:
    plain = _yuan(fen)
    whole, cents = plain.split(".")
    return f"{int(whole):,}.{cents}" if fault == "thousands" else plain


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _time(instant: int) -> str:
    return local(instant).strftime("%Y-%m-%d %H:%M:%S")
