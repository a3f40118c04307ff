"""Tables of goods that came back to this till, of what came back elsewhere, and of an exchange that is being paid."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text

from posapp.adapters.db.schema import table

return_ticket = table(
    "return_ticket",
    Column("return_id", Text, primary_key=True),
    Column("receipt_no", Text, nullable=False, unique=True),
    Column("of_receipt_no", Text, nullable=False, index=True),
    Column("shift_id", Text, nullable=False, index=True),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", Integer, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("total_fen", Integer, nullable=False),
    Column("tax_fen", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("op_seq", Integer, nullable=False),
    CheckConstraint("total_fen >= 0 AND tax_fen >= 0 AND points >= 0", name="amounts"),
)
return_line = table(
    "return_line",
    Column("return_id", Text, ForeignKey("return_ticket.return_id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("of_receipt_no", Text, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("paid_fen", Integer, nullable=False),
    Column("tax_bp", Integer, nullable=False),
    Column("tax_fen", Integer, nullable=False),
    Column("condition", Text, nullable=False),
    CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
    CheckConstraint("condition IN ('sellable', 'defective')", name="condition"),
)
return_tender = table(
    "return_tender",
    Column("refund_id", Text, primary_key=True),
    Column("return_id", Text, ForeignKey("return_ticket.return_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_fen", Integer, nullable=False),
    CheckConstraint("amount_fen >= 0", name="amount"),
)
"""What was given out, by tender; what stands behind exchanged goods is in the operation."""

return_movement = table(
    "return_movement",
    Column("movement_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("op_seq", Integer, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("place IN ('floor', 'set_aside')", name="place"),
)
"""Where pieces that came back lie: on the floor again, or set aside as defective, out of every level."""

Index("ix_return_movement_variant_id_op_seq", return_movement.c.variant_id, return_movement.c.op_seq)
Index("ix_return_movement_op_seq", return_movement.c.op_seq)

return_elsewhere = table(
    "return_elsewhere",
    Column("op_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("of_receipt_no", Text, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
)
"""What neighbours took back, as the shop's relay told, and others of the chain, as the mall did."""

told_receipt = table(
    "told_receipt",
    Column("receipt_no", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("told_ms", Integer, nullable=False),
)
"""Sales that the mall told of, until goods of them come back here; the body as its till wrote it."""

open_exchange = table(
    "open_exchange",
    Column("exchange_id", Text, primary_key=True),
    Column("begun_ms", Integer, nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Column("due_fen", Integer, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("gift_card_id", Text),
    CheckConstraint("due_fen > 0", name="due"),
)
"""The exchange whose difference is being paid, at most one. Its id is the ``cart_id`` of the attempts that pay it."""
