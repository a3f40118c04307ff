"""What each kind of operation does to the books, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from sync.hub import ledgers, rules
from sync.hub.db import tables
from sync.hub.exceptions import note_exception
from sync.hub.publishing import publish, publish_many, published, published_many
from sync.protocol.kinds import (
    AdviceDismissed,
    AdviceShown,
    Body,
    BookingCheckIn,
    PickupHandOver,
    SaleCommit,
    ShiftClose,
    ShiftOpen,
    TryOn,
)
from sync.protocol.rows import Booking, Coupon, History, Member, Order, Row, Variant

STATUS_WORDS = {"cancelled": ("取消", "cancelled"), "expired": ("过期", "expired")}


@dataclass(frozen=True, slots=True)
class Fact:
    """The operation a rule is applying: where it came from, and the transaction of its effects."""

    conn: Connection
    hub_no: int
    op_id: str
    device: str
    generation: int
    seq: int
    shop_id: str

    def note(self, code: str, at_ms: int, amount_fen: int = 0, **values: object) -> None:
        """Write a trade exception about this operation."""
        note_exception(
            self.conn,
            code,
            shop_id=self.shop_id,
            at_ms=at_ms,
            hub_no=self.hub_no,
            amount_fen=amount_fen,
            **values,
        )


class Parked(Exception):
    """This operation cannot be applied; it waits for a person. Code and values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def commit_sale(fact: Fact, sale: SaleCommit) -> None:
    """Book a sale. Whatever the mall does not know of it, the money, the goods and the tenders stand."""
    if sale.shop_id != fact.shop_id:
        raise Parked("other_shop")
    conn = fact.conn
    if conn.execute(select(tables.sale.c.sale_id).where(tables.sale.c.sale_id == sale.sale_id)).scalar() is not None:
        raise Parked("same_sale", receipt_no=sale.receipt_no)
    _write_sale(fact, sale)
    moved, twice = ledgers.book_movements(
        conn, fact.shop_id, sale.movements, hub_no=fact.hub_no, at_ms=sale.occurred_ms
    )
    for movement_id in twice:
        fact.note("same_movement", sale.occurred_ms, movement_id=movement_id)
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
    _change_levels(fact, moved, {}, sale.occurred_ms)
    if sale.coupon_id is not None:
        _use_coupon(fact, sale, sale.coupon_id)
    if sale.member_id is not None:
        _credit_member(fact, sale, sale.member_id, {variant.id: variant.size for variant in variants.values()})


def open_shift(fact: Fact, shift: ShiftOpen) -> None:
    """Book that a drawer was opened."""
    fact.conn.execute(
        insert(tables.shift).values(
            shift_id=shift.shift_id,
            device=fact.device,
            generation=fact.generation,
            shop_id=fact.shop_id,
            business_date=shift.business_date,
            opened_seq=fact.seq,
            opened_ms=shift.occurred_ms,
            float_fen=shift.float_fen,
        )
    )


def close_shift(fact: Fact, shift: ShiftClose) -> None:
    """Book the count of a drawer."""
    closed = fact.conn.execute(
        update(tables.shift)
        .where(tables.shift.c.shift_id == shift.shift_id)
        .values(
            closed_seq=fact.seq,
            closed_ms=shift.occurred_ms,
            expected_fen=shift.expected_fen,
            counted_fen=shift.counted_fen,
        )
    )
    if closed.rowcount != 1:
        raise Parked("shift_not_here")


