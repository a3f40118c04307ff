"""How each kind of feed row is laid into its table: the columns taken from it, and the upsert."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Delete, Insert, Table, bindparam, delete, or_
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.rows import TABLE_OF
from sync.protocol import rows

Columns = dict[str, Any]

_KEPT_ON_UPDATE = frozenset({"id", "first_seen_ms"})


@dataclass(frozen=True, slots=True)
class FeedKind:
    """One kind of row. ``changes`` names the fields of ``Changes`` that it touches."""

    name: str
    row: type[rows.Row]
    table: Table
    columns: Callable[[Any], Columns]
    changes: Sequence[str]
    upsert: Insert
    remove: Delete

    @property
    def is_overlaid(self) -> bool:
        """Tell whether our own operations change such rows here before the mall does."""
        return "local_seq" in self.table.c

    @property
    def counts_operations(self) -> bool:
        """Tell whether such a row carries numbers that our operations move."""
        return "through" in self.table.c

    @property
    def outlives_loads(self) -> bool:
        """Tell whether such a row stays when a full load does not bring it.

        A mall that came back older learns a lease of us, and its older relay, or none, is no news. A pack that a load
        brings and nobody may trust must not take the last good one with it.
        """
        return self.row in (rows.Lease, rows.Relay, rows.AdvicePack)

    @property
    def is_marked(self) -> bool:
        """Tell whether such a row carries numbers that our neighbours' operations move."""
        return "mark" in self.table.c

    @property
    def says_when_first_seen(self) -> bool:
        """Tell whether it matters when such a row first came."""
        return "first_seen_ms" in self.table.c


def _kind(name: str, columns: Callable[[Any], Columns], *changes: str) -> FeedKind:
    row = rows.KINDS_OF_ROW[name]
    table = TABLE_OF[row]
    put = insert(table)
    put = put.on_conflict_do_update(
        index_elements=["id"],
        set_={column.name: put.excluded[column.name] for column in table.c if column.name not in _KEPT_ON_UPDATE},
        where=or_(put.excluded.ver > table.c.ver, put.excluded.load > table.c.load),
    )
    remove = delete(table).where(table.c.id == bindparam("gone"), table.c.ver <= bindparam("at_ver"))
    return FeedKind(name, row, table, columns, changes, put, remove)


def _relay_kind() -> FeedKind:
    """A relay with a lower fence was replaced: its row changes nothing, whatever its version says."""
    kind = _kind("relay", _relay, "sync")
    put = insert(kind.table)
    put = put.on_conflict_do_update(
        index_elements=["id"],
        set_={column.name: put.excluded[column.name] for column in kind.table.c if column.name != "id"},
        where=put.excluded.fence >= kind.table.c.fence,
    )
    return replace(kind, upsert=put)


def _trust_key(row: rows.TrustKey) -> Columns:
    return {
        "key_id": int(row.id),
        "public_key": row.public_key,
        "not_before_ms": row.not_before_ms,
        "not_after_ms": row.not_after_ms,
    }


def _style(row: rows.Style) -> Columns:
    return {"code": row.code, "initials": row.initials, "category": row.category, "launched": row.launched}


def _variant(row: rows.Variant) -> Columns:
    return {
        "style_id": row.style_id,
        "barcode": row.barcode,
        "colour_code": row.colour_code,
        "size": row.size,
        "size_order": row.size_order,
        "list_fen": row.list_fen,
        "member_fen": row.member_fen,
    }


def _booking(row: rows.Booking) -> Columns:
    return {
        "shop_id": row.shop_id,
        "member_id": row.member_id,
        "code_no": row.code_no,
        "code": row.code,
        "starts_ms": row.starts_ms,
        "status": row.status,
        "local_seq": 0,
    }


def _room(row: rows.FittingRoom) -> Columns:
    return {"shop_id": row.shop_id, "number": row.number, "status": row.status, "local_seq": 0}


def _order(row: rows.Order) -> Columns:
    return {
        "shop_id": row.shop_id,
        "member_id": row.member_id,
        "number": row.number,
        "code_no": row.code_no,
        "code": row.code,
        "status": row.status,
        "local_seq": 0,
    }


def _follow_up(row: rows.FollowUp) -> Columns:
    return {
        "shop_id": row.shop_id,
        "member_id": row.member_id,
        "status": row.status,
        "found_ms": row.found_ms,
        "local_seq": 0,
    }


