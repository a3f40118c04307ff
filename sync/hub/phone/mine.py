"""All that is hers, as her phone shows it: bookings, orders, purchases, coupons, wishes and the try-on diary."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub import bookings, groups, members, order_money, orders, rooms
from sync.hub.phone import goods, inbox, reviewing
from sync.hub.phone.offers import offers
from sync.hub.phone.shapes import (
    BookingShape,
    CouponShape,
    GroupShape,
    MemberShape,
    Mine,
    OrderShape,
    Piece,
    PurchaseShape,
    RoomShape,
)
from sync.hub.phone.shelf import Shelf
from sync.protocol.collecting import in_full
from sync.protocol.rows import Booking, Coupon, FittingRoom, Happening, Member, Order

_MOST_PURCHASES = 30
_MOST_TRIED = 30


def mine(conn: Connection, shelf: Shelf, member_id: str, now: Millis) -> Mine:
    """Return everything of one member. Raises ``UnknownMember``."""
    happenings = members.history(conn, member_id).happenings
    wished = [shelf.by_id[style_id] for style_id in members.wishes(conn, member_id) if style_id in shelf.by_id]
    return Mine(
        member=_member(members.get(conn, member_id)),
        wishes=goods.tiles(conn, shelf, wished, now),
        coupons=[_coupon(coupon, now) for coupon in members.coupons(conn, member_id)],
        room=room(shelf, inside) if (inside := rooms.room_of(conn, member_id)) else None,
        bookings=[booking(shelf, each) for each in bookings.of_member(conn, member_id)],
        orders=_orders(conn, shelf, orders.of_member(conn, member_id)),
        purchases=_purchases(conn, shelf, member_id, happenings),
        diary=_diary(shelf, happenings),
        messages=inbox.letters(conn, member_id),
        consents=inbox.agreed(members.get(conn, member_id)),
        reviews=reviewing.hers(conn, member_id),
    )


def booking(shelf: Shelf, row: Booking) -> BookingShape:
    """Return a booking as her phone shows it."""
    return BookingShape(
        id=row.id,
        shop_id=row.shop_id,
        code=row.code,
        status=row.status,
        starts_ms=row.starts_ms,
        ends_ms=row.ends_ms,
        room=row.room,
        note=row.note,
        companions=row.companions,
        change_until_ms=_change_until(shelf, row),
        offers=offers(shelf, row),
        garments=_known(
            shelf.piece(
                garment.style_id,
                garment.variant_id,
                verdict=garment.verdict,
                my_size=garment.my_size,
                where=garment.where,
                wished_size=garment.wished_size,
            )
            for garment in row.garments
        ),
    )


def _change_until(shelf: Shelf, row: Booking) -> int:
    shop = next((one for one in shelf.shops if one.id == row.shop_id), None)
    return bookings.change_until(shop, row) if shop is not None and row.status == "booked" else 0


def room(shelf: Shelf, row: FittingRoom) -> RoomShape:
    """Return the room that she is in as her phone shows it."""
    pieces, asks = (row.visit.pieces, row.visit.asks) if row.visit else ([], [])
    return RoomShape(
        shop_id=row.shop_id,
        number=row.number,
        pieces=_known(_piece_of(shelf, one.variant_id) for one in pieces),
        asks=_known(_piece_of(shelf, one.variant_id) for one in asks),
    )


def _orders(conn: Connection, shelf: Shelf, rows: list[Order]) -> list[OrderShape]:
    back = order_money.refunded(conn, [row.id for row in rows])
    codes = groups.codes_of(conn, [row.group.id for row in rows if row.group is not None])
    return [
        order(shelf, row, back.get(row.id, 0), codes.get(row.group.id, "") if row.group is not None else "")
        for row in rows
    ]


def order(shelf: Shelf, row: Order, back_fen: int = 0, group_code: str = "") -> OrderShape:
    """Return an order as her phone shows it; ``back_fen`` of it went back to her, friends join by ``group_code``."""
    row, offered = in_full(row), row.offer.shop_id if row.offer is not None else ""
    group = row.group
    return OrderShape(
        id=row.id,
        shop_id=row.shop_id,
        number=row.number,
        code=row.code,
        status=row.status,
        lines=_known(
            _piece_of(
                shelf,
                line.variant_id,
                quantity=line.quantity,
                paid_fen=line.paid_fen,
                picked=line.picked,
                handed=line.handed,
                missing=line.missing,
                dropped=line.dropped,
            )
            for line in row.lines
        ),
        total_fen=row.total_fen,
        placed_ms=row.placed_ms,
        collect_until_ms=row.collect_until_ms,
        handed_over_ms=row.handed_over_ms,
        kind=row.kind,
        payment=row.payment,
        group=GroupShape(
            joined=group.joined,
            wanted=group.wanted,
            until_ms=group.until_ms,
            is_complete=group.is_complete,
            code=group_code,
        )
        if group is not None
        else None,
        asked="" if row.offer is None else "elsewhere" if offered else "refund",
        offered_shop_id=offered,
        back_fen=back_fen,
        instead_of=row.instead_of,
    )


def _member(row: Member) -> MemberShape:
    return MemberShape(
        id=row.id,
        name=Bilingual(row.name_zh, row.name_en),
        level=row.level,
        points=row.points,
        stored_fen=row.stored_fen,
        phone_masked=row.phone_masked,
    )


def _coupon(row: Coupon, now: Millis) -> CouponShape:
    return CouponShape(
        id=row.id,
        title=Bilingual(row.title_zh, row.title_en),
        off_fen=row.off_fen,
        threshold_fen=row.threshold_fen,
        until_ms=row.until_ms,
        status="expired" if row.status == "open" and row.until_ms <= now else row.status,
    )


def _purchases(conn: Connection, shelf: Shelf, member_id: str, happenings: list[Happening]) -> list[PurchaseShape]:
    """Join the sales in the books with the older ones that only her history tells of, grouped by their sale."""
    booked = [
        PurchaseShape(
            id=sale.sale_id,
            shop_id=sale.shop_id,
            receipt_no=sale.receipt_no,
            at_ms=sale.occurred_ms,
            total_fen=sale.total_fen,
            points=sale.points,
            lines=_known(_piece_of(shelf, variant_id) for variant_id in sale.variant_ids),
        )
        for sale in members.purchases(conn, member_id, _MOST_PURCHASES)
    ]
    # An order that she collected is in her history too; it already stands in her list of orders.
    elsewhere = {sale.id for sale in booked} | {each.id for each in orders.of_member(conn, member_id)}
    earlier: dict[str, list[Happening]] = {}
    for happening in happenings:
        if happening.kind == "bought" and happening.ref not in elsewhere:
            earlier.setdefault(happening.ref, []).append(happening)
    told = [
        PurchaseShape(
            id=ref,
            shop_id="",
            receipt_no="",
            at_ms=group[0].at_ms,
            total_fen=sum(happening.paid_fen for happening in group),
            points=0,
            lines=_known(
                shelf.piece(each.style_id, each.variant_id, paid_fen=each.paid_fen, at_ms=each.at_ms) for each in group
            ),
        )
        for ref, group in earlier.items()
    ]
    return sorted([*booked, *told], key=lambda purchase: purchase.at_ms, reverse=True)[:_MOST_PURCHASES]


def _diary(shelf: Shelf, happenings: list[Happening]) -> list[Piece]:
    tried = [happening for happening in happenings if happening.kind == "tried" and happening.verdict is not None]
    return _known(
        shelf.piece(
            each.style_id,
            each.variant_id,
            verdict=each.verdict,
            at_ms=each.at_ms,
            where=each.where,
            wished_size=each.wished_size,
        )
        for each in tried[:_MOST_TRIED]
    )


def _piece_of(shelf: Shelf, variant_id: str, **more: object) -> Piece | None:
    variant = shelf.variants.get(variant_id)
    return None if variant is None else shelf.piece(variant.style_id, variant_id, **more)


def _known(pieces: Iterable[Piece | None]) -> list[Piece]:
    """Leave out what the catalogue no longer has."""
    return [piece for piece in pieces if piece is not None]
