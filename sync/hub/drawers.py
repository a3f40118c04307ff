"""What tills tell of their drawers and journals: shifts, cash moved beside sales, Z reports, heads of journals."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select, update

from sync.hub.batch import append
from sync.hub.db import tables
from sync.hub.db.drawer_tables import cash_move, journal_anchor, z_report
from sync.hub.fact import Fact
from sync.protocol.kinds import CashMove, JournalAnchor, ShiftClose, ShiftOpen


def open_shift(fact: Fact, shift: ShiftOpen) -> None:
    """Book that a drawer was opened."""
    append(
        fact.conn,
        tables.shift,
        [
            {
                "shift_id": shift.shift_id,
                "device": fact.device,
                "generation": fact.generation,
                "shop_id": fact.shop_id,
                "business_date": shift.business_date,
                "opened_seq": fact.seq,
                "opened_ms": shift.occurred_ms,
                "float_fen": shift.float_fen,
            }
        ],
    )


def close_shift(fact: Fact, shift: ShiftClose) -> bool:
    """Book the count of a drawer and its Z report; False when its opening is not known here."""
    closed = fact.conn.execute(
        update(tables.shift)
        .where(tables.shift.c.shift_id == shift.shift_id)
        .values(
            closed_seq=fact.seq,
            closed_ms=shift.occurred_ms,
            expected_fen=shift.expected_fen,
            counted_fen=shift.counted_fen,
        )
    )
    if closed.rowcount != 1:
        return False
    if shift.z is not None:
        _keep_z(fact, shift)
    return True


def move_cash(fact: Fact, moved: CashMove) -> None:
    """Book that cash came into a drawer or left it."""
    append(
        fact.conn,
        cash_move,
        [
            {
                "move_id": moved.move_id,
                "hub_no": fact.hub_no,
                "device": fact.device,
                "generation": fact.generation,
                "shop_id": fact.shop_id,
                "shift_id": moved.shift_id,
                "business_date": moved.business_date,
                "direction": moved.direction,
                "amount_fen": moved.amount_fen,
                "reason": moved.reason,
                "staff_id": moved.staff_id,
                "approver_id": moved.approver_id,
                "occurred_ms": moved.occurred_ms,
            }
        ],
    )


def keep_anchor(fact: Fact, anchor: JournalAnchor) -> None:
    """Keep the head of a till's journal. One that contradicts what was told before is an exception for a person."""
    _anchor(fact, anchor.seq, anchor.hash, anchor.occurred_ms)


def _keep_z(fact: Fact, shift: ShiftClose) -> None:
    z = shift.z
    assert z is not None
    mine = (z_report.c.device == fact.device) & (z_report.c.generation == fact.generation)
    last: int = fact.conn.execute(select(func.coalesce(func.max(z_report.c.number), 0)).where(mine)).scalar_one()
    if z.number != last + 1:
        fact.note("z_out_of_order", shift.occurred_ms, number=z.number, before=last)
    difference = shift.counted_fen - shift.expected_fen
    if z.approver_id:
        fact.note("cash_difference", shift.occurred_ms, abs(difference), reason=z.reason, number=z.number)
    append(
        fact.conn,
        z_report,
        [
            {
                "shift_id": shift.shift_id,
                "hub_no": fact.hub_no,
                "device": fact.device,
                "generation": fact.generation,
                "shop_id": fact.shop_id,
                "number": z.number,
                "business_date": shift.business_date,
                "difference_fen": difference,
                "figures": msgspec.json.encode(z).decode(),
            }
        ],
    )
    if z.journal_seq:
        _anchor(fact, z.journal_seq, z.journal_hash, shift.occurred_ms)


def _anchor(fact: Fact, seq: int, hash_: str, at_ms: int) -> None:
    told = journal_anchor.c
    known = select(told.hash).where(told.device == fact.device, told.seq == seq, told.hash != hash_)
    if fact.conn.execute(known).first() is not None:
        fact.note("journal_rewritten", at_ms, seq=seq)
    append(
        fact.conn,
        journal_anchor,
        [{"device": fact.device, "seq": seq, "hub_no": fact.hub_no, "hash": hash_, "at_ms": at_ms}],
    )
