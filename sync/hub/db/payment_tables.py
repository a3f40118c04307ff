"""Tables of payments by phone that this hub carries out: whose keys, which payments, what went back of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from sync.hub.db.tables import metadata

merchant = Table(
    "merchant",
    metadata,
    Column("merchant_id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("seal_id", Text, nullable=False),
    Column("set_ms", BigInteger, nullable=False),
)
"""Merchants at the channels. ``sealed`` are the settings with the private key, encrypted under a key that lies outside
the database; ``seal_id`` tells which. One that is no longer chosen stays, for what it was paid."""

merchant_choice = Table(
    "merchant_choice",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("shop_id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
)
"""Whom a shop's customers pay; an empty ``shop_id`` stands for all shops that name nobody else."""

payment = Table(
    "payment",
    metadata,
    Column("number", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("merchant_id", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("till_no", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("charge", Text, nullable=False),  # "sent", "barred", "refused"
    Column("state", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("channel_no", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False, index=True),
    Column("heard_ms", BigInteger, nullable=False),
)
"""Each payment that a till named, by its number at the channel, from before the channel was asked. ``charge`` is
``sent`` once it may have been charged, ``barred`` when it was asked about before its charge came, which then comes too
late, and ``refused`` when the shop had nobody to pay. ``state`` is the newest verified one, else ``unknown``."""

payment_refund = Table(
    "payment_refund",
    metadata,
    Column("number", Text, primary_key=True),
    Column("paid_number", Text, nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("channel_no", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("heard_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False, server_default="0"),
    Index("ix_payment_refund_state_due_ms", "state", "due_ms"),
)
"""Each refund that a till asked for, by its own number, from before the channel was asked.

``due_ms``: when the hub looks by itself whether one that is under way has ended.
"""
