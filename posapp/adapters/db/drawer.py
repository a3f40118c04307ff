"""The drawer's own book: cash moved, counts, turnover of a shift, Z reports."""

from __future__ import annotations

from collections import Counter

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from posapp.adapters.db.drawer_tables import cash_count, cash_move, z_report
from posapp.adapters.db.return_tables import return_line, return_tender, return_ticket
from posapp.adapters.db.tables import journal, sale, sale_line, sale_tender
from posapp.domain.clock import Millis
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.services.drawer_book import JournalHead, KeptCount, KeptMove, Turnover
from sync.protocol.counted import EverTotals, ZFigures
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS

_of_shift = sale.c.shift_id == bindparam("wanted")
_moves = select(cash_move).where(cash_move.c.shift_id == bindparam("wanted")).order_by(cash_move.c.at_ms)
_counts = select(cash_count).where(cash_count.c.shift_id == bindparam("wanted")).order_by(cash_count.c.count_no)
_sums = select(
    func.coalesce(func.sum(sale.c.gross_fen), 0),
    func.coalesce(func.sum(sale.c.discount_fen), 0),
    func.coalesce(func.sum(sale.c.tax_fen), 0),
).where(_of_shift)
_tenders = (
    select(sale_tender.c.kind, func.sum(sale_tender.c.amount_fen))
    .join(sale, sale.c.sale_id == sale_tender.c.sale_id)
    .where(_of_shift)
    .group_by(sale_tender.c.kind)
    .order_by(sale_tender.c.kind)
)
_taxes = (
    select(sale_line.c.tax_bp, func.sum(sale_line.c.tax_fen))
    .join(sale, sale.c.sale_id == sale_line.c.sale_id)
    .where(_of_shift)
    .group_by(sale_line.c.tax_bp)
    .order_by(sale_line.c.tax_bp)
)
_ever = select(
    func.count(),
    func.coalesce(func.sum(sale.c.gross_fen), 0),
    func.coalesce(func.sum(sale.c.discount_fen), 0),
    func.coalesce(func.sum(sale.c.total_fen), 0),
)
_of_return = return_ticket.c.shift_id == bindparam("wanted")
_refunded = select(
    func.count(),
    func.coalesce(func.sum(return_ticket.c.total_fen), 0),
    func.coalesce(func.sum(return_ticket.c.tax_fen), 0),
).where(_of_return)
_given_out = (
    select(return_tender.c.kind, func.sum(return_tender.c.amount_fen))
    .join(return_ticket, return_ticket.c.return_id == return_tender.c.return_id)
    .where(_of_return)
    .group_by(return_tender.c.kind)
)
_taxes_back = (
    select(return_line.c.tax_bp, func.sum(return_line.c.tax_fen))
    .join(return_ticket, return_ticket.c.return_id == return_line.c.return_id)
    .where(_of_return)
    .group_by(return_line.c.tax_bp)
)
_ever_refunded = select(func.count(), func.coalesce(func.sum(return_ticket.c.total_fen), 0))
_last_z = select(func.coalesce(func.max(z_report.c.number), 0)).where(z_report.c.series == bindparam("series"))
_z = select(z_report.c.figures).where(z_report.c.shift_id == bindparam("wanted"))
_hash_of = select(journal.c.hash).where(journal.c.seq == bindparam("wanted"))
_head = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)