def _cart_aside(row: rows.CartAside) -> Columns:
    return {
        "shop_id": row.shop_id,
        "cart_id": row.cart_id,
        "status": row.status,
        "aside_ms": row.aside_ms,
        "local_seq": 0,
    }


def _parked(row: rows.ParkedOperation) -> Columns:
    return {"shop_id": row.shop_id, "hub_no": row.hub_no, "since_ms": row.since_ms}


def _member(row: rows.Member) -> Columns:
    return {
        "number": row.number,
        "card": row.card,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "phone_last4": row.phone_last4,
        "phone_index": row.phone_index,
        "points": row.points,
        "blocked": int(row.blocked),
    }


def _coupon(row: rows.Coupon) -> Columns:
    return {
        "member_id": row.member_id,
        "code": row.code,
        "status": row.status,
        "from_ms": row.from_ms,
        "until_ms": row.until_ms,
        "local_seq": 0,
    }


def _transfer(row: rows.Transfer) -> Columns:
    return {"shop_id": row.shop_id, "from_shop_id": row.from_shop_id, "status": row.status, "local_seq": 0}


def _lease(row: rows.Lease) -> Columns:
    return {
        "shop_id": row.shop_id,
        "instrument": row.instrument,
        "owner_id": row.owner_id,
        "device": row.device,
        "generation": row.generation,
        "until_ms": row.until_ms,
        "status": row.status,
    }


def _gift_card(row: rows.GiftCard) -> Columns:
    return {"number": row.number, "card": row.card, "balance_fen": row.balance_fen}


def _stock(row: rows.Stock) -> Columns:
    return {
        "shop_id": row.shop_id,
        "variant_id": row.variant_id,
        "on_hand": row.on_hand,
        "promised": row.promised,
        "picked": row.picked,
        "quota": row.quota,
    }


def _relay(row: rows.Relay) -> Columns:
    return {"url": row.url, "fingerprint": row.fingerprint, "fence": row.fence}


def _generation_closed(row: rows.GenerationClosed) -> Columns:
    return {"till_no": row.till_no, "closed_ms": row.closed_ms}


def _promotion(row: rows.Promotion) -> Columns:
    return {"rule_version": row.rule_version, "from_ms": row.from_ms, "until_ms": row.until_ms}


FEED_KINDS: Mapping[str, FeedKind] = {
    kind.name: kind
    for kind in (
        _kind("trust_key", _trust_key),
        _kind("chain", lambda row: {"fen_per_point": row.fen_per_point}, "catalogue"),
        _kind("shop", lambda row: {"code": row.code}, "catalogue"),
        _kind("role", lambda _: {}, "staff"),
        _kind("category", lambda row: {"place": row.order}, "catalogue"),
        _kind("style", _style, "catalogue"),
        _kind("variant", _variant, "catalogue", "cart"),
        _kind("promotion", _promotion, "catalogue", "cart"),
        _kind("staff", lambda row: {"number": row.number}, "staff"),
        _kind("booking", _booking, "booking"),
        _kind("room", _room, "room"),
        _kind("order", _order, "order"),
        _kind("follow_up", _follow_up, "follow_up"),
        _kind("cart_aside", _cart_aside, "cart"),
        _kind("defective", lambda row: {"shop_id": row.shop_id, "local_seq": 0}, "sale"),
        _kind("parked", _parked, "sync"),
        _relay_kind(),
        _kind("generation_closed", _generation_closed, "shift"),
        _kind("stock", _stock, "stock"),
        _kind("member", _member, "member"),
        _kind("coupon", _coupon, "member", "cart"),
        _kind("transfer", _transfer, "transfer"),
        _kind("shop_heard", lambda _: {}, "stock"),
        _kind("value_terms", lambda _: {}, "cart"),
        _kind("lease", _lease, "cart"),
        _kind("gift_card", _gift_card, "cart"),
        _kind("history", lambda _: {}, "member"),
        _kind("advice_pack", lambda row: {"version": row.version}, "member", "catalogue"),
        _kind("experiment", lambda _: {}, "member"),
        _kind("segment_plan", lambda _: {}, "member"),
        _kind("look", lambda _: {}),
        _kind("stock_plan", lambda row: {"shop_id": row.shop_id}, "stock"),
    )
}
