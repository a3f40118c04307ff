"""The hub's tables. ``migrations/hub`` builds them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_HubNo = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts a primary key by itself only when it is called INTEGER."""

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

code_key = Table(
    "code_key",
    metadata,
    Column("key_id", Integer, CheckConstraint("key_id BETWEEN 0 AND 15", name="key_id"), primary_key=True),
    Column("private_key", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("not_before_ms", BigInteger, nullable=False),
    Column("not_after_ms", BigInteger, nullable=False),
)

# --- tills and what they send ----------------------------------------------------------------------------------------

device = Table(
    "device",
    metadata,
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("shop_id", Text, nullable=False),
    Column("till_no", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column(
        "status", Text, CheckConstraint("status IN ('active', 'quarantined', 'revoked')", name="status"), nullable=False
    ),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("last_contact_ms", BigInteger, nullable=False),
    Column("received_through", BigInteger, nullable=False),
    Column("applied_through", BigInteger, nullable=False),
    Column("chain_hash", Text, nullable=False),
    Column("hlc", BigInteger, nullable=False, server_default=text("0")),  # the hub's hybrid time when it last heard
    Column("end_seq", BigInteger),  # the log ended here, all of it received, when the till asked for news
    Column("end_heard_ms", BigInteger),  # the hub's time that it had heard by then
    UniqueConstraint("shop_id", "till_no", "generation"),
)

enrol_code = Table(
    "enrol_code",
    metadata,
    Column("code", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("till_no", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
)

inbox = Table(
    "inbox",
    metadata,
    Column("hub_no", _HubNo, primary_key=True, autoincrement=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("chain_hash", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("is_sound", Boolean, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    UniqueConstraint("device", "generation", "seq"),
    sqlite_autoincrement=True,
)

op_result = Table(
    "op_result",
    metadata,
    Column("hub_no", _HubNo, ForeignKey("inbox.hub_no"), primary_key=True, autoincrement=False),
    Column("result", Text, CheckConstraint("result IN ('applied', 'parked')", name="result"), nullable=False),
    Column("code", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "result"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_no", _HubNo, primary_key=True, autoincrement=True),
    Column("op_id", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("chain_hash", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("why", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    UniqueConstraint("device", "generation", "seq", "op_id", "chain_hash"),
)

trade_exception = Table(
    "trade_exception",
    metadata,
    Column("exception_no", _HubNo, primary_key=True, autoincrement=True),
    Column("hub_no", BigInteger),
    Column("shop_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("settled_ms", BigInteger),
)

# --- published state -------------------------------------------------------------------------------------------------

feed = Table(
    "feed",
    metadata,
    Column("t", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("ver", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("about", Text, nullable=False),
    Column("row", Text, nullable=False),
    Index(None, "stream", "pos", unique=True),
    Index(None, "t", "about"),
)

stream_counter = Table(
    "stream_counter",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),
)

# --- books -----------------------------------------------------------------------------------------------------------

sale = Table(
    "sale",
    metadata,
    Column("sale_id", Text, primary_key=True),
    Column("hub_no", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("receipt_no", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("shift_id", Text, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", BigInteger, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("member_id", Text),
    Column("gross_fen", BigInteger, nullable=False),
    Column("discount_fen", BigInteger, nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("points_earned", BigInteger, nullable=False),
    Index(None, "receipt_no"),
    Index(None, "member_id", "occurred_ms"),
    Index(None, "device", "generation", "seq"),
)

sale_line = Table(
    "sale_line",
    metadata,
    Column("sale_id", Text, ForeignKey("sale.sale_id"), primary_key=True),
    Column("line_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False),
    Column("style_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("tax_bp", Integer, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("clerk_id", Text, nullable=False),
)

tender = Table(
    "tender",
    metadata,
    Column("tender_id", Text, primary_key=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
)

shift = Table(
    "shift",
    metadata,
    Column("shift_id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("opened_seq", BigInteger),
    Column("closed_seq", BigInteger),
    Column("opened_ms", BigInteger),
    Column("closed_ms", BigInteger),
    Column("float_fen", BigInteger),
    Column("expected_fen", BigInteger),
    Column("counted_fen", BigInteger),
)

stock = Table(
    "stock",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("variant_id", Text, primary_key=True),
    Column("on_hand", Integer, nullable=False),
    Column("promised", Integer, CheckConstraint("promised >= 0", name="promised"), nullable=False),
    Column("picked", Integer, nullable=False, server_default=text("0")),
    Column("quota", Integer, nullable=False, server_default=text("0")),
    Column("buffer", Integer, nullable=False, server_default=text("1")),
    Column("labelled", Integer, nullable=False, server_default=text("0")),
    Index(None, "variant_id"),
    Index(
        "ix_stock_room_to_grow",
        "shop_id",
        sqlite_where=text("quota < on_hand - picked - buffer"),
        postgresql_where=text("quota < on_hand - picked - buffer"),
    ),
)
"""Levels: what the ledgers below add up to. ``escrow`` says what the figures mean."""

stock_movement = Table(
    "stock_movement",
    metadata,
    Column("movement_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("hub_no", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "hub_no"),
    Index(None, "shop_id", "variant_id"),
)

quota_entry = Table(
    "quota_entry",
    metadata,
    Column("entry_no", _HubNo, primary_key=True, autoincrement=True),
    Column("shop_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quota", Integer, nullable=False),
    Column("unpicked", Integer, nullable=False),
    Column("picked", Integer, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("hub_no", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "shop_id", "variant_id"),
)
"""The ledger of quotas: by how much each step changed Q, U and P of a level."""

shortfall = Table(
    "shortfall",
    metadata,
    Column("shortfall_no", _HubNo, primary_key=True, autoincrement=True),
    Column("exception_no", BigInteger, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("mended_ms", BigInteger),
    Index(None, "shop_id", "variant_id"),
)
"""Broken promises, one row a piece: as many are open at a level as pieces are promised and not there."""

stock_count = Table(
    "stock_count",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("variant_id", Text, primary_key=True),
    Column("op_id", Text, nullable=False),
    Column("hub_no", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("observed", Integer, nullable=False),
    Index(None, "shop_id", "at_ms"),
)
"""The newest count of each variant in each shop, and its position: what came before it is in it."""

try_on_label = Table(
    "try_on_label",
    metadata,
    Column("booking_id", Text, primary_key=True),
    Column("garment_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False, index=True),
    Index(None, "shop_id", "variant_id"),
)

shop_contact = Table(
    "shop_contact",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("heard_ms", BigInteger, nullable=False),
    Column("weighed_ms", BigInteger, nullable=False),
)
"""When the upkeep last saw a shop in contact, and when it last chose its quotas."""

shop_outage = Table(
    "shop_outage",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("from_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("open_ms", BigInteger, nullable=False),
)
"""Times without contact, and how much of them the shop was open."""

points_entry = Table(
    "points_entry",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False, index=True),
    Column("points", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

coupon_use = Table(
    "coupon_use",
    metadata,
    Column("coupon_id", Text, primary_key=True),
    Column("sale_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

booking = Table(
    "booking",
    metadata,
    Column("booking_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("starts_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Column("room", Integer, nullable=False),
    Column("code_no", BigInteger, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("status", Text, nullable=False),
    Index(None, "shop_id", "starts_ms"),
    Index(None, "status", "starts_ms"),
)

mall_order = Table(
    "mall_order",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("code_no", BigInteger, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("collect_until_ms", BigInteger, nullable=False),
    Index(None, "shop_id", "code"),
    Index(None, "status", "collect_until_ms"),
)

exposure = Table(
    "exposure",
    metadata,
    Column("exposure_id", Text, primary_key=True),
    Column("style_id", Text, primary_key=True),
    Column("shop_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("occurred_ms", BigInteger, nullable=False),
)

day_proof = Table(
    "day_proof",
    metadata,
    Column("device", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("shift_id", Text, primary_key=True),
    Column("is_equal", Boolean, nullable=False),
    Column("differing", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

phone_session = Table(
    "phone_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
