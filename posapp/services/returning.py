"""Take goods back, and exchange them: at any till of the chain, with the mall or without it.

One transaction writes the return with its receipt number, movements, operation and journal entry; an exchange is the
same transaction with the sale of what leaves. Money goes back the way it came: cash out of the drawer, units to their
account, a payment by phone through its channel, which the till asks for afterwards by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from posapp.domain.clock import DAY, Clock, Millis
from posapp.domain.identity import MemberId, StaffId, VariantId, new_id
from posapp.domain.money import LARGEST_AMOUNT, Fen
from posapp.domain.payment_code import Channel
from posapp.domain.permission import OverrideId
from posapp.domain.scan import barcode_forms, clean
from posapp.domain.text import Bilingual, Language
from posapp.services import found_sales
from posapp.services.errors import NotEnoughCash, ShiftNotOpen, UnknownBarcode
from posapp.services.found_sales import RETURN_DAYS, FoundSale, SaleOfMember
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.pairing import paired_till
from posapp.services.paper import Slip
from posapp.services.permitting import require
from posapp.services.receipt_notes import signed_code
from posapp.services.receipts import receipt_of
from posapp.services.refunds import PaidByPhone, request_refund
from posapp.services.return_plan import Draft, Plan, plan, refunds_of
from posapp.services.return_slip import slip_of
from posapp.services.returning_book import SoldSale
from posapp.services.shift_book import ShiftRecord
from posapp.services.till_data import PrintJob, TillData, UnitOfWork
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
    """A return that is done; ``due`` was paid on top, ``received`` in cash for it. ``slip`` is its paper."""

    return_id: str
    receipt_no: str
    plan: Plan
    received: Fen
    change: Fen
    slip: Slip


class Returning:
    """Finds what was sold and takes it back. ``language`` tells in which language paper is written."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language]) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def find(self, text: str) -> FoundSale:
        """Return the sale of a receipt: its signed code, the digits under its bars, or its number.

        Raises ``ReceiptElsewhere`` for a number that only the mall can tell of, ``NoSuchReceipt`` for no number at all,
        ``CodeRefused`` for a signed code that is not right.
        """
        with self._till.view() as view:
            return found_sales.shown(view, found_sales.found(view, text), self._clock.now())

    def of_member(self, member_id: MemberId) -> tuple[SaleOfMember, ...]:
        """Return what a member bought in this shop, newest first in this till's books and then in its neighbours'."""
        with self._till.view() as view:
            return found_sales.of_member(view, member_id)

    def goods(self, text: str) -> tuple[VariantId, Bilingual]:
        """Return other goods that she takes instead, by their bar code. Raises ``UnknownBarcode``."""
        code = clean(text)
        with self._till.view() as view:
            article = view.catalogue.by_barcode(barcode_forms(code))
        if article is None:
            raise UnknownBarcode(barcode=code)
        variant, style = article.variant, article.style
        return VariantId(variant.id), Bilingual(
            f"{style.name_zh} {variant.colour_zh}/{variant.size}", f"{style.name_en} {variant.colour_en}/{variant.size}"
        )

    def plan(self, draft: Draft) -> Plan:
        """Return what a draft would come to now; nothing is written.

        Raises ``NothingToReturn``, ``TooManyReturned``, ``UnknownGoods`` or ``NotOfThatStyle``.
        """
        with self._till.view() as view:
            return plan(view, draft, on_duty(self._duty, view).staff_id, self._clock.now())

    def finish(self, draft: Draft, received: Fen | None = None, override: OverrideId | None = None) -> FinishedReturn:
        """Carry a draft out; ``received`` is the cash for what is due on top, None for exactly that.

        Raises what ``plan`` raises, ``ManagerWanted``, ``NotEnoughCash``, ``RefundTooMuch``, ``ShiftNotOpen``,
        ``NotSignedIn``, ``DiskFull`` or ``DatabaseBusy``; then nothing was written and no number was taken.
        """
        return self._till.write(lambda unit: self._finish(unit, draft, received, override))

    def _finish(
        self, unit: UnitOfWork, draft: Draft, received: Fen | None, override: OverrideId | None
    ) -> FinishedReturn:
        now, staff = self._clock.now(), on_duty(self._duty, unit)
        shift = unit.shifts.open_now()
        if shift is None:
            raise ShiftNotOpen
        paired = paired_till(unit)
        found = plan(unit, draft, staff.staff_id, now)
        cash = found.due if received is None else received
        if not found.due <= cash <= LARGEST_AMOUNT:
            raise NotEnoughCash(due=found.due, received=cash)
        leave = require(
            unit,
            staff,
            "refund" if _is_plain(draft.sale, found, now) else "refund_without_receipt",
            amount=found.given_out,
            subject=draft.sale.receipt_no,
            override=override,
        )
        number, code = unit.next_receipt_no()
        doing = _Doing(paired.shop_id, number, shift, staff.staff_id, leave.given_by or "", now)
        back = _return(unit, draft.sale, found, doing, cash)
        operation = unit.append(back, subject=number)
        unit.returns.add(back, operation.seq)
        if back.coupon_id is not None:
            unit.returns.give_back_coupon(back.coupon_id, operation.seq)
        qr = ""
        if back.sale is not None:
            receipt = receipt_of(unit, back.sale, found.articles, code, staff.name, self._language())
            unit.sales.add(back.sale, receipt, operation.seq)
            qr = signed_code(unit, back.sale, found.articles, back.carried)
        for refund in back.refunds:
            if refund.kind in CHANNELS and refund.reference:
                paid = PaidByPhone(CHANNELS[refund.kind], refund.reference, Fen(refund.whole_fen))
                request_refund(unit, paid, Fen(refund.amount_fen), about=number, now=now)
        unit.journal("REFUND", {"op_id": operation.op_id, "return": back}, shift.business_date)
        slip = slip_of(unit, back, draft.sale, found, cash, staff.name, code, qr, self._language())
        moves_cash = bool(found.due) or any(refund.kind == "cash" and refund.amount_fen for refund in back.refunds)
        unit.print_jobs.add(PrintJob(new_id(now), None, kick_drawer=moves_cash, is_copy=False, queued=now, slip=slip))
        return FinishedReturn(back.return_id, number, found, cash, Fen(cash - found.due), slip)


