"""The filters of a search read every piece of the chain from an index that holds all that they need."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the index and take away the one that it stands for."""
    run = op.get_bind().exec_driver_sql
    run("CREATE INDEX ix_variant_found ON variant (style_id, colour_code, size, list_fen, id)")
    run("DROP INDEX ix_variant_style_id")
