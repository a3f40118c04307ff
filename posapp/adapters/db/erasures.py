"""Members whose data the mall has erased: what this file alone held of them goes too, and the journal is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.feed_kinds import FEED_KINDS
from posapp.adapters.db.paper_tables import invoice_title
from posapp.adapters.db.tables import meta
from sync.protocol.decoding import from_json

_FACT = "erased"

_member = FEED_KINDS["member"].table
_held = select(_member.c.id).where(_member.c.id.in_(bindparam("ids", expanding=True)))
_titles = delete(invoice_title).where(invoice_title.c.member_id.in_(bindparam("ids", expanding=True)))
_read = select(meta.c.value).where(meta.c.key == _FACT)
_keep = insert(meta).values(key=_FACT, value=bindparam("value"))
_keep = _keep.on_conflict_do_update(index_elements=["key"], set_={"value": _keep.excluded.value})


def held(connection: Connection, member_ids: Collection[str]) -> set[str]:
    """Return those of the members that this file has a row of."""
    return set(connection.scalars(_held, {"ids": list(member_ids)}))


def erase(connection: Connection, member_ids: Collection[str]) -> None:
    """Forget what only this file knew of members whose rows have just gone, and keep that the journal is to say so.

    Sales keep the member's id: it is nobody's name, and without her row it leads to nobody.
    """
    if member_ids:
        connection.execute(_titles, {"ids": list(member_ids)})
        _put(connection, sorted({*untold(connection), *member_ids}))


def untold(connection: Connection) -> Sequence[str]:
    """Return the members of whose erasure the journal has not told."""
    kept = connection.scalar(_read)
    return () if kept is None else from_json(kept, list[str])


def told(connection: Connection, member_ids: Collection[str]) -> None:
    """Keep that the journal has told of these."""
    _put(connection, [one for one in untold(connection) if one not in member_ids])


def _put(connection: Connection, member_ids: Sequence[str]) -> None:
    connection.execute(_keep, {"value": msgspec.json.encode(member_ids).decode()})
