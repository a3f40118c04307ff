"""The day proof: the figures of one shift, recomputed from the hub's own books and compared with the till's.

A shift is the run of operations from its ``shift.open`` to its ``shift.close``, both counted. What happened in it is
what lies between them in the device's log: its sales, what came back of sales, and the movements of both and of
hand-overs. Returns lower the figures; they are no sales.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from posapp.domain.clock import Clock
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.return_tables import return_line, return_tender, return_ticket
from sync.hub.ledgers import levels
from sync.protocol.proof import movement_text, multiset_hash, stock_hash
from sync.protocol.wire import DayFigures, ProofAnswer, ProofRequest


def compare(conn: Connection, clock: Clock, device: Device, request: ProofRequest) -> ProofAnswer:
    """Recompute what a till claims, keep the verdict, and name the figures that differ."""
    figures = compute(conn, device, request.shift_id, request.figures.last_seq, request.touched)
    differing = [
        name for name in DayFigures.__struct_fields__ if getattr(figures, name) != getattr(request.figures, name)
    ]
    now = clock.now()
    verdict = tables.day_proof
    conn.execute(
        delete(verdict).where(
            verdict.c.device == device.device,
            verdict.c.generation == device.generation,
            verdict.c.shift_id == request.shift_id,
        )
    )
    conn.execute(
        insert(verdict).values(
            device=device.device,
            generation=device.generation,
            shift_id=request.shift_id,
            is_equal=not differing,
            differing=msgspec.json.encode(differing).decode(),
            at_ms=now,
        )
    )
    return ProofAnswer(equal=not differing, figures=figures, differing=differing, server_ms=now)


def compute(conn: Connection, device: Device, shift_id: str, last_seq: int, touched: Sequence[str]) -> DayFigures:
    """Return the figures of a shift, or of the log up to ``last_seq`` when ``shift_id`` is empty."""
    first, last = _span(conn, device, shift_id, last_seq)
    inbox, sale = tables.inbox, tables.sale
    mine = (
        (inbox.c.device == device.device) & (inbox.c.generation == device.generation) & inbox.c.seq.between(first, last)
    )
    operations, newest = conn.execute(select(func.count(), func.max(inbox.c.seq)).where(mine)).one()
    chain_hash = conn.execute(select(inbox.c.chain_hash).where(mine, inbox.c.seq == newest)).scalar() or ""
    in_span = (
        (sale.c.device == device.device) & (sale.c.generation == device.generation) & sale.c.seq.between(first, last)
    )
    sales, total, points = conn.execute(
        select(func.count(), func.sum(sale.c.total_fen), func.sum(sale.c.points_earned)).where(in_span)
    ).one()
    tenders: Counter[str] = Counter()
    for kind, amount in conn.execute(
        select(tables.tender.c.kind, tables.tender.c.amount_fen)
        .join(sale, sale.c.sale_id == tables.tender.c.sale_id)
        .where(in_span)
    ):
        tenders[kind] += amount
    taxes: Counter[str] = Counter()
    for rate, tax in conn.execute(
        select(tables.sale_line.c.tax_bp, tables.sale_line.c.tax_fen)
        .join(sale, sale.c.sale_id == tables.sale_line.c.sale_id)
        .where(in_span)
    ):
        taxes[str(rate)] += tax
    came_back = _came_back(conn, device, first, last)
    for kind, amount in came_back.tenders.items():
        tenders[kind] -= amount
    for rate, tax in came_back.taxes.items():
        taxes[rate] -= tax
    movement = tables.stock_movement
    movements = conn.execute(
        select(movement.c.movement_id, movement.c.variant_id, movement.c.quantity)
        .join(inbox, inbox.c.hub_no == movement.c.hub_no)
        .where(mine, movement.c.cause.in_(("sale", "pickup", "return", "transfer")))
    ).all()
    here = levels(conn, [(device.shop_id, variant_id) for variant_id in touched])
    return DayFigures(
        operations=operations,
        last_seq=newest or 0,
        chain_hash=chain_hash,
        sales=sales,
        # PostgreSQL sums whole numbers into decimals.
        total_fen=int(total or 0) - came_back.total_fen,
        tenders_fen=dict(tenders),
        tax_fen=dict(taxes),
        points=int(points or 0) - came_back.points,
        movements=len(movements),
        movements_hash=multiset_hash(movement_text(*row) for row in movements),
        stock_hash=stock_hash((variant_id, level.on_hand) for (_, variant_id), level in here.items()),
    )


class _CameBack(NamedTuple):
    """What returns of a span took out of its figures; kinds and rates that had none are left out."""

    total_fen: int
    points: int
    tenders: Counter[str]
    taxes: Counter[str]


def _came_back(conn: Connection, device: Device, first: int, last: int) -> _CameBack:
    ticket, line, out = return_ticket.c, return_line.c, return_tender.c
    in_span = (
        (ticket.device == device.device) & (ticket.generation == device.generation) & ticket.seq.between(first, last)
    )
    total, points = conn.execute(select(func.sum(ticket.total_fen), func.sum(ticket.points_back)).where(in_span)).one()
    tenders: Counter[str] = Counter()
    for kind, amount in conn.execute(
        select(out.kind, out.amount_fen)
        .join(return_ticket, ticket.return_id == out.return_id)
        .where(in_span, out.is_carried.is_(False))
    ):
        tenders[kind] += amount
    taxes: Counter[str] = Counter()
    for rate, tax in conn.execute(
        select(line.tax_bp, line.tax_fen).join(return_ticket, ticket.return_id == line.return_id).where(in_span)
    ):
        taxes[str(rate)] += tax
    return _CameBack(int(total or 0), int(points or 0), tenders, taxes)


def _span(conn: Connection, device: Device, shift_id: str, last_seq: int) -> tuple[int, int]:
    if not shift_id:
        return 1, last_seq
    shift = tables.shift
    found = conn.execute(
        select(shift.c.opened_seq, shift.c.closed_seq).where(
            shift.c.shift_id == shift_id,
            shift.c.device == device.device,
            shift.c.generation == device.generation,
        )
    ).one_or_none()
    if found is None:
        return 1, 0
    return found.opened_seq, last_seq if found.closed_seq is None else found.closed_seq
