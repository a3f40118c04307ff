"""Movements that the hub itself writes because a person said so. Each has an id of its own, so that it counts once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert

from sync.hub.db import tables
from sync.hub.escrow import Change
from sync.hub.promises import book


def book_correction(conn: Connection, shop_id: str, moved: Mapping[str, int], name: str, at_ms: int) -> None:
    """Book pieces that came (positive) or left, by variant; ``name`` is the beginning of their movements' ids.

    They belong to no operation of a till, so no day proof counts them.
    """
    conn.execute(
        insert(tables.stock_movement),
        [
            {
                "movement_id": f"{name}:{variant_id}",
                "shop_id": shop_id,
                "variant_id": variant_id,
                "quantity": quantity,
                "cause": "correction",
                "hub_no": None,
                "at_ms": at_ms,
            }
            for variant_id, quantity in moved.items()
        ],
    )
    changes = {variant_id: Change(on_hand=quantity) for variant_id, quantity in moved.items()}
    book(conn, shop_id, changes, "correction", at_ms=at_ms)
