"""Shifts, what was sold in them, and their day proofs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, text, union, update

from posapp.adapters.db import day
from posapp.adapters.db.mall_tables import generation_closed
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.return_tables import return_tender, return_ticket
from posapp.adapters.db.rows import decode
from posapp.adapters.db.tables import day_proof, sale, sale_line, sale_tender, shift
from posapp.domain.clock import Millis
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.services.shift_book import ProofRecord, ShiftRecord, ShiftSums
from posapp.services.till_data import PairedTill
from sync.protocol.rows import GenerationClosed

_open = Prepared(select(shift).where(shift.c.closed_ms.is_(None)).limit(1))
# In the order of writing: a clock that was set right may tell that today's shift came before yesterday's.
_latest = select(shift).order_by(text("shift.rowid DESC")).limit(1)
_one = select(shift).where(shift.c.shift_id == bindparam("wanted"))
_add = insert(shift)
_close = (
    update(shift)
    .where(shift.c.shift_id == bindparam("wanted"), shift.c.closed_ms.is_(None))
    .values(
        closed_ms=bindparam("at"),
        expected_fen=bindparam("expected"),
        counted_fen=bindparam("counted"),
        closed_seq=bindparam("seq"),
    )
)
_sums = select(func.count(), func.coalesce(func.sum(sale.c.total_fen), 0)).where(sale.c.shift_id == bindparam("wanted"))
_cash = (
    select(func.sum(sale_tender.c.amount_fen))
    .join(sale, sale.c.sale_id == sale_tender.c.sale_id)
    .where(sale.c.shift_id == bindparam("wanted"), sale_tender.c.kind == "cash")
)
_came_back = select(func.sum(return_ticket.c.total_fen)).where(return_ticket.c.shift_id == bindparam("wanted"))
_cash_back = (
    select(func.sum(return_tender.c.amount_fen))
    .join(return_ticket, return_ticket.c.return_id == return_tender.c.return_id)
    .where(return_ticket.c.shift_id == bindparam("wanted"), return_tender.c.kind == "cash")
)
_pieces = (
    select(func.coalesce(func.sum(sale_line.c.quantity), 0))
    .join(sale, sale.c.sale_id == sale_line.c.sale_id)
    .where(sale.c.shift_id == bindparam("wanted"))
)
_receipts = union(
    select(sale.c.receipt_no).where(sale.c.shift_id == bindparam("wanted")),
    select(return_ticket.c.receipt_no).where(return_ticket.c.shift_id == bindparam("wanted")),
).subquery()
_first, _last = select(func.min(_receipts.c.receipt_no)), select(func.max(_receipts.c.receipt_no))
_ended_before = select(func.coalesce(func.max(shift.c.closed_ms), 0)).where(
    text("shift.rowid < (SELECT this.rowid FROM shift AS this WHERE this.shift_id = :wanted)")
)
_closed_tills = (
    select(generation_closed.c.row)
    .where(generation_closed.c.closed_ms > bindparam("since"), generation_closed.c.closed_ms <= bindparam("until"))
    .order_by(generation_closed.c.closed_ms)
)
_ask = insert(day_proof)
_proof = select(day_proof.c.state, day_proof.c.differing).where(day_proof.c.shift_id == bindparam("wanted"))


class SqlShiftStore:
    """Keeps ``ShiftStore`` on one connection. ``till`` tells who this till is, or raises ``NotPaired``."""

    def __init__(self, connection: Connection, till: Callable[[], PairedTill]) -> None:
        self._connection = connection
        self._till = till

    def open_now(self) -> ShiftRecord | None:
        """Return the open shift."""
        return _record(_open.one(self._connection))

    def latest(self) -> ShiftRecord | None:
        """Return the shift opened last, open or closed."""
        return _record(self._connection.execute(_latest).one_or_none())

    def closed_tills(self, shift: ShiftRecord) -> list[GenerationClosed]:
        """Return the closing records that the mall made after the shift before this one, and before this one ended."""
        since = self._connection.scalar(_ended_before, {"wanted": shift.shift_id})
        until = shift.closed if shift.closed is not None else 1 << 62
        found = self._connection.scalars(_closed_tills, {"since": since, "until": until})
        return [decode(GenerationClosed, image) for image in found]

    def add(self, shift: ShiftRecord) -> None:
        """Keep a shift that was just opened."""
        self._connection.execute(
            _add,
            {
                "shift_id": shift.shift_id,
                "business_date": shift.business_date,
                "staff_id": shift.staff_id,
                "opened_ms": shift.opened,
                "closed_ms": None,
                "float_fen": shift.float_,
                "expected_fen": None,
                "counted_fen": None,
                "opened_seq": shift.opened_seq,
                "closed_seq": None,
            },
        )

    def close(self, shift: ShiftRecord) -> None:
        """Keep the count of a shift."""
        self._connection.execute(
            _close,
            {
                "wanted": shift.shift_id,
                "at": shift.closed,
                "expected": shift.expected,
                "counted": shift.counted,
                "seq": shift.closed_seq,
            },
        )

    def sums(self, shift_id: ShiftId) -> ShiftSums:
        """Return what was sold in a shift, less what came back."""
        wanted = {"wanted": shift_id}
        sales, takings = self._connection.execute(_sums, wanted).one()
        back = self._connection.scalar(_came_back, wanted) or 0
        cash = (self._connection.scalar(_cash, wanted) or 0) - (self._connection.scalar(_cash_back, wanted) or 0)
        return ShiftSums(
            sales=sales,
            pieces=self._connection.scalar(_pieces, wanted) or 0,
            takings=Fen(takings - back),
            cash=Fen(cash),
            first_receipt=self._connection.scalar(_first, wanted) or "",
            last_receipt=self._connection.scalar(_last, wanted) or "",
        )

    def ask_proof(self, shift_id: ShiftId) -> None:
        """Keep the figures of a closed shift for the mall to compare."""
        record = _record(self._connection.execute(_one, {"wanted": shift_id}).one_or_none())
        if record is None or record.closed_seq is None:
            raise ValueError(f"shift {shift_id} is not closed")
        generation = self._till().generation
        figures, touched = day.figures(
            self._connection, generation, shift_id, first=record.opened_seq, last=record.closed_seq
        )
        self._connection.execute(
            _ask,
            {
                "shift_id": shift_id,
                "generation": generation,
                "through_seq": record.closed_seq,
                "figures": msgspec.json.encode(figures),
                "touched": msgspec.json.encode(touched),
                "state": "waiting",
                "differing": b"[]",
                "answers": 0,
                "answered_ms": None,
            },
        )

    def proof(self, shift_id: ShiftId) -> ProofRecord | None:
        """Return where the day proof stands."""
        row = self._connection.execute(_proof, {"wanted": shift_id}).one_or_none()
        return None if row is None else ProofRecord(row.state, tuple(msgspec.json.decode(row.differing)))


def _record(row: Row[Any] | None) -> ShiftRecord | None:
    if row is None:
        return None
    return ShiftRecord(
        shift_id=ShiftId(row.shift_id),
        business_date=row.business_date,
        staff_id=StaffId(row.staff_id),
        opened=Millis(row.opened_ms),
        float_=Fen(row.float_fen),
        opened_seq=row.opened_seq,
        closed=row.closed_ms,
        expected=row.expected_fen,
        counted=row.counted_fen,
        closed_seq=row.closed_seq,
    )
