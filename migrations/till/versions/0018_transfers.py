"""Transfers between shops, how the mall hears of each shop, and the pieces that move between them."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE transfer (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        from_shop_id TEXT NOT NULL,
        status TEXT NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_transfer PRIMARY KEY (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_transfer_shop_id ON transfer (shop_id)",
    "CREATE INDEX ix_transfer_from_shop_id ON transfer (from_shop_id)",
    """
    CREATE TABLE shop_heard (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_shop_heard PRIMARY KEY (id)
    )
     STRICT
    """,
    # SQLite cannot change a CHECK: the table is laid anew with one more cause.
    "ALTER TABLE stock_movement RENAME TO old_stock_movement",
    "DROP INDEX ix_stock_movement_op_seq",
    "DROP INDEX ix_stock_movement_variant_id_op_seq",
    """
    CREATE TABLE stock_movement (
        movement_id TEXT NOT NULL,
        variant_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        cause TEXT NOT NULL,
        op_seq INTEGER NOT NULL,
        sale_id TEXT,
        order_id TEXT,
        CONSTRAINT pk_stock_movement PRIMARY KEY (movement_id),
        CONSTRAINT ck_stock_movement_cause CHECK (cause IN ('sale', 'pickup', 'transfer')),
        CONSTRAINT ck_stock_movement_quantity CHECK (quantity <> 0),
        CONSTRAINT fk_stock_movement_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (sale_id)
    )
     STRICT
    """,
    "INSERT INTO stock_movement SELECT movement_id, variant_id, quantity, cause, op_seq, sale_id, order_id"
    " FROM old_stock_movement",
    "DROP TABLE old_stock_movement",
    "CREATE INDEX ix_stock_movement_op_seq ON stock_movement (op_seq)",
    "CREATE INDEX ix_stock_movement_variant_id_op_seq ON stock_movement (variant_id, op_seq)",
)


def upgrade() -> None:
    """Lay the tables."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
