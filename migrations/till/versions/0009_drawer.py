"""Cash that comes and goes beside sales, every count of the drawer, and the Z reports."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE cash_move (
        move_id TEXT NOT NULL,
        shift_id TEXT NOT NULL,
        direction TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        reason TEXT NOT NULL,
        staff_id TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        CONSTRAINT pk_cash_move PRIMARY KEY (move_id),
        CONSTRAINT ck_cash_move_direction CHECK (direction IN ('in', 'out', 'drop')),
        CONSTRAINT ck_cash_move_amount CHECK (amount_fen > 0)
    )
     STRICT
    """,
    "CREATE INDEX ix_cash_move_shift_id ON cash_move (shift_id)",
    """
    CREATE TABLE cash_count (
        count_no INTEGER NOT NULL,
        shift_id TEXT NOT NULL,
        pieces BLOB NOT NULL,
        counted_fen INTEGER NOT NULL,
        expected_fen INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        CONSTRAINT pk_cash_count PRIMARY KEY (count_no),
        CONSTRAINT ck_cash_count_counted CHECK (counted_fen >= 0)
    )
     STRICT
    """,
    "CREATE INDEX ix_cash_count_shift_id ON cash_count (shift_id)",
    """
    CREATE TABLE z_report (
        shift_id TEXT NOT NULL,
        series TEXT NOT NULL,
        number INTEGER NOT NULL,
        figures BLOB NOT NULL,
        CONSTRAINT pk_z_report PRIMARY KEY (shift_id),
        CONSTRAINT ck_z_report_number CHECK (number >= 1)
    )
     STRICT
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
