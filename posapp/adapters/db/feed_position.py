"""Where the till stands in the mall's feed: one row, as a dictionary of its columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import neighbours
from posapp.adapters.db.sync_tables import feed_cursor
from sync.protocol.wire import FeedPage

_cursor = select(feed_cursor)
_keep_cursor = insert(feed_cursor)
_keep_cursor = _keep_cursor.on_conflict_do_update(
    index_elements=["one"],
    set_={column.name: _keep_cursor.excluded[column.name] for column in feed_cursor.c if column.name != "one"},
)


def where(connection: Connection) -> dict[str, Any]:
    """Return where the feed stands, as the columns of its row."""
    row = connection.execute(_cursor).one_or_none()
    if row is not None:
        return dict(row._asdict())
    start: dict[str, Any] = dict.fromkeys((column.name for column in feed_cursor.c), 0)
    return start | {"one": 1, "epoch": "", "cursor": "", "load": 1, "catalogue_ms": None}


def started_anew(now: dict[str, Any]) -> dict[str, Any]:
    """Return where the feed stands when it is asked for from its start."""
    return now | {"cursor": "", "load": now["load"] + 1, "loaded": 0, "ahead": 0, "is_complete": 0}


def moved_on(before: dict[str, Any], page: FeedPage) -> dict[str, Any]:
    """Return where the feed stands after a page.

    A page says how many of our operations the mall had applied when it read the page. That holds for all rows of a
    stream once nothing of that stream waits any more, which is when a later stream has its turn or nothing is left.
    """
    after = dict(before)
    if page.epoch != before["epoch"]:
        if before["epoch"]:
            after |= {"shop_through": 0, "stock_through": 0, "members_through": 0, "applied_through": 0}
            if before["cursor"]:
                after |= {"load": before["load"] + 1, "loaded": 0, "is_complete": 0}
        after["epoch"] = page.epoch
    read = neighbours.streams_read(page)
    for stream in ("shop", "stock", "members"):
        if stream in read:
            after[f"{stream}_through"] = max(after[f"{stream}_through"], page.applied_through)
    if "catalogue" in read:
        after["catalogue_ms"] = page.server_ms
    after["applied_through"] = max(after["applied_through"], page.applied_through)
    after["cursor"] = page.next
    after["loaded"] += len(page.rows)
    after["ahead"] = page.ahead
    if not page.more:
        after["is_complete"] = 1
    return after


def is_told_more(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Tell whether a page ended a load, or says of more of our operations that the mall has seen to them."""
    names = ("is_complete", "shop_through", "members_through")
    return any(after[name] > before[name] for name in names)


def keep(connection: Connection, position: dict[str, Any]) -> None:
    """Keep where the feed stands."""
    connection.execute(_keep_cursor, position)
