"""The own tables of a till's file: what happened here. Once this is imported, ``metadata`` holds the whole schema."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    event,
    text,
)

from posapp.adapters.db import (  # noqa: F401  # the rest of the schema
    bill_tables,
    drawer_tables,
    paper_tables,
    payment_tables,
    return_tables,
    sync_tables,
)
from posapp.adapters.db.mall_tables import STYLE_GRAMS, STYLE_WORDS
from posapp.adapters.db.schema import metadata, table

meta = table("meta", Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""Identity, guards and marks; the keys are listed in ``meta.py``."""

op_log = table(
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
Index(
    "ix_op_log_receipt",
    op_log.c.subject,
    sqlite_where=text("kind IN ('sale.commit', 'return.commit')"),
)
op_state = table(
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
left_log = table(
    "left_log",
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("received_through", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
)
"""Logs of earlier generations that the mall has not received to their end; a row goes when it has."""

journal = table(
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
number_series = table(
    "number_series",
    Column("series", Text, primary_key=True),
    Column("next", Integer, nullable=False),
    CheckConstraint("next >= 1", name="next"),
)
shift = table(
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

sale = table(
    "sale",
    Column("sale_id", Text, primary_key=True),
    Column("receipt_no", Text, nullable=False, unique=True),
    Column("shift_id", Text, ForeignKey("shift.shift_id"), nullable=False, index=True),
    Column("business_date", Text, nullable=False),
    Column("occurred_ms", Integer, nullable=False, index=True),
    Column("staff_id", Text, nullable=False),
    Column("member_id", Text, index=True),
    Column("member_trust", Text),
    Column("coupon_ids", Text),  # with a space between them; empty, in older ones null, where there was none
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
sale_line = table(
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
sale_tender = table(
    "sale_tender",
    Column("tender_id", Text, primary_key=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_fen", Integer, nullable=False),
    Column("received_fen", Integer, nullable=False),
    Column("change_fen", Integer, nullable=False),
    CheckConstraint("change_fen >= 0 AND amount_fen = received_fen - change_fen", name="amounts"),
)
stock_movement = table(
    "stock_movement",
    Column("movement_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("op_seq", Integer, nullable=False, index=True),
    Column("sale_id", Text, ForeignKey("sale.sale_id")),
    Column("order_id", Text),
    CheckConstraint("cause IN ('sale', 'pickup', 'transfer')", name="cause"),
    CheckConstraint("quantity <> 0", name="quantity"),
)
Index("ix_stock_movement_variant_id_op_seq", stock_movement.c.variant_id, stock_movement.c.op_seq)
stock_count = table(
    "stock_count",
    Column("count_id", Text, primary_key=True),
    Column("variant_id", Text, nullable=False, index=True),
    Column("observed", Integer, nullable=False),
    Column("difference", Integer, nullable=False),  # to what was shown, so that it lies over the mall's level
    Column("op_seq", Integer, nullable=False, index=True),
    CheckConstraint("observed >= 0", name="observed"),
)

value_spend = table(
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
lease_returned = table(
    "lease_returned", Column("lease_id", Text, primary_key=True), Column("op_seq", Integer, nullable=False)
)
value_hold = table(
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

cart = table(
    "cart",
    Column("cart_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_ms", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("state IN ('open', 'held')", name="state"),
    Column("aside_id", Text, nullable=False, server_default=text("''")),  # of the row that tells the shop of it
)
Index("uq_cart_open", cart.c.state, unique=True, sqlite_where=text("state = 'open'"))

code_seen = table(
    "code_seen", Column("payload", Text, primary_key=True), Column("seen_ms", Integer, nullable=False, index=True)
)
code_try = table(
    "code_try",
    Column("id", Integer, primary_key=True),
    Column("order_id", Text, nullable=False, index=True),
    Column("tried_ms", Integer, nullable=False),
)
"""Wrong codes typed at a hand-over, for the limit on tries."""

advice_shown = table(
    "advice_shown", Column("member_id", Text, primary_key=True), Column("shown_ms", Integer, nullable=False)
)
advice_dismissed = table(
    "advice_dismissed",
    Column("member_id", Text, primary_key=True),
    Column("style_id", Text, primary_key=True),
    Column("at_ms", Integer, nullable=False),
)
local_pack = table(
    "local_pack",
    Column("version", Text, primary_key=True),
    Column("built_on", Text, nullable=False),
    Column("trained_ms", Integer, nullable=False),
    Column("row", LargeBinary, nullable=False),
)
"""The model pack that this shop made of its own sales, one row at most, and the mall's version that it stands on."""

print_job = table(
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
staff_lock = table(
    "staff_lock",
    Column("number", Text, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("until_ms", Integer, nullable=False),
)
day_proof = table(
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
