"""What members did and no book of the hub's tells: the years before it, looks at a till, and what they wrote of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from sync.hub.db.tables import metadata

event_log = Table(
    "event_log",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("style_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("size", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("ref", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("shop_id", Text, nullable=False),
    Index(None, "member_id", "kind"),
)
"""``event_id`` is made of what happened, so that the same log brought twice is there once; ``source`` says whence."""

review = Table(
    "review",
    metadata,
    Column("review_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("style_id", Text, nullable=False),
    Column("fit", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("written_ms", BigInteger, nullable=False),
    UniqueConstraint("member_id", "ref", "variant_id"),
)
"""``fit`` is what she chose, ``verdict`` what advice hears: that, or what her ``text`` says; "" for nothing. ``ref`` is
the sale or order. A review that she takes back is gone."""
