"""Apply what the inbox holds: each operation's effects, its result and the rows that tell of it, in one transaction.

Operations of a device apply in the order of their seq. One that cannot be applied is parked with its reason in words
and blocks none but those that name it in ``deps``. Applying twice is impossible: results are unique by operation,
movements, sales and points by their own ids.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlalchemy.exc import OperationalError

from posapp.domain.clock import Clock, Millis
from sync.hub.batch import Batch, append, together
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.effects import EFFECTS
from sync.hub.erased import without_her
from sync.hub.errors import NotParked
from sync.hub.fact import Fact, Parked
from sync.hub.late_results import tell, tell_all
from sync.hub.mapping import mapped
from sync.hub.parked import no_longer_parked, tell_shop
from sync.hub.publishing import lock_streams
from sync.hub.sales import look_ahead
from sync.hub.sentences import sentence
from sync.kill_points import passing
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body, UnknownKind, read_body
from sync.protocol.wire import OpResult

log = logging.getLogger(__name__)

_BATCH = 250
"""Operations a transaction: a tenth of a second in which a phone's order has to wait."""

_SQLITE_TROUBLES = (5, 6, 7, 9, 10, 11, 13, 14)
"""Busy, locked, out of memory, interrupted, input or output failed, corrupt, disk full, cannot open."""

