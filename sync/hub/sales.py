"""What a sale, and a return with the goods that left beside it, do to the books."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from sync.hub import asides, counts, defects, labels, ledgers, members, returns, rules
from sync.hub.batch import append, known
from sync.hub.db import tables
from sync.hub.db.aside_tables import cart_sold
from sync.hub.db.channel_bill_tables import charged
from sync.hub.db.drawer_tables import line_note
from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.escrow import Change
from sync.hub.fact import Fact, Parked
from sync.hub.moving import book, move, together
from sync.hub.publishing import publish, publish_many, published, published_many
from sync.hub.value import coupons
from sync.hub.value.settling import draws, settle
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.protocol.rows import Booking, Coupon, History, Member, Row, Variant


def look_ahead(conn: Connection, shop_id: str, facts: Iterable[tuple[str, object]]) -> None:
    """Read, in a few questions, what the sales among ``(op id, body)`` would ask for one by one. It only saves time."""
    sales = [(op_id, sale) for op_id, body in facts if (sale := _sale_in(body)) is not None]
    lines = [line for _, sale in sales for line in sale.lines]
    movements = [movement for _, sale in sales for movement in sale.movements]
    buyers = {sale.member_id for _, sale in sales if sale.member_id is not None}
    coupons = {coupon_id for _, sale in sales for coupon_id in sale.coupon_ids}
    known(conn, tables.sale.c.sale_id, (sale.sale_id for _, sale in sales))
    known(conn, tables.stock_movement.c.movement_id, (movement.movement_id for movement in movements))
    known(conn, tables.points_entry.c.entry_id, (ledgers.earning(op_id) for op_id, sale in sales if sale.member_id))
    known(conn, tables.coupon_use.c.coupon_id, coupons)
    known(conn, cart_sold.c.cart_id, (sale.cart_id for _, sale in sales if sale.cart_id))
    known(conn, return_line.c.of_receipt_no, (sale.receipt_no for _, sale in sales))
    ledgers.levels(conn, ((shop_id, movement.variant_id) for movement in movements))
    counts.standing_counts(conn, shop_id, (movement.variant_id for movement in movements))
    published_many(conn, Variant, (line.variant_id for line in lines))
    published_many(conn, Member, buyers)
    published_many(conn, History, buyers)
    published_many(conn, Coupon, coupons)


def commit_sale(fact: Fact, sale: SaleCommit) -> None:
    """Book a sale. Whatever the mall does not know of it, the money, the goods and the tenders stand."""
    if sale.shop_id != fact.shop_id:
        raise Parked("other_shop")
    conn = fact.conn
    if known(conn, tables.sale.c.sale_id, (sale.sale_id,)):
        raise Parked("same_sale", receipt_no=sale.receipt_no)
    _write_sale(fact, sale)
    changes = move(fact, sale.movements, sale.occurred_ms)
    variants = published_many(conn, Variant, (line.variant_id for line in sale.lines))
    for line in sale.lines:
        if line.variant_id not in variants:
            fact.note(
                "sold_unknown_variant",
                sale.occurred_ms,
                line.paid_fen,
                receipt_no=sale.receipt_no,
                variant_id=line.variant_id,
            )
    if sale.booking_id is not None:
        _took_off_labels(fact, sale.booking_id, changes)
    book(fact, changes, "correction", sale.occurred_ms)
    for coupon_id in dict.fromkeys(sale.coupon_ids):
        _use_coupon(fact, sale, coupon_id)
    if sale.member_id is not None:
        _credit_member(fact, sale, sale.member_id, {variant.id: variant.size for variant in variants.values()})
    if draws(sale):
        settle(fact, sale)
    asides.cart_was_sold(fact, sale)
    returns.sale_came(fact, sale)


def commit_return(fact: Fact, back: ReturnCommit) -> None:
    """Book goods that came back, and what left with her in the same moment: both halves of an exchange, or neither."""
    if back.shop_id != fact.shop_id or (back.sale is not None and back.sale.shop_id != fact.shop_id):
        raise Parked("other_shop")
    if known(fact.conn, return_ticket.c.return_id, (back.return_id,)):
        raise Parked("same_return", receipt_no=back.receipt_no)
    returns.book(fact, back)
    if back.set_aside:
        defects.tell(fact.conn, fact.shop_id)
    changes = move(fact, back.movements, back.occurred_ms)
    book(fact, changes, "correction", back.occurred_ms)
    if back.sale is not None:
        commit_sale(fact, back.sale)


def _sale_in(body: object) -> SaleCommit | None:
    """Return the sale that an operation is or holds."""
    return body.sale if isinstance(body, ReturnCommit) else body if isinstance(body, SaleCommit) else None


def _write_sale(fact: Fact, sale: SaleCommit) -> None:
    append(
        fact.conn,
        tables.sale,
        [
            {
                "sale_id": sale.sale_id,
                "hub_no": fact.hub_no,
                "device": fact.device,
                "generation": fact.generation,
                "seq": fact.seq,
                "receipt_no": sale.receipt_no,
                "shop_id": sale.shop_id,
                "shift_id": sale.shift_id,
                "business_date": sale.business_date,
                "occurred_ms": sale.occurred_ms,
                "staff_id": sale.staff_id,
                "member_id": sale.member_id,
                "gross_fen": sale.gross_fen,
                "discount_fen": sale.discount_fen,
                "total_fen": sale.total_fen,
                "tax_fen": sale.tax_fen,
                "points_earned": sale.points_earned,
            }
        ],
    )
    append(
        fact.conn,
        tables.sale_line,
        [
            {
                "sale_id": sale.sale_id,
                "line_id": line.line_id,
                "variant_id": line.variant_id,
                "style_id": line.style_id,
                "quantity": line.quantity,
                "paid_fen": line.paid_fen,
                "tax_bp": line.tax_bp,
                "tax_fen": line.tax_fen,
                "source": line.source,
                "clerk_id": line.clerk_id,
            }
            for line in sale.lines
        ],
    )
    notes = [line for line in sale.lines if line.note]
    if notes:
        append(
            fact.conn,
            line_note,
            [
                {"sale_id": sale.sale_id, "line_id": line.line_id, "hub_no": fact.hub_no, "note": line.note}
                for line in notes
            ],
        )
    append(
        fact.conn,
        tables.tender,
        [
            {
                "tender_id": tender.tender_id,
                "sale_id": sale.sale_id,
                "kind": tender.kind,
                "amount_fen": tender.amount_fen,
            }
            for tender in sale.tenders
        ],
    )
    append(
        fact.conn,
        charged,
        [
            {
                "number": tender.charged.number,
                "sale_id": sale.sale_id,
                "amount_fen": tender.amount_fen,
                "at_ms": sale.occurred_ms,
            }
            for tender in sale.tenders
            if tender.charged is not None
        ],
    )


def _took_off_labels(fact: Fact, booking_id: str, changes: dict[str, Change]) -> None:
    """Whoever buys what was laid out for her takes its label off: it is hers, so no try-on has lost a piece."""
    booking = published(fact.conn, Booking, booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        return
    bought = [garment.id for garment in booking.garments if garment.variant_id in changes and garment.label == "held"]
    freed = labels.take_down(fact.conn, booking, bought) if bought else {}
    if freed:
        publish(fact.conn, labels.unlabelled(booking, bought))
        changes.update(together(changes, freed))


def _use_coupon(fact: Fact, sale: SaleCommit, coupon_id: str) -> None:
    conn = fact.conn
    coupons.use(fact, coupon_id)
    coupon = published(conn, Coupon, coupon_id)
    if coupon is None:
        fact.note("unknown_coupon", sale.occurred_ms, receipt_no=sale.receipt_no, coupon_id=coupon_id)
        return
    if returns.gave_back(conn, sale.receipt_no, coupon_id):
        publish(conn, coupon)  # all that it paid for came back before we heard of it: it was used by nobody
        return
    use = tables.coupon_use
    if known(conn, use.c.coupon_id, (coupon_id,)):
        given = coupons.given(sale, coupon)
        fact.note("double_redeem", sale.occurred_ms, given, coupon=coupon.code, receipt_no=sale.receipt_no)
        coupons.note_second_use(fact, sale, coupon_id, given)
        return
    append(conn, use, [{"coupon_id": coupon_id, "sale_id": sale.sale_id, "at_ms": sale.occurred_ms}])
    publish(conn, msgspec.structs.replace(coupon, status="used"))


def _credit_member(fact: Fact, sale: SaleCommit, member_id: str, sizes: dict[str, str]) -> None:
    conn = fact.conn
    member = published(conn, Member, member_id)
    if member is None:
        fact.note("sold_unknown_member", sale.occurred_ms, receipt_no=sale.receipt_no)
        return
    rows: list[Row] = [rules.bought(members.history(conn, member_id), sale, sizes)]
    if ledgers.earn(conn, fact.op_id, member_id, sale.points_earned, sale.occurred_ms):
        rows.append(rules.with_points(member, sale.points_earned))
    publish_many(conn, rows)
