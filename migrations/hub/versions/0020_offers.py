"""Offers at a price of their own, and the groups that are opened for them.

Revision ID: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. A group that formed before has no offer: it ends in its time, and nobody joins it."""
    op.create_table(
        "deal_offer",
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("open_ms", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("kept_ms", sa.BigInteger(), nullable=False),
        sa.Column("each_member", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name="pk_deal_offer"),
        sa.CheckConstraint("kind IN ('group', 'flash')", name=op.f("ck_deal_offer_kind")),
    )
    for name in ("style", "shop"):
        op.create_table(
            f"deal_{name}",
            sa.Column("offer_id", sa.Text(), nullable=False),
            sa.Column(f"{name}_id", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("offer_id", f"{name}_id", name=f"pk_deal_{name}"),
        )
    op.create_table(
        "deal_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_deal_order"),
    )
    op.create_index("ix_deal_order_offer_id_member_id", "deal_order", ["offer_id", "member_id"])
    op.add_column("group_buy", sa.Column("offer_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("group_buy", sa.Column("code", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE group_buy SET code = group_id")
    op.create_index("ix_group_buy_code", "group_buy", ["code"], unique=True)
    op.create_index("ix_group_buy_offer_id_status", "group_buy", ["offer_id", "status"])
    op.drop_column("group_buy", "variant_id")


def downgrade() -> None:
    """Drop them."""
    op.add_column("group_buy", sa.Column("variant_id", sa.Text(), nullable=False, server_default=""))
    op.drop_index("ix_group_buy_offer_id_status", "group_buy")
    op.drop_index("ix_group_buy_code", "group_buy")
    op.drop_column("group_buy", "code")
    op.drop_column("group_buy", "offer_id")
    for name in ("deal_order", "deal_shop", "deal_style", "deal_offer"):
        op.drop_table(name)
