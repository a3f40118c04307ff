"""Tables of what is printed besides receipts, and of what invoices are made out to."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, text

from posapp.adapters.db.schema import table

print_slip = table(
    "print_slip",
    Column("job_id", Text, primary_key=True),
    Column("slip", LargeBinary, nullable=False),
    Column("kick_drawer", Integer, nullable=False),
    Column("queued_ms", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("printed_ms", Integer),
)
Index("ix_print_slip_waiting", print_slip.c.queued_ms, sqlite_where=text("printed_ms IS NULL"))

invoice_title = table(
    "invoice_title",
    Column("title_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),  # empty: the till's own, for customers without a card
    Column("name", Text, nullable=False),
    Column("tax_no", Text, nullable=False),
    Column("used_ms", Integer, nullable=False),
)
Index("ix_invoice_title_owner", invoice_title.c.member_id, invoice_title.c.used_ms)

invoice_request = table(
    "invoice_request",
    Column("sale_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tax_no", Text, nullable=False),
    Column("asked_ms", Integer, nullable=False),
)
