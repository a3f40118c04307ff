"""What each kind of operation does to the books, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, update

from sync.hub import counts, drawers, invoices, labels, ledgers, pickups, promises, returns, rules
from sync.hub.batch import append, known
from sync.hub.db import tables
from sync.hub.db.return_tables import return_line, return_ticket
from sync.hub.escrow import Change, Kind
from sync.hub.exceptions import note_exception
from sync.hub.parked import ask
from sync.hub.publishing import publish, publish_many, published, published_many
from sync.hub.value import coupons
from sync.hub.value.settling import draws, settle, take_back
from sync.protocol.kinds import (
    AdviceDismissed,
    AdviceShown,
    Body,
    BookingCheckIn,
    CashMove,
    InvoiceRequest,
    JournalAnchor,
    LeaseReturn,
    ParkedSettle,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
    ReturnCommit,
    SaleCommit,
    ShiftClose,
    ShiftOpen,
    StockCount,
    TryOn,
)
from sync.protocol.rows import Booking, Coupon, History, Member, Order, Row, Variant
from sync.protocol.sold import Movement

_MOST_COUNTED = 1_000_000


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

    def position(self, at_ms: int) -> counts.Position:
        """Return where this stands for counts: in its device's log and in time."""
        return counts.Position(self.device, self.generation, self.seq, at_ms)

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


def look_ahead(conn: Connection, shop_id: str, facts: Iterable[tuple[str, object]]) -> None:
    """Read, in a few questions, what the sales among ``(op id, body)`` would ask for one by one. It only saves time."""
    sales = [(op_id, sale) for op_id, body in facts if (sale := _sale_in(body)) is not None]
    lines = [line for _, sale in sales for line in sale.lines]
    movements = [movement for _, sale in sales for movement in sale.movements]
    members = {sale.member_id for _, sale in sales if sale.member_id is not None}
    coupons = {sale.coupon_id for _, sale in sales if sale.coupon_id is not None}
    known(conn, tables.sale.c.sale_id, (sale.sale_id for _, sale in sales))
    known(conn, tables.stock_movement.c.movement_id, (movement.movement_id for movement in movements))
    known(conn, tables.points_entry.c.entry_id, (ledgers.earning(op_id) for op_id, sale in sales if sale.member_id))
    known(conn, tables.coupon_use.c.coupon_id, coupons)
    known(conn, return_line.c.of_receipt_no, (sale.receipt_no for _, sale in sales))
    ledgers.levels(conn, ((shop_id, movement.variant_id) for movement in movements))
    counts.standing_counts(conn, shop_id, (movement.variant_id for movement in movements))
    published_many(conn, Variant, (line.variant_id for line in lines))
    published_many(conn, Member, members)
    published_many(conn, History, members)
    published_many(conn, Coupon, coupons)


def commit_sale(fact: Fact, sale: SaleCommit) -> None:
    """Book a sale. Whatever the mall does not know of it, the money, the goods and the tenders stand."""
    if sale.shop_id != fact.shop_id:
        raise Parked("other_shop")
    conn = fact.conn
    if known(conn, tables.sale.c.sale_id, (sale.sale_id,)):
        raise Parked("same_sale", receipt_no=sale.receipt_no)
    _write_sale(fact, sale)
    changes = _move(fact, sale.movements, sale.occurred_ms)
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
    _book(fact, changes, "correction", sale.occurred_ms)
    if sale.coupon_id is not None:
        _use_coupon(fact, sale, sale.coupon_id)
    if sale.member_id is not None:
        _credit_member(fact, sale, sale.member_id, {variant.id: variant.size for variant in variants.values()})
    if draws(sale):
        settle(fact, sale)
    returns.sale_came(fact, sale)


def commit_return(fact: Fact, back: ReturnCommit) -> None:
    """Book goods that came back, and what left with her in the same moment: both halves of an exchange, or neither."""
    if back.shop_id != fact.shop_id or (back.sale is not None and back.sale.shop_id != fact.shop_id):
        raise Parked("other_shop")
    if known(fact.conn, return_ticket.c.return_id, (back.return_id,)):
        raise Parked("same_return", receipt_no=back.receipt_no)
    returns.book(fact, back)
    changes = _move(fact, back.movements, back.occurred_ms)
    _book(fact, changes, "correction", back.occurred_ms)
    if back.sale is not None:
        commit_sale(fact, back.sale)


def close_shift(fact: Fact, shift: ShiftClose) -> None:
    """Book the count of a drawer."""
    if not drawers.close_shift(fact, shift):
        raise Parked("shift_not_here")


def check_in(fact: Fact, arrival: BookingCheckIn) -> None:
    """Book that she is here. A cancelled booking is open again: she stands in the shop."""
    booking = published(fact.conn, Booking, arrival.booking_id)
    if booking is None or booking.shop_id != fact.shop_id:
        raise Parked("booking_not_here")
    labels.keep_until(fact.conn, booking)
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
    if outcome.verdict != "kept":  # what she keeps stays hers until she pays or her slot ends
        after = labels.end(conn, after, outcome.occurred_ms, [outcome.garment_id])
    _publish_booking(fact, after)
    variant = published(conn, Variant, outcome.variant_id)
    publish(conn, rules.tried(_history(conn, booking.member_id), outcome, variant.size if variant else ""))


