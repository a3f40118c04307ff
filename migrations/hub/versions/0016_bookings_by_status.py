"""Find the bookings that are still expected without reading all there ever were: the upkeep asks twice a minute.

Revision ID: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_booking_status_starts_ms", "booking", ["status", "starts_ms"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_booking_status_starts_ms", "booking")
