"""Rows about value: the terms of the chain, what is leased to a till, coupons and gift cards."""

from __future__ import annotations

from typing import Literal

from sync.protocol.row import Row
from sync.protocol.sold import ValueKind


class ValueTerms(Row, frozen=True, kw_only=True):
    """How an instrument may be spent while the mall cannot be asked; ``id`` is its kind, or ``coupon``.

    ``refused``: not at all. ``leased``: what the mall leased to this till. ``floor_limit``: besides, ``floor_fen`` of
    each account and ``shop_day_fen`` of all of them in a shop and day, of which each of its at most ``tills_per_shop``
    tills has an equal part. Of coupons that are good in every shop, those up to ``floor_fen``. ``fen_per_unit`` is what
    a unit pays; a lease holds at most ``lease_units`` for ``lease_ms``.
    """

    offline: Literal["refused", "leased", "floor_limit"]
    fen_per_unit: int
    floor_fen: int
    shop_day_fen: int
    tills_per_shop: int
    lease_units: int
    lease_ms: int


class Lease(Row, frozen=True, kw_only=True):
    """So many units of an account that one till may spend without asking, until an instant of the mall's clock.

    A later lease of the same account has a greater ``fence``. Signed by the root key over ``signing.lease_message``, so
    that a mall that lost it can learn it again from its holder.
    """

    shop_id: str
    instrument: ValueKind
    owner_id: str
    device: str
    generation: int
    fence: int
    units: int
    from_ms: int
    until_ms: int
    status: Literal["open", "ended"]
    root_signature: str


class Coupon(Row, frozen=True, kw_only=True):
    """A member's coupon: ``off_fen`` off when eligible lines reach ``threshold_fen``."""

    member_id: str
    code: str  # 12 digits for a scanner
    title_zh: str
    title_en: str
    threshold_fen: int
    off_fen: int
    category: str
    from_ms: int
    until_ms: int
    status: Literal["open", "used", "expired"]
    percent_off_bp: int = 0  # instead of off_fen: of the eligible lines, at most cap_fen (0: no cap)
    cap_fen: int = 0
    group: str = ""  # of one group only one works on a ticket
    shop_id: str = ""  # the only shop that takes it, which then needs to ask nobody; empty: every shop


class GiftCard(Row, frozen=True, kw_only=True):
    """A gift card: whoever holds it may spend it. ``number`` is inside its signed code, ``card`` its 16 digits."""

    number: int
    card: str
    balance_fen: int
    until_ms: int
    status: Literal["open", "blocked"]
