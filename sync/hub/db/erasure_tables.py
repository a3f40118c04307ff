"""The table of members who were erased. Nothing in it says who they were."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from sync.hub.db.tables import metadata

erasure = Table(
    "erasure",
    metadata,
    Column("member_hash", Text, primary_key=True),
    Column("card_hash", Text, nullable=False),
    Column("source", Text, nullable=False),  # "office", "command", "phone" or "till"
    Column("who", Text, nullable=False),  # of the office, "" where she did it herself
    Column("reason", Text, nullable=False),
    Column("counted", Text, nullable=False),
    Column("erased_ms", BigInteger, nullable=False),
    Column("again_ms", BigInteger),
)
"""Hashes are keyed (``erased.hash_of``): whoever has an id can ask whether it was erased, and nobody can read one here.

``counted`` is JSON of how much went. ``again_ms`` is when her data had come back last, with a backup, and went again.
"""
