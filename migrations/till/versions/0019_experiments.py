"""The experiments that this till takes part in."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

EXPERIMENT = """
    CREATE TABLE experiment (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_experiment PRIMARY KEY (id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(EXPERIMENT)
