"""Tables of what members and bearers hold with the chain: accounts, transfers between them, rights to spend, cards."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from sync.hub.db.tables import metadata

value_account = Table(
    "value_account",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Index(None, "instrument", "owner_id"),
)
"""What each account's transfers add up to. ``owner_id`` is empty for the chain's own accounts."""

value_transfer = Table(
    "value_transfer",
    metadata,
    Column("transfer_id", Text, primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("target", Text, nullable=False, index=True),
    Column("units", BigInteger, CheckConstraint("units > 0", name="units"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("right_id", Text, nullable=False, index=True),
    Column("shop_id", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("hub_no", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "instrument", "owner_id"),
)
"""The ledger, each row both sides of an entry: never changed, never removed. ``about`` is a receipt number or empty."""

value_right = Table(
    "value_right",
    metadata,
    Column("right_id", Text, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('lease', 'authorisation')", name="kind"), nullable=False),
    Column("instrument", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("available", BigInteger, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column(
        "status",
        Text,
        CheckConstraint(
            "status IN ('open', 'refused', 'captured', 'voided', 'ended', 'written_off')",
            name="status",
        ),
        nullable=False,
    ),
    Column("code", Text, nullable=False),
    Index(None, "status", "until_ms"),
    Index(None, "instrument", "owner_id"),
    Index(None, "device", "generation"),
)
"""Leases and authorisations: what one till may spend. ``available`` and ``code`` are what it was answered."""

gift_card = Table(
    "gift_card",
    metadata,
    Column("card_id", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("card", Text, nullable=False, unique=True),
    Column("shop_id", Text, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("status", Text, CheckConstraint("status IN ('open', 'blocked')", name="status"), nullable=False),
)
"""``shop_id`` is where it was sold, and later where it was last used."""
