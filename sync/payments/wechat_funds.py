"""The fund-flow bill of WeChat Pay's basic account: packed as its trade bill is, summed up in five figures at its foot.

The balances must follow from one another and the sums agree with the rows, or nothing of it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from posapp.domain.funds import FundsBill, FundsRow, Moved, balances
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillState
from sync.payments.instants import from_shop_time
from sync.payments.wechat_bill import BadBill, checked, count_in, fen_in, fields_under

_AMOUNT, _BALANCE = "收支金额(元)", "账户结余(元)"
_SUMMARY = "资金流水总笔数"
_SIGNS = {"收入": 1, "支出": -1}


def read_funds(packed: bytes, hash_type: str, hash_value: str, day: date) -> FundsBill:
    """Return the bill in a file as it was downloaded, ``BROKEN`` when hash, form, balances or sums are wrong."""
    try:
        return _bill(checked(packed, hash_type, hash_value), day)
    except BadBill as bad:
        return FundsBill(BillState.BROKEN, day, code=bad.code, detail=bad.detail)


def ready(rows: tuple[FundsRow, ...], day: date) -> FundsBill:
    """Return a bill whose balances follow from one another. Raises ``BadBill``."""
    if balances(rows) is None:
        raise BadBill("wrong_balance", f"of {len(rows)} rows")
    return FundsBill(BillState.READY, day, rows)


def _bill(text: str, day: date) -> FundsBill:
    lines = [line.replace("（", "(").replace("）", ")") for line in text.splitlines() if line.strip()]
    at = next((i for i, line in enumerate(lines) if i and not line.startswith("`") and _SUMMARY in line), None)
    if at is None or at + 1 >= len(lines) or "记账时间" not in lines[0]:
        raise BadBill("unreadable", "a part of the table is missing")
    header = lines[0].split(",")
    rows = tuple(_row(fields_under(line, header)) for line in lines[1:at])
    summary = fields_under(lines[at + 1], lines[at].split(","))
    came, went = [row for row in rows if row.amount >= 0], [row for row in rows if row.amount < 0]
    said = [count_in(summary, name) for name in (_SUMMARY, "收入笔数", "支出笔数")]
    sums = [fen_in(summary, name) for name in ("收入金额", "支出金额")]
    if said != [len(each) for each in (rows, came, went)] or sums != [
        sum(row.amount for row in came),
        -sum(row.amount for row in went),
    ]:
        raise BadBill("wrong_sums", f"{said} {sums}")
    return ready(rows, day)


def _row(fields: Mapping[str, str]) -> FundsRow:
    instant, sign = from_shop_time(fields.get("记账时间", "")), _SIGNS.get(fields.get("收支类型", ""))
    flow_no, business_no = fields.get("资金流水单号", ""), fields.get("微信支付业务单号", "")
    if instant is None or sign is None or not flow_no:
        raise BadBill("unreadable", "a row without time, direction or number")
    # The voucher is the merchant's number of the payment or refund; older files name the payment, behind letters.
    voucher = fields.get("业务凭证号", "")
    numbers = (business_no, flow_no, voucher, re.sub(r"^[A-Z]+", "", voucher))
    said = fields.get("业务类型", "")
    return FundsRow(
        kind=_kind(said, sign),
        amount=Fen(sign * abs(fen_in(fields, _AMOUNT))),
        balance=fen_in(fields, _BALANCE),
        at=instant,
        flow_no=flow_no,
        refers_to=tuple(dict.fromkeys(number for number in numbers if number)),
        said=said,
    )


def _kind(said: str, sign: int) -> Moved:
    if "手续费" in said:
        return "fee"
    if said.startswith("交易"):
        return "pay" if sign > 0 else "other"
    return "refund" if said.startswith("退款") and sign < 0 else "other"
