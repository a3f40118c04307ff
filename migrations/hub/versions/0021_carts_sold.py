"""Carts that were put aside before they were sold, with the first sale of each.

Revision ID: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "cart_sold",
        sa.Column("cart_id", sa.Text(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cart_id", name="pk_cart_sold"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("cart_sold")
