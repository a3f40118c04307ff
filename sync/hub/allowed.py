"""Who allowed what at the counters: a colleague's word for one act, and what people wrote of the pieces they sold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from posapp.domain.permission_words import ACTS, reason_said
from sync.hub.batch import append
from sync.hub.db import tables
from sync.hub.db.drawer_tables import line_note, override_said
from sync.hub.fact import Fact, Parked
from sync.hub.office_names import both, goods_named, people_named, plain
from sync.hub.publishing import published_all, published_many
from sync.protocol.kinds import OverrideSaid
from sync.protocol.rows import Shop, Style, Variant

_MOST_LISTED = 50


def keep(fact: Fact, said: OverrideSaid) -> None:
    """Book a word that was given."""
    if said.shop_id != fact.shop_id:
        raise Parked("other_shop")
    append(
        fact.conn,
        override_said,
        [
            {
                "op_id": fact.op_id,
                "hub_no": fact.hub_no,
                "device": fact.device,
                "shop_id": fact.shop_id,
                "override_id": said.override_id,
                "business_date": said.business_date,
                "occurred_ms": said.occurred_ms,
                "permission": said.permission,
                "subject": said.subject,
                "fen": said.fen,
                "percent_bp": said.percent_bp,
                "reason": said.reason,
                "asked_by": said.asked_by,
                "given_by": said.given_by,
                "outcome": said.outcome,
            }
        ],
    )


def counter_view(conn: Connection) -> dict[str, Any]:
    """Return what the office shows of the counters: the newest words and the newest notes, with their names."""
    shops = {shop.id: {"zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)}
    return {"words": _words(conn, shops), "notes": _notes(conn, shops)}


def _words(conn: Connection, shops: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    newest = select(override_said).order_by(override_said.c.hub_no.desc()).limit(_MOST_LISTED)
    rows = conn.execute(newest).mappings().all()
    people = people_named(conn, {row[name] for row in rows for name in ("asked_by", "given_by")})
    return [
        {
            "shop": shops.get(row["shop_id"], plain(row["shop_id"])),
            "at_ms": row["occurred_ms"],
            "permission": row["permission"],
            "act": _act(row["permission"]),
            "fen": row["fen"],
            "percent_bp": row["percent_bp"],
            "reason": both(reason_said(row["reason"])),
            "asked_by": people[row["asked_by"]],
            "given_by": people[row["given_by"]],
            "outcome": row["outcome"],
        }
        for row in rows
    ]


def _notes(conn: Connection, shops: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    sale, line = tables.sale, tables.sale_line
    rows = conn.execute(
        select(
            sale.c.receipt_no,
            sale.c.shop_id,
            sale.c.occurred_ms,
            line.c.style_id,
            line.c.variant_id,
            line.c.quantity,
            line.c.clerk_id,
            line_note.c.note,
        )
        .select_from(line_note)
        .join(line, (line.c.sale_id == line_note.c.sale_id) & (line.c.line_id == line_note.c.line_id))
        .join(sale, sale.c.sale_id == line_note.c.sale_id)
        .order_by(line_note.c.hub_no.desc(), line_note.c.line_id)
        .limit(_MOST_LISTED)
    ).all()
    styles = published_many(conn, Style, {row.style_id for row in rows})
    variants = published_many(conn, Variant, {row.variant_id for row in rows})
    people = people_named(conn, {row.clerk_id for row in rows})
    return [
        {
            "shop": shops.get(row.shop_id, plain(row.shop_id)),
            "at_ms": row.occurred_ms,
            "receipt_no": row.receipt_no,
            "goods": goods_named(styles.get(row.style_id), variants.get(row.variant_id), row.variant_id),
            "quantity": row.quantity,
            "clerk": people[row.clerk_id],
            "note": row.note,
        }
        for row in rows
    ]


def _act(permission: str) -> dict[str, str]:
    """Return what an act is called; a till that is newer than this hub may ask for one that has no name here."""
    return next((both(act) for name, act in ACTS.items() if name == permission), plain(permission))
