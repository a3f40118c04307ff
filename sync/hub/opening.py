"""Open the books of a hub: take over what a chain has on the first day, in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, insert

from posapp.domain.clock import Millis
from sync.hub import groups
from sync.hub.db import tables
from sync.hub.escrow import Change, Level, settle
from sync.hub.ledgers import stock_row
from sync.hub.publishing import publish_many
from sync.hub.rooms import rooms_of
from sync.protocol.collecting import shelved_pieces
from sync.protocol.rows import Booking, FittingRoom, Order, Row, Shop, Stock


def open_books(conn: Connection, rows: Iterable[Row], now: Millis) -> None:
    """Bring in rows of any kinds but staff, and publish them.

    A ``Stock`` row becomes an opening movement and a level (``promised`` as it says; keep it in step with the orders
    given; what of it is picked and the first quota are worked out here), a ``Shop`` gets its fitting rooms, a
    ``Booking`` takes one of them, an ``Order`` its code. Everything else is only published. Staff name no shop:
    ``publishing.publish_many(conn, staff, shop_id=…)``.
    """
    taken = list(rows)
    given = {row.id for row in taken if isinstance(row, FittingRoom)}
    taken += [room for row in taken if isinstance(row, Shop) for room in rooms_of(row) if room.id not in given]
    orders = [row for row in taken if isinstance(row, Order)]
    shelved: Counter[tuple[str, str]] = Counter()
    for order in orders:
        shelved.update({(order.shop_id, variant_id): n for variant_id, n in shelved_pieces(order).items()})
    levels = {row.id: _opened(row, shelved[row.shop_id, row.variant_id]) for row in taken if isinstance(row, Stock)}
    stocks = [row for row in taken if isinstance(row, Stock)]
    if stocks:
        conn.execute(
            insert(tables.stock),
            [
                {
                    "shop_id": row.shop_id,
                    "variant_id": row.variant_id,
                    "on_hand": level.on_hand,
                    "promised": level.promised,
                    "picked": level.picked,
                    "quota": level.quota,
                }
                for row, level in zip(stocks, levels.values(), strict=True)
            ],
        )
        conn.execute(
            insert(tables.stock_movement),
            [
                {
                    "movement_id": f"opening:{row.id}",
                    "shop_id": row.shop_id,
                    "variant_id": row.variant_id,
                    "quantity": row.on_hand,
                    "cause": "opening",
                    "at_ms": now,
                }
                for row in stocks
            ],
        )
        entries = [
            {
                "shop_id": row.shop_id,
                "variant_id": row.variant_id,
                "kind": "opening",
                "quota": level.quota,
                "unpicked": level.unpicked,
                "picked": level.picked,
                "order_id": "",
                "at_ms": now,
            }
            for row, level in zip(stocks, levels.values(), strict=True)
            if level.quota or level.promised
        ]
        if entries:
            conn.execute(insert(tables.quota_entry), entries)
    if bookings := [row for row in taken if isinstance(row, Booking)]:
        conn.execute(insert(tables.booking), [booking_values(row) for row in bookings])
    if orders:
        conn.execute(insert(tables.mall_order), [order_values(row) for row in orders])
    publish_many(
        conn,
        (stock_row(row.shop_id, row.variant_id, levels[row.id]) if isinstance(row, Stock) else row for row in taken),
    )
    groups.take_over(conn, orders, now)


def _opened(row: Stock, shelved: int) -> Level:
    """Return a level on the first day: its quota is all but what the floor keeps."""
    given = Level(on_hand=row.on_hand, promised=max(row.promised, shelved), picked=shelved)
    return settle(given, Change(), "opening", may_grow=True).after


def booking_values(row: Booking) -> dict[str, object]:
    """Return a booking as its own table keeps it: what decides over rooms and codes."""
    return {
        "booking_id": row.id,
        "shop_id": row.shop_id,
        "starts_ms": row.starts_ms,
        "ends_ms": row.ends_ms,
        "room": row.room,
        "code_no": row.code_no,
        "code": row.code,
        "status": row.status,
    }


def order_values(row: Order) -> dict[str, object]:
    """Return an order as its own table keeps it: what decides over codes and expiry."""
    return {
        "order_id": row.id,
        "shop_id": row.shop_id,
        "code_no": row.code_no,
        "code": row.code,
        "number": row.number,
        "status": row.status,
        "collect_until_ms": row.collect_until_ms,
    }
