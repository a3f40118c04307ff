"""The day's bill of Alipay: tables in GBK in a zip, with comments of # around them.

There is no hash: the counts and sums at the foot must agree with the rows, or nothing of it is used.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date

from posapp.domain.money import Fen
from posapp.domain.payment_channels import Bill, BillRow, BillState
from sync.payments.instants import from_shop_time
from sync.payments.numbers import fen_of_yuan
from sync.payments.wechat_bill import MOST_BILL_BYTES, BadBill, decoded, fen_in

_KINDS = {"交易": "pay", "退款": "refund"}
_PAID = re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.,]+)元")
_REFUNDED = re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.,]+)元")


def read_bill(packed: bytes, day: date) -> Bill:
    """Return the bill in a file as it was downloaded, ``BROKEN`` when form or sums are wrong."""
    try:
        return _bill(text_in(packed, "业务明细列表"), day)
    except BadBill as bad:
        return Bill(BillState.BROKEN, day, code=bad.code, detail=bad.detail)


def text_in(packed: bytes, title: str) -> str:
    """Return the table of this title; the other file in the zip holds the sums. Raises ``BadBill``."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    plain = file.read(MOST_BILL_BYTES + 1)
                if len(plain) > MOST_BILL_BYTES:
                    raise BadBill("too_large")
                text = decoded(plain)
                if title in text:
                    return text
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as wrong:
        # A RuntimeError is zipfile's word for an archive with a password, or packed in a way that it does not know.
        raise BadBill("unreadable", "packed wrongly") from wrong
    raise BadBill("unreadable", "the table is missing")


def _bill(text: str, day: date) -> Bill:
    records, foot = records_of(text, "支付宝交易号")
    rows = tuple(_row(record) for record in records)
    for pattern, kind in ((_PAID, "pay"), (_REFUNDED, "refund")):
        received = [
            fen_in(record, "商家实收（元）") for record, row in zip(records, rows, strict=True) if row.kind == kind
        ]
        checked_foot(pattern, foot, len(received), sum(received))
    paid = sum(row.amount for row in rows if row.kind == "pay")
    refunded = sum(row.amount for row in rows if row.kind == "refund")
    return Bill(BillState.READY, day, rows, Fen(paid), Fen(refunded))


def records_of(text: str, first_head: str) -> tuple[list[dict[str, str]], str]:
    """Return a table's rows by their heads, and the comments around it. Raises ``BadBill``."""
    lines = [line for line in text.splitlines() if line.strip()]
    table = [_split(line) for line in lines if not line.startswith("#")]
    if not table or first_head not in table[0][0]:
        raise BadBill("unreadable", "the head of the table is missing")
    heads = [head.strip() for head in table[0]]
    records = [_fields(fields, heads) for fields in table[1:]]
    return records, "\n".join(line for line in lines if line.startswith("#"))


def checked_foot(pattern: re.Pattern[str], foot: str, count: int, received: int) -> None:
    """Compare the foot's count and sum with those of the rows. Raises ``BadBill``."""
    found = pattern.search(foot)
    if found is None:
        raise BadBill("unreadable", "the foot of the table is missing")
    if (int(found.group(1)), fen_of_yuan(found.group(2))) != (count, received):
        raise BadBill("wrong_sums", f"the foot says {found.group(1)} of {found.group(2)}, the rows {count}, {received}")


def _split(line: str) -> list[str]:
    # Each field ends with a tab, so that spreadsheets leave long numbers alone; so a comma in a name does no harm.
    if "\t," in line:
        return line.split("\t,")
    try:
        return next(csv.reader([line]))
    except (csv.Error, StopIteration) as wrong:
        raise BadBill("unreadable", "no table") from wrong


def _fields(fields: list[str], heads: list[str]) -> dict[str, str]:
    if len(fields) != len(heads):
        raise BadBill("unreadable", f"{len(fields)} fields under {len(heads)} heads")
    return {head: field.strip() for head, field in zip(heads, fields, strict=True)}


def _row(record: Mapping[str, str]) -> BillRow:
    said = record.get("业务类型", "")
    at = from_shop_time(record.get("完成时间", ""))
    number, channel_no = record.get("商户订单号", ""), record.get("支付宝交易号", "")
    if at is None or not number or not channel_no:
        raise BadBill("unreadable", "a row without time or number")
    return BillRow(
        kind=_KINDS.get(said, "unknown"),
        number=number,
        channel_no=channel_no,
        amount=Fen(abs(fen_in(record, "订单金额（元）"))),
        at=at,
        refund_number=record.get("退款批次号/请求号", ""),
        fee=Fen(-fen_in(record, "服务费（元）")),
        said=said,
    )
