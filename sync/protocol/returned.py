"""What a return is made of: the pieces that came back, and what went back for them.

Apart from ``kinds`` because it stands on nothing: a sale is named by the number on its receipt, its lines and tenders
by their places, so that a till can say all this of a sale that another till of the chain has made.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Condition = Literal["sellable", "defective"]
"""``defective`` pieces are set aside: they are no part of what is on hand."""

ReturnReason = Literal["size", "colour", "fault", "changed_mind", "gift", "other"]

Proof = Literal["own", "neighbour", "mall", "signed"]
"""How the till knew the sale: its own books, the shop's relay, the mall's answer, or the signed code on the receipt."""


class ReturnedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of line ``place`` (from 1) of a sale; ``before`` of that line the till knew to be returned already.

    ``paid_fen`` comes back for them, the tax inside it is ``tax_fen``.
    """

    place: int
    variant_id: str
    style_id: str
    quantity: int
    before: int
    paid_fen: int
    tax_bp: int
    tax_fen: int
    condition: Condition
    reason: ReturnReason


class Refund(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes back of one tender, on the way it was paid.

    ``receipt_no`` and ``tender`` (its place, from 1) say of which sale's: after an exchange that is the first sale, as
    its money stands behind the exchanged goods. ``kind`` is that tender's, and ``whole_fen`` what it paid in all.
    ``units`` go back to the account of ``owner_id``; ``reference`` is the number of a payment that a phone made.
    """

    refund_id: str
    kind: str
    amount_fen: int
    receipt_no: str
    tender: int
    units: int = 0
    owner_id: str = ""
    reference: str = ""
    whole_fen: int = 0
