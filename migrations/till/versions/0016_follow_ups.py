"""The follow-ups of the shop."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FOLLOW_UP = """
    CREATE TABLE follow_up (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        member_id TEXT NOT NULL,
        status TEXT NOT NULL,
        found_ms INTEGER NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_follow_up PRIMARY KEY (id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(FOLLOW_UP)
