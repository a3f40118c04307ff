"""Fragments of codes and initials are looked for in an index that holds all that the search needs."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the index and take away the one that it stands for."""
    run = op.get_bind().exec_driver_sql
    run("CREATE INDEX ix_style_found ON style (initials, code, launched, id)")
    run("DROP INDEX ix_style_initials")
