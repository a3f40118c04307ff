"""What a sale is made of: its lines with the rules that lowered them, its tenders, and the pieces that left.

Apart from ``kinds``, which says how these parts travel together.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Trust = Literal["A", "B", "C"]
"""How sure we are of the member: A signed code, B static code or last four chosen by staff, C typed number."""

LineSource = Literal["scan", "search", "suggestion", "try_on", "outfit"]


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """One rule's share in a line: a reduction of ``fen`` (positive) by a rule at a version."""

    kind: Literal["member_price", "promotion", "coupon", "manual", "rounding"]
    rule_id: str
    rule_version: int
    fen: int


class SaleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was sold. ``list_fen`` is the shelf price of one piece, ``paid_fen`` what the whole line cost.

    ``note`` is what the counter wrote of it for its own people (裤长改短 3 厘米), empty where nothing was.
    """

    line_id: str
    variant_id: str
    style_id: str
    quantity: int
    list_fen: int
    paid_fen: int
    tax_bp: int
    tax_fen: int
    source: LineSource
    clerk_id: str
    adjustments: list[Adjustment] = []
    note: str = ""


ValueKind = Literal["points", "stored_value", "gift_card"]
"""What a member or a bearer holds with the chain and may pay with."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What a tender takes from an account: whose, how many units (points, otherwise fen), and by which right.

    ``right_id`` names the lease or the authorisation; under the floor limit it is empty.
    """

    owner_id: str
    units: int
    right: Literal["lease", "authorisation", "floor_limit"]
    right_id: str


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone paid: the till's attempt, its ``number`` at the channel, and the channel's own number of it."""

    attempt_id: str
    number: str
    channel_no: str


class Tender(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way in which a sale was paid. ``amount = received - change``.

    Accounts say what they have ``drawn``, phones what was ``charged``; ``card`` is an outside terminal's, with the
    ``reference`` on its slip.
    """

    tender_id: str
    kind: Literal["cash", "points", "stored_value", "gift_card", "wechat_pay", "alipay", "card"]
    amount_fen: int
    received_fen: int
    change_fen: int
    drawn: Drawn | None = None
    charged: Charged | None = None
    reference: str = ""


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """A change of stock in this shop: ``quantity`` pieces, negative when they leave."""

    movement_id: str
    variant_id: str
    quantity: int
    cause: Literal["sale", "pickup", "return", "defective", "transfer"]
