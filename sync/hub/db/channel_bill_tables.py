"""Tables of the channels' bills of the hub's merchants, and of which payment paid which sale."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from sync.hub.db.tables import metadata

charged = Table(
    "charged",
    metadata,
    Column("number", Text, primary_key=True),
    Column("sale_id", Text, primary_key=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Which payment, by its number at the channel, a booked sale counts on."""

channel_bill = Table(
    "channel_bill",
    metadata,
    Column("merchant_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("reading", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("look_ms", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("sums", Text, nullable=False),
    Column("verdicts", Text, nullable=False),
    Column("funds", Text, nullable=False, server_default="null"),
)
"""``reading`` as in ``domain/bill_days.py``; ``sums`` and ``verdicts`` are JSON objects for people.

``funds`` is one too: how far the day's movements are read, and what came of them (``domain/funds.FundsDay``).
"""

channel_bill_row = Table(
    "channel_bill_row",
    metadata,
    Column("merchant_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("refund_number", Text, nullable=False),
    Column("channel_no", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("fee_fen", BigInteger, nullable=False),
    Column("said", Text, nullable=False),
)
Index("ix_channel_bill_row_number", channel_bill_row.c.merchant_id, channel_bill_row.c.number)

bill_difference = Table(
    "bill_difference",
    metadata,
    Column("finding_id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("refund_number", Text, nullable=False),
    Column("is_refund", Boolean, nullable=False),
    Column("in_bill_fen", BigInteger, nullable=False),
    Column("claimed_fen", BigInteger, nullable=False),
    Column("channel_no", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
)
Index("ix_bill_difference_bill", bill_difference.c.merchant_id, bill_difference.c.day)

bill_difference_settled = Table(
    "bill_difference_settled",
    metadata,
    Column("finding_id", Text, primary_key=True),
    Column("settled_ms", BigInteger, nullable=False),
)
"""Differences that a person has settled; who and why stands in ``settlement``."""
