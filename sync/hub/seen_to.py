"""How far the office has seen to the logs that are set apart: what neighbours need not show over the rows any longer.

What a till left with its shop's relay is shown by its neighbours until the mall has booked it. Of a log that is set
apart the books may never hold it; so the feed counts what was discarded as it counts what is applied, and what a
release booked as a branch, which is in the rows under another number.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, func, select

from sync.hub.db import tables
from sync.hub.db.review_tables import quarantine_outcome
from sync.hub.publishing import publish, published, withdraw
from sync.protocol.envelope import Operation
from sync.protocol.kinds import UnknownKind, read_body
from sync.protocol.rows import KINDS_OF_ROW
from sync.protocol.touched import touched_rows
from sync.protocol.wire import Log

_apart, _outcome = tables.quarantine, quarantine_outcome
_of_log = (_apart.c.device, _apart.c.generation)
_seen_to = (
    select(*_of_log, func.max(_apart.c.seq))
    .join(_outcome, _outcome.c.quarantine_no == _apart.c.quarantine_no)
    .where(_apart.c.seq > 0)  # 0 is what was no operation at all
    .group_by(*_of_log)
)
_waiting = (
    select(*_of_log, func.min(_apart.c.seq))
    .outerjoin(_outcome, _outcome.c.quarantine_no == _apart.c.quarantine_no)
    .where(_outcome.c.quarantine_no.is_(None), _apart.c.seq > 0)
    .group_by(*_of_log)
)


def seen_to(conn: Connection) -> dict[Log, int]:
    """Return of each log that was set apart up to which operation nothing waits for a review any more."""
    through = {(device, generation): last for device, generation, last in conn.execute(_seen_to)}
    if through:
        for device, generation, first in conn.execute(_waiting):
            if (device, generation) in through:
                through[device, generation] = min(through[device, generation], first - 1)
    return through


def tell_again(conn: Connection, shop_id: str, discarded: Iterable[Operation]) -> None:
    """Publish once more the rows that operations of a shop would have changed: neighbours show them so.

    Of a row that such an operation would have begun it is said that there is none.
    """
    touched = dict.fromkeys(row for operation in discarded for row in _touched(operation))
    for kind, row_id in touched:
        row = published(conn, KINDS_OF_ROW[kind], row_id)
        if row is None:
            withdraw(conn, KINDS_OF_ROW[kind], row_id, shop_id=shop_id)
        else:
            publish(conn, row, shop_id=shop_id)


def _touched(operation: Operation) -> list[tuple[str, str]]:
    try:
        return touched_rows(read_body(operation.kind, operation.v, operation.body))
    except (UnknownKind, msgspec.DecodeError):
        return []  # no till could show it either
