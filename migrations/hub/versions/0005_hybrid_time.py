"""The hybrid time that the hub had reached when it last heard a till.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; tills are heard again soon enough."""
    op.add_column("device", sa.Column("hlc", sa.BigInteger(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("device", "hlc")
