"""Payments by phone: attempts, and refunds by the way the money came."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE payment_attempt (
        attempt_id TEXT NOT NULL,
        cart_id TEXT NOT NULL,
        channel TEXT NOT NULL,
        number TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        code_mark TEXT NOT NULL,
        state TEXT NOT NULL,
        sent_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        last_move TEXT NOT NULL,
        moves INTEGER NOT NULL,
        is_refused INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        shift_id TEXT NOT NULL,
        channel_no TEXT NOT NULL,
        said TEXT NOT NULL,
        is_wanted INTEGER NOT NULL,
        sale_id TEXT,
        version INTEGER NOT NULL,
        CONSTRAINT pk_payment_attempt PRIMARY KEY (attempt_id),
        CONSTRAINT ck_payment_attempt_amount CHECK (amount_fen > 0),
        CONSTRAINT ck_payment_attempt_state
            CHECK (state IN ('intent', 'unknown', 'reversing', 'watch', 'paid', 'void', 'suspect')),
        CONSTRAINT ck_payment_attempt_sale CHECK (sale_id IS NULL OR state = 'paid'),
        CONSTRAINT uq_payment_attempt_number UNIQUE (number)
    )
     STRICT
    """,
    "CREATE INDEX ix_payment_attempt_cart_id ON payment_attempt (cart_id)",
    "CREATE INDEX ix_payment_attempt_code_mark ON payment_attempt (code_mark)",
    "CREATE INDEX ix_payment_attempt_unsettled ON payment_attempt (attempt_id)"
    " WHERE state <> 'void' AND sale_id IS NULL AND NOT (state = 'paid' AND is_wanted = 0)",
    "CREATE UNIQUE INDEX uq_payment_attempt_open ON payment_attempt (cart_id)"
    " WHERE state IN ('intent', 'unknown', 'reversing') AND is_wanted = 1",
    """
    CREATE TABLE payment_refund (
        refund_id TEXT NOT NULL,
        number TEXT NOT NULL,
        channel TEXT NOT NULL,
        paid_number TEXT NOT NULL,
        paid_fen INTEGER NOT NULL,
        amount_fen INTEGER NOT NULL,
        about TEXT NOT NULL,
        asked_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        stage TEXT NOT NULL,
        tries INTEGER NOT NULL,
        said TEXT NOT NULL,
        CONSTRAINT pk_payment_refund PRIMARY KEY (refund_id),
        CONSTRAINT ck_payment_refund_amount CHECK (amount_fen > 0 AND amount_fen <= paid_fen),
        CONSTRAINT ck_payment_refund_stage CHECK (stage IN ('intent', 'processing', 'done', 'abnormal', 'refused')),
        CONSTRAINT uq_payment_refund_number UNIQUE (number)
    )
     STRICT
    """,
    "CREATE INDEX ix_payment_refund_paid_number ON payment_refund (paid_number)",
    "CREATE INDEX ix_payment_refund_unfinished ON payment_refund (asked_ms) WHERE stage <> 'done'",
)


def upgrade() -> None:
    """Lay the tables."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
