"""Tables of experiments: what was planned, which showings count for it, and what each planned look said."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from sync.hub.db.tables import metadata

experiment = Table(
    "experiment",
    metadata,
    Column("experiment_id", Text, primary_key=True),
    Column("members", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("started_ms", BigInteger, nullable=False, index=True),
    Column("started_by", Text, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_by", Text, nullable=False),
)
"""``members`` in both arms together after whom the last of ``looks`` is due; the ``experiment`` row says the rest.
``ended_by`` is a person's name, empty where a look ended it."""

experiment_exposure = Table(
    "experiment_exposure",
    metadata,
    Column("exposure_id", Text, primary_key=True),
    Column("experiment_id", Text, nullable=False, index=True),
    Column("arm", Text, nullable=False),
)
"""The showings that count for an experiment; ``exposure`` says what was shown to whom."""

experiment_look = Table(
    "experiment_look",
    metadata,
    Column("experiment_id", Text, ForeignKey("experiment.experiment_id"), primary_key=True),
    Column("look", Integer, primary_key=True, autoincrement=False),
    Column("taken_ms", BigInteger, nullable=False),
    Column("is_sound", Boolean, nullable=False),
    Column("word", Text, nullable=False),
    Column("figures", Text, nullable=False),
)
"""A look that was taken stands, whatever tills tell later; ``figures`` is ``experiments.taking.Figures`` as JSON."""
