"""Paid sales with their lines, tenders and movements. Rows are only ever added."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from posapp.adapters.db.mall_tables import coupon, member
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode
from posapp.adapters.db.sync_tables import neighbour_op
from posapp.adapters.db.tables import sale, sale_line, sale_tender, stock_movement
from posapp.domain.clock import Millis
from posapp.domain.identity import SaleId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services import row_changes
from posapp.services.ports import Receipt
from posapp.services.sale_book import KeptLine, KeptSale, SaleBrief
from sync.protocol.decoding import decoder_of
from sync.protocol.kinds import ReturnCommit, SaleCommit, read_body
from sync.protocol.rows import Coupon

_add = Prepared(insert(sale))
_add_lines = Prepared(insert(sale_line))
_add_tenders = Prepared(insert(sale_tender))
_add_movements = Prepared(insert(stock_movement))
_receipt = select(sale.c.receipt).where(sale.c.sale_id == bindparam("wanted"))
_pieces = (
    select(func.sum(sale_line.c.quantity))
    .where(sale_line.c.sale_id == sale.c.sale_id)
    .correlate(sale)
    .scalar_subquery()
)
_recent = (
    select(
        sale.c.sale_id,
        sale.c.receipt_no,
        sale.c.occurred_ms,
        sale.c.total_fen,
        _pieces.label("pieces"),
        member.c.name_zh,
        member.c.name_en,
    )
    .outerjoin(member, member.c.id == sale.c.member_id)
    .order_by(text("sale.rowid DESC"))  # in the order of writing, whatever the clock said
    .limit(bindparam("most"))
)
_total_ever = select(func.sum(sale.c.total_fen))
_coupon = select(coupon.c.row).where(coupon.c.id == bindparam("wanted"))
_use_coupon = (
    update(coupon)
    .where(coupon.c.id == bindparam("wanted"))
    .values(status="used", row=bindparam("image"), local_seq=bindparam("seq"))
)
_ours = select(sale).where(sale.c.receipt_no == bindparam("wanted"))
_lines_of = (
    select(sale_line.c.variant_id, sale_line.c.quantity, sale_line.c.paid_fen)
    .where(sale_line.c.sale_id == bindparam("wanted"))
    .order_by(sale_line.c.place)
)
_tenders_of = select(sale_tender.c.kind, sale_tender.c.amount_fen).where(sale_tender.c.sale_id == bindparam("wanted"))
_theirs = select(neighbour_op.c.kind, neighbour_op.c.v, neighbour_op.c.body).where(
    neighbour_op.c.receipt_no == bindparam("wanted"),
    neighbour_op.c.receipt_no != "",  # so that the partial index serves
)
_receipt_decoder = decoder_of(Receipt)


class SqlSales:
    """Keeps ``Sales`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, sale: SaleCommit, receipt: Receipt, op_seq: int) -> None:
        """Keep a sale with its lines, tenders and movements."""
        _add.run(
            self._connection,
            {
                "sale_id": sale.sale_id,
                "receipt_no": sale.receipt_no,
                "shift_id": sale.shift_id,
                "business_date": sale.business_date,
                "occurred_ms": sale.occurred_ms,
                "staff_id": sale.staff_id,
                "member_id": sale.member_id,
                "member_trust": sale.member_trust,
                "coupon_ids": " ".join(sale.coupon_ids),
                "booking_id": sale.booking_id,
                "gross_fen": sale.gross_fen,
                "discount_fen": sale.discount_fen,
                "total_fen": sale.total_fen,
                "tax_fen": sale.tax_fen,
                "points": sale.points_earned,
                "op_seq": op_seq,
                "receipt": msgspec.json.encode(receipt),
            },
        )
        _add_lines.run_many(
            self._connection,
            [
                {
                    "line_id": line.line_id,
                    "sale_id": sale.sale_id,
                    "place": place,
                    "variant_id": line.variant_id,
                    "style_id": line.style_id,
                    "quantity": line.quantity,
                    "list_fen": line.list_fen,
                    "paid_fen": line.paid_fen,
                    "tax_bp": line.tax_bp,
                    "tax_fen": line.tax_fen,
                    "source": line.source,
                    "clerk_id": line.clerk_id,
                }
                for place, line in enumerate(sale.lines, start=1)
            ],
        )
        _add_tenders.run_many(
            self._connection,
            [
                {
                    "tender_id": tender.tender_id,
                    "sale_id": sale.sale_id,
                    "kind": tender.kind,
                    "amount_fen": tender.amount_fen,
                    "received_fen": tender.received_fen,
                    "change_fen": tender.change_fen,
                }
                for tender in sale.tenders  # an even exchange has none
            ],
        )
        _add_movements.run_many(
            self._connection,
            [
                {
                    "movement_id": movement.movement_id,
                    "variant_id": movement.variant_id,
                    "quantity": movement.quantity,
                    "cause": movement.cause,
                    "op_seq": op_seq,
                    "sale_id": sale.sale_id,
                    "order_id": None,
                }
                for movement in sale.movements
            ],
        )

    def receipt(self, sale_id: SaleId) -> Receipt | None:
        """Return the receipt as it was first printed."""
        kept = self._connection.scalar(_receipt, {"wanted": sale_id})
        return None if kept is None else _receipt_decoder.decode(kept)

    def by_number(self, receipt_no: str) -> KeptSale | None:
        """Return the sale of a receipt: one of ours, else one that the relay told of a neighbour."""
        ours = self._connection.execute(_ours, {"wanted": receipt_no}).first()
        if ours is None:
            return self._of_neighbour(receipt_no)
        lines = self._connection.execute(_lines_of, {"wanted": ours.sale_id})
        tenders = self._connection.execute(_tenders_of, {"wanted": ours.sale_id})
        return KeptSale(
            is_ours=True,
            sold=Millis(ours.occurred_ms),
            staff_id=ours.staff_id,
            member_id=ours.member_id,
            lines=tuple(KeptLine(line.variant_id, line.quantity, Fen(line.paid_fen)) for line in lines),
            total=Fen(ours.total_fen),
            tenders=tuple((tender.kind, Fen(tender.amount_fen)) for tender in tenders),
        )

    def _of_neighbour(self, receipt_no: str) -> KeptSale | None:
        """Return what the relay told; only a sale that could be read has its receipt's number beside it."""
        told = self._connection.execute(_theirs, {"wanted": receipt_no}).first()
        body = None if told is None else read_body(told.kind, told.v, told.body.decode())
        body = body.sale if isinstance(body, ReturnCommit) else body
        if not isinstance(body, SaleCommit):
            return None
        return KeptSale(
            is_ours=False,
            sold=Millis(body.occurred_ms),
            staff_id=body.staff_id,
            member_id=body.member_id,
            lines=tuple(KeptLine(line.variant_id, line.quantity, Fen(line.paid_fen)) for line in body.lines),
            total=Fen(body.total_fen),
            tenders=tuple((tender.kind, Fen(tender.amount_fen)) for tender in body.tenders),
        )

    def recent(self, most: int) -> tuple[SaleBrief, ...]:
        """Return the last sales, newest first."""
        return tuple(
            SaleBrief(
                sale_id=SaleId(row.sale_id),
                receipt_no=row.receipt_no,
                at=Millis(row.occurred_ms),
                total=Fen(row.total_fen),
                pieces=row.pieces,
                member_name=None if row.name_zh is None else Bilingual(row.name_zh, row.name_en),
            )
            for row in self._connection.execute(_recent, {"most": most})
        )

    def total_ever(self) -> Fen:
        """Return what this file ever sold."""
        return Fen(self._connection.scalar(_total_ever) or 0)

    def use_coupon(self, coupon_id: str, op_seq: int) -> None:
        """Mark a coupon as used here, until the mall has applied the operation ``op_seq``."""
        image = self._connection.scalar(_coupon, {"wanted": coupon_id})
        if image is not None:
            used = msgspec.json.encode(row_changes.used(decode(Coupon, image)))
            self._connection.execute(_use_coupon, {"wanted": coupon_id, "image": used, "seq": op_seq})
