"""What booking and ordering share: whose they are, where they happen, the numbers inside their codes."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from posapp.domain.clock import SECOND, Clock
from sync.hub import keys
from sync.hub.db import tables
from sync.hub.errors import UnknownMember, UnknownShop
from sync.hub.publishing import published
from sync.protocol import codes
from sync.protocol.rows import Member, Shop


def the_shop(conn: Connection, shop_id: str) -> Shop:
    """Return a shop. Raises ``UnknownShop``."""
    shop = published(conn, Shop, shop_id)
    if shop is None:
        raise UnknownShop()
    return shop


def the_member(conn: Connection, member_id: str) -> Member:
    """Return a member. Raises ``UnknownMember``."""
    member = published(conn, Member, member_id)
    if member is None:
        raise UnknownMember()
    return member


def new_code_no() -> int:
    """Return a random 48-bit number for the inside of a signed code."""
    return secrets.randbits(48)


def new_typed_code(conn: Connection, shop_id: str) -> str:
    """Return eight digits that no booking and no order of the shop uses. Hold the shop's lock."""
    booking, order = tables.booking, tables.mall_order
    while True:
        code = f"{secrets.randbelow(10**8):08d}"
        taken = select(booking.c.code).where(booking.c.shop_id == shop_id, booking.c.code == code)
        also_taken = select(order.c.code).where(order.c.shop_id == shop_id, order.c.code == code)
        if conn.execute(taken.union_all(also_taken)).first() is None:
            return code


def mint(conn: Connection, clock: Clock, type_: codes.CodeType, number: int) -> str:
    """Return the 190 digits of a code signed now."""
    now = clock.now()
    key = keys.code_key(conn, now)
    return codes.mint(key.private, key.key_id, type_, number, now // SECOND)
