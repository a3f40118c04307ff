"""Single facts of the file: who the till is, and the marks that outlive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import meta
from posapp.domain.clock import Millis
from posapp.domain.till_clock import Seen
from posapp.domain.value import Contact
from posapp.services.till_data import PairedTill
from sync.protocol.decoding import from_json

Mark = Literal[
    "received_through",
    "backed_up_through",
    "contact_ms",
    "contact_ticks",
    "clock_offset_ms",
    "contact_wall_ms",
    "contact_mall_ms",
    "seen_ms",
    "hlc_ms",
    "beat_ms",
    "shop_ms",
    "stock_ms",
    "members_ms",
    "advice_ms",
    "neighbours_known",
]
"""Numbers kept by the worker.

Seqs the mall has, its last answer, its clock minus ours, the machine's and the mall's clock at that answer, the latest
instant that was stamped, the hybrid time of our last operation or of what was heard since, the last sign of life, and
the mall's time when each stream was last known to be complete here (that of the catalogue stands in ``feed_cursor``).
Whether the feed has told how far it holds our neighbours' operations: 1 on some page, 2 when it was read to its end.
"""

FRESHNESS: dict[str, Mark] = {
    "shop": "shop_ms",
    "stock": "stock_ms",
    "members": "members_ms",
    "advice": "advice_ms",
}
"""The mark of each stream; that of the catalogue stands in ``feed_cursor``."""

_CONTACT: tuple[Mark, ...] = ("contact_wall_ms", "contact_ticks", "contact_mall_ms")
_CLOCK: tuple[Mark, ...] = ("seen_ms", *_CONTACT)

_AT_FIRST = (*_CLOCK, "identity", "hlc_ms")

_put = insert(meta).values(key=bindparam("key"), value=bindparam("value"))
_keep = Prepared(_put.on_conflict_do_update(index_elements=["key"], set_={"value": _put.excluded.value}))
_one = Prepared(select(meta.c.value).where(meta.c.key == bindparam("wanted")))
_clock = Prepared(select(meta.c.key, meta.c.value).where(meta.c.key.in_(_CLOCK)))
_at_first = Prepared(select(meta.c.key, meta.c.value).where(meta.c.key.in_(_AT_FIRST)))


class Belonging(msgspec.Struct, frozen=True):
    """What the ``identity`` fact holds: the pairing, and the mall's epoch that was last seen in a push answer."""

    till: PairedTill
    epoch: str


class AtFirst(NamedTuple):
    """What every unit of work begins with: what is remembered of time, who the till is, and the last hybrid time."""

    seen: Seen
    belonging: Belonging | None
    hlc: int


def at_first(connection: Connection) -> AtFirst:
    """Return what a unit of work begins with, in one question."""
    found = dict(_at_first.run(connection).fetchall())
    identity = found.get("identity")
    return AtFirst(_seen(found), None if identity is None else _read_belonging(identity), int(found.get("hlc_ms", 0)))


def belonging(connection: Connection) -> Belonging | None:
    """Return who this till is, None before pairing."""
    value = _text(connection, "identity")
    return None if value is None else _read_belonging(value)


def keep_belonging(connection: Connection, value: Belonging) -> None:
    """Keep who this till is."""
    _keep.run(connection, {"key": "identity", "value": msgspec.json.encode(value).decode()})


def announced_epoch(connection: Connection) -> str | None:
    """Return the mall's epoch that was last told which leases this till holds."""
    return _text(connection, "announced_epoch")


def keep_announced_epoch(connection: Connection, epoch: str) -> None:
    """Keep that the mall of an epoch knows our leases."""
    _keep.run(connection, {"key": "announced_epoch", "value": epoch})


def program(connection: Connection) -> str | None:
    """Return the version of the program that followed the feed last."""
    return _text(connection, "program")


def keep_program(connection: Connection, version: str) -> None:
    """Keep the version of the program that follows the feed now."""
    _keep.run(connection, {"key": "program", "value": version})


def mark(connection: Connection, name: Mark) -> int | None:
    """Return a mark, None when it was never set."""
    value = _text(connection, name)
    return None if value is None else int(value)


def keep_mark(connection: Connection, name: Mark, value: int) -> None:
    """Keep a mark."""
    _keep.run(connection, {"key": name, "value": str(value)})


def keep_marks(connection: Connection, marks: Mapping[Mark, int]) -> None:
    """Keep several marks at once."""
    _keep.run_many(connection, [{"key": name, "value": str(value)} for name, value in marks.items()])


def seen(connection: Connection) -> Seen:
    """Return what is remembered of time."""
    return _seen(dict(_clock.run(connection).fetchall()))


def _seen(found: Mapping[str, str]) -> Seen:
    latest = Millis(int(found.get("seen_ms", 0)))
    wall, ticks, mall = (found.get(name) for name in _CONTACT)
    if wall is None or ticks is None or mall is None:
        return Seen(latest, None)
    return Seen(latest, Contact(Millis(int(wall)), int(ticks), Millis(int(mall))))


def _text(connection: Connection, key: str) -> str | None:
    value: str | None = _one.value(connection, {"wanted": key})
    return value


@lru_cache(maxsize=8)
def _read_belonging(value: str) -> Belonging:
    """Return what a text says; it is the same one from one pairing to the next."""
    return from_json(value, Belonging)
