"""Stylists' looks: what the chain shows together."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LOOK = """
    CREATE TABLE look (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_look PRIMARY KEY (id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(LOOK)