def hand_over(fact: Fact, given: PickupHandOver) -> None:
    """Book that an order's goods left the shop, and free its promise."""
    conn = fact.conn
    order = _order(fact, given.order_id)
    if pickups.has_left(order):
        raise Parked("handed_over_twice", number=order.number)
    if not pickups.is_open(order):
        zh, en = pickups.STATUS_WORDS[order.status]
        fact.note(
            "handed_over_after_end",
            given.occurred_ms,
            order.total_fen,
            number=order.number,
            status_zh=zh,
            status_en=en,
        )
    after, freed = pickups.left(order, given.occurred_ms)
    pickups.keep(conn, after)
    changes = _move(fact, given.movements, given.occurred_ms)
    _book(fact, _together(changes, freed), "hand_over", given.occurred_ms, order.id)
    variants = published_many(conn, Variant, (line.variant_id for line in order.lines))
    publish(conn, rules.collected(_history(conn, order.member_id), order, variants, given.occurred_ms))


def pick(fact: Fact, taken: PickupPick) -> None:
    """Book that an order's goods lie on the reserve shelf. One that ended meanwhile is to be put back."""
    order = _order(fact, taken.order_id)
    if pickups.is_on_the_shelf(order):
        fact.note("picked_twice", taken.occurred_ms, number=order.number)
    _shelve(fact, order, pickups.picked(order, taken.occurred_ms), "pick", taken.occurred_ms)


def put_back(fact: Fact, returned: PickupPutBack) -> None:
    """Book that picked goods hang on the floor again."""
    order = _order(fact, returned.order_id)
    _shelve(fact, order, pickups.put_back(order, returned.occurred_ms), "put_back", returned.occurred_ms)


def count(fact: Fact, seen: StockCount) -> None:
    """Book what somebody counted, against the balance at that position."""
    if seen.shop_id != fact.shop_id:
        raise Parked("other_shop")
    if not 0 <= seen.observed <= _MOST_COUNTED:
        raise Parked("bad_body")
    changes = counts.counted(
        fact.conn,
        fact.shop_id,
        seen.variant_id,
        seen.observed,
        fact.position(seen.occurred_ms),
        op_id=fact.op_id,
        hub_no=fact.hub_no,
    )
    _book(fact, changes, "correction", seen.occurred_ms)


def show_advice(fact: Fact, showing: AdviceShown) -> None:
    """Count what a clerk saw; the exposure's own id makes it count once."""
    append(
        fact.conn,
        tables.exposure,
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
    ReturnCommit: commit_return,
    ShiftOpen: drawers.open_shift,
    ShiftClose: close_shift,
    CashMove: drawers.move_cash,
    InvoiceRequest: invoices.ask,
    JournalAnchor: drawers.keep_anchor,
    BookingCheckIn: check_in,
    TryOn: try_on,
    PickupHandOver: hand_over,
    PickupPick: pick,
    PickupPutBack: put_back,
    StockCount: count,
    LeaseReturn: take_back,
    AdviceShown: show_advice,
    AdviceDismissed: dismiss_advice,
    ParkedSettle: ask,
}


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


def _order(fact: Fact, order_id: str) -> Order:
    order = published(fact.conn, Order, order_id)
    if order is None or order.shop_id != fact.shop_id:
        raise Parked("order_not_here")
    return order


def _shelve(fact: Fact, order: Order, step: tuple[Order, dict[str, Change]], kind: Kind, at_ms: int) -> None:
    after, changes = step
    # Published even when nothing changed: the till keeps its own picture of an order until it hears of it again.
    pickups.keep(fact.conn, after)
    _book(fact, changes, kind, at_ms, order.id)


def _move(fact: Fact, movements: Sequence[Movement], at_ms: int) -> dict[str, Change]:
    """Book movements that are new, and take back those that a count has seen already; return what they change."""
    moved, twice = ledgers.book_movements(fact.conn, fact.shop_id, movements, hub_no=fact.hub_no, at_ms=at_ms)
    for movement_id in twice:
        fact.note("same_movement", at_ms, movement_id=movement_id)
    fresh = {movement.movement_id: movement for movement in movements if movement.movement_id not in twice}
    seen = counts.taken_back(fact.conn, fact.shop_id, fresh.values(), fact.position(at_ms), hub_no=fact.hub_no)
    return _together(
        {variant_id: Change(on_hand=pieces) for variant_id, pieces in moved.items()},
        {variant_id: Change(on_hand=pieces) for variant_id, pieces in seen.items()},
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
        changes.update(_together(changes, freed))


def _book(fact: Fact, changes: dict[str, Change], kind: Kind, at_ms: int, order_id: str = "") -> None:
    promises.book(fact.conn, fact.shop_id, changes, kind, at_ms=at_ms, hub_no=fact.hub_no, order_id=order_id)


def _together(changes: dict[str, Change], more: dict[str, Change]) -> dict[str, Change]:
    none = Change()
    return {key: changes.get(key, none) + more.get(key, none) for key in {**changes, **more}}


def _use_coupon(fact: Fact, sale: SaleCommit, coupon_id: str) -> None:
    conn = fact.conn
    coupons.use(fact, coupon_id)
    coupon = published(conn, Coupon, coupon_id)
    if coupon is None:
        fact.note("unknown_coupon", sale.occurred_ms, receipt_no=sale.receipt_no)
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
