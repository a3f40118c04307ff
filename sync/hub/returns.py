"""What goods that came back do to the books: once, never refused, and never twice in silence.

The customer has her money and the shop its piece before the mall hears of it, so a return is booked whatever the mall
thinks of it. What more than one till took back of the same pieces is on the list of exceptions with its amount; no
account is credited, and no point taken, a second time. The sale itself may come later than its return, from a till
that was offline: then the same is looked at when it comes.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, select

from posapp.domain.clock import Millis
from sync.hub import members, rules
from sync.hub.batch import append, known
from sync.hub.db import tables
from sync.hub.db.return_tables import return_line, return_tender, return_ticket, set_aside
from sync.hub.fact import Fact
from sync.hub.publishing import publish, published, published_many
from sync.hub.value import owners
from sync.hub.value.ledger import Account, Transfer, balance, issued, loss, owner_account, paid, post
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import ReturnCommit, SaleCommit, read_body
from sync.protocol.return_records import line_records, refund_record, ticket_record
from sync.protocol.returned import Refund
from sync.protocol.rows import Coupon, Member, Variant

_ACCOUNTS = ("points", "stored_value", "gift_card")
_MOST_NAMED = 3


class _Twice(NamedTuple):
    """Pieces that came back although they had come back before, and the fen that went out for them."""

    pieces: int
    fen: int


def book(fact: Fact, back: ReturnCommit) -> None:
    """Book a return; its movements of stock and the goods of an exchange are the caller's."""
    conn = fact.conn
    sold = _sold(conn, back.of_receipt_no)
    before = _returned(conn, back.of_receipt_no)
    twice = _Twice(0, 0)
    if sold is None:
        fact.note(
            "returned_unknown_sale",
            back.occurred_ms,
            back.total_fen,
            receipt_no=back.receipt_no,
            of_receipt_no=back.of_receipt_no,
        )
    else:
        twice = _twice(back, sold, before)
        if twice.pieces:
            _note_twice(fact, back.of_receipt_no, twice, back.occurred_ms, back.receipt_no)
    allowed = [(refund, _allowed(conn, back, refund, twice)) for refund in back.refunds if refund.kind in _ACCOUNTS]
    _write(fact, back)
    for refund, units in allowed:
        _credit(fact, back, refund, units)
    for coupon_id in dict.fromkeys(back.coupon_ids):
        _give_back_coupon(fact, back, coupon_id)
    if back.member_id is not None:
        _take_points(fact, back, back.member_id, _part(back.points_back, back.total_fen, twice.fen))
        _remember(fact, back, back.member_id, _all_back(back, sold or Counter(), before))


def sale_came(fact: Fact, sale: SaleCommit) -> None:
    """Look at the returns of a sale that came later than they did."""
    if not known(fact.conn, return_line.c.of_receipt_no, (sale.receipt_no,)):
        return
    sold: Counter[str] = Counter()
    for line in sale.lines:
        sold[line.variant_id] += line.quantity
    over = Counter(_returned(fact.conn, sale.receipt_no)) - sold
    if over:
        stake = sum(
            line.paid_fen * min(over[line.variant_id], line.quantity) // line.quantity
            for line in {line.variant_id: line for line in sale.lines}.values()
        )
        _note_twice(fact, sale.receipt_no, _Twice(over.total(), stake), sale.occurred_ms, "")


def gave_back(conn: Connection, receipt_no: str, coupon_id: str) -> bool:
    """Tell whether a coupon came back with the goods of a sale; asked before the sale is booked."""
    if not known(conn, return_ticket.c.of_receipt_no, (receipt_no,)):
        return False
    inbox = tables.inbox
    told = (
        select(inbox.c.envelope)
        .join(return_ticket, return_ticket.c.hub_no == inbox.c.hub_no)
        .where(return_ticket.c.of_receipt_no == receipt_no)
    )
    for written in conn.execute(told).scalars():
        operation = from_json(written, Operation)
        back = read_body(operation.kind, operation.v, operation.body)
        if isinstance(back, ReturnCommit) and coupon_id in back.coupon_ids:
            return True
    return False


def defective(conn: Connection, shop_id: str) -> dict[str, int]:
    """Return the pieces of each variant that were set aside in a shop."""
    found = conn.execute(
        select(set_aside.c.variant_id, func.sum(set_aside.c.quantity))
        .where(set_aside.c.shop_id == shop_id)
        .group_by(set_aside.c.variant_id)
    )
    return {variant_id: int(pieces) for variant_id, pieces in found}


