"""Receipts that the mall told of, and the exchange whose difference is being paid."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TOLD = """
    CREATE TABLE told_receipt (
        receipt_no TEXT NOT NULL,
        kind TEXT NOT NULL,
        v INTEGER NOT NULL,
        body BLOB NOT NULL,
        told_ms INTEGER NOT NULL,
        CONSTRAINT pk_told_receipt PRIMARY KEY (receipt_no)
    )
     STRICT
    """
EXCHANGE = """
    CREATE TABLE open_exchange (
        exchange_id TEXT NOT NULL,
        begun_ms INTEGER NOT NULL,
        draft BLOB NOT NULL,
        due_fen INTEGER NOT NULL,
        approver_id TEXT NOT NULL,
        gift_card_id TEXT,
        CONSTRAINT pk_open_exchange PRIMARY KEY (exchange_id),
        CONSTRAINT ck_open_exchange_due CHECK (due_fen > 0)
    )
     STRICT
    """


def upgrade() -> None:
    """Lay the tables."""
    op.get_bind().exec_driver_sql(TOLD)
    op.get_bind().exec_driver_sql(EXCHANGE)
