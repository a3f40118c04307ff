"""What came of the fund-flow bill of a day, beside its bill of trade.

Revision ID: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; nobody has asked for one yet."""
    op.add_column("channel_bill", sa.Column("funds", sa.Text(), nullable=False, server_default="null"))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("channel_bill", "funds")
