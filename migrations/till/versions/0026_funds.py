"""What came of the fund-flow bill of a day, beside its bill of trade."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; nobody has asked for one yet."""
    op.get_bind().exec_driver_sql("ALTER TABLE bill_day ADD COLUMN funds TEXT DEFAULT 'null' NOT NULL")