def _sold(conn: Connection, receipt_no: str) -> Counter[str] | None:
    """Return the pieces of each variant that a sale sold; None for one that is not booked."""
    line, sale = tables.sale_line, tables.sale
    found = conn.execute(
        select(line.c.variant_id, func.sum(line.c.quantity))
        .join(sale, sale.c.sale_id == line.c.sale_id)
        .where(sale.c.receipt_no == receipt_no)
        .group_by(line.c.variant_id)
    ).all()
    return Counter({variant_id: int(pieces) for variant_id, pieces in found}) if found else None


def _returned(conn: Connection, receipt_no: str) -> Counter[str]:
    found = conn.execute(
        select(return_line.c.variant_id, func.sum(return_line.c.quantity))
        .where(return_line.c.of_receipt_no == receipt_no)
        .group_by(return_line.c.variant_id)
    )
    return Counter({variant_id: int(pieces) for variant_id, pieces in found})


def _all_back(back: ReturnCommit, sold: Counter[str], before: Counter[str]) -> frozenset[str]:
    """Return the variants of which nothing is left at her of what that sale sold."""
    done = Counter(before)
    for line in back.lines:
        done[line.variant_id] += line.quantity
    return frozenset(line.variant_id for line in back.lines if 0 < sold[line.variant_id] <= done[line.variant_id])


def _twice(back: ReturnCommit, sold: Counter[str], before: Counter[str]) -> _Twice:
    pieces = fen = 0
    done = Counter(before)
    for line in back.lines:
        left = max(sold[line.variant_id] - done[line.variant_id], 0)
        over = max(line.quantity - left, 0)
        done[line.variant_id] += line.quantity
        pieces += over
        fen += line.paid_fen * over // line.quantity if line.quantity > 0 else 0
    return _Twice(pieces, fen)


def _note_twice(fact: Fact, of_receipt_no: str, twice: _Twice, at_ms: int, receipt_no: str) -> None:
    others = fact.conn.execute(
        select(return_ticket.c.receipt_no)
        .where(return_ticket.c.of_receipt_no == of_receipt_no, return_ticket.c.receipt_no != receipt_no)
        .order_by(return_ticket.c.occurred_ms)
        .limit(_MOST_NAMED)
    ).scalars()
    named = ", ".join([*others, *([receipt_no] if receipt_no else [])])
    fact.note("returned_twice", at_ms, twice.fen, of_receipt_no=of_receipt_no, pieces=twice.pieces, receipts=named)


