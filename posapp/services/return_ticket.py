"""The one ticket of a return or an exchange: what came back, what left, and how the money went, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import SaleId, new_id
from posapp.domain.money import Fen
from posapp.domain.payment_code import Channel
from posapp.domain.permission import Leave, OverrideId, Permission
from posapp.domain.text import Language
from posapp.services.drawing import check, day_of
from posapp.services.found_sales import RETURN_DAYS
from posapp.services.on_duty import SignedIn
from posapp.services.pairing import paired_till
from posapp.services.paper import Slip
from posapp.services.permitting import require
from posapp.services.phone_tenders import Tendered
from posapp.services.receipt_notes import signed_code
from posapp.services.receipts import receipt_of
from posapp.services.refunds import PaidByPhone, request_refund
from posapp.services.return_plan import Draft, Plan, refunds_of
from posapp.services.return_slip import slip_of
from posapp.services.returning_book import SoldSale
from posapp.services.shift_book import ShiftRecord
from posapp.services.till_data import PrintJob, UnitOfWork
from sync.protocol import rows
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.protocol.returned import ReturnedLine
from sync.protocol.sold import Movement, Tender

UNSEEN_LIMIT = Fen(100_000)
"""The most that goes back on a signed receipt alone, which nobody here can look up, without a manager's word."""

CHANNELS: dict[str, Channel] = {"wechat_pay": "wechat", "alipay": "alipay"}
assert set(CHANNELS.values()) == set(get_args(Channel))


@dataclass(frozen=True, slots=True)
class FinishedReturn:
    """A return that is done; the ``tenders`` paid what was due on top, of it ``received`` in cash.

    ``slip`` is its paper, ``sale_id`` of the goods that left in an exchange.
    """

    return_id: str
    receipt_no: str
    plan: Plan
    received: Fen
    change: Fen
    slip: Slip
    tenders: tuple[Tender, ...] = ()
    sale_id: SaleId | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """Who takes something back, in which shift, by whose word (empty: her own), and when."""

    staff: SignedIn
    shift: ShiftRecord
    approver_id: str
    now: Millis


def leave_for(
    unit: UnitOfWork, staff: SignedIn, sale: SoldSale, found: Plan, override: OverrideId | None, now: Millis
) -> Leave:
    """Return by whose word a return may be done. Raises ``ManagerWanted``.

    An everyday one is in time, and known here or small enough to be taken on its code.
    """
    is_seen = sale.proof != "signed" or found.given_out <= UNSEEN_LIMIT
    is_plain = is_seen and now - sale.sold <= RETURN_DAYS * DAY
    permission: Permission = "refund" if is_plain else "refund_without_receipt"
    return require(unit, staff, permission, amount=found.given_out, subject=sale.receipt_no, override=override)


def write_ticket(
    unit: UnitOfWork, draft: Draft, found: Plan, doing: Doing, tendered: Tendered, language: Language
) -> FinishedReturn:
    """Write all of it under the next receipt number: operation, rows, journal entry, refunds to ask for, and paper."""
    paired, now = paired_till(unit), doing.now
    check(unit, tendered.drawings, now)
    number, code = unit.next_receipt_no()
    back = _return(unit, draft.sale, found, doing, tendered, paired.shop_id, number)
    operation = unit.append(back, subject=number)
    unit.returns.add(back, operation.seq)
    for coupon_id in back.coupon_ids:
        unit.returns.give_back_coupon(coupon_id, operation.seq)
    qr = ""
    if back.sale is not None:
        receipt = receipt_of(unit, back.sale, found.articles, code, doing.staff.name, language)
        unit.sales.add(back.sale, receipt, operation.seq)
        for drawing, tender in zip(tendered.drawings, back.sale.tenders, strict=False):
            unit.value.spend(tender.tender_id, drawing, day_of(now), operation.seq)
        qr = signed_code(unit, back.sale, found.articles, back.carried)
    for refund in back.refunds:
        if refund.kind in CHANNELS and refund.reference:
            paid = PaidByPhone(CHANNELS[refund.kind], refund.reference, Fen(refund.whole_fen))
            request_refund(unit, paid, Fen(refund.amount_fen), about=number, now=now)
    unit.journal("REFUND", {"op_id": operation.op_id, "return": back}, doing.shift.business_date)
    slip = slip_of(unit, back, draft.sale, found, doing.staff.name, code, qr, language)
    moves_cash = bool(tendered.cash) or any(refund.kind == "cash" and refund.amount_fen for refund in back.refunds)
    unit.print_jobs.add(PrintJob(new_id(now), None, kick_drawer=moves_cash, is_copy=False, queued=now, slip=slip))
    return FinishedReturn(
        back.return_id,
        number,
        found,
        tendered.cash,
        Fen(tendered.cash - tendered.due),
        slip,
        () if back.sale is None else tuple(back.sale.tenders),
        None if back.sale is None else SaleId(back.sale.sale_id),
    )


