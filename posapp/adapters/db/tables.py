"""The tables of a till's file.

Two families. *Feed tables* hold what the mall publishes: the whole row as JSON in ``row`` (the bytes as they came), its
version, and a typed column for whatever is searched or summed. *Own tables* hold what happened here.

Four columns tie the families together:

- ``load`` (every feed table) is the number of the full load that brought the row. A feed that starts anew raises it;
  what the new load did not bring is swept at its end.
- ``through`` (``stock``, ``member``) is the highest seq of our own operations that the row's numbers already contain.
  Shown = the row + what happened here with ``op_seq > max(through, feed_cursor.<stream>_through)``.
- ``mark`` (``stock``) names the row of ``neighbour_mark`` that says the same of the shop's other tills, 0 when
  ``neighbour_standing`` says enough.
- ``local_seq`` (``booking``, ``pickup_order``, ``coupon``) is the seq of our last operation that changed the row here.
  A feed row overwrites only once the mall has applied that operation; until then it waits in ``feed_waiting``.

Amounts are fen, instants ms since the epoch UTC, ids opaque text. All tables are STRICT.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *items: Any) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def _feed_table(name: str, *columns: Column[Any]) -> Table:
    """Build a feed table: the row image and its version, beside the columns that queries need."""
    return _table(
        name,
        Column("id", Text, primary_key=True),
        *columns,
        Column("ver", Integer, nullable=False),
        Column("load", Integer, nullable=False, server_default=text("0")),
        Column("row", LargeBinary, nullable=False),
    )


def _text(name: str, *, index: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable, index=index)


def _number(name: str, *, index: bool = False, nullable: bool = False, zero: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable, index=index, server_default=text("0") if zero else None)


# --- what the mall publishes ---------------------------------------------------------------------------------------

trust_key = _feed_table(
    "trust_key", _number("key_id"), _text("public_key"), _number("not_before_ms"), _number("not_after_ms")
)
chain = _feed_table("chain", _number("fen_per_point"))
shop = _feed_table("shop", _text("code"))
category = _feed_table("category", _number("place"))
style = _feed_table(
    "style", _text("code", index=True), _text("initials", index=True), _text("category", index=True), _text("launched")
)
variant = _feed_table(
    "variant",
    _text("style_id", index=True),
    _text("barcode", index=True),
    _text("colour_code"),
    _text("size"),
    _number("size_order"),
    _number("list_fen"),
    _number("member_fen"),
)
promotion = _feed_table("promotion", _number("rule_version"), _number("from_ms"), _number("until_ms"))
staff = _feed_table("staff", _text("number", index=True))
booking = _feed_table(
    "booking",
    _text("shop_id"),
    _text("member_id", index=True),
    _number("code_no", index=True),
    _text("code", index=True),
    _number("starts_ms", index=True),
    _text("status"),
    _number("first_seen_ms", zero=True),
    _number("local_seq", zero=True),
)
pickup_order = _feed_table(
    "pickup_order",
    _text("shop_id"),
    _text("member_id", index=True),
    _text("number"),
    _number("code_no", index=True),
    _text("code", index=True),
    _text("status", index=True),
    _number("first_seen_ms", zero=True),
    _number("local_seq", zero=True),
)
parked = _feed_table("parked", _text("shop_id"), _number("hub_no"), _number("since_ms"))
stock = _feed_table(
    "stock",
    _text("shop_id"),
    _text("variant_id"),
    _number("on_hand"),
    _number("promised"),
    _number("picked", zero=True),
    _number("quota", zero=True),
    _number("through", zero=True),
)
stock.append_column(_number("mark", zero=True))  # last, as in every file that was migrated
Index("ix_stock_variant_id_shop_id", stock.c.variant_id, stock.c.shop_id, stock.c.on_hand)
Index("ix_stock_shop_id_ver", stock.c.shop_id, stock.c.ver)  # what changed since the rails were last looked at
member = _feed_table(
    "member",
    _number("number", index=True),
    _text("card", index=True),
    _text("name_zh", index=True),
    _text("name_en", index=True),
    _text("phone_last4", index=True),
    _text("phone_index", index=True),
    _number("points"),
    _number("blocked"),
    _number("through", zero=True),
)
coupon = _feed_table(
    "coupon",
    _text("member_id", index=True),
    _text("code", index=True),
    _text("status"),
    _number("from_ms"),
    _number("until_ms"),
    _number("local_seq", zero=True),
)
value_terms = _feed_table("value_terms")
lease = _feed_table(
    "lease",
    _text("shop_id"),
    _text("instrument"),
    _text("owner_id", index=True),
    _text("device"),
    _number("generation"),
    _number("until_ms"),
    _text("status"),
)
gift_card = _feed_table(
    "gift_card",
    _number("number", index=True),
    _text("card", index=True),
    _number("balance_fen"),
    _number("through", zero=True),
)
history = _feed_table("history")
advice_pack = _feed_table("advice_pack", _text("version"))

relay = _feed_table("relay", _text("url"), _text("fingerprint"), _number("fence"))
generation_closed = _feed_table("generation_closed", _text("till_no"), _number("closed_ms"))

# Full text, filled when style rows are applied. They are virtual tables, made by DDL below, so SQLAlchemy never
# creates them: ``style_words`` answers phrases of any length in spaced hanzi, ``style_grams`` middles of 3 and more.
STYLE_WORDS = "CREATE VIRTUAL TABLE style_words USING fts5(words, style_id UNINDEXED, tokenize='unicode61')"
STYLE_GRAMS = "CREATE VIRTUAL TABLE style_grams USING fts5(text, style_id UNINDEXED, tokenize='trigram')"

# --- following the feed --------------------------------------------------------------------------------------------

feed_cursor = _table(
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
feed_unknown = _table(
    "feed_unknown",
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("ver", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen_ms", Integer, nullable=False),
)
feed_waiting = _table(
    "feed_waiting",
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("ver", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
)
news = _table("news", Column("kind", Text, primary_key=True), Column("no", Integer, nullable=False))
"""How often the worker changed each field of ``Changes``, so that the window refreshes only what moved."""

sync_attempt = _table(
    "sync_attempt",
    Column("direction", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("next_try_ms", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    CheckConstraint("direction IN ('push', 'pull')", name="direction"),
)

# --- what the shop's other tills did, heard from the relay ------------------------------------------------------------

relay_standing = _table(
    "relay_standing",
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("fence", Integer, nullable=False),  # the highest ever seen
    Column("fingerprint", Text, nullable=False),  # of the relay that the next two figures speak of
    Column("relayed_through", Integer, nullable=False),  # our operations that it holds
    Column("after", Integer, nullable=False),  # its facts that we hold
    CheckConstraint("one = 1", name="only_one"),
)
neighbour_op = _table(
    "neighbour_op",
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("till_no", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("hlc", Integer, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("row_kind", Text, nullable=False),  # the kind of row that it changes: booking, order, coupon, or empty
    Column("row_id", Text, nullable=False),
    Column("receipt_no", Text, nullable=False),  # of a sale
    Column("member_id", Text, nullable=False),  # of a sale
)
Index("ix_neighbour_op_row_kind_row_id", neighbour_op.c.row_kind, neighbour_op.c.row_id)
Index("ix_neighbour_op_receipt_no", neighbour_op.c.receipt_no, sqlite_where=text("receipt_no <> ''"))
Index("ix_neighbour_op_member_id", neighbour_op.c.member_id, sqlite_where=text("member_id <> ''"))
neighbour_movement = _table(
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
neighbour_standing = _table(
    "neighbour_standing",
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("told", Integer, nullable=False),  # the mall has applied so much, by its newest page
    Column("shop_through", Integer, nullable=False),
    Column("stock_through", Integer, nullable=False),
    Column("members_through", Integer, nullable=False),
)
neighbour_mark = _table(
    "neighbour_mark",
    Column("mark", Integer, primary_key=True, autoincrement=False),
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("through", Integer, nullable=False),
)

# --- what happened here --------------------------------------------------------------------------------------------

meta = _table("meta", Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""Identity, guards and marks; the keys are listed in ``meta.py``."""

