"""What members and bearers hold with the chain: accounts, the ledger between them, rights to spend, gift cards.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "value_account",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_value_account")),
    )
    op.create_index(op.f("ix_value_account_instrument_owner_id"), "value_account", ["instrument", "owner_id"])
    op.create_table(
        "value_transfer",
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_value_transfer")),
    )
    op.create_index(op.f("ix_value_transfer_instrument_owner_id"), "value_transfer", ["instrument", "owner_id"])
    op.create_index(op.f("ix_value_transfer_right_id"), "value_transfer", ["right_id"])
    op.create_index(op.f("ix_value_transfer_source"), "value_transfer", ["source"])
    op.create_index(op.f("ix_value_transfer_target"), "value_transfer", ["target"])
    op.create_table(
        "value_right",
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("right_id", name=op.f("pk_value_right")),
    )
    op.create_index(op.f("ix_value_right_device_generation"), "value_right", ["device", "generation"])
    op.create_index(op.f("ix_value_right_instrument_owner_id"), "value_right", ["instrument", "owner_id"])
    op.create_index(op.f("ix_value_right_status_until_ms"), "value_right", ["status", "until_ms"])
    op.create_table(
        "gift_card",
        sa.Column("card_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_gift_card")),
        sa.UniqueConstraint("card", name=op.f("uq_gift_card_card")),
        sa.UniqueConstraint("number", name=op.f("uq_gift_card_number")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("gift_card")
    op.drop_table("value_right")
    op.drop_table("value_transfer")
    op.drop_table("value_account")
