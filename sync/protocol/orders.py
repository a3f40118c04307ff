"""Mall orders that are collected in a shop: what waits for whom, and what the tills say of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.body import Body
from sync.protocol.row import Row
from sync.protocol.sold import Movement

OrderStatus = Literal["pending", "promised", "ready", "handed_over", "cancelled", "expired", "declined"]
OrderKind = Literal["plain", "group", "flash"]
Payment = Literal["online", "on_collection"]


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a mall order, and where its pieces are.

    Of ``quantity`` pieces ``handed`` left with her, ``missing`` were not found and she was asked what to do,
    ``dropped`` are not hers any more: left out, cancelled, or sent for from another shop. ``picked`` of the others lie
    on the reserve shelf.
    """

    id: str
    variant_id: str
    quantity: int
    paid_fen: int
    picked: int = 0
    handed: int = 0
    missing: int = 0
    dropped: int = 0


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group that buys together: ``joined`` of ``wanted`` orders by ``until_ms``, else it dissolves."""

    id: str
    wanted: int
    joined: int
    until_ms: int
    is_complete: bool = False


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What she is asked about the missing pieces: to have them from ``shop_id`` instead ("" for nowhere), or not."""

    made_ms: int
    shop_id: str = ""


class Order(Row, frozen=True, kw_only=True):
    """A mall order to be collected in this shop. ``code`` is the 8 digits a person types.

    ``pending`` is paid for when the shop has confirmed it, ``declined`` when it could not; ``ready`` means that all
    that is still to be collected lies on the reserve shelf. Picked pieces of one that ended are to be put back.
    """

    shop_id: str
    member_id: str
    number: str
    code_no: int
    code: str
    status: OrderStatus
    lines: list[OrderLine]
    total_fen: int
    placed_ms: int
    collect_until_ms: int
    handed_over_ms: int | None = None
    picked_ms: int | None = None
    returned_ms: int | None = None
    kind: OrderKind = "plain"
    payment: Payment = "online"
    group: Group | None = None
    offer: Offer | None = None
    picked_by: str = ""  # staff id of whoever picked last
    instead_of: str = ""  # number of the order whose missing pieces this one brings


class LinePieces(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of one line."""

    line_id: str
    quantity: int


class GivenPieces(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a line that left with her; another ``variant_id`` than the line's was taken in its stead."""

    line_id: str
    quantity: int
    variant_id: str


class PickupHandOver(Body, frozen=True, kw_only=True):
    """``pickup.hand_over`` 2: goods of a mall order left with the customer, all that waited or some of it.

    ``given`` None is everything that waited. ``left_out`` she does not want any more. ``sale_id`` names the sale of the
    same moment, which paid for them where the order is paid on collection.
    """

    order_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    how: Literal["order_code", "typed_code"]
    code_payload: str
    movements: list[Movement]
    given: list[GivenPieces] | None = None
    left_out: list[LinePieces] = []
    sale_id: str | None = None
    approver_id: str = ""  # whoever allowed it late or unpaid, "" where nobody was asked


class PickupPick(Body, frozen=True, kw_only=True):
    """``pickup.pick`` 2: goods were taken off the rails and lie on the reserve shelf under the order's number.

    ``lines`` None is everything that was to be picked.
    """

    order_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    lines: list[LinePieces] | None = None


class PickupPutBack(Body, frozen=True, kw_only=True):
    """``pickup.put_back`` 1: all picked goods of an order hang on the floor again."""

    order_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str


class PickupCannotFind(Body, frozen=True, kw_only=True):
    """``pickup.cannot_find`` 1: somebody looked for pieces of an order and they are not there."""

    order_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    lines: list[LinePieces]


OrderStep = PickupHandOver | PickupPick | PickupPutBack | PickupCannotFind
"""All that a till says of an order."""