op_log = _table(
    "op_log",
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("op_id", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("hlc", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("chain_hash", Text, nullable=False),
    Column("deps", Text, nullable=False),  # JSON array of op ids
    Column("subject", Text, nullable=False),  # what a person calls it: a receipt number, a booking code
    Column("created_ms", Integer, nullable=False),
    Column("clock_off_ms", Integer, nullable=False, server_default=text("0")),  # of the machine; 0 up to 2 minutes
    CheckConstraint("seq >= 1", name="seq"),
)
op_state = _table(
    "op_state",
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("result", Text),
    Column("hub_no", Integer),
    Column("code", Text, nullable=False, server_default=text("''")),
    Column("reason_zh", Text, nullable=False, server_default=text("''")),
    Column("reason_en", Text, nullable=False, server_default=text("''")),
    CheckConstraint("result IN ('applied', 'parked', 'fork')", name="result"),
)
Index("ix_op_state_result", op_state.c.result, sqlite_where=text("result <> 'applied'"))
left_log = _table(
    "left_log",
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("received_through", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
)
"""Logs of earlier generations that the mall has not received to their end; a row goes when it has."""

journal = _table(
    "journal",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
number_series = _table(
    "number_series",
    Column("series", Text, primary_key=True),
    Column("next", Integer, nullable=False),
    CheckConstraint("next >= 1", name="next"),
)
shift = _table(
    "shift",
    Column("shift_id", Text, primary_key=True),
    Column("business_date", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("opened_ms", Integer, nullable=False),
    Column("closed_ms", Integer),
    Column("float_fen", Integer, nullable=False),
    Column("expected_fen", Integer),
    Column("counted_fen", Integer),
    Column("opened_seq", Integer, nullable=False),
    Column("closed_seq", Integer),
    CheckConstraint("float_fen >= 0 AND (counted_fen IS NULL OR counted_fen >= 0)", name="amounts"),
    CheckConstraint(
        "(closed_ms IS NULL) = (counted_fen IS NULL) AND (closed_ms IS NULL) = (expected_fen IS NULL)", name="closed"
    ),
)
Index("uq_shift_open", text("(closed_ms IS NULL)"), _table=shift, unique=True, sqlite_where=text("closed_ms IS NULL"))
Index("ix_shift_opened_ms", shift.c.opened_ms)

sale = _table(
    "sale",
    Column("sale_id", Text, primary_key=True),
    Column("receipt_no", Text, nullable=False, unique=True),
    Column("shift_id", Text, ForeignKey("shift.shift_id"), nullable=False, index=True),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", Integer, nullable=False, index=True),
    Column("staff_id", Text, nullable=False),
    Column("member_id", Text, index=True),
    Column("member_trust", Text),
    Column("coupon_id", Text),
    Column("booking_id", Text),
    Column("gross_fen", Integer, nullable=False),
    Column("discount_fen", Integer, nullable=False),
    Column("total_fen", Integer, nullable=False),
    Column("tax_fen", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("op_seq", Integer, nullable=False),
    Column(
        "receipt", LargeBinary, nullable=False
    ),  # JSON of ports.Receipt, so that a copy says what the first one said
    CheckConstraint("total_fen >= 0 AND discount_fen >= 0 AND gross_fen - discount_fen = total_fen", name="amounts"),
    CheckConstraint("points >= 0", name="points"),
)
sale_line = _table(
    "sale_line",
    Column("line_id", Text, primary_key=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("style_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("list_fen", Integer, nullable=False),
    Column("paid_fen", Integer, nullable=False),
    Column("tax_bp", Integer, nullable=False),
    Column("tax_fen", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("clerk_id", Text, nullable=False),
    UniqueConstraint("sale_id", "place"),
    CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
    CheckConstraint("paid_fen BETWEEN 0 AND list_fen * quantity", name="paid"),
)
sale_tender = _table(
    "sale_tender",
    Column("tender_id", Text, primary_key=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_fen", Integer, nullable=False),
    Column("received_fen", Integer, nullable=False),
    Column("change_fen", Integer, nullable=False),
    CheckConstraint("change_fen >= 0 AND amount_fen = received_fen - change_fen", name="amounts"),
)
stock_movement = _table(
    "stock_movement",
    Column("movement_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("op_seq", Integer, nullable=False, index=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id")),
    Column("order_id", Text),
    CheckConstraint("cause IN ('sale', 'pickup')", name="cause"),
    CheckConstraint("quantity <> 0", name="quantity"),
)
Index("ix_stock_movement_variant_id_op_seq", stock_movement.c.variant_id, stock_movement.c.op_seq)
stock_count = _table(
    "stock_count",
    Column("count_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False, index=True),
    Column("observed", Integer, nullable=False),
    Column("difference", Integer, nullable=False),  # to what was shown, so that it lies over the mall's level
    Column("op_seq", Integer, nullable=False, index=True),
    CheckConstraint("observed >= 0", name="observed"),
)

value_spend = _table(
    "value_spend",
    Column("tender_id", Text, primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("units", Integer, nullable=False),
    Column("right", Text, nullable=False),
    Column("right_id", Text, nullable=False, index=True),
    Column("day", Text, nullable=False),
    Column("op_seq", Integer, nullable=False),
    CheckConstraint("units > 0", name="units"),
    CheckConstraint("\"right\" IN ('lease', 'authorisation', 'floor_limit')", name="right"),
)
"""What sales here took out of accounts that the mall keeps, and by which right."""

Index("ix_value_spend_owner_id_op_seq", value_spend.c.owner_id, value_spend.c.op_seq)
lease_returned = _table(
    "lease_returned", Column("lease_id", Text, primary_key=True), Column("op_seq", Integer, nullable=False)
)
value_hold = _table(
    "value_hold",
    Column("authorisation_id", Text, primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("units", Integer, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("until_ms", Integer, nullable=False),
    Column("asked_ms", Integer, nullable=False),
    CheckConstraint("state IN ('asked', 'authorised', 'refused', 'unwanted', 'voided', 'captured')", name="state"),
)
"""What the mall was asked to set aside, kept before it was asked."""

cart = _table(
    "cart",
    Column("cart_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_ms", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("state IN ('open', 'held')", name="state"),
)
Index("uq_cart_open", cart.c.state, unique=True, sqlite_where=text("state = 'open'"))

code_seen = _table(
    "code_seen", Column("payload", Text, primary_key=True), Column("seen_ms", Integer, nullable=False, index=True)
)
code_try = _table(
    "code_try",
    Column("id", Integer, primary_key=True),
    Column("order_id", Text, nullable=False, index=True),
    Column("tried_ms", Integer, nullable=False),
)
"""Wrong codes typed at a hand-over, for the limit on tries."""

advice_shown = _table(
    "advice_shown", Column("member_id", Text, primary_key=True), Column("shown_ms", Integer, nullable=False)
)
advice_dismissed = _table(
    "advice_dismissed",
    Column("member_id", Text, primary_key=True),
    Column("style_id", Text, primary_key=True),
    Column("at_ms", Integer, nullable=False),
)
print_job = _table(
    "print_job",
    Column("job_id", Text, primary_key=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id"), nullable=False, index=True),
    Column("kick_drawer", Integer, nullable=False),
    Column("is_copy", Integer, nullable=False),
    Column("queued_ms", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("printed_ms", Integer),
)
Index("ix_print_job_waiting", print_job.c.queued_ms, sqlite_where=text("printed_ms IS NULL"))
staff_lock = _table(
    "staff_lock",
    Column("number", Text, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("until_ms", Integer, nullable=False),
)
day_proof = _table(
    "day_proof",
    Column("shift_id", Text, ForeignKey("shift.shift_id"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("through_seq", Integer, nullable=False),  # the mall must have received and applied this much first
    Column("figures", LargeBinary, nullable=False),
    Column("touched", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("differing", LargeBinary, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("answered_ms", Integer),
    CheckConstraint("state IN ('waiting', 'equal', 'different')", name="state"),
)

_GUARDS = tuple(
    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table in ("op_log", "journal")
    for verb in ("UPDATE", "DELETE")
)
EXTRAS = (STYLE_WORDS, STYLE_GRAMS, *_GUARDS)
"""What the schema holds beyond tables and indexes: full text and the guards of the append-only logs."""

for _statement in EXTRAS:
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]  # SQLAlchemy's own
