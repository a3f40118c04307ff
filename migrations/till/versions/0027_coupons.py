"""Several coupons: on a cart, of a sale, and as rows that one operation of a neighbour changes."""

import json

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NEIGHBOUR_ROW = """CREATE TABLE neighbour_row (
    device TEXT NOT NULL,
    generation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    row_kind TEXT NOT NULL,
    row_id TEXT NOT NULL,
    CONSTRAINT pk_neighbour_row PRIMARY KEY (device, generation, seq, row_kind, row_id)
) STRICT"""
CHANGED = "SELECT device, generation, seq, row_kind, row_id FROM neighbour_op WHERE row_kind <> ''"


def upgrade() -> None:
    """Move what is there; a cart that has no coupon, or one, keeps it."""
    connection = op.get_bind()
    connection.exec_driver_sql(NEIGHBOUR_ROW)
    connection.exec_driver_sql(f"INSERT INTO neighbour_row {CHANGED}")
    connection.exec_driver_sql("CREATE INDEX ix_neighbour_row_row_kind_row_id ON neighbour_row (row_kind, row_id)")
    connection.exec_driver_sql("DROP INDEX ix_neighbour_op_row_kind_row_id")
    connection.exec_driver_sql("ALTER TABLE neighbour_op DROP COLUMN row_kind")
    connection.exec_driver_sql("ALTER TABLE neighbour_op DROP COLUMN row_id")
    connection.exec_driver_sql("ALTER TABLE sale RENAME COLUMN coupon_id TO coupon_ids")
    for cart_id, body in connection.exec_driver_sql("SELECT cart_id, body FROM cart").fetchall():
        kept = json.loads(body)
        coupon_id = kept.pop("coupon_id", None)
        kept["coupon_ids"] = [] if coupon_id is None else [coupon_id]
        lifted = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
        connection.exec_driver_sql("UPDATE cart SET body = ? WHERE cart_id = ?", (lifted, cart_id))
