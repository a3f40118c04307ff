"""What came back of a sale for its invoice: an even exchange changes nothing on it, and it stands for what left.

Another size or colour of the same style, for the same money: neither is on an invoice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.db.tables import sale_line
from sync.hub.publishing import published_many
from sync.protocol.rows import Variant


class CameBack(NamedTuple):
    """What is to be invoiced no more, with the tax inside it."""

    fen: int
    tax_fen: int


def came_back(conn: Connection, receipt_no: str) -> CameBack:
    """Return what came back of a sale, also of the goods that left for some of it in even exchanges."""
    fen, tax_fen, wave, seen = 0, 0, [receipt_no], set[str]()
    while wave:
        found = conn.execute(select(return_ticket).where(return_ticket.c.of_receipt_no.in_(wave))).all()
        wave = []
        for one in found:
            if one.return_id in seen:
                continue
            seen.add(one.return_id)
            if _is_even_ticket(conn, one):
                wave.append(one.receipt_no)
            else:
                fen += one.total_fen
                tax_fen += one.tax_fen
    return CameBack(fen, tax_fen)


def is_even(conn: Connection, one: Row[Any], lines: Sequence[Row[Any]], variants: Mapping[str, Variant]) -> bool:
    """Tell whether the same goods left for the same money as the ``lines`` of a return."""
    if one.sale_id is None:
        return False
    came: Counter[tuple[str, int, str]] = Counter()
    for line in lines:
        variant = variants.get(line.variant_id)
        for what in ("quantity", "paid_fen"):
            came["" if variant is None else variant.style_id, line.tax_bp, what] += getattr(line, what)
    left: Counter[tuple[str, int, str]] = Counter()
    for line in conn.execute(select(sale_line).where(sale_line.c.sale_id == one.sale_id)):
        for what in ("quantity", "paid_fen"):
            left[line.style_id, line.tax_bp, what] += getattr(line, what)
    return came == left


def _is_even_ticket(conn: Connection, one: Row[Any]) -> bool:
    if one.sale_id is None:
        return False
    lines = conn.execute(select(return_line).where(return_line.c.return_id == one.return_id)).all()
    return is_even(conn, one, lines, published_many(conn, Variant, {line.variant_id for line in lines}))
