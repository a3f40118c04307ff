"""The figures of a shift that till and mall compare: counted from what was kept here, never from running totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Connection, func, select, union_all

from posapp.adapters.db.mall_tables import stock
from posapp.adapters.db.return_tables import return_line, return_movement, return_tender, return_ticket
from posapp.adapters.db.tables import op_log, sale, sale_line, sale_tender, stock_movement
from sync.protocol.proof import movement_text, multiset_hash, stock_hash
from sync.protocol.wire import DayFigures

K = TypeVar("K", str, int)


def figures(
    connection: Connection, generation: int, shift_id: str, *, first: int, last: int
) -> tuple[DayFigures, tuple[str, ...]]:
    """Return the figures of a shift whose operations are ``first`` to ``last``, and the variants it moved.

    The hash of stock levels stays empty: it is taken when the mall is asked (``levels_hash``), as levels go on moving.
    """
    of_shift = sale.c.shift_id == shift_id
    operations = connection.scalar(
        select(func.count()).where(op_log.c.generation == generation, op_log.c.seq.between(first, last))
    )
    chain_hash = connection.scalar(
        select(op_log.c.chain_hash).where(op_log.c.generation == generation, op_log.c.seq == last)
    )
    sales, total, points = connection.execute(
        select(
            func.count(), func.coalesce(func.sum(sale.c.total_fen), 0), func.coalesce(func.sum(sale.c.points), 0)
        ).where(of_shift)
    ).one()
    of_ticket = return_ticket.c.shift_id == shift_id
    back, points_back = connection.execute(
        select(
            func.coalesce(func.sum(return_ticket.c.total_fen), 0), func.coalesce(func.sum(return_ticket.c.points), 0)
        ).where(of_ticket)
    ).one()
    tenders = connection.execute(
        select(sale_tender.c.kind, func.sum(sale_tender.c.amount_fen))
        .join(sale, sale.c.sale_id == sale_tender.c.sale_id)
        .where(of_shift)
        .group_by(sale_tender.c.kind)
    )
    given_out = connection.execute(
        select(return_tender.c.kind, -func.sum(return_tender.c.amount_fen))
        .join(return_ticket, return_ticket.c.return_id == return_tender.c.return_id)
        .where(of_ticket)
        .group_by(return_tender.c.kind)
    )
    taxes = connection.execute(
        select(sale_line.c.tax_bp, func.sum(sale_line.c.tax_fen))
        .join(sale, sale.c.sale_id == sale_line.c.sale_id)
        .where(of_shift)
        .group_by(sale_line.c.tax_bp)
    )
    taxes_back = connection.execute(
        select(return_line.c.tax_bp, -func.sum(return_line.c.tax_fen))
        .join(return_ticket, return_ticket.c.return_id == return_line.c.return_id)
        .where(of_ticket)
        .group_by(return_line.c.tax_bp)
    )
    moved = connection.execute(
        union_all(
            select(stock_movement.c.movement_id, stock_movement.c.variant_id, stock_movement.c.quantity).where(
                stock_movement.c.op_seq.between(first, last)
            ),
            select(return_movement.c.movement_id, return_movement.c.variant_id, return_movement.c.quantity).where(
                return_movement.c.op_seq.between(first, last), return_movement.c.place == "floor"
            ),
        )
    ).all()
    return (
        DayFigures(
            operations=operations or 0,
            last_seq=last,
            chain_hash=chain_hash or "",
            sales=sales,
            total_fen=total - back,
            tenders_fen=_together(tenders, given_out),
            tax_fen={str(rate): fen for rate, fen in _together(taxes, taxes_back).items()},
            points=points - points_back,
            movements=len(moved),
            movements_hash=multiset_hash(movement_text(*row) for row in moved),
            stock_hash="",
        ),
        tuple(sorted({row.variant_id for row in moved})),
    )


def _together(*parts: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Add up by key; what came back is negative, and a key whose sum is nothing stays."""
    sums: Counter[K] = Counter()
    for part in parts:
        for key, fen in part:
            sums[key] += fen
    return dict(sums)


def levels_hash(connection: Connection, shop_id: str, touched: tuple[str, ...]) -> str:
    """Return the hash of the mall's levels of these variants in this shop, as the feed last brought them; none is 0."""
    found = connection.execute(
        select(stock.c.variant_id, stock.c.on_hand).where(stock.c.shop_id == shop_id, stock.c.variant_id.in_(touched))
    )
    here = dict(found.all())
    return stock_hash((variant_id, here.get(variant_id, 0)) for variant_id in touched)