def _allowed(conn: Connection, back: ReturnCommit, refund: Refund, twice: _Twice) -> int:
    """Return the units that a refund may credit: none for pieces that came back before, none beyond its tender."""
    units = _part(refund.units, back.total_fen, twice.fen)
    tender, sale = tables.tender, tables.sale
    spent = conn.execute(
        select(func.sum(tender.c.amount_fen))
        .join(sale, sale.c.sale_id == tender.c.sale_id)
        .where(sale.c.receipt_no == refund.receipt_no, tender.c.kind == refund.kind)
    ).scalar()
    if spent is None or refund.amount_fen <= 0:
        return units
    gone = conn.execute(
        select(func.sum(return_tender.c.amount_fen)).where(
            return_tender.c.of_receipt_no == refund.receipt_no,
            return_tender.c.kind == refund.kind,
            return_tender.c.is_carried.is_(False),
        )
    ).scalar()
    left = max(int(spent) - int(gone or 0), 0)
    return min(units, refund.units * min(left, refund.amount_fen) // refund.amount_fen)


def _part(units: int, total_fen: int, refused_fen: int) -> int:
    """Return the part of ``units`` that belongs to what is not refused of a total."""
    return units * max(total_fen - refused_fen, 0) // total_fen if total_fen > 0 else units


def _credit(fact: Fact, back: ReturnCommit, refund: Refund, units: int) -> None:
    conn, instrument, now = fact.conn, refund.kind, Millis(back.occurred_ms)
    if not owners.know(conn, instrument, refund.owner_id, now):
        fact.note(
            "refunded_unknown_value",
            back.occurred_ms,
            refund.amount_fen,
            receipt_no=back.receipt_no,
            owner=refund.owner_id,
        )
        return
    account = owner_account(instrument, refund.owner_id)
    name = f"refund:{refund.refund_id}"
    post(conn, _transfer(fact, back, name, paid(instrument), account, units, "refund"))
    owners.tell(conn, instrument, refund.owner_id)


def _take_points(fact: Fact, back: ReturnCommit, member_id: str, points: int) -> None:
    """Take back what a sale earned. What she has spent of it meanwhile is the chain's loss, in plain sight."""
    conn = fact.conn
    if points <= 0 or not owners.know(conn, "points", member_id, Millis(back.occurred_ms)):
        return
    account = owner_account("points", member_id)
    there = min(points, balance(conn, account))
    name = f"points-back:{back.return_id}"
    post(conn, _transfer(fact, back, name, account, issued("points"), there, "returned"))
    if there < points:
        gone = _transfer(
            fact, back, f"{name}/loss", loss("points"), issued("points"), points - there, "spent_before_return"
        )
        post(conn, gone._replace(owner_id=member_id))
        fact.note("points_gone", back.occurred_ms, receipt_no=back.receipt_no, points=points - there)
    append(
        conn,
        tables.points_entry,
        [{"entry_id": name, "member_id": member_id, "points": -points, "at_ms": back.occurred_ms}],
    )
    owners.tell(conn, "points", member_id)


def _transfer(
    fact: Fact, back: ReturnCommit, name: str, source: Account, target: Account, units: int, cause: str
) -> Transfer:
    return Transfer(
        name,
        source,
        target,
        units,
        cause,
        back.occurred_ms,
        shop_id=fact.shop_id,
        about=back.receipt_no,
        hub_no=fact.hub_no,
    )


def _give_back_coupon(fact: Fact, back: ReturnCommit, coupon_id: str) -> None:
    """Let a coupon be used again, for the rest of its life, if it was this sale that used it."""
    conn = fact.conn
    use, sale = tables.coupon_use, tables.sale
    of_it = select(sale.c.sale_id).where(sale.c.receipt_no == back.of_receipt_no)
    gone = conn.execute(delete(use).where(use.c.coupon_id == coupon_id, use.c.sale_id.in_(of_it)))
    coupon = published(conn, Coupon, coupon_id)
    if coupon is not None:
        # Published even when it stays used: the till that took the goods back offers it until it hears of it again.
        is_free = gone.rowcount and back.occurred_ms < coupon.until_ms
        publish(conn, msgspec.structs.replace(coupon, status="open") if is_free else coupon)


def _remember(fact: Fact, back: ReturnCommit, member_id: str, all_back: frozenset[str]) -> None:
    conn = fact.conn
    if published(conn, Member, member_id) is None:
        return
    history = members.history(conn, member_id)
    variants = published_many(conn, Variant, (line.variant_id for line in back.lines))
    sale = tables.sale
    sale_id = conn.scalar(select(sale.c.sale_id).where(sale.c.receipt_no == back.of_receipt_no))
    refs = dict.fromkeys(all_back, sale_id) if sale_id is not None else {}
    sizes = {key: variant.size for key, variant in variants.items()}
    publish(conn, rules.gave_back(history, back, sizes, refs))


def _write(fact: Fact, back: ReturnCommit) -> None:
    append(
        fact.conn,
        return_ticket,
        [
            {
                **ticket_record(back),
                "hub_no": fact.hub_no,
                "device": fact.device,
                "generation": fact.generation,
                "seq": fact.seq,
                "shop_id": back.shop_id,
                "member_id": back.member_id,
                "proof": back.proof,
                "points_back": back.points_back,
                "sale_id": None if back.sale is None else back.sale.sale_id,
            }
        ],
    )
    append(
        fact.conn,
        return_line,
        [{**record, "reason": line.reason} for record, line in zip(line_records(back), back.lines, strict=True)],
    )
    append(
        fact.conn,
        return_tender,
        [
            {
                **refund_record(back, refund),
                "of_receipt_no": refund.receipt_no,
                "tender": refund.tender,
                "units": refund.units,
                "reference": refund.reference,
                "is_carried": is_carried,
            }
            for refunds, is_carried in ((back.refunds, False), (back.carried, True))
            for refund in refunds
        ],
    )
    append(
        fact.conn,
        set_aside,
        [
            {
                "movement_id": movement.movement_id,
                "shop_id": fact.shop_id,
                "variant_id": movement.variant_id,
                "quantity": movement.quantity,
                "hub_no": fact.hub_no,
                "at_ms": back.occurred_ms,
            }
            for movement in back.set_aside
        ],
    )
