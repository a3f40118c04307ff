"""Tables of who may do what: the mall's roles, and the words that people gave for a colleague's act."""

from __future__ import annotations

from sqlalchemy import Column, Text

from posapp.adapters.db.schema import feed_table, number, table, words

role = feed_table("role")
override = table(
    "override",
    Column("override_id", Text, primary_key=True),
    words("permission"),
    words("subject"),
    number("fen"),
    number("percent_bp"),
    words("reason"),
    words("asked_by"),
    words("given_by"),
    number("given_ms"),
    number("used_ms", nullable=True),
)
"""One word for one act: how far it may go, who asked, who gave it, and when it was used; never twice."""
