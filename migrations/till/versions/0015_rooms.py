"""The fitting rooms of the shop."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROOM = """
    CREATE TABLE room (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        status TEXT NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_room PRIMARY KEY (id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(ROOM)
