"""The lines of a cart as they are sold."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from posapp.domain.cart import CartItem
from posapp.domain.identity import LineId
from posapp.domain.pricing import PricedLine
from sync.protocol.kinds import SaleCommit
from sync.protocol.sold import Adjustment, SaleLine


def sold_lines(items: Sequence[CartItem], priced_lines: Sequence[PricedLine]) -> list[SaleLine]:
    """Return the lines of a sale as the operation carries them: what was rung up, at the prices it came to."""
    by_id: dict[LineId, CartItem] = {item.line_id: item for item in items}
    return [
        SaleLine(
            line_id=line.line_id,
            variant_id=line.variant_id,
            style_id=line.style_id,
            quantity=line.quantity,
            list_fen=line.list_fen,
            paid_fen=line.paid,
            tax_bp=line.tax_bp,
            tax_fen=line.tax,
            source=by_id[line.line_id].source,
            clerk_id=by_id[line.line_id].clerk_id,
            note=by_id[line.line_id].note,
            adjustments=[
                Adjustment(kind=each.kind, rule_id=each.rule_id, rule_version=each.rule_version, fen=each.fen)
                for each in line.adjustments
            ],
        )
        for line in priced_lines
    ]


def as_journalled(sale: SaleCommit, written: str) -> SaleCommit | msgspec.Raw:
    """Return a sale as the journal holds it: without notes: a name may stand in one, and no entry is ever erased.

    ``written`` is what its operation says; where that is the same, it need not be written once more.
    """
    if not any(line.note for line in sale.lines):
        return msgspec.Raw(written.encode())
    return msgspec.structs.replace(sale, lines=[msgspec.structs.replace(line, note="") for line in sale.lines])
