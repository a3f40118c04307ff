"""Tables of payments by phone: attempts, and refunds by the way the money came."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from posapp.adapters.db.schema import number, table, words

payment_attempt = table(
    "payment_attempt",
    Column("attempt_id", Text, primary_key=True),
    words("cart_id"),
    words("channel"),
    Column("number", Text, nullable=False, unique=True),
    number("amount_fen"),
    words("code_mark", index=True),
    words("state"),
    number("sent_ms"),
    number("due_ms"),
    words("last_move"),
    number("moves"),
    number("is_refused"),
    words("staff_id"),
    words("shift_id"),
    words("channel_no"),
    words("said"),
    number("is_wanted"),
    words("sale_id", nullable=True),
    number("version"),
    CheckConstraint("amount_fen > 0", name="amount"),
    CheckConstraint("state IN ('intent', 'unknown', 'reversing', 'watch', 'paid', 'void', 'suspect')", name="state"),
    CheckConstraint("sale_id IS NULL OR state = 'paid'", name="sale"),
)
"""A row is committed before its request is sent. It holds no payment code."""

Index("ix_payment_attempt_cart_id", payment_attempt.c.cart_id)
Index(
    "uq_payment_attempt_open",
    payment_attempt.c.cart_id,
    unique=True,
    sqlite_where=text("state IN ('intent', 'unknown', 'reversing') AND is_wanted = 1"),
)
Index(
    "ix_payment_attempt_unsettled",
    payment_attempt.c.attempt_id,
    sqlite_where=text("state <> 'void' AND sale_id IS NULL AND NOT (state = 'paid' AND is_wanted = 0)"),
)

payment_refund = table(
    "payment_refund",
    Column("refund_id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    words("channel"),
    words("paid_number", index=True),
    number("paid_fen"),
    number("amount_fen"),
    words("about"),
    Column("asked_ms", Integer, nullable=False),
    number("due_ms"),
    words("stage"),
    number("tries"),
    words("said"),
    CheckConstraint("amount_fen > 0 AND amount_fen <= paid_fen", name="amount"),
    CheckConstraint("stage IN ('intent', 'processing', 'done', 'abnormal', 'refused')", name="stage"),
)
Index("ix_payment_refund_unfinished", payment_refund.c.asked_ms, sqlite_where=text("stage <> 'done'"))

payment_closed = table(
    "payment_closed",
    Column("payment_id", Text, primary_key=True),
    number("closed_ms"),
    words("staff_id"),
    words("reason"),
)
"""Attempts and refunds that a person has settled with the channel. Their own rows keep what was known of them."""
