"""The spool: receipts of sales, and slips of their own."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
    update,
)

from posapp.adapters.db.paper_tables import print_slip
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import print_job
from posapp.domain.clock import Millis
from posapp.domain.identity import SaleId
from posapp.services.paper import Slip
from posapp.services.till_data import PrintJob
from sync.protocol.decoding import decoder_of

_QUEUES = (print_job, print_slip)
_WRITTEN: ColumnElement[int] = literal_column("rowid")
"""The order of writing: papers of one close are queued within the same millisecond."""

_add_receipt = Prepared(insert(print_job))
_add_slip = Prepared(insert(print_slip))
_waiting = {
    queue: select(queue).where(queue.c.printed_ms.is_(None)).order_by(queue.c.queued_ms, _WRITTEN) for queue in _QUEUES
}
_latest = {
    queue: select(queue)
    .where(queue.c.printed_ms.is_not(None))
    .order_by(queue.c.printed_ms.desc(), _WRITTEN.desc())
    .limit(bindparam("most"))
    for queue in _QUEUES
}
_copies = select(func.count()).where(print_job.c.sale_id == bindparam("sale"), print_job.c.is_copy == 1)
_of_name = (
    select(print_slip.c.job_id)
    .where(func.json_extract(cast(print_slip.c.slip, Text), "$.name") == bindparam("name"))
    .limit(1)
)
_printed = {
    queue: update(queue)
    .where(queue.c.job_id == bindparam("job"))
    .values(printed_ms=bindparam("at"), attempts=queue.c.attempts + 1, trouble="")
    for queue in _QUEUES
}
_failed = {
    queue: update(queue)
    .where(queue.c.job_id == bindparam("job"))
    .values(attempts=queue.c.attempts + 1, trouble=bindparam("why"))
    for queue in _QUEUES
}
_read_slip = decoder_of(Slip)


class SqlPrintJobs:
    """Keeps ``PrintJobs`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: PrintJob) -> None:
        """Queue a job."""
        shared = {
            "job_id": job.job_id,
            "kick_drawer": int(job.kick_drawer),
            "queued_ms": job.queued,
            "attempts": job.attempts,
            "trouble": job.trouble,
            "printed_ms": None,
        }
        if job.slip is not None:
            _add_slip.run(self._connection, {**shared, "slip": msgspec.json.encode(job.slip)})
        else:
            receipt = {"sale_id": job.sale_id, "is_copy": int(job.is_copy)}
            _add_receipt.run(self._connection, {**shared, **receipt})

    def waiting(self) -> list[PrintJob]:
        """Return what was not printed, oldest first."""
        found = [_job(queue, row) for queue in _QUEUES for row in self._connection.execute(_waiting[queue])]
        return sorted(found, key=lambda job: job.queued)

    def latest(self, most: int) -> list[PrintJob]:
        """Return what is on paper already, the newest first."""
        found = [
            (row.printed_ms, _job(queue, row))
            for queue in _QUEUES
            for row in self._connection.execute(_latest[queue], {"most": most})
        ]
        found.sort(key=lambda one: -one[0])  # of the same instant they stay as they are: the last one written first
        return [job for _, job in found[:most]]

    def copies(self, sale_id: SaleId) -> int:
        """Return how many copies of a receipt were asked for so far."""
        return int(self._connection.scalar(_copies, {"sale": sale_id}) or 0)

    def has_slip(self, name: str) -> bool:
        """Tell whether a slip of that name was queued before, printed or not."""
        return self._connection.scalar(_of_name, {"name": name}) is not None

    def printed(self, job_id: str, now: Millis) -> None:
        """Keep that a job is on paper."""
        for queue in _QUEUES:
            self._connection.execute(_printed[queue], {"job": job_id, "at": now})

    def failed(self, job_id: str, trouble: str) -> None:
        """Keep that a try failed."""
        for queue in _QUEUES:
            self._connection.execute(_failed[queue], {"job": job_id, "why": trouble})


def _job(queue: Table, row: Row[Any]) -> PrintJob:
    slip = _read_slip.decode(row.slip) if queue is print_slip else None
    return PrintJob(
        job_id=row.job_id,
        sale_id=None if slip is not None else SaleId(row.sale_id),
        kick_drawer=bool(row.kick_drawer),
        is_copy=slip.is_copy if slip is not None else bool(row.is_copy),
        queued=Millis(row.queued_ms),
        attempts=row.attempts,
        trouble=row.trouble,
        slip=slip,
    )
