"""Goods that came back, here and at neighbours."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE INDEX ix_op_log_receipt ON op_log (subject) WHERE kind IN ('sale.commit', 'return.commit')",
    """
    CREATE TABLE return_ticket (
        return_id TEXT NOT NULL,
        receipt_no TEXT NOT NULL,
        of_receipt_no TEXT NOT NULL,
        shift_id TEXT NOT NULL,
        business_date TEXT NOT NULL,
        occurred_ms INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        approver_id TEXT NOT NULL,
        total_fen INTEGER NOT NULL,
        tax_fen INTEGER NOT NULL,
        points INTEGER NOT NULL,
        op_seq INTEGER NOT NULL,
        CONSTRAINT pk_return_ticket PRIMARY KEY (return_id),
        CONSTRAINT ck_return_ticket_amounts CHECK (total_fen >= 0 AND tax_fen >= 0 AND points >= 0),
        CONSTRAINT uq_return_ticket_receipt_no UNIQUE (receipt_no)
    )
     STRICT
    """,
    "CREATE INDEX ix_return_ticket_of_receipt_no ON return_ticket (of_receipt_no)",
    "CREATE INDEX ix_return_ticket_shift_id ON return_ticket (shift_id)",
    """
    CREATE TABLE return_line (
        return_id TEXT NOT NULL,
        n INTEGER NOT NULL,
        of_receipt_no TEXT NOT NULL,
        place INTEGER NOT NULL,
        variant_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        paid_fen INTEGER NOT NULL,
        tax_bp INTEGER NOT NULL,
        tax_fen INTEGER NOT NULL,
        condition TEXT NOT NULL,
        CONSTRAINT pk_return_line PRIMARY KEY (return_id, n),
        CONSTRAINT ck_return_line_quantity CHECK (quantity BETWEEN 1 AND 999),
        CONSTRAINT ck_return_line_condition CHECK (condition IN ('sellable', 'defective')),
        CONSTRAINT fk_return_line_return_id_return_ticket FOREIGN KEY(return_id) REFERENCES return_ticket (return_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_return_line_of_receipt_no ON return_line (of_receipt_no)",
    """
    CREATE TABLE return_tender (
        refund_id TEXT NOT NULL,
        return_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        CONSTRAINT pk_return_tender PRIMARY KEY (refund_id),
        CONSTRAINT ck_return_tender_amount CHECK (amount_fen >= 0),
        CONSTRAINT fk_return_tender_return_id_return_ticket FOREIGN KEY(return_id) REFERENCES return_ticket (return_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_return_tender_return_id ON return_tender (return_id)",
    """
    CREATE TABLE return_movement (
        movement_id TEXT NOT NULL,
        variant_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        place TEXT NOT NULL,
        op_seq INTEGER NOT NULL,
        CONSTRAINT pk_return_movement PRIMARY KEY (movement_id),
        CONSTRAINT ck_return_movement_quantity CHECK (quantity > 0),
        CONSTRAINT ck_return_movement_place CHECK (place IN ('floor', 'set_aside'))
    )
     STRICT
    """,
    "CREATE INDEX ix_return_movement_op_seq ON return_movement (op_seq)",
    "CREATE INDEX ix_return_movement_variant_id_op_seq ON return_movement (variant_id, op_seq)",
    """
    CREATE TABLE return_elsewhere (
        op_id TEXT NOT NULL,
        n INTEGER NOT NULL,
        of_receipt_no TEXT NOT NULL,
        place INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        CONSTRAINT pk_return_elsewhere PRIMARY KEY (op_id, n)
    )
     STRICT
    """,
    "CREATE INDEX ix_return_elsewhere_of_receipt_no ON return_elsewhere (of_receipt_no)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
