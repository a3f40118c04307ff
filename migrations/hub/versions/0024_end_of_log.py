"""Where a till's log ended when it asked for news, and the mall's time that it had heard by then.

Revision ID: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; no till has said so yet."""
    op.add_column("device", sa.Column("end_seq", sa.BigInteger()))
    op.add_column("device", sa.Column("end_heard_ms", sa.BigInteger()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("device", "end_heard_ms")
    op.drop_column("device", "end_seq")
