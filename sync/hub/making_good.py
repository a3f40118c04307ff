"""Book what a sale left out because the mall did not know something in it, now that a person has said what it is.

The sale was booked at once with an exception: its goods under an id nobody knows, no points, no coupon used. The
mapping is kept as one of a parked operation is; here the effects that were left out follow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import Clock
from sync.hub import ledgers, mapping, members, parked, rules, settling
from sync.hub.db import tables
from sync.hub.errors import NoName, NothingToMap, NotParked
from sync.hub.exceptions import note_exception
from sync.hub.publishing import lock_streams, publish, published, published_many, stream_of
from sync.hub.stock_facts import book_correction
from sync.hub.value import coupons
from sync.protocol.decoding import from_json
from sync.protocol.kinds import SaleCommit, read_body
from sync.protocol.rows import Coupon, Member, Variant

MAPPED = {"sold_unknown_variant": "variant", "sold_unknown_member": "member", "unknown_coupon": "coupon"}
"""Which kind of thing an exception says that the mall does not know."""


def unknown_in(conn: Connection, code: str, hub_no: int | None) -> list[dict[str, str]]:
    """Return what an exception's operation names that can still be mapped: kinds of thing and ids."""
    what = MAPPED.get(code)
    op = None if what is None or hub_no is None else parked.any_standing(conn, hub_no)
    if what is None or op is None:
        return []
    done = mapping.already(conn, op.hub_no, what)
    unknown = [each for each in _named(op.body, what) if each not in done and not _is_known(conn, what, each)]
    return [{"what": what, "id": each} for each in unknown]


def make_good(
    conn: Connection, clock: Clock, exception_no: int, from_id: str, to_id: str, who: str, reason: str
) -> None:
    """Say what an unknown thing of a booked sale is, and book what was left out.

    Raises ``NoName``, ``NotParked`` when the exception is settled or has nothing unknown, or ``NothingToMap``.
    """
    if not who.strip():
        raise NoName()
    exception = tables.trade_exception
    found = conn.execute(
        select(exception.c.hub_no, exception.c.code, exception.c.shop_id)
        .where(exception.c.exception_no == exception_no, exception.c.settled_ms.is_(None))
        .with_for_update()
    ).one_or_none()
    what = None if found is None else MAPPED.get(found.code)
    if found is None or what is None:
        raise NotParked()
    lock_streams(conn, stream_of("parked", found.shop_id), "stock", "members")
    op = parked.any_standing(conn, found.hub_no)
    if op is None:
        raise NotParked()
    if not mapping.names(op.body, what, from_id) or not mapping.is_here(conn, what, to_id, op.shop_id, op.body):
        raise NothingToMap()
    now = clock.now()
    detail = {"what": what, "from_id": from_id, "to_id": to_id}
    number = settling.record(conn, op.shop_id, f"exception:{exception_no}", "map", detail, who, reason, now)
    mapping.remember(conn, op.hub_no, what, from_id, to_id, number)
    sale = _sale(conn, op.hub_no)
    match what:
        case "variant":
            _move_pieces(conn, op, sale, from_id, to_id, number)
        case "member":
            _credit(conn, op, sale, to_id)
        case "coupon":
            _use(conn, op, sale, to_id)
    conn.execute(update(exception).where(exception.c.exception_no == exception_no).values(settled_ms=now))


def _move_pieces(
    conn: Connection, op: parked.Standing, sale: SaleCommit, from_id: str, to_id: str, number: int
) -> None:
    pieces = sum(each.quantity for each in sale.movements if each.variant_id == from_id)
    if pieces:
        book_correction(conn, op.shop_id, {from_id: -pieces, to_id: pieces}, f"map:{number}", sale.occurred_ms)


def _credit(conn: Connection, op: parked.Standing, sale: SaleCommit, member_id: str) -> None:
    member = published(conn, Member, member_id)
    if member is None:
        raise NothingToMap()
    variants = published_many(conn, Variant, (line.variant_id for line in sale.lines))
    history = members.history(conn, member_id)
    publish(conn, rules.bought(history, sale, {each.id: each.size for each in variants.values()}))
    if ledgers.earn(conn, op.op_id, member_id, sale.points_earned, sale.occurred_ms):
        publish(conn, rules.with_points(member, sale.points_earned))


def _use(conn: Connection, op: parked.Standing, sale: SaleCommit, coupon_id: str) -> None:
    coupon = published(conn, Coupon, coupon_id)
    if coupon is None:
        raise NothingToMap()
    use = tables.coupon_use
    used_by = conn.execute(select(use.c.sale_id).where(use.c.coupon_id == coupon_id)).scalar()
    if used_by == sale.sale_id:
        raise NothingToMap()  # it is another of this sale's own
    if used_by is not None:
        note_exception(
            conn,
            "double_redeem",
            shop_id=op.shop_id,
            at_ms=sale.occurred_ms,
            hub_no=op.hub_no,
            amount_fen=coupons.given(sale, coupon),
            coupon=coupon.code,
            receipt_no=sale.receipt_no,
        )
        return
    conn.execute(insert(use).values(coupon_id=coupon_id, sale_id=sale.sale_id, at_ms=sale.occurred_ms))
    publish(conn, msgspec.structs.replace(coupon, status="used"))


def _sale(conn: Connection, hub_no: int) -> SaleCommit:
    inbox = tables.inbox
    row = conn.execute(select(inbox.c.kind, inbox.c.v, inbox.c.envelope).where(inbox.c.hub_no == hub_no)).one()
    body = read_body(row.kind, row.v, from_json(row.envelope, _Bodied).body)
    if not isinstance(body, SaleCommit):
        raise NotParked()
    return body


class _Bodied(msgspec.Struct):
    body: str


def _named(body: dict[str, Any], what: str) -> list[str]:
    if what == "variant":
        lines: Iterable[Any] = body.get("lines") or ()
        ids = [str(line.get("variant_id", "")) for line in lines if isinstance(line, dict)]
    elif what == "coupon" and "coupon_ids" in body:
        ids = [str(each) for each in body["coupon_ids"] or ()]
    else:
        ids = [str(body.get(f"{what}_id") or "")]
    return [each for each in dict.fromkeys(ids) if each]


def _is_known(conn: Connection, what: str, id_: str) -> bool:
    return published(conn, mapping.ROWS[what], id_) is not None
