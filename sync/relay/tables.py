"""What a relay keeps beside the hub's own tables of devices and their inbox."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

relay_push = Table(
    "relay_push",
    metadata,
    Column("push_no", Integer, primary_key=True),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("time_ms", BigInteger, nullable=False),
    Column("signature", Text, nullable=False, unique=True),
    Column("encoding", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("taken_ms", BigInteger, nullable=False),
    Column("carried_in", Text, nullable=False, server_default=""),  # the hub's epoch in which it was carried
    Column("not_before_ms", BigInteger, nullable=False, server_default="0"),
    Index("ix_relay_push_log", "device", "generation", "last_seq"),
)
"""Pushes as tills signed them: the only form in which the hub takes a till's facts from somebody else."""

hub_log = Table(
    "hub_log",
    metadata,
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("received_through", BigInteger, nullable=False),
)
"""How far the hub had each log when it last said so."""
