"""Operations that are a neighbour's to this till: kept with what they moved, and shown over the mall's rows.

They come from the shop's relay; and when a till is paired again, what it did in its old log becomes a neighbour's too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import codes, invoices, neighbours, returns
from posapp.adapters.db.feed_kinds import FEED_KINDS
from posapp.adapters.db.sync_tables import neighbour_movement, neighbour_op, neighbour_row, neighbour_standing
from posapp.domain.clock import Millis
from sync.protocol.codes_taken import CodeTaken
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body, InvoiceRequest, ReturnCommit, UnknownKind, read_body
from sync.protocol.sold import Movement
from sync.protocol.touched import touched_rows
from sync.protocol.wire import Log

_Told = tuple[str, Operation, Body | None]
"""The number of a till, one of its operations, and what that says where it can be read."""

_kept = select(neighbour_op.c.seq).where(
    neighbour_op.c.device == bindparam("of_device"),
    neighbour_op.c.generation == bindparam("of_generation"),
    neighbour_op.c.seq.in_(bindparam("seqs", expanding=True)),
)
_keep_ops = insert(neighbour_op).on_conflict_do_nothing()
_keep_rows = insert(neighbour_row).on_conflict_do_nothing()
_keep_movements = insert(neighbour_movement).on_conflict_do_nothing()
_keep_logs = insert(neighbour_standing).on_conflict_do_nothing()


def keep(connection: Connection, told: Iterable[tuple[str, Operation]], now: Millis) -> set[str]:
    """Keep operations, each with the number of its till, and show them; return the fields of ``Changes`` they touch."""
    read = _unheard(connection, [(till_no, op, _read(op)) for till_no, op in told])
    if not read:
        return set()
    connection.execute(_keep_ops, [_op_row(*each) for each in read])
    rows = [row for _, op, body in read for row in _touched(op, body)]
    if rows:
        connection.execute(_keep_rows, rows)
    connection.execute(
        _keep_logs,
        [
            {
                "device": device,
                "generation": generation,
                "told": 0,
                "shop_through": 0,
                "stock_through": 0,
                "members_through": 0,
            }
            for device, generation in {(op.device, op.generation) for _, op, _ in read}
        ],
    )
    moved = [
        {
            "movement_id": movement.movement_id,
            "device": op.device,
            "generation": op.generation,
            "seq": op.seq,
            "variant_id": movement.variant_id,
            "quantity": movement.quantity,
            "cause": movement.cause,
        }
        for _, op, body in read
        for movement in _movements(body)
    ]
    touched = set()
    if moved:
        connection.execute(_keep_movements, moved)
        touched.add("stock")
    codes.hear_taken(connection, (body for _, _, body in read if isinstance(body, CodeTaken)), now)
    invoices.keep_neighbours(connection, (body for _, _, body in read if isinstance(body, InvoiceRequest)))
    for _, op, body in read:
        if isinstance(body, ReturnCommit):
            returns.keep_neighbours(connection, op, body)
        shown = "" if body is None else neighbours.show(connection, (op.device, op.generation), op.seq, body)
        if shown:
            touched.update(FEED_KINDS[shown].changes)
    return touched


def _unheard(connection: Connection, read: list[_Told]) -> list[_Told]:
    """Return what is not kept here yet: another relay tells everything anew, and each fact is shown once."""
    logs = {(op.device, op.generation) for _, op, _ in read}
    known = {
        (device, generation, seq)
        for device, generation in logs
        for seq in connection.scalars(
            _kept, {"of_device": device, "of_generation": generation, "seqs": [op.seq for _, op, _ in read]}
        )
    }
    return [each for each in read if (each[1].device, each[1].generation, each[1].seq) not in known]


def _read(operation: Operation) -> Body | None:
    """Return what an operation says; None when only a newer program can tell. It is kept all the same."""
    try:
        return read_body(operation.kind, operation.v, operation.body)
    except (UnknownKind, msgspec.DecodeError):
        return None


def _movements(body: Body | None) -> list[Movement]:
    """Return what an operation moved on the floor, in an exchange both ways."""
    moved: list[Movement] = list(getattr(body, "movements", ()))
    return moved + body.sale.movements if isinstance(body, ReturnCommit) and body.sale is not None else moved


def _op_row(till_no: str, op: Operation, body: Body | None) -> dict[str, Any]:
    sale = returns.sale_in(body)
    return {
        "device": op.device,
        "generation": op.generation,
        "seq": op.seq,
        "till_no": till_no,
        "kind": op.kind,
        "v": op.v,
        "hlc": op.hlc,
        "body": op.body.encode(),
        "receipt_no": "" if sale is None else sale.receipt_no,
        "member_id": "" if sale is None else sale.member_id or "",
    }


def _touched(op: Operation, body: Body | None) -> list[dict[str, Any]]:
    return [
        {"device": op.device, "generation": op.generation, "seq": op.seq, "row_kind": kind, "row_id": row_id}
        for kind, row_id in ([] if body is None else touched_rows(body))
    ]


def keep_counts(connection: Connection, log: Log, counts: Iterable[tuple[str, int, str, int]]) -> None:
    """Keep what counts in a log found more or less than was shown: their ids, seqs, variants and differences."""
    device, generation = log
    found = [
        {
            "movement_id": count_id,
            "device": device,
            "generation": generation,
            "seq": seq,
            "variant_id": variant_id,
            "quantity": difference,
            "cause": "count",
        }
        for count_id, seq, variant_id, difference in counts
        if difference
    ]
    if found:
        connection.execute(_keep_movements, found)
