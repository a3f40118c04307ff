"""What people settle: parked operations, logs that are set apart, and how far a backup holds each till's log.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "settlement",
        sa.Column("settlement_no", _Number, autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("source IN ('office', 'till')", name=op.f("ck_settlement_source")),
        sa.PrimaryKeyConstraint("settlement_no", name=op.f("pk_settlement")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_settlement_about"), "settlement", ["about"], unique=False)
    op.create_index(op.f("ix_settlement_done_ms"), "settlement", ["done_ms"], unique=False)
    op.create_table(
        "id_mapping",
        sa.Column("hub_no", _Number, autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("settlement_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hub_no", "what", "from_id", name=op.f("pk_id_mapping")),
    )
    op.create_table(
        "hub_fact",
        sa.Column("fact_no", _Number, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("settlement_no", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fact_no", name=op.f("pk_hub_fact")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hub_fact_hub_no"), "hub_fact", ["hub_no"], unique=False)
    op.create_table(
        "suspense_entry",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("settlement_no", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("account IN ('suspense', 'loss')", name=op.f("ck_suspense_entry_account")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_suspense_entry")),
    )
    op.create_index(op.f("ix_suspense_entry_shop_id"), "suspense_entry", ["shop_id"], unique=False)
    op.create_table(
        "quarantine_outcome",
        sa.Column("quarantine_no", _Number, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("settlement_no", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("outcome IN ('released', 'discarded')", name=op.f("ck_quarantine_outcome_outcome")),
        sa.ForeignKeyConstraint(
            ["quarantine_no"], ["quarantine.quarantine_no"], name=op.f("fk_quarantine_outcome_quarantine_no")
        ),
        sa.PrimaryKeyConstraint("quarantine_no", name=op.f("pk_quarantine_outcome")),
    )
    op.create_table(
        "backup_mark",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("through_seq", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "generation", name=op.f("pk_backup_mark")),
    )
