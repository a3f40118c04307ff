"""The day's bill of WeChat Pay: a packed table in four parts, amounts in yuan, a back-tick before every field.

The hash is SHA-1 over the unpacked file; the summary must agree with the rows to the fen, or nothing of it is used.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from datetime import date

from posapp.domain.money import Fen
from posapp.domain.payment_channels import Bill, BillRow, BillState
from sync.payments.instants import from_shop_time
from sync.payments.numbers import fee_of_yuan, fen_of_yuan

MOST_BILL_BYTES = 64 * 1024 * 1024
"""Of the packed file and of the unpacked one: a hundred thousand rows and more."""

_GZIP = 16 + zlib.MAX_WBITS
_KINDS = {"SUCCESS": "pay", "REFUND": "refund", "REVOKED": "reversed"}


class BadBill(Exception):
    """A bill of which nothing may be used; ``code`` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


def read_bill(packed: bytes, hash_type: str, hash_value: str, day: date) -> Bill:
    """Return the bill in a file as it was downloaded, ``BROKEN`` when hash, form or sums are wrong."""
    try:
        return _bill(checked(packed, hash_type, hash_value), day)
    except BadBill as bad:
        return Bill(BillState.BROKEN, day, code=bad.code, detail=bad.detail)


def checked(packed: bytes, hash_type: str, hash_value: str) -> str:
    """Return the text of a file whose hash is right. Raises ``BadBill``."""
    plain = _unpacked(packed)
    if hash_type != "SHA1" or hashlib.sha1(plain).hexdigest() != hash_value.lower():
        raise BadBill("wrong_hash")
    return decoded(plain)


def decoded(plain: bytes) -> str:
    """Return a bill's text: UTF-8, or GBK as older files are. Raises ``BadBill``."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadBill("unreadable", "neither UTF-8 nor GBK")


def fen_in(row: Mapping[str, str], column: str) -> Fen:
    """Return an amount of a bill's row, empty as nothing. Raises ``BadBill``."""
    text = row.get(column, "")
    found = fen_of_yuan(text) if text else Fen(0)
    if found is None:
        raise BadBill("unreadable", f"an amount in {column}")
    return found


def count_in(summary: Mapping[str, str], column: str) -> int:
    """Return a count of a bill's summary, which some files write as "20.0". Raises ``BadBill``."""
    found = re.fullmatch(r"([0-9]{1,9})(?:\.0+)?", summary.get(column, ""))
    if found is None:
        raise BadBill("unreadable", f"a count in {column}")
    return int(found.group(1))


def _unpacked(packed: bytes) -> bytes:
    if packed[:2] != b"\x1f\x8b":
        return packed
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(packed, MOST_BILL_BYTES)
    except zlib.error as wrong:
        raise BadBill("unreadable", "packed wrongly") from wrong
    if unpacker.unconsumed_tail:
        raise BadBill("too_large")
    if not unpacker.eof:
        raise BadBill("cut_off")
    return plain


def _bill(text: str, day: date) -> Bill:
    lines = [line for line in text.splitlines() if line.strip()]
    at = next((i for i, line in enumerate(lines) if i and not line.startswith("`") and "总交易单数" in line), None)
    if at is None or at + 1 >= len(lines) or "交易时间" not in lines[0]:
        raise BadBill("unreadable", "a part of the table is missing")
    header = lines[0].split(",")
    table = [fields_under(line, header) for line in lines[1:at]]
    summary = fields_under(lines[at + 1], lines[at].split(","))
    rows = tuple(_row(fields) for fields in table)
    paid = sum(fen_in(fields, "订单金额") for fields in table)
    refunded = sum(fen_in(fields, "申请退款金额") for fields in table)
    said = (count_in(summary, "总交易单数"), fen_in(summary, "订单总金额"), fen_in(summary, "申请退款总金额"))
    if said != (len(rows), paid, refunded):
        raise BadBill("wrong_sums", f"{said} for {len(rows)} rows of {paid} and {refunded}")
    return Bill(BillState.READY, day, rows, Fen(paid), Fen(refunded))


def fields_under(line: str, header: list[str]) -> dict[str, str]:
    """Return a line's fields by their heads. Raises ``BadBill``."""
    # A comma and a back-tick part two fields, so a comma in the name of goods does no harm.
    fields = line[1:].split(",`") if line.startswith("`") else line.split(",")
    if len(fields) != len(header):
        raise BadBill("unreadable", f"{len(fields)} fields under {len(header)} heads")
    return {head.strip().lstrip("`"): field.strip() for head, field in zip(header, fields, strict=True)}


def _row(fields: Mapping[str, str]) -> BillRow:
    said = fields.get("交易状态", "")
    at = from_shop_time(fields.get("交易时间", ""))
    number, channel_no = fields.get("商户订单号", ""), fields.get("微信订单号", "")
    if at is None or not number or not channel_no:
        raise BadBill("unreadable", "a row without time or number")
    ordered, given_back = fen_in(fields, "订单金额"), fen_in(fields, "申请退款金额")
    kind = _KINDS.get(said, "unknown")
    return BillRow(
        kind=kind,
        number=number,
        channel_no=channel_no,
        amount=Fen(abs(ordered if kind == "pay" else given_back or ordered)),
        at=at,
        refund_number=fields.get("商户退款单号", "").strip("0") and fields["商户退款单号"],
        fee=fee_of_yuan(fields.get("手续费", "")) or Fen(0),
        said=said,
    )
