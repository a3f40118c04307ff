"""Follow-ups after a visit.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "follow_up",
        sa.Column("follow_up_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("found_ms", sa.BigInteger(), nullable=False),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("sent_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.Column("came_back_ms", sa.BigInteger(), nullable=True),
        sa.Column("bought_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("follow_up_id", name="pk_follow_up"),
        sa.UniqueConstraint("member_id", "about", name="uq_follow_up_member_id_about"),
    )
    op.create_index("ix_follow_up_is_open", "follow_up", ["is_open"])
    op.create_index("ix_follow_up_found_ms", "follow_up", ["found_ms"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("follow_up")
