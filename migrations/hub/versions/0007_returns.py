"""Goods that came back.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and find a sale by the number on its receipt."""
    op.create_table(
        "return_ticket",
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("of_receipt_no", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("occurred_ms", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("approver_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("points_back", sa.BigInteger(), nullable=False),
        sa.Column("sale_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("return_id", name="pk_return_ticket"),
    )
    op.create_index("ix_return_ticket_of_receipt_no", "return_ticket", ["of_receipt_no"])
    op.create_index("ix_return_ticket_device_generation_seq", "return_ticket", ["device", "generation", "seq"])
    op.create_table(
        "return_line",
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("of_receipt_no", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_bp", sa.Integer(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("return_id", "n", name="pk_return_line"),
    )
    op.create_index("ix_return_line_of_receipt_no", "return_line", ["of_receipt_no"])
    op.create_table(
        "return_tender",
        sa.Column("refund_id", sa.Text(), nullable=False),
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("of_receipt_no", sa.Text(), nullable=False),
        sa.Column("tender", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("is_carried", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("refund_id", name="pk_return_tender"),
    )
    op.create_index("ix_return_tender_return_id", "return_tender", ["return_id"])
    op.create_index("ix_return_tender_of_receipt_no_tender", "return_tender", ["of_receipt_no", "tender"])
    op.create_table(
        "set_aside",
        sa.Column("movement_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("movement_id", name="pk_set_aside"),
    )
    op.create_index("ix_set_aside_shop_id_variant_id", "set_aside", ["shop_id", "variant_id"])
    op.create_index("ix_sale_receipt_no", "sale", ["receipt_no"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_sale_receipt_no", "sale")
    for table in ("set_aside", "return_tender", "return_line", "return_ticket"):
        op.drop_table(table)
