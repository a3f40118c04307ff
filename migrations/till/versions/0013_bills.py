"""The channels' bills: days, rows, where they differ from the books, and what people have settled."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE bill_day (
        channel TEXT NOT NULL,
        day TEXT NOT NULL,
        reading TEXT NOT NULL,
        tries INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        looks INTEGER NOT NULL,
        look_ms INTEGER NOT NULL,
        code TEXT NOT NULL,
        row_count INTEGER NOT NULL,
        paid_fen INTEGER NOT NULL,
        returned_fen INTEGER NOT NULL,
        fee_fen INTEGER NOT NULL,
        other_rows INTEGER NOT NULL,
        other_paid_fen INTEGER NOT NULL,
        other_returned_fen INTEGER NOT NULL,
        verdicts TEXT NOT NULL,
        CONSTRAINT pk_bill_day PRIMARY KEY (channel, day),
        CONSTRAINT ck_bill_day_reading
            CHECK (reading IN ('awaited', 'ready', 'no_trade', 'not_yet', 'broken', 'unknown'))
    )
     STRICT
    """,
    """
    CREATE TABLE bill_row (
        channel TEXT NOT NULL,
        day TEXT NOT NULL,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        number TEXT NOT NULL,
        refund_number TEXT NOT NULL,
        channel_no TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        fee_fen INTEGER NOT NULL,
        said TEXT NOT NULL,
        CONSTRAINT pk_bill_row PRIMARY KEY (channel, day, place)
    )
     STRICT
    """,
    "CREATE INDEX ix_bill_row_number ON bill_row (channel, number)",
    """
    CREATE TABLE bill_finding (
        finding_id TEXT NOT NULL,
        channel TEXT NOT NULL,
        day TEXT NOT NULL,
        verdict TEXT NOT NULL,
        act TEXT NOT NULL,
        number TEXT NOT NULL,
        refund_number TEXT NOT NULL,
        is_refund INTEGER NOT NULL,
        in_bill_fen INTEGER NOT NULL,
        claimed_fen INTEGER NOT NULL,
        channel_no TEXT NOT NULL,
        said TEXT NOT NULL,
        asked TEXT NOT NULL,
        asked_ms INTEGER NOT NULL,
        CONSTRAINT pk_bill_finding PRIMARY KEY (finding_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_bill_finding_day ON bill_finding (channel, day)",
    """
    CREATE TABLE bill_closed (
        finding_id TEXT NOT NULL,
        closed_ms INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        CONSTRAINT pk_bill_closed PRIMARY KEY (finding_id)
    )
     STRICT
    """,
)


def upgrade() -> None:
    """Lay the tables."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
