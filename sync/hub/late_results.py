"""What became of operations later than the push that brought them: told in the feed of the till they came from.

The answer to a push tells of what it brought. What is applied afterwards, when the database works again, after a
restart or by a person's retry, and what a relay has carried here, stands in a stream of the till's own: its cursor
remembers what it was told, so a result is told again until it has arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from sync.hub.db import tables
from sync.hub.publishing import publish_aside
from sync.protocol.decoding import from_json
from sync.protocol.wire import OpResult

_KIND = "op_result"
_feed = tables.feed
_after = (
    select(_feed.c.pos, _feed.c.row)
    .where(_feed.c.stream == bindparam("of_stream"), _feed.c.pos > bindparam("after"))
    .order_by(_feed.c.pos)
    .limit(bindparam("most"))
)


class Told(NamedTuple):
    """A result at its place in the stream."""

    pos: int
    result: OpResult


def results_stream(device: str, generation: int) -> str:
    """Return the stream in which a till is told of its own operations."""
    return f"results:{device}:{generation}"


def tell(conn: Connection, device: str, generation: int, result: OpResult) -> None:
    """Have a till told what became of one of its operations; an older result of the same one is replaced."""
    tell_all(conn, device, generation, [result])


def tell_all(conn: Connection, device: str, generation: int, results: Iterable[OpResult]) -> None:
    """Have a till told what became of several of its operations. Take every other lock first.

    A till that was paired anew meanwhile follows the stream of its newest generation, so it is told there.
    """
    images = {result.op_id: msgspec.json.encode(result).decode() for result in results}
    if images:
        known = tables.device
        newest = conn.execute(select(func.max(known.c.generation)).where(known.c.device == device)).scalar()
        publish_aside(conn, results_stream(device, max(generation, newest or generation)), _KIND, images)


def tell_what_is_parked(conn: Connection) -> None:
    """Have every till told which of its operations are parked: what it was told later, a restored backup has lost.

    A till that once heard "applied" by a retry that was forgotten since would show as booked what waits for a person.
    """
    inbox, became = tables.inbox, tables.op_result
    query = (
        select(inbox.c.device, inbox.c.generation, inbox.c.op_id, became)
        .join(inbox, inbox.c.hub_no == became.c.hub_no)
        .where(became.c.result == "parked")
        .order_by(inbox.c.device, inbox.c.hub_no)
    )
    parked: defaultdict[tuple[str, int], list[OpResult]] = defaultdict(list)
    for row in conn.execute(query):
        parked[row.device, row.generation].append(
            OpResult(op_id=row.op_id, result="parked", hub_no=row.hub_no, code=row.code, zh=row.zh, en=row.en)
        )
    for (device, generation), results in parked.items():
        tell_all(conn, device, generation, results)


def results_after(conn: Connection, stream: str, pos: int, most: int) -> list[Told]:
    """Return what a till was not told yet, oldest first."""
    found = conn.execute(_after, {"of_stream": stream, "after": pos, "most": most})
    return [Told(row.pos, from_json(row.row, OpResult)) for row in found]
