"""Tables of goods that came back: the returns, their lines, what went back for them, and what was set aside."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from sync.hub.db.tables import metadata

return_ticket = Table(
    "return_ticket",
    metadata,
    Column("return_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("receipt_no", Text, nullable=False),
    Column("of_receipt_no", Text, nullable=False, index=True),
    Column("shop_id", Text, nullable=False),
    Column("shift_id", Text, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", BigInteger, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("member_id", Text),
    Column("proof", Text, nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("points_back", BigInteger, nullable=False),
    Column("sale_id", Text),  # of the goods that left in an exchange
    Index(None, "device", "generation", "seq"),
)
"""``of_receipt_no`` is the sale's as it was told; the sale itself may come later, from a till that is offline."""

return_line = Table(
    "return_line",
    metadata,
    Column("return_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("of_receipt_no", Text, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("tax_bp", Integer, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("condition", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

return_tender = Table(
    "return_tender",
    metadata,
    Column("refund_id", Text, primary_key=True),
    Column("return_id", Text, nullable=False, index=True),
    Column("of_receipt_no", Text, nullable=False),
    Column("tender", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("reference", Text, nullable=False),
    Column("is_carried", Boolean, nullable=False),
    Index(None, "of_receipt_no", "tender"),
)
"""What went back by each tender; ``is_carried``: it was not given out, it stands behind exchanged goods."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("movement_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("hub_no", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "shop_id", "variant_id"),
)
"""Defective pieces that lie in a shop: a ledger beside the one of stock, so that nobody can sell or promise them."""
