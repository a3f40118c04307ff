"""Apply what the inbox holds: each operation's effects, its result and the rows that tell of it, in one transaction.

Operations of a device apply in the order of their seq. One that cannot be applied is parked with its reason in words
and blocks none but those that name it in ``deps``. Applying twice is impossible: results are unique by operation,
movements, sales and points by their own ids.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Literal

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import OperationalError

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.effects import EFFECTS, Fact, Parked
from sync.hub.errors import NotParked
from sync.hub.late_results import tell
from sync.hub.publishing import lock_streams
from sync.hub.sentences import sentence
from sync.kill_points import passing
from sync.protocol.envelope import Operation
from sync.protocol.kinds import UnknownKind, read_body
from sync.protocol.wire import OpResult

log = logging.getLogger(__name__)

_BATCH = 100
_SQLITE_TROUBLES = (5, 6, 7, 9, 10, 11, 13, 14)
"""Busy, locked, out of memory, interrupted, input or output failed, corrupt, disk full, cannot open."""


def apply_waiting(
    database: Database, clock: Clock, device: str, generation: int, answered: Collection[str] = ()
) -> int:
    """Apply what a device's log holds and is not applied yet; return how many operations that were.

    ``answered`` are the ids of those of which the caller tells the till; it hears of the others in its feed.
    """
    done = 0
    while True:
        with database.writing() as conn:
            count = _apply_batch(conn, clock, device, generation, answered)
        done += count
        if count < _BATCH:
            return done


def apply_behind(database: Database, clock: Clock) -> int:
    """Apply what was taken in while it could not be applied, by a hub that was killed or whose disk was full."""
    known = tables.device
    with database.reading() as conn:
        behind = conn.execute(
            select(known.c.device, known.c.generation).where(
                known.c.applied_through < known.c.received_through, known.c.status == "active"
            )
        ).all()
    return sum(apply_waiting(database, clock, device, generation) for device, generation in behind)


def apply_leftovers(database: Database, clock: Clock) -> int:
    """Apply what a killed hub had taken in only, and what was parked because this program was too old for it."""
    done = apply_behind(database, clock)
    with database.reading() as conn:
        too_new = list(
            conn.execute(
                select(tables.op_result.c.hub_no).where(tables.op_result.c.code == "unknown_version")
            ).scalars()
        )
    for hub_no in too_new:
        with database.writing() as conn:
            retry(conn, clock, hub_no)
    return done


def retry(conn: Connection, clock: Clock, hub_no: int) -> str:
    """Try a parked operation once more; return its new result. Raises ``NotParked``."""
    found = (
        conn.execute(
            select(tables.inbox.c.hub_no, tables.inbox.c.envelope, tables.inbox.c.is_sound, tables.device.c.shop_id)
            .join(tables.op_result, tables.op_result.c.hub_no == tables.inbox.c.hub_no)
            .join(
                tables.device,
                (tables.device.c.device == tables.inbox.c.device)
                & (tables.device.c.generation == tables.inbox.c.generation),
            )
            .where(tables.inbox.c.hub_no == hub_no, tables.op_result.c.result == "parked")
        )
        .mappings()
        .one_or_none()
    )
    if found is None:
        raise NotParked()
    _lock_for(conn, found["shop_id"])
    conn.execute(tables.op_result.delete().where(tables.op_result.c.hub_no == hub_no))
    return _apply_one(conn, clock, found, found["shop_id"], answered=())


def _apply_batch(conn: Connection, clock: Clock, device: str, generation: int, answered: Collection[str]) -> int:
    known = tables.device
    mine = (known.c.device == device) & (known.c.generation == generation)
    standing = conn.execute(
        select(known.c.shop_id, known.c.received_through, known.c.applied_through).where(mine).with_for_update()
    ).one()
    if standing.applied_through >= standing.received_through:
        return 0
    _lock_for(conn, standing.shop_id)
    inbox = tables.inbox
    waiting = (
        conn.execute(
            select(inbox.c.hub_no, inbox.c.seq, inbox.c.envelope, inbox.c.is_sound)
            .where(
                inbox.c.device == device,
                inbox.c.generation == generation,
                inbox.c.seq > standing.applied_through,
                inbox.c.seq <= standing.received_through,
            )
            .order_by(inbox.c.seq)
            .limit(_BATCH)
        )
        .mappings()
        .all()
    )
    for found in waiting:
        _apply_one(conn, clock, found, standing.shop_id, answered)
        passing("hub.mid_apply")
    conn.execute(update(known).where(mine).values(applied_through=waiting[-1]["seq"]))
    passing("hub.before_apply_commit")
    return len(waiting)


def _apply_one(conn: Connection, clock: Clock, found: RowMapping, shop_id: str, answered: Collection[str]) -> str:
    operation = msgspec.json.decode(found["envelope"], type=Operation)
    values: dict[str, object] = {}
    result: Literal["applied", "parked"]
    try:
        # The savepoint takes back what a rule wrote before it gave up.
        with conn.begin_nested():
            _apply_rule(conn, operation, found["hub_no"], shop_id, is_sound=found["is_sound"])
        result, code = "applied", ""
    except Parked as parked:
        result, code, values = "parked", parked.code, parked.values
    except Exception as error:
        if _is_of_the_database(error):
            raise  # it stays in the inbox, and is applied when that is over
        # An operation must never block the others, whatever is wrong with it.
        log.exception("operation %s could not be applied", operation.op_id)
        result, code = "parked", "failed"
    text = sentence(code, values) if code else Bilingual("", "")
    conn.execute(
        insert(tables.op_result).values(
            hub_no=found["hub_no"], result=result, code=code, zh=text.zh, en=text.en, at_ms=clock.now()
        )
    )
    if operation.op_id not in answered:
        came_to = OpResult(
            op_id=operation.op_id, result=result, hub_no=found["hub_no"], code=code, zh=text.zh, en=text.en
        )
        tell(conn, operation.device, operation.generation, came_to)
    return result


def _is_of_the_database(error: Exception) -> bool:
    """Tell whether the database itself is in trouble: its disk is full, it is locked, the connection is lost.

    SQLite says "operational" of a wrong statement too; only its result code tells them apart.
    """
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _SQLITE_TROUBLES


def _apply_rule(conn: Connection, operation: Operation, hub_no: int, shop_id: str, *, is_sound: bool) -> None:
    if not is_sound:
        raise Parked("unsound")
    try:
        body = read_body(operation.kind, operation.v, operation.body)
    except UnknownKind:
        raise Parked("unknown_version", kind=operation.kind, v=operation.v) from None
    except msgspec.DecodeError:
        raise Parked("bad_body") from None
    if operation.deps and not _are_applied(conn, operation.deps):
        raise Parked("waits_for")
    fact = Fact(
        conn=conn,
        hub_no=hub_no,
        op_id=operation.op_id,
        device=operation.device,
        generation=operation.generation,
        seq=operation.seq,
        shop_id=shop_id,
    )
    EFFECTS[type(body)](fact, body)


def _are_applied(conn: Connection, op_ids: tuple[str, ...]) -> bool:
    applied = conn.execute(
        select(tables.inbox.c.op_id)
        .join(tables.op_result, tables.op_result.c.hub_no == tables.inbox.c.hub_no)
        .where(tables.inbox.c.op_id.in_(op_ids), tables.op_result.c.result == "applied")
    ).scalars()
    return set(applied) >= set(op_ids)


def _lock_for(conn: Connection, shop_id: str) -> None:
    lock_streams(conn, f"shop:{shop_id}", "stock", "members")
