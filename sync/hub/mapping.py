"""What an operation means where it names something that the mall does not know.

The body stays as it came. A mapping is a record of its own, made by a person, and applied when the rule reads the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, delete, insert, select

from posapp.domain.clock import local
from sync.hub.db import tables
from sync.hub.db.review_tables import id_mapping
from sync.hub.publishing import published, published_about
from sync.protocol.decoding import from_json, from_plain
from sync.protocol.kinds import Body
from sync.protocol.rows import KINDS_OF_ROW, Booking, Coupon, Member, Order, Row, Style, Variant

B = TypeVar("B", bound=Body)

WHATS = ("variant", "member", "coupon", "booking", "garment", "order", "shift")
"""The kinds of thing that can be mapped.

A body names one in the field ``<what>_id``, or several in a list ``<what>_ids``, wherever in it that stands.
"""

_MOST = 12
_NEWEST_SHIFTS = 3
ROWS: Mapping[str, type[Row]] = {
    what: KINDS_OF_ROW[what] for what in ("variant", "member", "coupon", "booking", "order")
}


class Choice(NamedTuple):
    """One thing that the mall knows and that may be meant, and what people call it."""

    id: str
    zh: str
    en: str


def mapped(conn: Connection, hub_no: int, body: B) -> B:
    """Return a body as people said that it is meant."""
    found = conn.execute(
        select(id_mapping.c.what, id_mapping.c.from_id, id_mapping.c.to_id).where(id_mapping.c.hub_no == hub_no)
    ).all()
    if not found:
        return body
    meant = {(f"{what}_id", from_id): to_id for what, from_id, to_id in found}
    return from_plain(_replaced(msgspec.to_builtins(body), meant), type(body))


def remember(conn: Connection, hub_no: int, what: str, from_id: str, to_id: str, settlement_no: int) -> None:
    """Keep a mapping; a newer one of the same id stands."""
    conn.execute(
        delete(id_mapping).where(
            id_mapping.c.hub_no == hub_no, id_mapping.c.what == what, id_mapping.c.from_id == from_id
        )
    )
    conn.execute(
        insert(id_mapping).values(hub_no=hub_no, what=what, from_id=from_id, to_id=to_id, settlement_no=settlement_no)
    )


def already(conn: Connection, hub_no: int, what: str) -> frozenset[str]:
    """Return which ids of a kind of thing people have said the meaning of, in one operation."""
    found = select(id_mapping.c.from_id).where(id_mapping.c.hub_no == hub_no, id_mapping.c.what == what)
    return frozenset(conn.execute(found).scalars())


def names(body: Mapping[str, Any], what: str, from_id: str) -> bool:
    """Tell whether a body names an id as that kind of thing, anywhere in it."""
    marked = _replaced(body, {(f"{what}_id", from_id): object()})
    return bool(from_id) and marked != body


def is_here(conn: Connection, what: str, to_id: str, shop_id: str, body: Mapping[str, Any]) -> bool:
    """Tell whether the mall knows a thing, in the shop where it has to be."""
    if what == "shift":
        shift = tables.shift
        query = select(shift.c.shift_id).where(shift.c.shift_id == to_id, shift.c.shop_id == shop_id)
        return conn.execute(query).scalar() is not None
    if what == "garment":
        booking = published(conn, Booking, str(body.get("booking_id", "")))
        return booking is not None and any(garment.id == to_id for garment in booking.garments)
    if what not in ROWS:
        return False
    row = published(conn, ROWS[what], to_id)
    return row is not None and _is_of(row, shop_id)


def candidates(conn: Connection, what: str, shop_id: str, device: str, body: Mapping[str, Any]) -> list[Choice]:
    """Return what is most likely meant, the likeliest first: of the same till, of the same member, in this shop."""
    member_id = str(body.get("member_id", ""))
    if what == "shift":
        shift = tables.shift
        query = select(shift).where(shift.c.device == device, shift.c.shop_id == shop_id, shift.c.closed_ms.is_(None))
        newest = conn.execute(query.order_by(shift.c.opened_ms.desc()).limit(_NEWEST_SHIFTS))
        return [_shift(row) for row in newest]
    if what == "booking" and member_id:
        here = [row for row in published_about(conn, Booking, member_id) if row.shop_id == shop_id]
        return [_named(conn, booking) for booking in reversed(here)][:_MOST]
    if what == "order" and member_id:
        open_ = [row for row in published_about(conn, Order, member_id) if row.shop_id == shop_id]
        return [_named(conn, order) for order in reversed(open_) if order.status != "handed_over"][:_MOST]
    if what == "garment":
        booking = published(conn, Booking, str(body.get("booking_id", "")))
        garments = () if booking is None else booking.garments
        return [Choice(garment.id, *_style_name(conn, garment.style_id)) for garment in garments]
    return []


def search(conn: Connection, what: str, shop_id: str, text: str) -> list[Choice]:
    """Return things of a kind in whose row a text stands: a name, a number, a code."""
    wanted = text.strip()
    if not wanted:
        return []
    if what == "shift":
        shift = tables.shift
        query = select(shift).where(shift.c.shop_id == shop_id, shift.c.business_date.contains(wanted, autoescape=True))
        return [_shift(row) for row in conn.execute(query.order_by(shift.c.opened_ms.desc()).limit(_MOST))]
    if what not in ROWS:
        return []
    feed = tables.feed
    rows = conn.execute(
        select(feed.c.row)
        .where(feed.c.t == what, feed.c.deleted.is_(False), feed.c.row.contains(wanted, autoescape=True))
        .order_by(feed.c.pos.desc())
        .limit(_MOST)
    ).scalars()
    found = [from_json(image.encode(), ROWS[what]) for image in rows]
    return [_named(conn, row) for row in found if _is_of(row, shop_id)]


def _is_of(row: Row, shop_id: str) -> bool:
    """Tell whether a thing may be meant in a shop: it is of that shop, or of the whole chain."""
    return getattr(row, "shop_id", "") in ("", shop_id)


def _replaced(value: Any, meant: Mapping[tuple[str, str], Any]) -> Any:
    if isinstance(value, list):
        return [_replaced(item, meant) for item in value]
    if isinstance(value, dict):
        return {
            key: meant.get((key, item), item)
            if isinstance(item, str)
            else _replaced(_of_several(key, item, meant), meant)
            for key, item in value.items()
        }
    return value


def _of_several(key: str, value: Any, meant: Mapping[tuple[str, str], Any]) -> Any:
    if not key.endswith("_ids") or not isinstance(value, list):
        return value
    one = key.removesuffix("s")
    return [meant.get((one, item), item) if isinstance(item, str) else item for item in value]


def _named(conn: Connection, row: Row) -> Choice:
    match row:
        case Booking():
            when = f"{local(row.starts_ms):%m-%d %H:%M}"
            return Choice(row.id, f"{when} 的预约 {row.code}", f"booking {row.code}, {when}")
        case Order():
            return Choice(row.id, f"订单 {row.number}", f"order {row.number}")
        case Member():
            return Choice(row.id, f"{row.name_zh} {row.phone_masked}", f"{row.name_en} {row.phone_masked}")
        case Coupon():
            return Choice(row.id, f"{row.title_zh} {row.code}", f"{row.title_en} {row.code}")
        case Variant():
            zh, en = _style_name(conn, row.style_id)
            return Choice(row.id, f"{zh} {row.colour_zh} {row.size}", f"{en} {row.colour_en} {row.size}")
        case _:
            return Choice(row.id, row.id, row.id)


def _style_name(conn: Connection, style_id: str) -> tuple[str, str]:
    style = published(conn, Style, style_id)
    return (style_id, style_id) if style is None else (style.name_zh, style.name_en)


def _shift(row: Any) -> Choice:
    opened = "–" if row.opened_ms is None else f"{local(row.opened_ms):%H:%M}"
    return Choice(row.shift_id, f"{row.business_date} {opened} 开的班", f"the shift of {row.business_date}, {opened}")
