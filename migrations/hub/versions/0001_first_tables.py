"""The hub's first tables.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "booking",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("starts_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_ms", sa.BigInteger(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("code_no", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking")),
        sa.UniqueConstraint("code_no", name=op.f("uq_booking_code_no")),
    )
    op.create_index(op.f("ix_booking_shop_id_starts_ms"), "booking", ["shop_id", "starts_ms"], unique=False)
    op.create_table(
        "code_key",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("not_before_ms", sa.BigInteger(), nullable=False),
        sa.Column("not_after_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("key_id BETWEEN 0 AND 15", name=op.f("ck_code_key_key_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_code_key")),
    )
    op.create_table(
        "coupon_use",
        sa.Column("coupon_id", sa.Text(), nullable=False),
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("coupon_id", name=op.f("pk_coupon_use")),
    )
    op.create_table(
        "day_proof",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("is_equal", sa.Boolean(), nullable=False),
        sa.Column("differing", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "generation", "shift_id", name=op.f("pk_day_proof")),
    )
    op.create_table(
        "device",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till_no", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_contact_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_through", sa.BigInteger(), nullable=False),
        sa.Column("applied_through", sa.BigInteger(), nullable=False),
        sa.Column("chain_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'quarantined', 'revoked')", name=op.f("ck_device_status")),
        sa.PrimaryKeyConstraint("device", "generation", name=op.f("pk_device")),
        sa.UniqueConstraint("shop_id", "till_no", "generation", name=op.f("uq_device_shop_id_till_no_generation")),
    )
    op.create_table(
        "enrol_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till_no", sa.Text(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_enrol_code")),
    )
    op.create_table(
        "exposure",
        sa.Column("exposure_id", sa.Text(), nullable=False),
        sa.Column("style_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("occurred_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("exposure_id", "style_id", name=op.f("pk_exposure")),
    )
    op.create_table(
        "feed",
        sa.Column("t", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("ver", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("t", "id", name=op.f("pk_feed")),
    )
    op.create_index(op.f("ix_feed_stream_pos"), "feed", ["stream", "pos"], unique=True)
    op.create_index(op.f("ix_feed_t_about"), "feed", ["t", "about"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("hub_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("chain_hash", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("is_sound", sa.Boolean(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hub_no", name=op.f("pk_inbox")),
        sa.UniqueConstraint("device", "generation", "seq", name=op.f("uq_inbox_device_generation_seq")),
        sa.UniqueConstraint("op_id", name=op.f("uq_inbox_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mall_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("code_no", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("collect_until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_mall_order")),
        sa.UniqueConstraint("code_no", name=op.f("uq_mall_order_code_no")),
        sa.UniqueConstraint("number", name=op.f("uq_mall_order_number")),
    )
    op.create_index(op.f("ix_mall_order_shop_id_code"), "mall_order", ["shop_id", "code"], unique=False)
    op.create_index(
        op.f("ix_mall_order_status_collect_until_ms"), "mall_order", ["status", "collect_until_ms"], unique=False
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "phone_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_phone_session")),
    )
    op.create_table(
        "points_entry",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_points_entry")),
    )
    op.create_index(op.f("ix_points_entry_member_id"), "points_entry", ["member_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column(
            "quarantine_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain_hash", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("quarantine_no", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "device",
            "generation",
            "seq",
            "op_id",
            "chain_hash",
            name=op.f("uq_quarantine_device_generation_seq_op_id_chain_hash"),
        ),
    )
    op.create_table(
        "sale",
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("occurred_ms", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("gross_fen", sa.BigInteger(), nullable=False),
        sa.Column("discount_fen", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("points_earned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_sale")),
    )
    op.create_index(op.f("ix_sale_device_generation_seq"), "sale", ["device", "generation", "seq"], unique=False)
    op.create_index(op.f("ix_sale_member_id_occurred_ms"), "sale", ["member_id", "occurred_ms"], unique=False)
    op.create_table(
        "shift",
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("opened_seq", sa.BigInteger(), nullable=True),
        sa.Column("closed_seq", sa.BigInteger(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("float_fen", sa.BigInteger(), nullable=True),
        sa.Column("expected_fen", sa.BigInteger(), nullable=True),
        sa.Column("counted_fen", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_shift")),
    )
    op.create_table(
        "stock",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.CheckConstraint("promised >= 0", name=op.f("ck_stock_promised")),
        sa.PrimaryKeyConstraint("shop_id", "variant_id", name=op.f("pk_stock")),
    )
    op.create_index(op.f("ix_stock_variant_id"), "stock", ["variant_id"], unique=False)
    op.create_table(
        "stock_movement",
        sa.Column("movement_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("movement_id", name=op.f("pk_stock_movement")),
    )
    op.create_index(op.f("ix_stock_movement_hub_no"), "stock_movement", ["hub_no"], unique=False)
    op.create_index(
        op.f("ix_stock_movement_shop_id_variant_id"), "stock_movement", ["shop_id", "variant_id"], unique=False
    )
    op.create_table(
        "stream_counter",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_stream_counter")),
    )
    op.create_table(
        "trade_exception",
        sa.Column(
            "exception_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("exception_no", name=op.f("pk_trade_exception")),
    )
    op.create_table(
        "op_result",
        sa.Column("hub_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hub_no"], ["inbox.hub_no"], name=op.f("fk_op_result_hub_no")),
        sa.CheckConstraint("result IN ('applied', 'parked')", name=op.f("ck_op_result_result")),
        sa.PrimaryKeyConstraint("hub_no", name=op.f("pk_op_result")),
    )
    op.create_index(op.f("ix_op_result_result"), "op_result", ["result"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("style_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_bp", sa.Integer(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.sale_id"], name=op.f("fk_sale_line_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "line_id", name=op.f("pk_sale_line")),
    )
    op.create_table(
        "tender",
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.sale_id"], name=op.f("fk_tender_sale_id")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_tender")),
    )
    op.create_index(op.f("ix_tender_sale_id"), "tender", ["sale_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_tender_sale_id"), table_name="tender")
    op.drop_table("tender")
    op.drop_table("sale_line")
    op.drop_index(op.f("ix_op_result_result"), table_name="op_result")
    op.drop_table("op_result")
    op.drop_table("trade_exception")
    op.drop_table("stream_counter")
    op.drop_index(op.f("ix_stock_movement_shop_id_variant_id"), table_name="stock_movement")
    op.drop_index(op.f("ix_stock_movement_hub_no"), table_name="stock_movement")
    op.drop_table("stock_movement")
    op.drop_index(op.f("ix_stock_variant_id"), table_name="stock")
    op.drop_table("stock")
    op.drop_table("shift")
    op.drop_index(op.f("ix_sale_member_id_occurred_ms"), table_name="sale")
    op.drop_index(op.f("ix_sale_device_generation_seq"), table_name="sale")
    op.drop_table("sale")
    op.drop_table("quarantine")
    op.drop_index(op.f("ix_points_entry_member_id"), table_name="points_entry")
    op.drop_table("points_entry")
    op.drop_table("phone_session")
    op.drop_table("meta")
    op.drop_index(op.f("ix_mall_order_status_collect_until_ms"), table_name="mall_order")
    op.drop_index(op.f("ix_mall_order_shop_id_code"), table_name="mall_order")
    op.drop_table("mall_order")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_feed_t_about"), table_name="feed")
    op.drop_index(op.f("ix_feed_stream_pos"), table_name="feed")
    op.drop_table("feed")
    op.drop_table("exposure")
    op.drop_table("enrol_code")
    op.drop_table("device")
    op.drop_table("day_proof")
    op.drop_table("coupon_use")
    op.drop_table("code_key")
    op.drop_index(op.f("ix_booking_shop_id_starts_ms"), table_name="booking")
    op.drop_table("booking")
