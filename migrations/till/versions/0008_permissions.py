"""What roles may do, and the words that people gave for a colleague's act."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE role (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_role PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE override (
        override_id TEXT NOT NULL,
        permission TEXT NOT NULL,
        subject TEXT NOT NULL,
        fen INTEGER NOT NULL,
        percent_bp INTEGER NOT NULL,
        reason TEXT NOT NULL,
        asked_by TEXT NOT NULL,
        given_by TEXT NOT NULL,
        given_ms INTEGER NOT NULL,
        used_ms INTEGER,
        CONSTRAINT pk_override PRIMARY KEY (override_id)
    ) STRICT
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
