"""Where a till stands with the mall and with its neighbours, and what it heard from these."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Text, text

from posapp.adapters.db.schema import table

# --- following the feed --------------------------------------------------------------------------------------------

feed_cursor = table(
    "feed_cursor",
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Text, nullable=False),
    Column("cursor", Text, nullable=False),
    Column("load", Integer, nullable=False),
    Column("loaded", Integer, nullable=False),  # rows that this load has brought
    Column("ahead", Integer, nullable=False),  # rows that still wait behind the last page
    Column("is_complete", Integer, nullable=False),  # 1 once this load has reached the head
    Column("shop_through", Integer, nullable=False),
    Column("stock_through", Integer, nullable=False),
    Column("members_through", Integer, nullable=False),
    Column("applied_through", Integer, nullable=False),
    Column("catalogue_ms", Integer),  # the mall's time when the catalogue was last known to be complete
    CheckConstraint("one = 1", name="only_one"),
)
feed_unknown = table(
    "feed_unknown",
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("ver", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen_ms", Integer, nullable=False),
)
feed_waiting = table(
    "feed_waiting",
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("ver", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
)
news = table("news", Column("kind", Text, primary_key=True), Column("no", Integer, nullable=False))
"""How often the worker changed each field of ``Changes``, so that the window refreshes only what moved."""

sync_attempt = table(
    "sync_attempt",
    Column("direction", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("next_try_ms", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    CheckConstraint("direction IN ('push', 'pull')", name="direction"),
)

# --- what the shop's other tills did, heard from the relay ------------------------------------------------------------

relay_standing = table(
    "relay_standing",
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("fence", Integer, nullable=False),  # the highest ever seen
    Column("fingerprint", Text, nullable=False),  # of the relay that the next two figures speak of
    Column("relayed_through", Integer, nullable=False),  # our operations that it holds
    Column("after", Integer, nullable=False),  # its facts that we hold
    CheckConstraint("one = 1", name="only_one"),
)
neighbour_op = table(
    "neighbour_op",
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("till_no", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("hlc", Integer, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("receipt_no", Text, nullable=False),  # of a sale
    Column("member_id", Text, nullable=False),  # of a sale
)
Index("ix_neighbour_op_receipt_no", neighbour_op.c.receipt_no, sqlite_where=text("receipt_no <> ''"))
Index("ix_neighbour_op_member_id", neighbour_op.c.member_id, sqlite_where=text("member_id <> ''"))
neighbour_row = table(
    "neighbour_row",
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("row_kind", Text, primary_key=True),  # the kind of a row that it changes, such as booking, order or coupon
    Column("row_id", Text, primary_key=True),
)
Index("ix_neighbour_row_row_kind_row_id", neighbour_row.c.row_kind, neighbour_row.c.row_id)
neighbour_movement = table(
    "neighbour_movement",
    Column("movement_id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("cause", Text, nullable=False),
)
Index(
    "ix_neighbour_movement_device_generation_seq",
    neighbour_movement.c.device,
    neighbour_movement.c.generation,
    neighbour_movement.c.seq,
)
neighbour_standing = table(
    "neighbour_standing",
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("told", Integer, nullable=False),  # the mall has applied so much, by its newest page
    Column("shop_through", Integer, nullable=False),
    Column("stock_through", Integer, nullable=False),
    Column("members_through", Integer, nullable=False),
)
neighbour_mark = table(
    "neighbour_mark",
    Column("mark", Integer, primary_key=True, autoincrement=False),
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("through", Integer, nullable=False),
)
