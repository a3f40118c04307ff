"""What the worker wrote down about the mall, for the lamp and the sync desk."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, func, or_, select

from posapp.adapters.db import generation as generation_log
from posapp.adapters.db import meta, op_log, packs
from posapp.adapters.db.sync_tables import feed_cursor, relay_standing, sync_attempt
from posapp.adapters.db.tables import op_log as op_table
from posapp.adapters.db.tables import op_state
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from posapp.services.till_data import LoggedOperation, SyncFacts
from sync.protocol.decoding import from_json
from sync.protocol.kinds import ParkedSettle

_SHOWN = "advice.shown"

UNAUTHORISED = "unauthorised"
"""The worker's code for a mall that does not know this till."""

REVOKED = "revoked"
"""The worker's code for a mall that has taken this till out of service."""


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
        troubles = set(connection.scalars(select(sync_attempt.c.trouble)))
        forked = connection.scalar(
            select(func.count())
            .select_from(op_state)
            .where(op_state.c.generation == generation, op_state.c.result == "fork")
        )
        cursor = connection.execute(select(feed_cursor)).one_or_none()
        left = generation_log.left_waiting(connection)
        said = meta.seen(connection).contact
        contact, beat = meta.mark(connection, "contact_ms"), meta.mark(connection, "beat_ms")
        as_of = None if cursor is None else cursor.catalogue_ms
        return SyncFacts(
            waiting=op_log.head(connection, generation).chain.seq - received + left,
            parked=parked or 0,
            last_contact=None if contact is None else Millis(contact),
            clock_offset_ms=self.clock_offset_ms(),
            clock_skew_ms=0 if said is None else said.mall - said.wall,
            last_beat=None if beat is None else Millis(beat),
            is_failing=bool(failing),
            is_stranger=UNAUTHORISED in troubles,
            is_revoked=REVOKED in troubles,
            is_forked=bool(forked),
            loaded=0 if cursor is None else cursor.loaded,
            ahead=0 if cursor is None else cursor.ahead,
            is_complete=cursor is not None and bool(cursor.is_complete),
            catalogue_as_of=None if as_of is None else Millis(as_of),
            fresh_as_of=self._freshness(as_of),
            pack_trouble=packs.trouble(connection),
        )

    def clock_offset_ms(self) -> int:
        """Return how far the mall's clock was ahead of ours at the last contact."""
        return meta.mark(self._connection, "clock_offset_ms") or 0

    def operations(self, most: int) -> list[LoggedOperation]:
        """Return the parked operations, then those the mall did not receive, then the others; newest first in each.

        Suggestions that were merely shown are left out unless they are parked: they would bury what people did.
        """
        generation, received = self._log()
        backed_up = meta.mark(self._connection, "backed_up_through") or 0
        relayed = self._connection.scalar(select(relay_standing.c.relayed_through)) or 0
        left = {log.generation: log.received_through for log in generation_log.left_behind(self._connection)}
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
                is_received=row.seq
                <= (received if row.generation == generation else left.get(row.generation, row.seq)),
                is_backed_up=row.generation == generation and row.seq <= min(backed_up, received),
                is_relayed=row.generation == generation and row.seq <= relayed,
                clock_off_ms=row.clock_off_ms,
                result=row.result or "",
                hub_no=row.hub_no,
                code=row.code,
                reason=Bilingual(row.reason_zh, row.reason_en),
            )
            for row in found
        ]

    def asked_to_settle(self) -> frozenset[str]:
        """Return the ids of the parked operations that a manager here wants settled and the mall has not heard of."""
        generation, received = self._log()
        bodies = self._connection.scalars(
            select(op_table.c.body).where(
                op_table.c.generation == generation, op_table.c.seq > received, op_table.c.kind == "parked.settle"
            )
        )
        return frozenset(from_json(body, ParkedSettle).op_id for body in bodies)

    def _freshness(self, catalogue: int | None) -> dict[str, Millis]:
        found = {stream: meta.mark(self._connection, mark) for stream, mark in meta.FRESHNESS.items()}
        return {stream: Millis(at) for stream, at in {"catalogue": catalogue, **found}.items() if at is not None}

    def _log(self) -> tuple[int, int]:
        """Return the generation of the running log and what the mall received of it."""
        belonging = meta.belonging(self._connection)
        generation = 0 if belonging is None else belonging.till.generation
        return generation, meta.mark(self._connection, "received_through") or 0