class SqlDrawerBook:
    """Keeps ``DrawerBook`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_move(self, move: KeptMove) -> None:
        """Keep that cash was moved."""
        self._connection.execute(
            insert(cash_move),
            {
                "move_id": move.move_id,
                "shift_id": move.shift_id,
                "direction": move.direction,
                "amount_fen": move.amount,
                "reason": move.reason,
                "staff_id": move.staff_id,
                "at_ms": move.at,
            },
        )

    def moves(self, shift_id: ShiftId) -> list[KeptMove]:
        """Return the cash movements of a shift."""
        return [
            KeptMove(
                move_id=row.move_id,
                shift_id=ShiftId(row.shift_id),
                direction=row.direction,
                amount=Fen(row.amount_fen),
                reason=row.reason,
                staff_id=StaffId(row.staff_id),
                at=Millis(row.at_ms),
            )
            for row in self._connection.execute(_moves, {"wanted": shift_id})
        ]

    def add_count(self, count: KeptCount) -> None:
        """Keep a count."""
        self._connection.execute(
            insert(cash_count),
            {
                "shift_id": count.shift_id,
                "pieces": msgspec.json.encode([list(each) for each in count.pieces]),
                "counted_fen": count.counted,
                "expected_fen": count.expected,
                "staff_id": count.staff_id,
                "at_ms": count.at,
            },
        )

    def counts(self, shift_id: ShiftId) -> list[KeptCount]:
        """Return the counts of a shift."""
        return [
            KeptCount(
                shift_id=ShiftId(row.shift_id),
                pieces=[(Fen(fen), pieces) for fen, pieces in from_json(row.pieces, list[tuple[int, int]])],
                counted=Fen(row.counted_fen),
                expected=Fen(row.expected_fen),
                staff_id=StaffId(row.staff_id),
                at=Millis(row.at_ms),
            )
            for row in self._connection.execute(_counts, {"wanted": shift_id})
        ]

    def turnover(self, shift_id: ShiftId) -> Turnover:
        """Return what the sales of a shift add up to, less what went back by each tender and of each tax."""
        wanted = {"wanted": shift_id}
        gross, discount, tax = self._connection.execute(_sums, wanted).one()
        tenders = Counter(dict(self._connection.execute(_tenders, wanted).all()))
        taxes = Counter(dict(self._connection.execute(_taxes, wanted).all()))
        refunds, refunded, tax_back = self._connection.execute(_refunded, wanted).one()
        tenders.subtract(dict(self._connection.execute(_given_out, wanted).all()))
        taxes.subtract(dict(self._connection.execute(_taxes_back, wanted).all()))
        return Turnover(
            gross=Fen(gross),
            discount=Fen(discount),
            tax=Fen(tax - tax_back),
            tenders=dict(tenders),
            taxes={str(rate): fen for rate, fen in taxes.items()},
            refunds=refunds,
            refunded=Fen(refunded),
        )

    def ever(self) -> EverTotals:
        """Return what this file ever sold."""
        sales, gross, discount, total = self._connection.execute(_ever).one()
        refunds, refunded = self._connection.execute(_ever_refunded).one()
        return EverTotals(
            sales=sales,
            gross_fen=gross,
            discount_fen=discount,
            total_fen=total,
            refunds=refunds,
            refunds_fen=refunded,
        )

    def next_z_number(self, series: str) -> int:
        """Return the next number of a series."""
        last: int = self._connection.execute(_last_z, {"series": series}).scalar_one()
        return last + 1

    def add_z(self, shift_id: ShiftId, series: str, figures: ZFigures) -> None:
        """Keep the figures of a Z report."""
        self._connection.execute(
            insert(z_report),
            {
                "shift_id": shift_id,
                "series": series,
                "number": figures.number,
                "figures": msgspec.json.encode(figures),
            },
        )

    def z(self, shift_id: ShiftId) -> ZFigures | None:
        """Return the figures of a closed shift."""
        kept = self._connection.scalar(_z, {"wanted": shift_id})
        return None if kept is None else from_json(kept, ZFigures)

    def hash_of(self, seq: int) -> str:
        """Return the hash of a journal entry."""
        found: str = self._connection.execute(_hash_of, {"wanted": seq}).scalar_one()
        return found

    def journal_head(self) -> JournalHead:
        """Return the journal's last entry."""
        row = self._connection.execute(_head).one_or_none()
        return JournalHead(0, GENESIS) if row is None else JournalHead(row.seq, row.hash)
