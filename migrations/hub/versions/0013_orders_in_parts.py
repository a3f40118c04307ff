"""What goes back of orders, and groups that buy together.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; orders of before have no money in them."""
    op.create_table(
        "order_money",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("to_order_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("hub_no", sa.BigInteger()),
        sa.PrimaryKeyConstraint("order_id", "n", name="pk_order_money"),
    )
    op.create_table(
        "group_buy",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_group_buy"),
        sa.CheckConstraint("status IN ('forming', 'complete', 'dissolved')", name=op.f("ck_group_buy_status")),
    )
    op.create_table(
        "group_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_group_order"),
    )
    op.create_index("ix_group_order_group_id", "group_order", ["group_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("group_order")
    op.drop_table("group_buy")
    op.drop_table("order_money")
