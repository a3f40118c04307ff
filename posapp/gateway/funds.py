"""What moved in the merchant's account on a day, as each channel writes it down: the fund-flow bill, with balances."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posapp.domain.clock import DAY, Millis, local
from posapp.gateway.keys import ALIPAY_APP_ID
from posapp.gateway.orders import Order

WECHAT_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,"
    "业务凭证号"
)
WECHAT_SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
ALIPAY_HEAD = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,"
    "业务类型,备注"
)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came or went. ``balance`` is what was there afterwards, ``voucher`` the merchant's number of it."""

    at: int
    amount: int
    balance: int
    order: Order
    business_no: str
    voucher: str


def movements(orders: Iterable[Order], channel: str, day: Millis, fault: str) -> list[Movement]:
    """Return the movements of a day; ``lost_row`` leaves one out, ``lost_money`` one that the balances agree with."""
    moved = sorted(_all(order for order in orders if order.channel == channel), key=lambda each: each[0])
    if fault == "lost_money":
        on_day = [each for each in moved if day <= each[0] < day + DAY]
        moved.remove(on_day[-1])
    found, balance = [], 0
    for instant, amount, order, business_no, voucher in moved:
        balance += amount
        if day <= instant < day + DAY:
            found.append(Movement(instant, amount, balance, order, business_no, voucher))
    if fault == "lost_row" and len(found) > 1:
        del found[len(found) // 2]
    return found


def _all(orders: Iterable[Order]) -> Iterator[tuple[int, int, Order, str, str]]:
    for order in orders:
        back = f"5030{order.channel_no}"[:28]
        if order.charged_at:
            yield order.charged_at, order.amount, order, order.channel_no, order.number
        if order.returned_at:
            # A reversal has no number of the merchant's.
            yield order.returned_at, -order.amount, order, back, f"REF{order.channel_no}"
        for refund in order.refunds:
            # WeChat Pay takes the money when it accepts a refund, whenever it is with the customer, or if it never is.
            left = refund.asked_at if order.channel == "wechat" else refund.done_at
            if left:
                yield left, -refund.amount, order, refund.channel_no or back, refund.number


def _flow_no(one: Movement, place: int) -> str:
    # What goes back bears the payment's number here, as files of the real channel do: it is no name of a row.
    return f"1900{one.at}{place:06d}" if one.amount > 0 else one.order.channel_no


def wechat_file(orders: Iterable[Order], day: Millis, fault: str) -> bytes | None:
    """Return WeChat Pay's file of a day, None where nothing moved."""
    moved = movements(orders, "wechat", day, fault)
    if not moved:
        return None
    rows = [
        [
            _time(one.at), one.business_no, _flow_no(one, place), "交易" if one.amount > 0 else "退款",
            "交易" if one.amount > 0 else "退款", "收入" if one.amount > 0 else "支出", _yuan(abs(one.amount)),
            _yuan(one.balance), "system", "" if one.amount > 0 else f"退款总金额{_yuan(-one.amount)}元;含手续费0.00元",
            one.voucher,
        ]
        for place, one in enumerate(moved)
    ]  # fmt: skip
    came, went = [each.amount for each in moved if each.amount > 0], [each.amount for each in moved if each.amount < 0]
    total = sum(came) + (1 if fault == "wrong_sums" else 0)
    foot = [str(len(rows)), str(len(came)), _yuan(total), str(len(went)), _yuan(-sum(went))]
    lines = [WECHAT_HEAD, *(",".join(f"`{field}" for field in row) for row in rows)]
    lines += [WECHAT_SUMMARY, ",".join(f"`{field}" for field in foot)]
    return b"\xef\xbb\xbf" + ("\n".join(lines) + "\n").encode()


def alipay_file(orders: Iterable[Order], day: Millis, now: Millis, fault: str) -> bytes | None:
    """Return Alipay's zip of a day, None where nothing moved."""
    moved = movements(orders, "alipay", day, fault)
    if not moved:
        return None
    rows = [
        [
            f"2088{one.at}{place:06d}", one.order.channel_no, one.order.number, one.order.title, _time(one.at),
            "*陈(csq***@example.com)", _yuan(max(one.amount, 0)), _yuan(min(one.amount, 0)), _yuan(one.balance),
            "支付宝", "在线支付" if one.amount > 0 else "交易退款", "",
        ]
        for place, one in enumerate(moved)
    ]  # fmt: skip
    came, went = [each.amount for each in moved if each.amount > 0], [each.amount for each in moved if each.amount < 0]
    lines = [
        "#支付宝账务明细查询",
        f"#账号：[20880{ALIPAY_APP_ID}]",
        f"#起始日期：[{_time(day)}]   终止日期：[{_time(day + DAY)}]",
        "#-----------------------------------------账务明细列表----------------------------------------",
        ALIPAY_HEAD,
        *(",".join(f"{field}\t" for field in row) for row in rows),
        "#-----------------------------------------账务明细列表结束------------------------------------",
        f"#支出合计：{len(went)}笔，共{_yuan(sum(went))}元",
        f"#收入合计：{len(came)}笔，共{_yuan(sum(came) + (1 if fault == 'wrong_sums' else 0))}元",
        f"#导出时间：[{_time(now)}]",
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"20880{ALIPAY_APP_ID}_{local(day):%Y%m%d}_账务明细"
        archive.writestr(f"{name}(汇总).csv", "#支付宝账务汇总查询\r\n".encode("gbk"))
        archive.writestr(f"{name}.csv", ("\r\n".join(lines) + "\r\n").encode("gbk"))
    whole = packed.getvalue()
    return whole[: len(whole) // 2] if fault == "cut_off" else whole


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _time(instant: int) -> str:
    return local(instant).strftime("%Y-%m-%d %H:%M:%S")
