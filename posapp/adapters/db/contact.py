"""What a word from the mall says of time: how far off the machine's clock is, and how far hybrid time has got."""

from __future__ import annotations

from sqlalchemy import Connection

from posapp.adapters.db import meta
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.db.value import ticks
from posapp.domain.clock import Millis
from posapp.domain.till_clock import LARGEST_LEAD, TillClock
from posapp.domain.value import Contact
from sync.protocol.hlc import merged


def keep_contact(till: SqlTillData, connection: Connection, now: Millis, server_ms: Millis) -> None:
    """Keep the mall's time beside the machine's, and beside ours as it is once the mall has spoken."""
    said = till.clock.contact(server_ms) if isinstance(till.clock, TillClock) else Contact(now, ticks(), server_ms)
    meta.keep_marks(
        connection, {"contact_wall_ms": said.wall, "contact_ticks": said.ticks, "contact_mall_ms": said.mall}
    )
    if (meta.mark(connection, "seen_ms") or 0) > server_ms + LARGEST_LEAD:
        meta.keep_mark(connection, "seen_ms", server_ms)  # only the mall can take back a stamp that was far ahead
    if isinstance(till.clock, TillClock):
        till.remind(connection)
        now = till.clock.now()
    meta.keep_marks(connection, {"contact_ms": now, "clock_offset_ms": server_ms - now})


def keep_heard(connection: Connection, hlc: int | None, now: Millis) -> None:
    """Keep the mall's hybrid time, so that what happens here next comes after what the mall had seen."""
    if hlc is not None:
        meta.keep_mark(connection, "hlc_ms", merged(meta.mark(connection, "hlc_ms") or 0, hlc, now))
