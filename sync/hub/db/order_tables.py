"""Tables of orders' money, of offers with a price of their own, and of groups that buy together."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from sync.hub.db.tables import metadata

order_money = Table(
    "order_money",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("line_id", Text, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("to_order_id", Text, nullable=False),  # of what is carried to another order, "" for a refund
    Column("at_ms", BigInteger, nullable=False),
    Column("hub_no", BigInteger),
)
"""What goes back of orders that were paid online, or on to another order: one line for each time and order line."""

deal_offer = Table(
    "deal_offer",
    metadata,
    Column("offer_id", Text, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('group', 'flash')", name="kind"), nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("wanted", Integer, nullable=False),  # people that a group needs, 0 of a flash sale
    Column("open_ms", BigInteger, nullable=False),  # how long a group may form, 0 of a flash sale
    Column("pieces", Integer, nullable=False),  # for sale at this price, 0 of groups: as many as shops may promise
    Column("kept_ms", BigInteger, nullable=False),  # how long a flash sale's piece is kept, 0 of groups: as any order
    Column("each_member", Integer, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
)
"""What the office offers at a price of its own, to groups or to whoever is quick."""

deal_style = Table(
    "deal_style",
    metadata,
    Column("offer_id", Text, primary_key=True),
    Column("style_id", Text, primary_key=True),
)

deal_shop = Table(
    "deal_shop",
    metadata,
    Column("offer_id", Text, primary_key=True),
    Column("shop_id", Text, primary_key=True),
)
"""The shops in which an offer's pieces are collected; an offer that names none is every shop's."""

deal_order = Table(
    "deal_order",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("offer_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Index(None, "offer_id", "member_id"),
)
"""Every order of an offer, of one piece each; one that ended without its goods counts no more."""

group_buy = Table(
    "group_buy",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("offer_id", Text, nullable=False),  # "" of groups from before offers were kept: nobody can join those
    Column("code", Text, nullable=False),  # eight digits that she sends to friends
    Column("price_fen", BigInteger, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column(
        "status", Text, CheckConstraint("status IN ('forming', 'complete', 'dissolved')", name="status"), nullable=False
    ),
    Index(None, "code", unique=True),
    Index(None, "offer_id", "status"),
)

group_order = Table(
    "group_order",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("group_id", Text, nullable=False, index=True),
)
"""Whose orders a group has; an order that was cancelled while it formed is taken out."""
