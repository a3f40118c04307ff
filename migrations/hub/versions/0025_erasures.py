"""Who was erased, by a keyed hash alone, and who had it done.

Revision ID: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "erasure",
        sa.Column("member_hash", sa.Text(), nullable=False),
        sa.Column("card_hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("erased_ms", sa.BigInteger(), nullable=False),
        sa.Column("again_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("member_hash", name="pk_erasure"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("erasure")
