"""What is picked and what the mall may promise at each level; counts of our own.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_KEPT = "id, shop_id, variant_id, on_hand, promised, through, ver, load, row"


def upgrade() -> None:
    """Lay the table of levels anew with two columns more, and add that of counts."""
    op.drop_index("ix_stock_variant_id_shop_id", table_name="stock")
    op.drop_index("ix_stock_shop_id_ver", table_name="stock")
    op.rename_table("stock", "stock_before")
    op.create_table(
        "stock",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("quota", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("through", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("ver", sa.Integer(), nullable=False),
        sa.Column("load", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO stock ({_KEPT}) SELECT {_KEPT} FROM stock_before")
    op.drop_table("stock_before")
    op.create_index("ix_stock_variant_id_shop_id", "stock", ["variant_id", "shop_id", "on_hand"])
    op.create_index("ix_stock_shop_id_ver", "stock", ["shop_id", "ver"])
    op.create_table(
        "stock_count",
        sa.Column("count_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("difference", sa.Integer(), nullable=False),
        sa.Column("op_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("count_id", name=op.f("pk_stock_count")),
        sa.CheckConstraint("observed >= 0", name=op.f("ck_stock_count_observed")),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_count_variant_id", "stock_count", ["variant_id"])
    op.create_index("ix_stock_count_op_seq", "stock_count", ["op_seq"])


def downgrade() -> None:
    """Drop what this revision added."""
    op.drop_index("ix_stock_count_op_seq", table_name="stock_count")
    op.drop_index("ix_stock_count_variant_id", table_name="stock_count")
    op.drop_table("stock_count")
    for name in ("quota", "picked"):
        op.drop_column("stock", name)
