"""Tables of what tills tell of their drawers and journals: cash moved, Z reports, the heads of journals."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from sync.hub.db.tables import metadata

cash_move = Table(
    "cash_move",
    metadata,
    Column("move_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("shift_id", Text, nullable=False, index=True),
    Column("business_date", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("occurred_ms", BigInteger, nullable=False),
)

z_report = Table(
    "z_report",
    metadata,
    Column("shift_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("difference_fen", BigInteger, nullable=False),
    Column("figures", Text, nullable=False),  # JSON of ``ZFigures`` as the till sent them
    Index(None, "device", "generation", "number"),
)

journal_anchor = Table(
    "journal_anchor",
    metadata,
    Column("device", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hub_no", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Each head of a journal as it was told; two hashes under one seq are two journals of one till."""
