"""Carts that the whole shop knows to be put aside, and the defective goods that lie in it."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE cart_aside (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        cart_id TEXT NOT NULL,
        status TEXT NOT NULL,
        aside_ms INTEGER NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_cart_aside PRIMARY KEY (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_cart_aside_status ON cart_aside (status)",
    """
    CREATE TABLE defective (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_defective PRIMARY KEY (id)
    )
     STRICT
    """,
    "ALTER TABLE cart ADD COLUMN aside_id TEXT DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    """Lay the tables. Carts that were put aside before stay this till's own."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
