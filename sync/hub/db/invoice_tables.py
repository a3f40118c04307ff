"""What invoices were asked for, at a counter or from a phone; the newest request of a sale stands."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from sync.hub.db.tables import metadata

invoice_request = Table(
    "invoice_request",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("sale_id", Text, nullable=False, index=True),
    Column("receipt_no", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("tax_no", Text, nullable=False),  # a company's credit code, empty for a person
    Column("asked_by", Text, nullable=False),  # "till" or "phone"
    Column("asked_ms", BigInteger, nullable=False),
)