def _return(
    unit: UnitOfWork, sale: SoldSale, found: Plan, doing: Doing, tendered: Tendered, shop_id: str, number: str
) -> ReturnCommit:
    return_id = new_id(doing.now)
    return ReturnCommit(
        return_id=return_id,
        receipt_no=number,
        of_receipt_no=sale.receipt_no,
        proof=sale.proof,
        shop_id=shop_id,
        shift_id=doing.shift.shift_id,
        business_date=doing.shift.business_date,
        occurred_ms=doing.now,
        staff_id=doing.staff.staff_id,
        approver_id=doing.approver_id,
        member_id=sale.member_id,
        coupon_ids=list(found.coupons),
        lines=list(found.returned),
        refunds=refunds_of(found.refunds, f"{return_id}-r"),
        carried=refunds_of(found.carried, f"{return_id}-c"),
        movements=_movements(return_id, found.returned, is_defective=False),
        set_aside=_movements(return_id, found.returned, is_defective=True),
        total_fen=found.back.total,
        tax_fen=sum(line.tax_fen for line in found.returned),
        points_back=found.back.points if sale.member_id is not None else 0,
        sale=_sale(unit, sale, found, doing, tendered, shop_id, number) if found.bought else None,
    )


def _movements(return_id: str, lines: Sequence[ReturnedLine], *, is_defective: bool) -> list[Movement]:
    return [
        Movement(
            movement_id=f"{return_id}-m{place}",
            variant_id=line.variant_id,
            quantity=line.quantity,
            cause="defective" if is_defective else "return",
        )
        for place, line in enumerate(lines, start=1)
        if (line.condition == "defective") == is_defective
    ]


def _sale(
    unit: UnitOfWork, before: SoldSale, found: Plan, doing: Doing, tendered: Tendered, shop_id: str, number: str
) -> SaleCommit:
    """Return the other half of an exchange."""
    sale_id = new_id(doing.now)
    gross = sum(line.list_fen * line.quantity for line in found.bought)
    member_id = before.member_id
    return SaleCommit(
        sale_id=sale_id,
        receipt_no=number,
        shop_id=shop_id,
        shift_id=doing.shift.shift_id,
        business_date=doing.shift.business_date,
        occurred_ms=doing.now,
        staff_id=doing.staff.staff_id,
        member_id=member_id,
        member_trust="B" if member_id is not None else None,
        coupon_ids=[],
        booking_id=None,
        lines=list(found.bought),
        tenders=tendered.tenders(sale_id) if found.due else [],
        movements=[
            Movement(
                movement_id=f"{sale_id}-m{place}", variant_id=line.variant_id, quantity=-line.quantity, cause="sale"
            )
            for place, line in enumerate(found.bought, start=1)
        ],
        gross_fen=gross,
        discount_fen=gross - found.cost,
        total_fen=found.cost,
        tax_fen=sum(line.tax_fen for line in found.bought),
        points_earned=0 if member_id is None else _points(unit, found, tendered),
    )


def _points(unit: UnitOfWork, found: Plan, tendered: Tendered) -> int:
    """Return what the goods of an exchange earn: an even one what the first did, and what points pay none again."""
    if found.is_even:
        return found.back.points
    chain = next(iter(unit.rows.all(rows.Chain)), None)
    by_points = sum(amount for route, amount, _ in found.carried if route.kind == "points") + tendered.points_fen
    return 0 if chain is None or chain.fen_per_point <= 0 else max(found.cost - by_points, 0) // chain.fen_per_point
