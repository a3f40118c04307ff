"""Defective goods that came back to a shop and lie apart until they are sent back: one row for the shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from sync.protocol.row import Row
from sync.protocol.sold import Movement


class DefectivePieces(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of a variant."""

    variant_id: str
    pieces: int


class Defective(Row, frozen=True, kw_only=True):
    """All that lies in a shop's place for defective goods, by variant; ``id`` is the shop's."""

    shop_id: str
    lying: list[DefectivePieces]


def lying_in(shop_id: str, pieces: Mapping[str, int]) -> Defective:
    """Return the row of a shop, in the order of the variants' names."""
    lying = [DefectivePieces(variant_id=name, pieces=count) for name, count in sorted(pieces.items()) if count]
    return Defective(id=shop_id, shop_id=shop_id, lying=lying)


def with_set_aside(row: Defective, movements: Iterable[Movement]) -> Defective:
    """Return the row with what a return sets aside."""
    pieces = Counter({one.variant_id: one.pieces for one in row.lying})
    for movement in movements:
        pieces[movement.variant_id] += movement.quantity
    return lying_in(row.shop_id, pieces)