_known, _inbox = tables.device, tables.inbox
_mine = (_known.c.device == bindparam("of_device")) & (_known.c.generation == bindparam("of_generation"))
_behind = select(_known.c.device, _known.c.generation).where(_known.c.applied_through < _known.c.received_through)
_standing = select(_known.c.shop_id, _known.c.received_through, _known.c.applied_through).where(_mine).with_for_update()
_waiting = (
    select(_inbox.c.hub_no, _inbox.c.seq, _inbox.c.envelope, _inbox.c.is_sound)
    .where(
        _inbox.c.device == bindparam("of_device"),
        _inbox.c.generation == bindparam("of_generation"),
        _inbox.c.seq > bindparam("applied"),
        _inbox.c.seq <= bindparam("received"),
    )
    .order_by(_inbox.c.seq)
    .limit(bindparam("most"))
)
_applied = update(_known).where(_mine).values(applied_through=bindparam("through"))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An operation of the inbox, and what it says, or why it cannot be booked."""

    hub_no: int
    generation: int
    operation: Operation
    body: Body | Parked
    is_in_turn: bool
    now: Millis


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
    """Apply what was taken in while it could not be applied, by a hub that was killed or whose disk was full.

    Also of a log that has been taken out of service since: what was taken in before that was in good standing.
    """
    with database.reading() as conn:
        behind = conn.execute(_behind).all()
    return sum(apply_waiting(database, clock, device, generation) for device, generation in behind)


def apply_leftovers(database: Database, clock: Clock) -> int:
    """Apply what a killed hub had taken in only, and what was parked because this program was too old for it.

    Where the database cannot be written now (its disk is full) the rest stays as it is, and the hub serves what it can:
    the upkeep applies what was taken in, and people, or the next start, retry what was parked.
    """
    done = 0
    try:
        done = apply_behind(database, clock)
        with database.reading() as conn:
            results = tables.op_result
            too_new = list(conn.execute(select(results.c.hub_no).where(results.c.code == "unknown_version")).scalars())
        for hub_no in too_new:
            with database.writing() as conn:
                retry(conn, clock, hub_no)
    except Exception as error:
        if not is_of_the_database(error):
            raise
        log.exception("what was left over is not applied yet")
    return done


def retry(conn: Connection, clock: Clock, hub_no: int) -> str:
    """Try a parked operation once more, meant as people said; return its new result. Raises ``NotParked``."""
    parked = select(tables.op_result.c.hub_no).where(
        tables.op_result.c.hub_no == hub_no, tables.op_result.c.result == "parked"
    )
    if conn.execute(parked).scalar() is None:
        raise NotParked()
    conn.execute(tables.op_result.delete().where(tables.op_result.c.hub_no == hub_no))
    result = apply_alone(conn, clock, hub_no)
    if result == "applied":
        no_longer_parked(conn, hub_no, clock.now())
    return result


def apply_alone(conn: Connection, clock: Clock, hub_no: int) -> str:
    """Apply one operation of the inbox out of turn, and return its result."""
    inbox, known = tables.inbox, tables.device
    found = (
        conn.execute(
            select(
                inbox.c.hub_no,
                inbox.c.generation,
                inbox.c.envelope,
                inbox.c.is_sound,
                known.c.shop_id,
            )
            .join(known, (known.c.device == inbox.c.device) & (known.c.generation == inbox.c.generation))
            .where(inbox.c.hub_no == hub_no)
        )
        .mappings()
        .one()
    )
    _lock_for(conn, found["shop_id"])
    waiting = _read(found, found["generation"], clock.now(), is_in_turn=False)
    [result] = _apply_run(conn, clock, [waiting], found["shop_id"])
    tell(conn, waiting.operation.device, waiting.operation.generation, result)
    return result.result


def _apply_batch(conn: Connection, clock: Clock, device: str, generation: int, answered: Collection[str]) -> int:
    mine = {"of_device": device, "of_generation": generation}
    standing = conn.execute(_standing, mine).one()
    if standing.applied_through >= standing.received_through:
        return 0
    _lock_for(conn, standing.shop_id)
    between = {"applied": standing.applied_through, "received": standing.received_through}
    waiting = conn.execute(_waiting, {**mine, **between, "most": _BATCH}).mappings().all()
    now = clock.now()
    results = _apply_run(conn, clock, [_read(found, generation, now) for found in waiting], standing.shop_id)
    tell_all(conn, device, generation, (each for each in results if each.op_id not in answered))
    conn.execute(_applied, {**mine, "through": waiting[-1]["seq"]})
    passing("hub.before_apply_commit")
    return len(waiting)


def _read(found: RowMapping, generation: int, now: Millis, *, is_in_turn: bool = True) -> _Waiting:
    """Read an operation of the inbox; whatever cannot be read of it parks it."""
    operation = from_json(found["envelope"], Operation)
    body: Body | Parked
    try:
        body = read_body(operation.kind, operation.v, operation.body) if found["is_sound"] else Parked("unsound")
    except UnknownKind:
        body = Parked("unknown_version", kind=operation.kind, v=operation.v)
    except msgspec.DecodeError:
        body = Parked("bad_body")
    return _Waiting(found["hub_no"], generation, operation, body, is_in_turn, now)


def _apply_run(conn: Connection, clock: Clock, run: Sequence[_Waiting], shop_id: str) -> list[OpResult]:
    """Apply operations together. Where one of them upsets that, halve: in the end it parks alone, the others apply."""
    try:
        # The savepoint takes back what was written before a rule gave up.
        with conn.begin_nested(), together(conn) as batch:
            return _apply_together(batch, clock, run, shop_id)
    except Exception as error:
        if is_of_the_database(error):
            raise  # all stays in the inbox, and is applied when that is over
        if len(run) == 1:
            return [_park(conn, clock, run[0], error)]
    middle = len(run) // 2
    return _apply_run(conn, clock, run[:middle], shop_id) + _apply_run(conn, clock, run[middle:], shop_id)


def _apply_together(batch: Batch, clock: Clock, run: Sequence[_Waiting], shop_id: str) -> list[OpResult]:
    """Apply operations in one batch. Raises whatever an operation raises that has changed something by then."""
    conn = batch.conn
    look_ahead(conn, shop_id, [(each.operation.op_id, each.body) for each in run])
    results: dict[str, OpResult] = {}
    for each in run:
        before = batch.changes
        try:
            _apply_rule(conn, each, shop_id, results)
        except Parked as parked:
            if batch.changes != before:
                raise
            results[each.operation.op_id] = _came_to(each, parked)
        else:
            results[each.operation.op_id] = _came_to(each)
        passing("hub.mid_apply")
    came_to = list(results.values())
    _keep_results(conn, clock, came_to)
    return came_to


def _park(conn: Connection, clock: Clock, waiting: _Waiting, error: Exception) -> OpResult:
    """Put an operation aside: it must never block the others, whatever is wrong with it."""
    if not isinstance(error, Parked):
        log.error("operation %s could not be applied", waiting.operation.op_id, exc_info=error)
        error = Parked("failed")
    result = _came_to(waiting, error)
    _keep_results(conn, clock, [result])
    return result


def _came_to(waiting: _Waiting, parked: Parked | None = None) -> OpResult:
    op_id, hub_no = waiting.operation.op_id, waiting.hub_no
    if parked is None:
        return OpResult(op_id=op_id, result="applied", hub_no=hub_no)
    text = sentence(parked.code, parked.values)
    return OpResult(op_id=op_id, result="parked", hub_no=hub_no, code=parked.code, zh=text.zh, en=text.en)


def _keep_results(conn: Connection, clock: Clock, results: Iterable[OpResult]) -> None:
    now, told = clock.now(), list(results)
    append(
        conn,
        tables.op_result,
        [
            {
                "hub_no": each.hub_no,
                "result": each.result,
                "code": each.code,
                "zh": each.zh,
                "en": each.en,
                "at_ms": now,
            }
            for each in told
        ],
    )
    for each in told:
        if each.result == "parked":
            tell_shop(conn, each.hub_no, now)


def is_of_the_database(error: Exception) -> bool:
    """Tell whether the database itself is in trouble: its disk is full, it is locked, the connection is lost.

    SQLite says "operational" of a wrong statement too; only its result code tells them apart.
    """
    cause: BaseException | None = error
    while isinstance(cause, OperationalError):
        code = getattr(cause.orig, "sqlite_errorcode", None)
        if code is None or code & 0xFF in _SQLITE_TROUBLES:
            return True
        # A full disk makes SQLite give the whole transaction up; that the way back to the savepoint then fails as well
        # hides why. The one error stands behind the driver's other.
        behind = cause.orig.__context__ if cause.orig is not None else None
        cause = behind
    return False


def _apply_rule(conn: Connection, waiting: _Waiting, shop_id: str, so_far: Mapping[str, OpResult]) -> None:
    operation, body = waiting.operation, waiting.body
    if isinstance(body, Parked):
        raise body
    if operation.deps and not _are_applied(conn, operation.deps, so_far):
        raise Parked("waits_for")
    if not waiting.is_in_turn:
        body = mapped(conn, waiting.hub_no, body)
    left = without_her(conn, body)
    if left is None:
        return
    fact = Fact(
        conn=conn,
        hub_no=waiting.hub_no,
        op_id=operation.op_id,
        device=operation.device,
        generation=waiting.generation,
        seq=operation.seq,
        shop_id=shop_id,
        now=waiting.now,
    )
    EFFECTS[type(left)](fact, left)


def _are_applied(conn: Connection, op_ids: Collection[str], so_far: Mapping[str, OpResult]) -> bool:
    """Tell whether operations are applied, in this batch or before it."""
    here = {op_id for op_id in op_ids if op_id in so_far and so_far[op_id].result == "applied"}
    if len(here) == len(set(op_ids)):
        return True
    applied = conn.execute(
        select(tables.inbox.c.op_id)
        .join(tables.op_result, tables.op_result.c.hub_no == tables.inbox.c.hub_no)
        .where(tables.inbox.c.op_id.in_(op_ids), tables.op_result.c.result == "applied")
    ).scalars()
    return here.union(applied) >= set(op_ids)


def _lock_for(conn: Connection, shop_id: str) -> None:
    lock_streams(conn, f"shop:{shop_id}", "stock", "members")
