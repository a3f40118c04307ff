"""What the worker wrote down about the mall, for the lamp and the sync desk."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, func, or_, select

from posapp.adapters.db import meta, op_log
from posapp.adapters.db.tables import feed_cursor, op_state, sync_attempt
from posapp.adapters.db.tables import op_log as op_table
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from posapp.services.till_data import LoggedOperation, SyncFacts

_SHOWN = "advice.shown"

UNAUTHORISED = "unauthorised"
"""The worker's code for a mall that does not know this till."""


class SqlSyncFacts:
    """Keeps ``SyncFactStore`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self) -> SyncFacts:
        """Return what is known of the mall."""
        connection = self._connection
        generation, received = self._log()
        parked = connection.scalar(
            select(func.count()).select_from(op_state).where(op_state.c.result.in_(("parked", "fork")))
        )
        failing = connection.scalar(select(func.max(sync_attempt.c.failures)))
        strange = connection.scalar(
            select(func.count()).select_from(sync_attempt).where(sync_attempt.c.trouble == UNAUTHORISED)
        )
        cursor = connection.execute(select(feed_cursor)).one_or_none()
        contact, beat = meta.mark(connection, "contact_ms"), meta.mark(connection, "beat_ms")
        as_of = None if cursor is None else cursor.catalogue_ms
        return SyncFacts(
            waiting=op_log.head(connection, generation).chain.seq - received,
            parked=parked or 0,
            last_contact=None if contact is None else Millis(contact),
            clock_offset_ms=meta.mark(connection, "clock_offset_ms") or 0,
            last_beat=None if beat is None else Millis(beat),
            is_failing=bool(failing),
            is_stranger=bool(strange),
            loaded=0 if cursor is None else cursor.loaded,
            ahead=0 if cursor is None else cursor.ahead,
            is_complete=cursor is not None and bool(cursor.is_complete),
            catalogue_as_of=None if as_of is None else Millis(as_of),
        )

    def operations(self, most: int) -> list[LoggedOperation]:
        """Return the parked operations, then those the mall did not receive, then the others; newest first in each.

        Suggestions that were merely shown are left out unless they are parked: they would bury what people did.
        """
        generation, received = self._log()
        is_parked = func.coalesce(op_state.c.result, "").in_(("parked", "fork"))
        place = case(
            (is_parked, 0),
            (and_(op_table.c.generation == generation, op_table.c.seq > received), 1),
            else_=2,
        )
        found = self._connection.execute(
            select(op_table, op_state)
            .join(op_state, and_(op_state.c.generation == op_table.c.generation, op_state.c.seq == op_table.c.seq))
            .where(or_(op_table.c.kind != _SHOWN, is_parked))
            .order_by(place, op_table.c.generation.desc(), op_table.c.seq.desc())
            .limit(most)
        )
        return [
            LoggedOperation(
                seq=row.seq,
                kind=row.kind,
                subject=row.subject,
                at=Millis(row.created_ms),
                is_received=row.generation < generation or row.seq <= received,
                result=row.result or "",
                hub_no=row.hub_no,
                code=row.code,
                reason=Bilingual(row.reason_zh, row.reason_en),
            )
            for row in found
        ]

    def _log(self) -> tuple[int, int]:
        """Return the generation of the running log and what the mall received of it."""
        belonging = meta.belonging(self._connection)
        generation = 0 if belonging is None else belonging.till.generation
        return generation, meta.mark(self._connection, "received_through") or 0
