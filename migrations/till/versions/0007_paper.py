"""Slips in the printer's queue, invoice titles and what invoices were asked for."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE print_slip (
        job_id TEXT NOT NULL,
        slip BLOB NOT NULL,
        kick_drawer INTEGER NOT NULL,
        queued_ms INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        printed_ms INTEGER,
        CONSTRAINT pk_print_slip PRIMARY KEY (job_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_print_slip_waiting ON print_slip (queued_ms) WHERE printed_ms IS NULL",
    """
    CREATE TABLE invoice_title (
        title_id TEXT NOT NULL,
        member_id TEXT NOT NULL,
        name TEXT NOT NULL,
        tax_no TEXT NOT NULL,
        used_ms INTEGER NOT NULL,
        CONSTRAINT pk_invoice_title PRIMARY KEY (title_id)
    )
     STRICT
    """,
    "CREATE INDEX ix_invoice_title_owner ON invoice_title (member_id, used_ms)",
    """
    CREATE TABLE invoice_request (
        sale_id TEXT NOT NULL,
        name TEXT NOT NULL,
        tax_no TEXT NOT NULL,
        asked_ms INTEGER NOT NULL,
        CONSTRAINT pk_invoice_request PRIMARY KEY (sale_id)
    )
     STRICT
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
