"""Defective goods that came back to a shop and lie apart until somebody settles them: one row for the shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from posapp.domain.defects import End
from sync.protocol.body import Body
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


class DefectiveSettle(Body, frozen=True, kw_only=True):
    """``defective.settle`` 1: pieces left the place for defective goods. Never refused: they are gone from there.

    ``set_aside`` takes them out of it, negative. ``movements`` hang them on the floor again, positive, where they were
    mended; of what was sent back or written off there are none.
    """

    settle_id: str
    shop_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    approver_id: str  # whoever allowed it, "" where nobody was asked
    end: End
    reason: str
    worth_fen: int  # what the pieces cost at the shelf
    set_aside: list[Movement]
    movements: list[Movement]


def lying_in(shop_id: str, pieces: Mapping[str, int]) -> Defective:
    """Return the row of a shop, in the order of the variants' names.

    Fewer than none is what a till took out before the mall has heard how it came there: it is kept, and ends as none.
    """
    lying = [DefectivePieces(variant_id=name, pieces=count) for name, count in sorted(pieces.items()) if count]
    return Defective(id=shop_id, shop_id=shop_id, lying=lying)


def with_set_aside(row: Defective, movements: Iterable[Movement]) -> Defective:
    """Return the row with what a return sets aside, or what is taken out again."""
    pieces = Counter({one.variant_id: one.pieces for one in row.lying})
    for movement in movements:
        pieces[movement.variant_id] += movement.quantity
    return lying_in(row.shop_id, pieces)
