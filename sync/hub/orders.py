"""Mall orders to be collected in a shop: placed against the shop's quota, cancelled, expired; and their codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.domain.clock import Clock
from sync.protocol.rows import Order


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket on the phone."""

    variant_id: str
    quantity: int = 1


def quotas(conn: Connection, variant_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return what the mall may promise now, by ``(shop id, variant id)``: on hand − promised − one for the floor."""
    raise NotImplementedError


def place(conn: Connection, clock: Clock, *, member_id: str, shop_id: str, lines: Sequence[Wanted]) -> Order:
    """Place a paid order for pickup. Raises ``SoldOut``, ``EmptyBasket``, ``BadQuantity``, ``UnknownShop``,
    ``UnknownMember``, ``UnknownVariant``."""
    raise NotImplementedError


def cancel(conn: Connection, clock: Clock, *, member_id: str, order_id: str) -> Order:
    """Cancel her own order and free its promise. Raises ``UnknownOrder`` (also for somebody else's) or ``NotOpen``."""
    raise NotImplementedError


def of_member(conn: Connection, member_id: str) -> list[Order]:
    """Return her orders, the newest first."""
    raise NotImplementedError


def code(conn: Connection, clock: Clock, order: Order) -> str:
    """Return the 190 digits of an order's signed code; it stays valid as long as the order is open."""
    raise NotImplementedError
