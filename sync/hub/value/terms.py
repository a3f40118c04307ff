"""On what terms a chain lets its tills take value while the mall cannot be asked; the tills read them in the feed."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection

from posapp.domain.clock import DAY
from sync.hub.publishing import published
from sync.protocol.rows import ValueTerms

INSTRUMENTS = ("stored_value", "gift_card", "points")
"""What is kept in accounts; coupons are not."""


def terms_of(conn: Connection, instrument: str) -> ValueTerms:
    """Return the terms of an instrument; a chain that said nothing wants nothing taken without the mall."""
    return published(conn, ValueTerms, instrument) or ValueTerms(
        id=instrument,
        offline="refused",
        fen_per_unit=0 if instrument == "points" else 1,
        floor_fen=0,
        shop_day_fen=0,
        tills_per_shop=1,
        lease_units=0,
        lease_ms=0,
    )


def usual_terms() -> tuple[ValueTerms, ...]:
    """Return terms under which the chain can lose nothing but what coupons up to 100 yuan are worth."""
    leased = ValueTerms(
        id="stored_value",
        offline="leased",
        fen_per_unit=1,
        floor_fen=0,
        shop_day_fen=0,
        tills_per_shop=4,
        lease_units=30_000,
        lease_ms=DAY,
    )
    return (
        leased,
        replace(leased, id="gift_card"),
        replace(leased, id="points", lease_units=5_000),
        replace(leased, id="coupon", offline="floor_limit", floor_fen=10_000),
    )
