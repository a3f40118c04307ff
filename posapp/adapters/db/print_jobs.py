"""The spool of receipts."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from posapp.adapters.db.tables import print_job
from posapp.domain.clock import Millis
from posapp.domain.identity import SaleId
from posapp.services.till_data import PrintJob

_add = insert(print_job)
_waiting = select(print_job).where(print_job.c.printed_ms.is_(None)).order_by(print_job.c.queued_ms, print_job.c.job_id)
_printed = (
    update(print_job)
    .where(print_job.c.job_id == bindparam("job"))
    .values(printed_ms=bindparam("at"), attempts=print_job.c.attempts + 1, trouble="")
)
_failed = (
    update(print_job)
    .where(print_job.c.job_id == bindparam("job"))
    .values(attempts=print_job.c.attempts + 1, trouble=bindparam("why"))
)


class SqlPrintJobs:
    """Keeps ``PrintJobs`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: PrintJob) -> None:
        """Queue a job."""
        self._connection.execute(
            _add,
            {
                "job_id": job.job_id,
                "sale_id": job.sale_id,
                "kick_drawer": int(job.kick_drawer),
                "is_copy": int(job.is_copy),
                "queued_ms": job.queued,
                "attempts": job.attempts,
                "trouble": job.trouble,
                "printed_ms": None,
            },
        )

    def waiting(self) -> list[PrintJob]:
        """Return what was not printed, oldest first."""
        return [
            PrintJob(
                job_id=row.job_id,
                sale_id=SaleId(row.sale_id),
                kick_drawer=bool(row.kick_drawer),
                is_copy=bool(row.is_copy),
                queued=Millis(row.queued_ms),
                attempts=row.attempts,
                trouble=row.trouble,
            )
            for row in self._connection.execute(_waiting)
        ]

    def printed(self, job_id: str, now: Millis) -> None:
        """Keep that a job is on paper."""
        self._connection.execute(_printed, {"job": job_id, "at": now})

    def failed(self, job_id: str, trouble: str) -> None:
        """Keep that a try failed."""
        self._connection.execute(_failed, {"job": job_id, "why": trouble})
