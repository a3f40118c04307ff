"""Change levels and tell at once what that broke: an order that lacks its piece, a label that lost it, a wrong record.

A broken promise is told exactly once. At each level as many shortfalls are open as pieces are promised and not there;
one that heals, because the piece was found, or the order cancelled, is settled by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from sync.hub import ledgers
from sync.hub.db import tables
from sync.hub.escrow import Change, Kind, Settled
from sync.hub.exceptions import note_exception
from sync.hub.publishing import publish, published, published_many
from sync.protocol.collecting import promised_pieces
from sync.protocol.rows import Booking, Order


def book(
    conn: Connection,
    shop_id: str,
    changes: Mapping[str, Change],
    kind: Kind,
    *,
    at_ms: int,
    hub_no: int | None = None,
    order_id: str = "",
    may_grow: bool = False,
    held_back: Mapping[str, int] | None = None,
    is_told: bool = False,
) -> dict[str, Settled]:
    """Change a shop's levels as ``ledgers.change_levels`` does, and write the exceptions that follow from it.

    Publish an order's new state first: whose promise is at risk is read from the orders. ``is_told``: a person is asked
    to count already, so that a record below zero is not told once more.
    """
    settled = ledgers.change_levels(
        conn,
        shop_id,
        changes,
        kind,
        at_ms=at_ms,
        hub_no=hub_no,
        order_id=order_id,
        may_grow=may_grow,
        held_back=held_back,
    )
    for variant_id, one in settled.items():
        if one.after.loose < min(0, one.before.loose) and not is_told:
            note_exception(
                conn,
                "count_hint",
                shop_id=shop_id,
                at_ms=at_ms,
                hub_no=hub_no,
                variant_id=variant_id,
                on_hand=one.after.on_hand,
                picked=one.after.picked,
            )
        if one.before.broken or one.after.broken:
            _match_shortfalls(conn, shop_id, variant_id, one.after.broken, at_ms, hub_no)
        if one.lost_labels:
            _lose_labels(conn, shop_id, variant_id, one.lost_labels, at_ms, hub_no)
    return settled


def _match_shortfalls(
    conn: Connection, shop_id: str, variant_id: str, broken: int, at_ms: int, hub_no: int | None
) -> None:
    """Have as many shortfalls open as promises are broken; who ordered first keeps the piece that is there."""
    table = tables.shortfall
    still_open = conn.execute(
        select(table.c.shortfall_no, table.c.exception_no, table.c.order_id)
        .where(table.c.shop_id == shop_id, table.c.variant_id == variant_id, table.c.mended_ms.is_(None))
        .order_by(table.c.shortfall_no)
    ).all()
    orders = _promised(conn, shop_id, variant_id)
    pieces = Counter({order.id: _pieces(order, variant_id) for order in orders})
    placed = {order.id: order.placed_ms for order in orders}
    at_risk: Counter[str] = Counter()
    standing: list[Any] = []
    mended: list[Any] = []
    for row in still_open:
        known = not row.order_id or at_risk[row.order_id] < pieces[row.order_id]
        (standing if known else mended).append(row)
        at_risk[row.order_id] += 1 if known else 0
    standing.sort(key=lambda row: (placed.get(row.order_id, 0), row.shortfall_no))
    for row in standing[: max(0, len(standing) - broken)]:
        mended.append(row)
        at_risk[row.order_id] -= 1
    for row in mended:
        _mend(conn, row.shortfall_no, row.exception_no, at_ms)
    missing = broken - min(len(standing), broken)
    for order in sorted(orders, key=lambda one: (one.placed_ms, one.id), reverse=True):
        for _ in range(min(missing, pieces[order.id] - at_risk[order.id])):
            _open(conn, shop_id, variant_id, order, at_ms, hub_no)
            missing -= 1
    for _ in range(missing):  # promised on the first day, by no order that this hub knows
        _open(conn, shop_id, variant_id, None, at_ms, hub_no)


def _promised(conn: Connection, shop_id: str, variant_id: str) -> list[Order]:
    table = tables.mall_order
    ids = conn.execute(
        select(table.c.order_id).where(table.c.shop_id == shop_id, table.c.status == "promised")
    ).scalars()
    return [order for order in published_many(conn, Order, ids).values() if _pieces(order, variant_id)]


def _pieces(order: Order, variant_id: str) -> int:
    return promised_pieces(order)[variant_id]


def _open(conn: Connection, shop_id: str, variant_id: str, order: Order | None, at_ms: int, hub_no: int | None) -> None:
    line = next((one for one in order.lines if one.variant_id == variant_id), None) if order is not None else None
    exception_no = note_exception(
        conn,
        "shortfall",
        shop_id=shop_id,
        at_ms=at_ms,
        hub_no=hub_no,
        amount_fen=line.paid_fen // line.quantity if line is not None else 0,
        variant_id=variant_id,
        **({"number": order.number} if order is not None else {}),
    )
    conn.execute(
        insert(tables.shortfall).values(
            exception_no=exception_no,
            shop_id=shop_id,
            variant_id=variant_id,
            order_id=order.id if order is not None else "",
            at_ms=at_ms,
        )
    )


def _mend(conn: Connection, shortfall_no: int, exception_no: int, at_ms: int) -> None:
    exception, table = tables.trade_exception, tables.shortfall
    conn.execute(update(table).where(table.c.shortfall_no == shortfall_no).values(mended_ms=at_ms))
    conn.execute(
        update(exception)
        .where(exception.c.exception_no == exception_no, exception.c.settled_ms.is_(None))
        .values(settled_ms=at_ms)
    )


def _lose_labels(conn: Connection, shop_id: str, variant_id: str, lost: int, at_ms: int, hub_no: int | None) -> None:
    """Tell the bookings whose piece is gone, the last slot first."""
    label, booking = tables.try_on_label, tables.booking
    hit = conn.execute(
        select(label.c.booking_id, label.c.garment_id)
        .join(booking, booking.c.booking_id == label.c.booking_id)
        .where(label.c.shop_id == shop_id, label.c.variant_id == variant_id)
        .order_by(booking.c.starts_ms.desc(), label.c.booking_id, label.c.garment_id)
        .limit(lost)
    ).all()
    for booking_id, garment_id in hit:
        conn.execute(delete(label).where(label.c.booking_id == booking_id, label.c.garment_id == garment_id))
        row = published(conn, Booking, booking_id)
        if row is None:
            continue
        garments = [
            msgspec.structs.replace(each, label="gone") if each.id == garment_id else each for each in row.garments
        ]
        publish(conn, msgspec.structs.replace(row, garments=garments))
        note_exception(
            conn, "label_lost", shop_id=shop_id, at_ms=at_ms, hub_no=hub_no, booking=row.code, variant_id=variant_id
        )
