"""The first morning of a besieged chain: a hub's file with its goods, people, coupons and a few orders."""

from __future__ import annotations

from pathlib import Path

from posapp.domain.clock import SystemClock
from sync.hub import keys
from sync.hub.db.database import open_sqlite
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from sync.hub.orders import Wanted, place
from sync.hub.publishing import publish_many
from sync.proving import chain


def found_chain(folder: Path, shops: int) -> None:
    """Lay the hub's file in a new folder. Alembic keeps what it works on in globals: one chain at a time."""
    folder.mkdir(parents=True)
    clock = SystemClock()
    hub = open_sqlite(folder / "hub.db")
    upgrade(hub)
    with hub.writing() as conn:
        keys.ensure(conn, clock.now())
        open_books(conn, chain.all_rows(shops), clock.now())
        for shop_id in chain.shop_ids(shops):
            publish_many(conn, [chain.manager_of(shop_id)], shop_id=shop_id)
            for number in range(chain.ORDERS_A_SHOP):
                member, variant_id = (each[number % len(each)] for each in (chain.MEMBERS, chain.VARIANTS))
                place(conn, clock, member_id=member, shop_id=shop_id, lines=[Wanted(variant_id, 1)])
    hub.close()