@dataclass(frozen=True, slots=True)
class _Doing:
    """Who takes something back, where and when, and under which number."""

    shop_id: str
    number: str
    shift: ShiftRecord
    staff_id: StaffId
    approver_id: str
    now: Millis


def _is_plain(sale: SoldSale, found: Plan, now: Millis) -> bool:
    """Tell whether a return is an everyday one: in time, and known here or small enough to be taken on its code."""
    is_seen = sale.proof != "signed" or found.given_out <= UNSEEN_LIMIT
    return is_seen and now - sale.sold <= RETURN_DAYS * DAY


def _return(unit: UnitOfWork, sale: SoldSale, found: Plan, doing: _Doing, cash: Fen) -> ReturnCommit:
    return_id = new_id(doing.now)
    points_back = found.back.points if sale.member_id is not None else 0
    return ReturnCommit(
        return_id=return_id,
        receipt_no=doing.number,
        of_receipt_no=sale.receipt_no,
        proof=sale.proof,
        shop_id=doing.shop_id,
        shift_id=doing.shift.shift_id,
        business_date=doing.shift.business_date,
        occurred_ms=doing.now,
        staff_id=doing.staff_id,
        approver_id=doing.approver_id,
        member_id=sale.member_id,
        coupon_id=sale.coupon_id if found.is_last else None,
        lines=list(found.returned),
        refunds=refunds_of(found.refunds, f"{return_id}-r"),
        carried=refunds_of(found.carried, f"{return_id}-c"),
        movements=_movements(return_id, found.returned, is_defective=False),
        set_aside=_movements(return_id, found.returned, is_defective=True),
        total_fen=found.back.total,
        tax_fen=sum(line.tax_fen for line in found.returned),
        points_back=points_back,
        sale=_sale(unit, sale, found, doing, cash, points_back) if found.bought else None,
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


def _sale(unit: UnitOfWork, before: SoldSale, found: Plan, doing: _Doing, cash: Fen, points_back: int) -> SaleCommit:
    """Return the other half of an exchange."""
    sale_id = new_id(doing.now)
    gross = sum(line.list_fen * line.quantity for line in found.bought)
    member_id = before.member_id
    paid = Tender(
        tender_id=f"{sale_id}-t1",
        kind="cash",
        amount_fen=found.due,
        received_fen=cash,
        change_fen=cash - found.due,
    )
    return SaleCommit(
        sale_id=sale_id,
        receipt_no=doing.number,
        shop_id=doing.shop_id,
        shift_id=doing.shift.shift_id,
        business_date=doing.shift.business_date,
        occurred_ms=doing.now,
        staff_id=doing.staff_id,
        member_id=member_id,
        member_trust="B" if member_id is not None else None,
        coupon_id=None,
        booking_id=None,
        lines=list(found.bought),
        tenders=[paid] if found.due else [],
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
        points_earned=0 if member_id is None else points_back if found.is_even else _points(unit, found),
    )


def _points(unit: UnitOfWork, found: Plan) -> int:
    """Return what the goods of an uneven exchange earn; what points pay earns none again."""
    chain = next(iter(unit.rows.all(rows.Chain)), None)
    by_points = sum(amount for route, amount, _ in found.carried if route.kind == "points")
    return 0 if chain is None or chain.fen_per_point <= 0 else max(found.cost - by_points, 0) // chain.fen_per_point
