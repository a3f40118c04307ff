"""Payments by phone that a person has settled with the channel."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CLOSED = """
    CREATE TABLE payment_closed (
        payment_id TEXT NOT NULL,
        closed_ms INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        CONSTRAINT pk_payment_closed PRIMARY KEY (payment_id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(CLOSED)
