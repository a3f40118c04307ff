"""What shops do with mall orders: pick them off the rails, hand them over, put back what nobody wants any more.

    pending ─confirmed─▶ promised ─pick─▶ ready ─hand over─▶ handed_over
       │                    │               │
    declined          cancelled, expired  cancelled, expired, and picked ─put back─▶ returned

A cancellation wins until the goods are picked; after that they lie on the reserve shelf until somebody puts them back.
Goods that left are a fact, whatever the order had become: then the money is to be recovered.
"""

from __future__ import annotations

from collections import Counter

import msgspec
from sqlalchemy import Connection, update

from sync.hub.db import tables
from sync.hub.escrow import Change
from sync.hub.publishing import publish
from sync.protocol.rows import Order

_STANDS = frozenset({"pending", "promised", "ready"})
STATUS_WORDS = {
    "cancelled": ("取消", "cancelled"),
    "expired": ("过期", "expired"),
    "declined": ("婉拒", "declined"),
}


def pieces_of(order: Order) -> Counter[str]:
    """Return the pieces of an order by variant."""
    pieces: Counter[str] = Counter()
    for line in order.lines:
        pieces[line.variant_id] += line.quantity
    return pieces


def is_open(order: Order) -> bool:
    """Tell whether somebody still means to collect it."""
    return order.status in _STANDS


def is_on_the_shelf(order: Order) -> bool:
    """Tell whether its goods lie picked on the reserve shelf."""
    if order.status == "ready":
        return True
    return order.picked_ms is not None and order.returned_ms is None and not is_open(order) and not has_left(order)


def has_left(order: Order) -> bool:
    """Tell whether its goods left with the customer."""
    return order.status == "handed_over"


def picked(order: Order, at_ms: int) -> tuple[Order, dict[str, Change]]:
    """Return an order after its goods were picked. One that has ended stays so: its goods are to be put back."""
    if is_on_the_shelf(order) or has_left(order):
        return order, {}
    had_right = order.status == "promised"
    status = "ready" if is_open(order) else order.status
    after = msgspec.structs.replace(order, status=status, picked_ms=at_ms, returned_ms=None)
    return after, {
        variant_id: Change(picked=n, unpicked=-n, spent=n) if had_right else Change(picked=n)
        for variant_id, n in pieces_of(order).items()
    }


def put_back(order: Order, at_ms: int) -> tuple[Order, dict[str, Change]]:
    """Return an order after its goods hang on the floor again. One that is still open is promised, not picked."""
    if not is_on_the_shelf(order):
        return order, {}
    if is_open(order):
        after = msgspec.structs.replace(order, status="promised", picked_ms=None)
        return after, {variant_id: Change(picked=-n, unpicked=n) for variant_id, n in pieces_of(order).items()}
    after = msgspec.structs.replace(order, returned_ms=at_ms)
    return after, {variant_id: Change(picked=-n) for variant_id, n in pieces_of(order).items()}


def left(order: Order, at_ms: int) -> tuple[Order, dict[str, Change]]:
    """Return an order after its goods left the shop, and what that frees; the movements come on top."""
    after = msgspec.structs.replace(order, status="handed_over", handed_over_ms=at_ms)
    pieces = pieces_of(order)
    if is_on_the_shelf(order):
        return after, {variant_id: Change(picked=-n) for variant_id, n in pieces.items()}
    if order.status == "promised":
        return after, {variant_id: Change(unpicked=-n, spent=n) for variant_id, n in pieces.items()}
    return after, {}


def ended(order: Order, status: str) -> tuple[Order, dict[str, Change]]:
    """Return an order that was cancelled or has expired, and the promise that this frees.

    What lies picked stays picked until somebody puts it back.
    """
    after = msgspec.structs.replace(order, status=status)
    if order.status == "ready" and order.picked_ms is None:  # it came into the books picked
        after = msgspec.structs.replace(after, picked_ms=order.placed_ms)
    if order.status != "promised":
        return after, {}
    return after, {variant_id: Change(unpicked=-n) for variant_id, n in pieces_of(order).items()}


def keep(conn: Connection, order: Order) -> None:
    """Keep and publish an order's new state."""
    table = tables.mall_order
    conn.execute(update(table).where(table.c.order_id == order.id).values(status=order.status))
    publish(conn, order)
