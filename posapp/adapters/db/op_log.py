"""The operation log: append-only, gapless, chained. The outbox is this log, from what the mall received onward."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select

from posapp.adapters.db import meta
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import op_log, op_state
from posapp.domain.clock import Millis
from posapp.domain.identity import new_id
from posapp.domain.till_clock import LARGEST_OFFSET
from posapp.services.till_data import PairedTill
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, ChainHead, Operation, is_sound, seal
from sync.protocol.hlc import tick
from sync.protocol.kinds import Body, kind_of

ENVELOPE_BYTES = 700
"""What an operation weighs on the wire beside its body, at most."""

_head = Prepared(
    select(op_log.c.seq, op_log.c.chain_hash, op_log.c.hlc)
    .where(op_log.c.generation == bindparam("of_generation"))
    .order_by(op_log.c.seq.desc())
    .limit(1)
)
_log = Prepared(insert(op_log))
_state = Prepared(insert(op_state))
_range = (
    select(op_log)
    .where(op_log.c.generation == bindparam("of_generation"))
    .where(op_log.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(op_log.c.seq)
)


class Head(NamedTuple):
    """Where the log stands, with the logical time of its last operation."""

    chain: ChainHead
    hlc: int


def head(connection: Connection, generation: int) -> Head:
    """Return where the log of a generation stands."""
    row = _head.one(connection, {"of_generation": generation})
    return Head(ChainHead(0, GENESIS), 0) if row is None else Head(ChainHead(row[0], row[1]), row[2])


def append(
    connection: Connection,
    till: PairedTill,
    body: Body,
    *,
    subject: str,
    deps: tuple[str, ...],
    now: Millis,
    clock_off_ms: int = 0,
    hlc: int | None = None,
) -> Operation:
    """Write the next operation. Its hybrid time never goes back, even when the machine's clock does.

    ``clock_off_ms``: how far the machine's clock was off just then; kept where it is worth a word. ``hlc``: the last
    hybrid time that is kept, for a caller that knows it; else it is read.
    """
    last = head(connection, till.generation)
    heard = hlc if hlc is not None else meta.mark(connection, "hlc_ms") or 0
    kind, version = kind_of(body)
    operation = seal(
        op_id=new_id(now),
        device=till.device,
        generation=till.generation,
        head=last.chain,
        kind=kind,
        v=version,
        hlc=tick(max(last.hlc, heard), now),
        body=body,
        deps=deps,
    )
    _log.run(
        connection,
        {
            "generation": operation.generation,
            "seq": operation.seq,
            "op_id": operation.op_id,
            "device": operation.device,
            "kind": operation.kind,
            "v": operation.v,
            "hlc": operation.hlc,
            "body": operation.body.encode(),
            "body_hash": operation.body_hash,
            "prev_hash": operation.prev_hash,
            "chain_hash": operation.chain_hash,
            "deps": msgspec.json.encode(operation.deps).decode(),
            "subject": subject,
            "created_ms": now,
            "clock_off_ms": clock_off_ms if abs(clock_off_ms) > LARGEST_OFFSET else 0,
        },
    )
    _state.run(connection, {"generation": operation.generation, "seq": operation.seq})
    meta.keep_marks(connection, {"seen_ms": now, "hlc_ms": operation.hlc})
    return operation


def between(connection: Connection, generation: int, first: int, last: int) -> list[Operation]:
    """Return the operations ``first`` to ``last`` of a generation, both included."""
    found = connection.execute(_range, {"of_generation": generation, "first": first, "last": last})
    return [_operation(row) for row in found]


def fitting(found: list[Operation], most_bytes: int) -> list[Operation]:
    """Return as many of these operations as go into a message, at least one of them."""
    taken, size = 0, 0
    for operation in found:
        size += len(operation.body.encode()) + ENVELOPE_BYTES
        if taken and size > most_bytes:
            break
        taken += 1
    return found[:taken]


def first_fault(connection: Connection, generation: int) -> int | None:
    """Walk the log and return the first seq whose hashes, number or predecessor are wrong; None when all are right."""
    previous = ChainHead(0, GENESIS)
    for row in connection.execute(_range, {"of_generation": generation, "first": 0, "last": 1 << 62}):
        operation = _operation(row)
        follows = operation.seq == previous.seq + 1 and operation.prev_hash == previous.chain_hash
        if not follows or not is_sound(operation):
            return operation.seq
        previous = ChainHead(operation.seq, operation.chain_hash)
    return None


def _operation(row: Row[Any]) -> Operation:
    return Operation(
        op_id=row.op_id,
        device=row.device,
        generation=row.generation,
        seq=row.seq,
        kind=row.kind,
        v=row.v,
        hlc=row.hlc,
        body=row.body.decode(),
        body_hash=row.body_hash,
        prev_hash=row.prev_hash,
        chain_hash=row.chain_hash,
        deps=tuple(from_json(row.deps, list[str])),
    )
