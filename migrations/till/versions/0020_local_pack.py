"""The model pack that a shop makes of its own sales while the mall is away."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE local_pack (
        version TEXT NOT NULL,
        built_on TEXT NOT NULL,
        trained_ms INTEGER NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_local_pack PRIMARY KEY (version)
    )
     STRICT
    """,
)


def upgrade() -> None:
    """Lay the table."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
