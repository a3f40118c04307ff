"""What the mall expects this shop to sell."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STOCK_PLAN = """
    CREATE TABLE stock_plan (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_stock_plan PRIMARY KEY (id)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the table."""
    op.get_bind().exec_driver_sql(STOCK_PLAN)
