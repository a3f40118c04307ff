"""Tables of what the mall writes to members: messages, and each word about consent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from sync.hub.db.tables import metadata

message = Table(
    "message",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("subject_id", Text, nullable=False),  # with the kind, what is said only once
    Column("link_id", Text, nullable=False),  # the booking, order, style or coupon that it opens
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("text_zh", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("not_before_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state IN ('queued', 'sent', 'dropped')", name="state"), nullable=False),
    Column("reason", Text, nullable=False),  # why it was dropped
    Column("channel", Text, nullable=False),
    Column("sent_ms", BigInteger),
    Column("opened_ms", BigInteger),
    UniqueConstraint("kind", "subject_id"),
    Index(None, "state", "not_before_ms"),
    Index(None, "member_id", "purpose"),
)

consent_said = Table(
    "consent_said",
    metadata,
    Column("consent_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("said_ms", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),  # "phone" or "till"
    Column("said_by", Text, nullable=False),  # whoever took it down, "" when she said it herself
    Column("wording", Text, nullable=False),  # the version of the words that she agreed to
)
"""Every yes and no, never changed: when, where and to which words. Her ``member`` row says what stands."""

follow_up = Table(
    "follow_up",
    metadata,
    Column("follow_up_id", Text, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("about", Text, nullable=False),  # the same whenever the same thing is found again
    Column("link_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),  # somebody still looks after it
    Column("found_ms", BigInteger, nullable=False),
    Column("decided_ms", BigInteger),
    Column("sent_ms", BigInteger),
    Column("opened_ms", BigInteger),
    Column("came_back_ms", BigInteger),
    Column("bought_ms", BigInteger),
    UniqueConstraint("member_id", "about"),
    Index(None, "is_open"),
    Index(None, "found_ms"),
)
"""Follow-ups as they can be counted and searched; their ``follow_up`` rows say the rest while they are open."""
