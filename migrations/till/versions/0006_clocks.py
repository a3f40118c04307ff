"""How far the machine's clock was off when an operation was written down."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = ("ALTER TABLE op_log ADD COLUMN clock_off_ms INTEGER DEFAULT 0 NOT NULL",)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
