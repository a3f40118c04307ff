"""Tables of what people do: settle what is parked, review what is set apart, make backups."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Table, Text

from sync.hub.db.tables import metadata

_HubNo = BigInteger().with_variant(Integer, "sqlite")

settlement = Table(
    "settlement",
    metadata,
    Column("settlement_no", _HubNo, primary_key=True, autoincrement=True),
    Column("shop_id", Text, nullable=False),
    Column("about", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("source", Text, CheckConstraint("source IN ('office', 'till')", name="source"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger, index=True),
    Column("outcome", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Who did what about a parked operation (``about`` ``op:<hub no>``), an exception (``exception:<no>``) or a log that is
set apart (``log:<device>:<generation>``), when and why. What a till asked for has no ``done_ms`` until it is done."""

id_mapping = Table(
    "id_mapping",
    metadata,
    Column("hub_no", _HubNo, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    Column("from_id", Text, primary_key=True),
    Column("to_id", Text, nullable=False),
    Column("settlement_no", BigInteger, nullable=False),
)
"""Which id of ours an operation means where it names one that the mall does not know; its body stays as it is."""

hub_fact = Table(
    "hub_fact",
    metadata,
    Column("fact_no", _HubNo, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("hub_no", BigInteger, nullable=False, index=True),
    Column("shop_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("settlement_no", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

suspense_entry = Table(
    "suspense_entry",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("account", Text, CheckConstraint("account IN ('suspense', 'loss')", name="account"), nullable=False),
    Column("shop_id", Text, nullable=False, index=True),
    Column("hub_no", BigInteger),
    Column("amount_fen", BigInteger, nullable=False),
    Column("settlement_no", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

quarantine_outcome = Table(
    "quarantine_outcome",
    metadata,
    Column("quarantine_no", _HubNo, ForeignKey("quarantine.quarantine_no"), primary_key=True, autoincrement=False),
    Column("outcome", Text, CheckConstraint("outcome IN ('released', 'discarded')", name="outcome"), nullable=False),
    Column("hub_no", BigInteger),
    Column("settlement_no", BigInteger, nullable=False),
)

backup_mark = Table(
    "backup_mark",
    metadata,
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("through_seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Up to which operation of each till a verified backup holds its log."""
