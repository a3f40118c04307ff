"""Tables of the channels' bills: the days, their rows that are ours, where they differ from the books."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from posapp.adapters.db.schema import number, table, words

bill_day = table(
    "bill_day",
    Column("channel", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    words("reading"),
    number("tries"),
    number("due_ms"),
    number("looks"),
    number("look_ms"),
    words("code"),
    number("row_count"),
    number("paid_fen"),
    number("returned_fen"),
    number("fee_fen"),
    number("other_rows"),
    number("other_paid_fen"),
    number("other_returned_fen"),
    words("verdicts"),
    Column("funds", Text, nullable=False, server_default=text("'null'")),
    CheckConstraint("reading IN ('awaited', 'ready', 'no_trade', 'not_yet', 'broken', 'unknown')", name="reading"),
)
"""``verdicts`` is a JSON object: how many findings of each verdict; ``funds`` another: ``domain/funds.FundsDay``."""

bill_row = table(
    "bill_row",
    Column("channel", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    words("kind"),
    words("number"),
    words("refund_number"),
    words("channel_no"),
    number("amount_fen"),
    number("at_ms"),
    number("fee_fen"),
    words("said"),
)
Index("ix_bill_row_number", bill_row.c.channel, bill_row.c.number)

bill_finding = table(
    "bill_finding",
    Column("finding_id", Text, primary_key=True),
    words("channel"),
    words("day"),
    words("verdict"),
    words("act"),
    words("number"),
    words("refund_number"),
    number("is_refund"),
    number("in_bill_fen"),
    number("claimed_fen"),
    words("channel_no"),
    words("said"),
    words("asked"),
    number("asked_ms"),
)
"""Only what differs: what agrees is counted in ``bill_day``."""

Index("ix_bill_finding_day", bill_finding.c.channel, bill_finding.c.day)

bill_closed = table(
    "bill_closed",
    Column("finding_id", Text, primary_key=True),
    number("closed_ms"),
    words("staff_id"),
    words("reason"),
)
"""Differences that a person has settled; a new comparison of the day does not open them again."""
