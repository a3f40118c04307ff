"""Take goods back, and exchange them: at any till of the chain, with the mall or without it.

One transaction writes the return with its receipt number, movements, operation and journal entry; an exchange is the
same transaction with the sale of what leaves. Money goes back the way it came: cash out of the drawer, units to their
account, a payment by phone through its channel, which the till asks for afterwards by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from posapp.domain import receipt_no
from posapp.domain.clock import DAY, Clock, Millis
from posapp.domain.identity import MemberId, StaffId, VariantId, new_id
from posapp.domain.money import LARGEST_AMOUNT, Fen
from posapp.domain.payment_code import Channel
from posapp.domain.permission import OverrideId
from posapp.domain.receipt_no import Series
from posapp.domain.scan import barcode_forms, clean
from posapp.domain.text import Bilingual, Language
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.errors import CodeRefused, NoSuchReceipt, NotEnoughCash, NotPaired, ShiftNotOpen, UnknownBarcode
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.paper import Slip
from posapp.services.permitting import require
from posapp.services.receipt_notes import signed_code, sold_of_note
from posapp.services.receipts import GOODS_GONE, receipt_of
from posapp.services.refunds import PaidByPhone, request_refund
from posapp.services.return_plan import Draft, Plan, left_of, plan, refunds_of
from posapp.services.return_slip import slip_of
from posapp.services.returning_book import SoldSale
from posapp.services.shift_book import ShiftRecord
from posapp.services.till_data import PrintJob, TillData, UnitOfWork, View
from sync.protocol import receipt_codes, rows
from sync.protocol.codes import BadCode
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.protocol.returned import ReturnedLine
from sync.protocol.sold import Movement, Tender

RETURN_DAYS = 30
"""How long a receipt is good for a return without a manager's word."""

UNSEEN_LIMIT = Fen(100_000)
"""The most that goes back on a signed receipt alone, which nobody here can look up, without a manager's word."""

MOST_OF_MEMBER = 20

CHANNELS: dict[str, Channel] = {"wechat_pay": "wechat", "alipay": "alipay"}
assert set(CHANNELS.values()) == set(get_args(Channel))


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of a sale that was found. ``left`` pieces of it may still come back; unknown goods may not."""

    place: int
    variant_id: VariantId
    style_id: str
    name: Bilingual
    style_code: str
    colour: Colour | None
    size: str
    art: str
    barcode: str
    quantity: int
    left: int
    paid: Fen


@dataclass(frozen=True, slots=True)
class FoundSale:
    """A sale that was found again, with what may still come back."""

    sale: SoldSale
    lines: tuple[FoundLine, ...]
    member: Bilingual | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class SaleOfMember:
    """A receipt in a member's list."""

    receipt_no: str
    sold: Millis
    total: Fen
    pieces: int


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

        Raises ``NoSuchReceipt``, or ``CodeRefused`` for a signed code that is not right.
        """
        with self._till.view() as view:
            sale = _found(view, text)
            if sale is None:
                raise NoSuchReceipt(receipt_no=clean(text) or text.strip()[:24])
            return _shown(view, sale, self._clock.now())

    def of_member(self, member_id: MemberId) -> tuple[SaleOfMember, ...]:
        """Return what a member bought in this shop, newest first in this till's books and then in its neighbours'."""
        with self._till.view() as view:
            numbers = view.returns.of_member(member_id, MOST_OF_MEMBER)
            sales = [sale for number in numbers if (sale := view.returns.sold(number)) is not None]
        return tuple(
            SaleOfMember(
                sale.receipt_no,
                sale.sold,
                Fen(sum(line.paid for line in sale.lines)),
                sum(line.quantity for line in sale.lines),
            )
            for sale in sales
        )

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
        if unit.paired is None:
            raise NotPaired
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
        doing = _Doing(unit.paired.shop_id, number, shift, staff.staff_id, leave.given_by or "", now)
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


def _found(view: View, text: str) -> SoldSale | None:
    plain = text.strip()
    if receipt_codes.is_code(plain):
        try:
            note = receipt_codes.read(plain, "" if view.paired is None else view.paired.root_key)
        except BadCode as bad:
            raise CodeRefused(reason=bad.reason) from bad
        return view.returns.sold(note.receipt_no) or sold_of_note(view, note)
    read = receipt_no.read(clean(text))
    if read is None:
        return None
    shops = (shop.code for shop in view.rows.all(rows.Shop))
    codes = [code for code in shops if code.zfill(4) == read.shop_code.zfill(4)]
    numbers = (str(Series(code, read.till_no, read.generation).number(read.n)) for code in codes)
    return next((sale for number in numbers if (sale := view.returns.sold(number)) is not None), None)


def _shown(view: View, sale: SoldSale, now: Millis) -> FoundSale:
    articles = view.catalogue.articles({VariantId(line.variant_id) for line in sale.lines})
    left = left_of(view, sale)
    member = None if sale.member_id is None else view.rows.get(rows.Member, sale.member_id)
    lines = []
    for place, (line, still) in enumerate(zip(sale.lines, left, strict=True), start=1):
        article: Article | None = articles.get(VariantId(line.variant_id))
        lines.append(
            FoundLine(
                place=place,
                variant_id=VariantId(line.variant_id),
                style_id=line.style_id,
                name=GOODS_GONE if article is None else Bilingual(article.style.name_zh, article.style.name_en),
                style_code="" if article is None else article.style.code,
                colour=None if article is None else colour_of(article.variant),
                size="" if article is None else article.variant.size,
                art="" if article is None else article.style.art,
                barcode="" if article is None else article.variant.barcode,
                quantity=line.quantity,
                left=still if line.variant_id else 0,
                paid=line.paid,
            )
        )
    return FoundSale(
        sale=sale,
        lines=tuple(lines),
        member=None if member is None else member_name(member),
        is_late=now - sale.sold > RETURN_DAYS * DAY,
    )


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
