"""Money that is certain of a sale that is not: it is booked at once, the rest of it stands in a suspense account.

The tills counted the cash, so takings, tenders and taxes have to agree at once. Goods, member and coupon of such a sale
are not booked: correcting facts do that, and take the amount out of suspense again.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select

from sync.hub.db import tables
from sync.hub.db.review_tables import suspense_entry
from sync.hub.errors import MoneyUnclear
from sync.hub.parked import Standing
from sync.protocol.decoding import from_plain


class _Tender(msgspec.Struct, frozen=True):
    kind: str
    amount_fen: int


class _Line(msgspec.Struct, frozen=True):
    paid_fen: int
    tax_fen: int = 0
    tax_bp: int = 0
    quantity: int = 1
    variant_id: str = ""
    style_id: str = ""
    source: str = ""
    clerk_id: str = ""


class _Takings(msgspec.Struct, frozen=True):
    """What must be readable of a sale before its money can be booked."""

    total_fen: int
    tenders: list[_Tender]
    lines: list[_Line] = []
    sale_id: str = ""
    receipt_no: str = ""
    shift_id: str = ""
    business_date: str = ""
    occurred_ms: int = 0
    staff_id: str = ""
    tax_fen: int = 0


def post(conn: Connection, op: Standing, settlement_no: int) -> int:
    """Book the takings of a parked sale and put as much into suspense; return the amount.

    Raises ``MoneyUnclear`` when it is no sale, or its tenders do not come to its total.
    """
    takings = _takings(op)
    sale_id = takings.sale_id
    if not sale_id or conn.execute(select(tables.sale.c.sale_id).where(tables.sale.c.sale_id == sale_id)).scalar():
        sale_id = f"suspense-{op.hub_no}"
    conn.execute(
        insert(tables.sale).values(
            sale_id=sale_id,
            hub_no=op.hub_no,
            device=op.device,
            generation=op.generation,
            seq=op.seq,
            receipt_no=takings.receipt_no,
            shop_id=op.shop_id,
            shift_id=takings.shift_id,
            business_date=takings.business_date,
            occurred_ms=takings.occurred_ms,
            staff_id=takings.staff_id,
            member_id=None,
            gross_fen=takings.total_fen,
            discount_fen=0,
            total_fen=takings.total_fen,
            tax_fen=takings.tax_fen,
            points_earned=0,
        )
    )
    for place, line in enumerate(takings.lines):
        values = msgspec.structs.asdict(line)
        conn.execute(insert(tables.sale_line).values(sale_id=sale_id, line_id=f"{sale_id}-{place}", **values))
    for place, tender in enumerate(takings.tenders):
        tender_id = f"suspense-{op.hub_no}-{place}"
        conn.execute(
            insert(tables.tender).values(
                tender_id=tender_id, sale_id=sale_id, kind=tender.kind, amount_fen=tender.amount_fen
            )
        )
    enter(conn, f"suspense-{op.hub_no}", "suspense", op, takings.total_fen, settlement_no)
    return takings.total_fen


def enter(conn: Connection, entry_id: str, account: str, op: Standing, amount_fen: int, settlement_no: int) -> None:
    """Write a line of an account."""
    conn.execute(
        insert(suspense_entry).values(
            entry_id=entry_id,
            account=account,
            shop_id=op.shop_id,
            hub_no=op.hub_no,
            amount_fen=amount_fen,
            settlement_no=settlement_no,
            at_ms=op.received_ms,
        )
    )


def in_suspense(conn: Connection) -> list[dict[str, Any]]:
    """Return what stands in suspense, by operation: its mall no., its shop, the amount in fen."""
    entry = suspense_entry
    total = func.sum(entry.c.amount_fen)
    rows = conn.execute(
        select(entry.c.hub_no, entry.c.shop_id, total.label("amount_fen"), func.min(entry.c.at_ms).label("at_ms"))
        .where(entry.c.account == "suspense")
        .group_by(entry.c.hub_no, entry.c.shop_id)
        .having(total != 0)
        .order_by(entry.c.hub_no)
    )
    return [
        {"hub_no": row.hub_no, "shop_id": row.shop_id, "amount_fen": int(row.amount_fen), "at_ms": row.at_ms}
        for row in rows
    ]


def _takings(op: Standing) -> _Takings:
    if op.kind != "sale.commit":
        raise MoneyUnclear()
    try:
        takings = from_plain(op.body, _Takings)
    except msgspec.ValidationError:
        # Lines of an unknown shape do not make the money unclear.
        try:
            takings = from_plain({**op.body, "lines": []}, _Takings)
        except msgspec.ValidationError:
            raise MoneyUnclear() from None
    if sum(tender.amount_fen for tender in takings.tenders) != takings.total_fen:
        raise MoneyUnclear()
    return takings
