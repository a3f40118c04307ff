"""What the back office shows, as plain values: one look at the books."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from posapp.domain.clock import Millis
from sync.hub import backups, enrolment, making_good, parked, quarantined, suspense
from sync.hub.db import tables
from sync.hub.db.review_tables import backup_mark, settlement
from sync.hub.publishing import published_all
from sync.hub.relays import heard_of
from sync.protocol.rows import GenerationClosed, Shop

_MOST_LISTED = 200
_MOST_AUDITED = 50


def overview(conn: Connection, now: Millis) -> dict[str, Any]:
    """Return everything the page shows."""
    result = tables.op_result
    counts = conn.execute(select(result.c.result, func.count().label("number")).group_by(result.c.result)).all()
    chain = enrolment.chain_name(conn)
    shops = published_all(conn, Shop)
    waiting = parked.all_standing(conn, _MOST_LISTED)
    apart = quarantined.logs(conn)
    return {
        "chain": {"zh": chain.zh, "en": chain.en},
        "shops": [{"id": s.id, "code": s.code, "zh": s.name_zh, "en": s.name_en} for s in shops],
        "devices": _devices(conn),
        "relays": [{"shop_id": s.id, **msgspec.to_builtins(heard)} for s in shops if (heard := heard_of(conn, s.id))],
        "closed": [msgspec.to_builtins(row) for row in published_all(conn, GenerationClosed)],
        "operations": {
            "taken": conn.execute(select(func.count()).select_from(tables.inbox)).scalar_one(),
            **{row.result: row.number for row in counts},
        },
        "overdue": parked.held_up(waiting, now),
        "parked": [_parked(conn, op) for op in waiting],
        "quarantined": sum(log.operations for log in apart),
        "apart": [log._asdict() for log in apart],
        "suspense": suspense.in_suspense(conn),
        "exceptions": _exceptions(conn),
        "settled": _settled(conn),
        "backed_up_ms": backups.last_backup(conn),
        "now_ms": now,
    }


def _devices(conn: Connection) -> list[dict[str, Any]]:
    device, mark = tables.device, backup_mark
    rows = conn.execute(
        select(
            device.c.device,
            device.c.generation,
            device.c.shop_id,
            device.c.till_no,
            device.c.program,
            device.c.status,
            device.c.last_contact_ms,
            device.c.received_through,
            device.c.applied_through,
            func.coalesce(mark.c.through_seq, 0).label("backed_up_through"),
        )
        .outerjoin(mark, (mark.c.device == device.c.device) & (mark.c.generation == device.c.generation))
        # A branch of a copied log is no till.
        .where(device.c.generation > 0)
        .order_by(device.c.shop_id, device.c.till_no, device.c.generation)
    )
    return [dict(row) for row in rows.mappings()]


def _parked(conn: Connection, op: parked.Standing) -> dict[str, Any]:
    return {
        "hub_no": op.hub_no,
        "kind": op.kind,
        "device": op.device,
        "seq": op.seq,
        "shop_id": op.shop_id,
        "till_no": op.till_no,
        "code": op.code,
        "zh": op.zh,
        "en": op.en,
        "received_ms": op.received_ms,
        "subject": parked.subject_of(op.body),
        "amount_fen": parked.amount_of(conn, op.kind, op.body),
        "evidence": parked.evidence_of(op.body),
        "actions": parked.ways_out(op.code, op.kind),
        "what": parked.MAPPED.get(op.code, ""),
        "from_id": str(op.body.get(f"{parked.MAPPED.get(op.code, '')}_id", "")),
        "fixes": [msgspec.to_builtins(fix) for fix in parked.fixes_for(conn, op)],
    }


def _exceptions(conn: Connection) -> list[dict[str, Any]]:
    exception = tables.trade_exception
    rows = conn.execute(
        select(
            exception.c.exception_no,
            exception.c.hub_no,
            exception.c.shop_id,
            exception.c.code,
            exception.c.zh,
            exception.c.en,
            exception.c.amount_fen,
            exception.c.at_ms,
        )
        .where(exception.c.settled_ms.is_(None))
        .order_by(exception.c.exception_no.desc())
        .limit(_MOST_LISTED)
    )
    return [{**row, "unknown": making_good.unknown_in(conn, row["code"], row["hub_no"])} for row in rows.mappings()]


def _settled(conn: Connection) -> list[dict[str, Any]]:
    entry = settlement
    rows = conn.execute(
        select(
            entry.c.settlement_no,
            entry.c.shop_id,
            entry.c.about,
            entry.c.action,
            entry.c.who,
            entry.c.source,
            entry.c.reason,
            entry.c.asked_ms,
            entry.c.done_ms,
            entry.c.outcome,
        )
        .order_by(entry.c.settlement_no.desc())
        .limit(_MOST_AUDITED)
    )
    return [dict(row) for row in rows.mappings()]
