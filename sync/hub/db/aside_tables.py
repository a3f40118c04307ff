"""The table of carts that were put aside before they were sold: two tills may have had the same one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from sync.hub.db.tables import metadata

cart_sold = Table(
    "cart_sold",
    metadata,
    Column("cart_id", Text, primary_key=True),
    Column("receipt_no", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
