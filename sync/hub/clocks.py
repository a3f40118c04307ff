"""The hub's hybrid time: the newest that it had reached when it last heard any of its tills.

It moves with what the hub takes in, in the same transaction, one column of the till that brought it: so it outlives a
restart and a hub whose wall clock was set back, no two tills wait for each other on it, and every process over one
database tells the same. What is told to a till is therefore at least as late as anything it is told of.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, func, select, update

from posapp.domain.clock import Millis
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.protocol.hlc import merged

_newest = select(func.max(tables.device.c.hlc))
_known = tables.device
_move_on = (
    update(_known)
    .where(
        _known.c.device == bindparam("of_device"),
        _known.c.generation == bindparam("of_generation"),
        _known.c.hlc < bindparam("reached"),
    )
    .values(hlc=bindparam("reached"))
)


def newest(conn: Connection) -> int:
    """Return the hub's hybrid time; reads every till's row once."""
    found: int | None = conn.execute(_newest).scalar()
    return found or 0


def hear(conn: Connection, device: Device, heard: Iterable[int], now: Millis) -> None:
    """Move on with operations of these times that a till brought; one that is too far ahead is not followed."""
    reached = int(now)
    for hlc in heard:
        reached = merged(reached, hlc, now)
    conn.execute(_move_on, {"of_device": device.device, "of_generation": device.generation, "reached": reached})