def check_in(fact: Fact, arrival: BookingCheckIn) -> None:
    """Book that she is here. A cancelled booking is open again: she stands in the shop."""
    booking = published(fact.conn, Booking, arrival.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    _publish_booking(fact, rules.arrived(booking, arrival))


def try_on(fact: Fact, outcome: TryOn) -> None:
    """Book what became of a garment, on the booking and in her history."""
    conn = fact.conn
    booking = published(conn, Booking, outcome.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    after = rules.with_outcome(booking, outcome)
    if after is None:
        raise Parked("garment_not_here")
    _publish_booking(fact, after)
    variant = published(conn, Variant, outcome.variant_id)
    publish(conn, rules.tried(_history(conn, booking.member_id), outcome, variant.size if variant else ""))


def hand_over(fact: Fact, given: PickupHandOver) -> None:
    """Book that an order's goods left the shop, and free its promise."""
    conn = fact.conn
    order = published(conn, Order, given.order_id)
    if order is None or order.shop_id != fact.shop_id:
        raise Parked("order_not_here")
    if order.status == "handed_over":
        raise Parked("handed_over_twice", number=order.number)
    freed: Counter[str] = Counter()
    if rules.is_promise(order):
        for line in order.lines:
            freed[line.variant_id] -= line.quantity
    else:
        zh, en = STATUS_WORDS[order.status]
        fact.note(
            "handed_over_after_end",
            given.occurred_ms,
            order.total_fen,
            number=order.number,
            status_zh=zh,
            status_en=en,
        )
    moved, twice = ledgers.book_movements(
        conn, fact.shop_id, given.movements, hub_no=fact.hub_no, at_ms=given.occurred_ms
    )
    for movement_id in twice:
        fact.note("same_movement", given.occurred_ms, movement_id=movement_id)
    _change_levels(fact, moved, freed, given.occurred_ms)
    after = rules.handed_over(order, given.occurred_ms)
    conn.execute(update(tables.mall_order).where(tables.mall_order.c.order_id == order.id).values(status=after.status))
    variants = published_many(conn, Variant, (line.variant_id for line in order.lines))
    history = _history(conn, order.member_id)
    publish_many(conn, (after, rules.collected(history, order, variants, given.occurred_ms)))


def show_advice(fact: Fact, showing: AdviceShown) -> None:
    """Count what a clerk saw; the exposure's own id makes it count once."""
    if not showing.shown:
        return
    fact.conn.execute(
        insert(tables.exposure),
        [
            {
                "exposure_id": showing.exposure_id,
                "style_id": shown.style_id,
                "shop_id": fact.shop_id,
                "member_id": showing.member_id,
                "rank": shown.rank,
                "reason": shown.reason,
                "pack_version": showing.pack_version,
                "occurred_ms": showing.occurred_ms,
            }
            for shown in showing.shown
        ],
    )


def dismiss_advice(fact: Fact, said: AdviceDismissed) -> None:
    """Remember "not this" for a member."""
    if published(fact.conn, Member, said.member_id) is None:
        raise Parked("unknown_member")
    publish(fact.conn, rules.dismissed(_history(fact.conn, said.member_id), said.style_id, said.occurred_ms))


EFFECTS: dict[type[Body], Callable[[Fact, Any], None]] = {
    SaleCommit: commit_sale,
    ShiftOpen: open_shift,
    ShiftClose: close_shift,
    BookingCheckIn: check_in,
    TryOn: try_on,
    PickupHandOver: hand_over,
    AdviceShown: show_advice,
    AdviceDismissed: dismiss_advice,
}


def _write_sale(fact: Fact, sale: SaleCommit) -> None:
    conn = fact.conn
    conn.execute(
        insert(tables.sale).values(
            sale_id=sale.sale_id,
            hub_no=fact.hub_no,
            device=fact.device,
            generation=fact.generation,
            seq=fact.seq,
            receipt_no=sale.receipt_no,
            shop_id=fact.shop_id,
            shift_id=sale.shift_id,
            business_date=sale.business_date,
            occurred_ms=sale.occurred_ms,
            staff_id=sale.staff_id,
            member_id=sale.member_id,
            gross_fen=sale.gross_fen,
            discount_fen=sale.discount_fen,
            total_fen=sale.total_fen,
            tax_fen=sale.tax_fen,
            points_earned=sale.points_earned,
        )
    )
    if sale.lines:
        conn.execute(
            insert(tables.sale_line),
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
    if sale.tenders:
        conn.execute(
            insert(tables.tender),
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


def _change_levels(fact: Fact, moved: dict[str, int], promised: dict[str, int], at_ms: int) -> None:
    for variant_id, level in ledgers.change_levels(fact.conn, fact.shop_id, moved, promised).items():
        if level.on_hand < 0:
            fact.note("negative_stock", at_ms, variant_id=variant_id, on_hand=level.on_hand)
        elif level.promised > level.on_hand and moved.get(variant_id, 0) < 0:
            fact.note("promise_broken", at_ms, variant_id=variant_id, on_hand=level.on_hand, promised=level.promised)


def _use_coupon(fact: Fact, sale: SaleCommit, coupon_id: str) -> None:
    conn = fact.conn
    coupon = published(conn, Coupon, coupon_id)
    if coupon is None:
        fact.note("unknown_coupon", sale.occurred_ms, receipt_no=sale.receipt_no)
        return
    use = tables.coupon_use
    if conn.execute(select(use.c.sale_id).where(use.c.coupon_id == coupon_id)).scalar() is not None:
        fact.note("double_redeem", sale.occurred_ms, coupon.off_fen, coupon=coupon.code, receipt_no=sale.receipt_no)
        return
    conn.execute(insert(use).values(coupon_id=coupon_id, sale_id=sale.sale_id, at_ms=sale.occurred_ms))
    publish(conn, msgspec.structs.replace(coupon, status="used"))


def _credit_member(fact: Fact, sale: SaleCommit, member_id: str, sizes: dict[str, str]) -> None:
    conn = fact.conn
    member = published(conn, Member, member_id)
    if member is None:
        fact.note("sold_unknown_member", sale.occurred_ms, receipt_no=sale.receipt_no)
        return
    rows: list[Row] = [rules.bought(_history(conn, member_id), sale, sizes)]
    if ledgers.earn(conn, fact.op_id, member_id, sale.points_earned, sale.occurred_ms):
        rows.append(rules.with_points(member, sale.points_earned))
    publish_many(conn, rows)


def _publish_booking(fact: Fact, booking: Booking) -> None:
    # Published even when nothing changed: the till keeps its own picture of a booking until it hears of it again.
    fact.conn.execute(
        update(tables.booking).where(tables.booking.c.booking_id == booking.id).values(status=booking.status)
    )
    publish(fact.conn, booking)


def _history(conn: Connection, member_id: str) -> History:
    return published(conn, History, member_id) or rules.empty_history(member_id)
