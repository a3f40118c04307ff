"""Experiments: what was planned, which showings count, and what each look said.

Revision ID: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "experiment",
        sa.Column("experiment_id", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("started_ms", sa.BigInteger(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("experiment_id", name="pk_experiment"),
    )
    op.create_index("ix_experiment_started_ms", "experiment", ["started_ms"])
    op.create_table(
        "experiment_exposure",
        sa.Column("exposure_id", sa.Text(), nullable=False),
        sa.Column("experiment_id", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("exposure_id", name="pk_experiment_exposure"),
    )
    op.create_index("ix_experiment_exposure_experiment_id", "experiment_exposure", ["experiment_id"])
    op.create_table(
        "experiment_look",
        sa.Column("experiment_id", sa.Text(), nullable=False),
        sa.Column("look", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taken_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_sound", sa.Boolean(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.experiment_id"],
            name="fk_experiment_look_experiment_id_experiment",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "look", name="pk_experiment_look"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("experiment_look")
    op.drop_table("experiment_exposure")
    op.drop_table("experiment")
