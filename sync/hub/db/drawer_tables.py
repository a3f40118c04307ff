"""Tables of what tills tell of their counters: cash moved, Z reports, the heads of journals, who allowed what."""

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

override_said = Table(
    "override_said",
    metadata,
    Column("op_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("override_id", Text, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", BigInteger, nullable=False),
    Column("permission", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("percent_bp", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
"""Each word of a colleague for one act, used or refused."""

line_note = Table(
    "line_note",
    metadata,
    Column("sale_id", Text, primary_key=True),
    Column("line_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False, index=True),
    Column("note", Text, nullable=False),
)
"""What a counter wrote of pieces that it sold, for the chain's own people; most lines have none."""
