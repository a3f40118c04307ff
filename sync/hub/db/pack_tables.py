"""The table of the model packs that the hub keeps, so that the chain can go back to an earlier one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text

from sync.hub.db.tables import metadata

model_pack = Table(
    "model_pack",
    metadata,
    Column("version", Text, primary_key=True),
    Column("trained_ms", BigInteger, nullable=False),
    Column("form", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("notes", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The last packs, also those that were never published because the chain held on to an earlier one.

``notes`` is JSON of what the training measured, ``content`` the pack's text packed with zstd, ``size_bytes`` its length
before.
"""
