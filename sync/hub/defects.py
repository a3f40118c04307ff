"""The place for defective goods in each shop, as the mall tells the shop's tills what lies there."""

from __future__ import annotations

from sqlalchemy import Connection, select

from posapp.domain.clock import Clock
from sync.hub import returns
from sync.hub.db.database import Database
from sync.hub.db.return_tables import set_aside
from sync.hub.publishing import lock_streams, publish, published, stream_of
from sync.protocol.defective import Defective, lying_in


def tell(conn: Connection, shop_id: str) -> None:
    """Tell a shop's tills what lies in its place for defective goods. Hold the shop's lock."""
    publish(conn, lying_in(shop_id, returns.defective(conn, shop_id)))


def keep(database: Database, _clock: Clock) -> None:
    """Tell it where goods were set aside before the mall told of them at all."""
    with database.reading() as conn:
        shops = conn.scalars(select(set_aside.c.shop_id).distinct()).all()
        untold = [shop_id for shop_id in shops if published(conn, Defective, shop_id) is None]
    for shop_id in untold:
        with database.writing() as conn:
            lock_streams(conn, stream_of("defective", shop_id))
            tell(conn, shop_id)
