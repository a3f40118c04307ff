"""Open the books of a hub: take over what a chain has on the first day, in bulk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from posapp.domain.clock import Millis
from sync.protocol.rows import Row


def open_books(conn: Connection, rows: Iterable[Row], now: Millis) -> None:
    """Bring in rows of any kinds but staff, and publish them.

    A ``Stock`` row becomes an opening movement and a level (``promised`` as it says; keep it in step with the orders
    given), a ``Booking`` takes its fitting room, an ``Order`` its code. Everything else is only published. Staff
    name no shop: ``publishing.publish_many(conn, staff, shop_id=…)``.
    """
    raise NotImplementedError
