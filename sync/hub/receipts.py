"""Receipts that a till asks for: a sale of any shop by its number, and what a member bought anywhere."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select

from posapp.domain.clock import Millis
from sync.hub.db.invoice_tables import invoice_request
from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.db.tables import inbox, sale, sale_line
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.receipts import MOST_OF_MEMBER, CameBack, MemberReceipt, MemberReceipts, ReceiptAnswer

_booked = (
    select(inbox.c.envelope)
    .join(sale, sale.c.hub_no == inbox.c.hub_no)
    .where(sale.c.receipt_no == bindparam("wanted"))
    .order_by(sale.c.hub_no)
    .limit(1)
)
_came_back = (
    select(inbox.c.op_id, return_line.c.return_id, return_line.c.n, return_line.c.place, return_line.c.quantity)
    .join(return_ticket, return_ticket.c.return_id == return_line.c.return_id)
    .join(inbox, inbox.c.hub_no == return_ticket.c.hub_no)
    .where(return_line.c.of_receipt_no == bindparam("wanted"))
    .order_by(return_ticket.c.hub_no, return_line.c.n)
)
_asked = (
    select(func.min(invoice_request.c.asked_ms))
    .join(sale, sale.c.sale_id == invoice_request.c.sale_id)
    .where(sale.c.receipt_no == bindparam("wanted"))
)
_newest = (
    select(sale.c.sale_id, sale.c.receipt_no, sale.c.shop_id, sale.c.occurred_ms, sale.c.total_fen)
    .where(sale.c.member_id == bindparam("member"))
    .order_by(sale.c.occurred_ms.desc(), sale.c.hub_no.desc())
    .limit(MOST_OF_MEMBER)
    .subquery()
)
_of_member = (
    select(*_newest.c, func.sum(sale_line.c.quantity).label("pieces"))
    .join(sale_line, sale_line.c.sale_id == _newest.c.sale_id)
    .group_by(*_newest.c)
    .order_by(_newest.c.occurred_ms.desc(), _newest.c.receipt_no.desc())
)


def find(conn: Connection, receipt_no: str, now: Millis) -> ReceiptAnswer:
    """Return the sale of a number with what has come back of it; the first one booked, should two tills share it."""
    envelope = conn.execute(_booked, {"wanted": receipt_no}).scalar()
    if envelope is None:
        return ReceiptAnswer(status="unknown", server_ms=now)
    told = from_json(envelope, Operation)
    returned = [
        CameBack(op_id=row.op_id, return_id=row.return_id, n=row.n, place=row.place, quantity=row.quantity)
        for row in conn.execute(_came_back, {"wanted": receipt_no})
    ]
    return ReceiptAnswer(
        status="found",
        server_ms=now,
        kind=told.kind,
        v=told.v,
        body=told.body,
        returned=returned,
        invoice_asked_ms=conn.execute(_asked, {"wanted": receipt_no}).scalar() or 0,
    )


def of_member(conn: Connection, member_id: str, now: Millis) -> MemberReceipts:
    """Return what a member bought in any shop, the newest first."""
    receipts = [
        MemberReceipt(
            receipt_no=row.receipt_no,
            shop_id=row.shop_id,
            occurred_ms=row.occurred_ms,
            total_fen=row.total_fen,
            pieces=int(row.pieces),
        )
        for row in conn.execute(_of_member, {"member": member_id})
    ]
    return MemberReceipts(receipts=receipts, server_ms=now)
