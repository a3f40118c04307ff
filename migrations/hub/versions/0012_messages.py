"""What the mall writes to members, and what they said about being written to.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "message",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("not_before_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'sent', 'dropped')", name="ck_message_state"),
        sa.PrimaryKeyConstraint("message_id", name="pk_message"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_message_kind_subject_id"),
    )
    op.create_index("ix_message_state_not_before_ms", "message", ["state", "not_before_ms"])
    op.create_index("ix_message_member_id_purpose", "message", ["member_id", "purpose"])
    op.create_table(
        "consent_said",
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("said_ms", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent_said"),
    )
    op.create_index("ix_consent_said_member_id", "consent_said", ["member_id"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("consent_said")
    op.drop_table("message")
