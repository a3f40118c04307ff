"""Tables of the cash drawer beside its sales: what was put in and taken out, every count of it, and the Z reports."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Text

from posapp.adapters.db.schema import table

cash_move = table(
    "cash_move",
    Column("move_id", Text, primary_key=True),
    Column("shift_id", Text, nullable=False, index=True),
    Column("direction", Text, nullable=False),
    Column("amount_fen", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    CheckConstraint("direction IN ('in', 'out', 'drop')", name="direction"),
    CheckConstraint("amount_fen > 0", name="amount"),
)
cash_count = table(
    "cash_count",
    Column("count_no", Integer, primary_key=True),
    Column("shift_id", Text, nullable=False, index=True),
    Column("pieces", LargeBinary, nullable=False),  # JSON: [[fen, pieces], …]
    Column("counted_fen", Integer, nullable=False),
    Column("expected_fen", Integer, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    CheckConstraint("counted_fen >= 0", name="counted"),
)
"""Every count that was given, also those that were counted again: a second try is no secret."""

z_report = table(
    "z_report",
    Column("shift_id", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("figures", LargeBinary, nullable=False),  # JSON of ``ZFigures``
    CheckConstraint("number >= 1", name="number"),
)
