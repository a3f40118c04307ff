"""News for the other process: what kinds of thing changed, counted in the transaction that changed them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.sync_tables import news
from posapp.services.changes import Changes

_tell = insert(news).values(kind=bindparam("kind"), no=1)
_tell = _tell.on_conflict_do_update(index_elements=["kind"], set_={"no": news.c.no + 1})


def announce(connection: Connection, changes: Changes) -> None:
    """Count what changed, for the window's next look."""
    touched = [{"kind": name} for name in changes.names()]
    if touched:
        connection.execute(_tell, touched)
