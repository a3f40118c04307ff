"""The feed tables of a till's file: what the mall publishes, row by row (``schema`` says what their columns mean)."""

from __future__ import annotations

from sqlalchemy import Index

from posapp.adapters.db.schema import feed_table, number, words

trust_key = feed_table(
    "trust_key", number("key_id"), words("public_key"), number("not_before_ms"), number("not_after_ms")
)
chain = feed_table("chain", number("fen_per_point"))
shop = feed_table("shop", words("code"))
category = feed_table("category", number("place"))
style = feed_table(
    "style", words("code", index=True), words("initials"), words("category", index=True), words("launched")
)
Index("ix_style_found", style.c.initials, style.c.code, style.c.launched, style.c.id)
"""All that a fragment is looked for in, and by which the hits are sorted: a twentieth of the table."""

variant = feed_table(
    "variant",
    words("style_id"),
    words("barcode", index=True),
    words("colour_code"),
    words("size"),
    number("size_order"),
    number("list_fen"),
    number("member_fen"),
)
Index("ix_variant_found", *(variant.c[name] for name in ("style_id", "colour_code", "size", "list_fen", "id")))
"""All that the filters of a search know of a piece, read for every piece of the chain: a tenth of the table."""

promotion = feed_table("promotion", number("rule_version"), number("from_ms"), number("until_ms"))
staff = feed_table("staff", words("number", index=True))
booking = feed_table(
    "booking",
    words("shop_id"),
    words("member_id", index=True),
    number("code_no", index=True),
    words("code", index=True),
    number("starts_ms", index=True),
    words("status"),
    number("first_seen_ms", zero=True),
    number("local_seq", zero=True),
)
room = feed_table("room", words("shop_id"), number("number"), words("status"), number("local_seq", zero=True))
follow_up = feed_table(
    "follow_up",
    words("shop_id"),
    words("member_id"),
    words("status"),
    number("found_ms"),
    number("local_seq", zero=True),
)
cart_aside = feed_table(
    "cart_aside",
    words("shop_id"),
    words("cart_id"),
    words("status", index=True),
    number("aside_ms"),
    number("local_seq", zero=True),
)
defective = feed_table("defective", words("shop_id"), number("local_seq", zero=True))
pickup_order = feed_table(
    "pickup_order",
    words("shop_id"),
    words("member_id", index=True),
    words("number"),
    number("code_no", index=True),
    words("code", index=True),
    words("status", index=True),
    number("first_seen_ms", zero=True),
    number("local_seq", zero=True),
)
parked = feed_table("parked", words("shop_id"), number("hub_no"), number("since_ms"))
stock = feed_table(
    "stock",
    words("shop_id"),
    words("variant_id"),
    number("on_hand"),
    number("promised"),
    number("picked", zero=True),
    number("quota", zero=True),
    number("through", zero=True),
)
stock.append_column(number("mark", zero=True))  # last, as in every file that was migrated
Index("ix_stock_variant_id_shop_id", stock.c.variant_id, stock.c.shop_id, stock.c.on_hand)
Index("ix_stock_shop_id_ver", stock.c.shop_id, stock.c.ver)  # what changed since the rails were last looked at
member = feed_table(
    "member",
    number("number", index=True),
    words("card", index=True),
    words("name_zh", index=True),
    words("name_en", index=True),
    words("phone_last4", index=True),
    words("phone_index", index=True),
    number("points"),
    number("blocked"),
    number("through", zero=True),
)
coupon = feed_table(
    "coupon",
    words("member_id", index=True),
    words("code", index=True),
    words("status"),
    number("from_ms"),
    number("until_ms"),
    number("local_seq", zero=True),
)
transfer = feed_table(
    "transfer",
    words("shop_id", index=True),
    words("from_shop_id", index=True),
    words("status"),
    number("local_seq", zero=True),
)
shop_heard = feed_table("shop_heard")
value_terms = feed_table("value_terms")
lease = feed_table(
    "lease",
    words("shop_id"),
    words("instrument"),
    words("owner_id", index=True),
    words("device"),
    number("generation"),
    number("until_ms"),
    words("status"),
)
gift_card = feed_table(
    "gift_card",
    number("number", index=True),
    words("card", index=True),
    number("balance_fen"),
    number("through", zero=True),
)
history = feed_table("history")
advice_pack = feed_table("advice_pack", words("version"))
experiment = feed_table("experiment")
segment_plan = feed_table("segment_plan")
look = feed_table("look")
stock_plan = feed_table("stock_plan", words("shop_id"))

relay = feed_table("relay", words("url"), words("fingerprint"), number("fence"))
generation_closed = feed_table("generation_closed", words("till_no"), number("closed_ms"))

# Full text, filled when style rows are applied. They are virtual tables, made by DDL below, so SQLAlchemy never
# creates them: ``style_words`` answers phrases of any length in spaced hanzi, ``style_grams`` middles of 3 and more.
STYLE_WORDS = "CREATE VIRTUAL TABLE style_words USING fts5(words, style_id UNINDEXED, tokenize='unicode61')"
STYLE_GRAMS = "CREATE VIRTUAL TABLE style_grams USING fts5(text, style_id UNINDEXED, tokenize='trigram')"
