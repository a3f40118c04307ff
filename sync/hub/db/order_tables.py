"""Tables of orders' money and of groups that buy together."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Table, Text

from sync.hub.db.tables import metadata

order_money = Table(
    "order_money",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("line_id", Text, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("to_order_id", Text, nullable=False),  # of what is carried to another order, "" for a refund
    Column("at_ms", BigInteger, nullable=False),
    Column("hub_no", BigInteger),
)
"""What goes back of orders that were paid online, or on to another order: one line for each time and order line."""

group_buy = Table(
    "group_buy",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column(
        "status", Text, CheckConstraint("status IN ('forming', 'complete', 'dissolved')", name="status"), nullable=False
    ),
)

group_order = Table(
    "group_order",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("group_id", Text, nullable=False, index=True),
)
"""Whose orders a group has; an order that was cancelled while it formed is taken out."""
