"""What tills tell of their drawers and journals.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "cash_move",
        sa.Column("move_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("approver_id", sa.Text(), nullable=False),
        sa.Column("occurred_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("move_id", name="pk_cash_move"),
    )
    op.create_index("ix_cash_move_shift_id", "cash_move", ["shift_id"])
    op.create_table(
        "z_report",
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("difference_fen", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shift_id", name="pk_z_report"),
    )
    op.create_index("ix_z_report_device_generation_number", "z_report", ["device", "generation", "number"])
    op.create_table(
        "journal_anchor",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hub_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "seq", "hub_no", name="pk_journal_anchor"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("journal_anchor")
    op.drop_table("z_report")
    op.drop_table("cash_move")
