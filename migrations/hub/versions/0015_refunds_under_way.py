"""When the hub looks next at a refund that is under way.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; what is under way already is due at once."""
    op.add_column("payment_refund", sa.Column("due_ms", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_payment_refund_state_due_ms", "payment_refund", ["state", "due_ms"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_payment_refund_state_due_ms", "payment_refund")
    op.drop_column("payment_refund", "due_ms")
