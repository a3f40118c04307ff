"""Mall orders that are collected in a shop: what waits for whom, and what the tills say of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.body import Body
from sync.protocol.row import Row
from sync.protocol.sold import Movement


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a mall order."""

    id: str
    variant_id: str
    quantity: int
    paid_fen: int


class Order(Row, frozen=True, kw_only=True):
    """A mall order to be collected in this shop, paid online. ``code`` is the 8 digits a person types.

    ``pending`` is paid for when the shop has confirmed it, ``declined`` when it could not; ``ready`` lies picked on the
    reserve shelf. One that is cancelled or expired with ``picked_ms`` and no ``returned_ms`` is to be put back.
    """

    shop_id: str
    member_id: str
    number: str
    code_no: int
    code: str
    status: Literal["pending", "promised", "ready", "handed_over", "cancelled", "expired", "declined"]
    lines: list[OrderLine]
    total_fen: int
    placed_ms: int
    collect_until_ms: int
    handed_over_ms: int | None = None
    picked_ms: int | None = None
    returned_ms: int | None = None


class PickupHandOver(Body, frozen=True, kw_only=True):
    """``pickup.hand_over`` 1: the goods of a mall order left with the customer."""

    order_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    how: Literal["order_code", "typed_code"]
    code_payload: str
    movements: list[Movement]


class PickupPick(Body, frozen=True, kw_only=True):
    """``pickup.pick`` 1: an order's goods were taken off the rails and lie on the reserve shelf under its number."""

    order_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str


class PickupPutBack(Body, frozen=True, kw_only=True):
    """``pickup.put_back`` 1: the picked goods of an order that ended hang on the floor again."""

    order_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
