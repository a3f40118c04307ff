"""Quotas as an escrow: levels know what is picked and what the mall holds; a ledger, counts, labels, contacts.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import json
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and tables; open the quota ledger with what each level stands at."""
    for name, default in (("picked", "0"), ("quota", "0"), ("buffer", "1"), ("labelled", "0")):
        op.add_column("stock", sa.Column(name, sa.Integer(), server_default=sa.text(default), nullable=False))
    has_room = sa.text("quota < on_hand - picked - buffer")
    op.create_index("ix_stock_room_to_grow", "stock", ["shop_id"], sqlite_where=has_room, postgresql_where=has_room)
    op.create_table(
        "quota_entry",
        sa.Column("entry_no", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("unpicked", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_quota_entry")),
    )
    op.create_index(op.f("ix_quota_entry_shop_id_variant_id"), "quota_entry", ["shop_id", "variant_id"])
    op.create_table(
        "shortfall",
        sa.Column("shortfall_no", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("exception_no", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("mended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("shortfall_no", name=op.f("pk_shortfall")),
    )
    op.create_index(op.f("ix_shortfall_shop_id_variant_id"), "shortfall", ["shop_id", "variant_id"])
    op.create_table(
        "stock_count",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("hub_no", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "variant_id", name=op.f("pk_stock_count")),
    )
    op.create_index(op.f("ix_stock_count_shop_id_at_ms"), "stock_count", ["shop_id", "at_ms"])
    op.create_table(
        "try_on_label",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("garment_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Text(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id", "garment_id", name=op.f("pk_try_on_label")),
    )
    op.create_index(op.f("ix_try_on_label_shop_id_variant_id"), "try_on_label", ["shop_id", "variant_id"])
    op.create_index(op.f("ix_try_on_label_until_ms"), "try_on_label", ["until_ms"])
    op.create_table(
        "shop_contact",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("heard_ms", sa.BigInteger(), nullable=False),
        sa.Column("weighed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop_contact")),
    )
    op.create_table(
        "shop_outage",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("open_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "from_ms", name=op.f("pk_shop_outage")),
    )
    _open_the_ledger()


def downgrade() -> None:
    """Drop what this revision added."""
    op.drop_table("shop_outage")
    op.drop_table("shop_contact")
    op.drop_index(op.f("ix_try_on_label_until_ms"), table_name="try_on_label")
    op.drop_index(op.f("ix_try_on_label_shop_id_variant_id"), table_name="try_on_label")
    op.drop_table("try_on_label")
    op.drop_index(op.f("ix_stock_count_shop_id_at_ms"), table_name="stock_count")
    op.drop_table("stock_count")
    op.drop_index(op.f("ix_shortfall_shop_id_variant_id"), table_name="shortfall")
    op.drop_table("shortfall")
    op.drop_index(op.f("ix_quota_entry_shop_id_variant_id"), table_name="quota_entry")
    op.drop_table("quota_entry")
    op.drop_index("ix_stock_room_to_grow", table_name="stock")
    for name in ("labelled", "buffer", "quota", "picked"):
        op.drop_column("stock", name)


def _open_the_ledger() -> None:
    """Count what lies picked by the orders themselves, and give the mall what it had: all but one loose piece."""
    conn = op.get_bind()
    picked: Counter[tuple[str, str]] = Counter()
    for (image,) in conn.execute(sa.text("SELECT row FROM feed WHERE t = 'order' AND NOT deleted")):
        order = json.loads(image)
        if order["status"] == "ready":
            for line in order["lines"]:
                picked[order["shop_id"], line["variant_id"]] += line["quantity"]
    for shop_id, variant_id, on_hand, promised in conn.execute(
        sa.text("SELECT shop_id, variant_id, on_hand, promised FROM stock")
    ).all():
        lies = min(picked[shop_id, variant_id], promised)
        loose = on_hand - lies
        quota = max(0, min(promised - lies, loose), loose - 1)
        if not (quota or promised):
            continue
        values = {"shop": shop_id, "variant": variant_id, "quota": quota, "picked": lies, "unpicked": promised - lies}
        conn.execute(
            sa.text(
                "UPDATE stock SET quota = :quota, picked = :picked WHERE shop_id = :shop AND variant_id = :variant"
            ),
            {key: values[key] for key in ("quota", "picked", "shop", "variant")},
        )
        conn.execute(
            sa.text(
                "INSERT INTO quota_entry (shop_id, variant_id, kind, quota, unpicked, picked, order_id, at_ms) "
                "VALUES (:shop, :variant, 'opening', :quota, :unpicked, :picked, '', 0)"
            ),
            values,
        )
