"""The account bill of Alipay (账务明细): a table in GBK in a zip, incomes and expenses in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from posapp.domain.funds import FundsBill, FundsRow, Moved
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillState
from sync.payments.alipay_bill import checked_foot, records_of, text_in
from sync.payments.instants import from_shop_time
from sync.payments.wechat_bill import BadBill, fen_in
from sync.payments.wechat_funds import ready

_WITH_PARENTHESES = str.maketrans("()", "（）")
"""Files of different years write the heads of amounts with either kind."""
_CAME = re.compile(r"#收入合计：(\d+)笔，共(-?[\d.,]+)元")
_WENT = re.compile(r"#支出合计：(\d+)笔，共(-?[\d.,]+)元")
_KINDS: Mapping[str, Moved] = {"在线支付": "pay", "交易付款": "pay", "交易退款": "refund", "收费": "fee", "退费": "fee"}


def read_funds(packed: bytes, day: date) -> FundsBill:
    """Return the bill in a file as it was downloaded, ``BROKEN`` when form, balances or sums are wrong."""
    try:
        records, foot = records_of(text_in(packed, "账务明细列表"), "账务流水号")
        rows = tuple(_row({head.translate(_WITH_PARENTHESES): each[head] for head in each}) for each in records)
        came, went = [row.amount for row in rows if row.amount >= 0], [row.amount for row in rows if row.amount < 0]
        checked_foot(_CAME, foot, len(came), sum(came))
        checked_foot(_WENT, foot, len(went), sum(went))
        return ready(rows, day)
    except BadBill as bad:
        return FundsBill(BillState.BROKEN, day, code=bad.code, detail=bad.detail)


def _row(record: Mapping[str, str]) -> FundsRow:
    instant, flow_no = from_shop_time(record.get("发生时间", "")), record.get("账务流水号", "")
    if instant is None or not flow_no:
        raise BadBill("unreadable", "a row without time or number")
    said = record.get("业务类型", "")
    return FundsRow(
        kind=_KINDS.get(said, "other"),
        amount=Fen(abs(fen_in(record, "收入金额（+元）")) - abs(fen_in(record, "支出金额（-元）"))),
        balance=fen_in(record, "账户余额（元）"),
        at=instant,
        flow_no=flow_no,
        refers_to=tuple(number for name in ("业务流水号", "商户订单号") if (number := record.get(name, ""))),
        said=said,
    )
