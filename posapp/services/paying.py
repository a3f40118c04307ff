"""Take the money: one transaction writes the sale, its lines, movements, number, operation, journal entry and receipt.

Nothing here asks the network, and nothing refuses a piece that the customer holds in her hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from posapp.domain.cart import CartBody
from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import CartId, SaleId, new_id
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.domain.pricing import Priced
from posapp.domain.text import Bilingual, Language
from posapp.services import holding
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.books import KeptCart
from posapp.services.card_slips import allow_unproven
from posapp.services.carts import Cart, Pricing, shown
from posapp.services.collecting import leave_with, moved_by_order
from posapp.services.drawing import check, day_of
from posapp.services.errors import EmptyCart, NotPaired, Practising, ShiftNotOpen
from posapp.services.kept_coupons import take_word
from posapp.services.on_duty import OnDuty, SignedIn, on_duty
from posapp.services.payable import Payable
from posapp.services.permitting import require
from posapp.services.phone_tenders import CardSlip, Plan, Tendered, cart_was_paid, paid_by_phone, paid_with
from posapp.services.ports import Receipt
from posapp.services.practice import practice_shift, practised
from posapp.services.receipt_notes import with_return_code
from posapp.services.receipts import receipt_of
from posapp.services.sale_book import SaleBrief
from posapp.services.shift_book import ShiftRecord
from posapp.services.sold_lines import as_journalled, sold_lines
from posapp.services.till_data import PrintJob, TillData, UnitOfWork, View
from posapp.services.value_book import Drawing
from sync.protocol import rows
from sync.protocol.kinds import SaleCommit
from sync.protocol.sold import Movement

__all__ = ["FinishedSale", "Paying", "SaleBrief"]


@dataclass(frozen=True, slots=True)
class FinishedSale:
    """A paid sale, and the empty cart that follows it. ``received`` and ``change`` in fen.

    One that ``is_practice`` was posted nowhere, and has no number.
    """

    sale_id: SaleId
    receipt_no: str
    total: Fen
    received: Fen
    change: Fen
    points_earned: int
    receipt: Receipt
    cart: Cart
    is_practice: bool = False


class Paying:
    """Finishes sales. ``language`` tells in which language receipts are written."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language]) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def pay_cash(
        self,
        received: Fen | None = None,
        *,
        expected: Fen | None = None,
        drawn: Sequence[Drawing] = (),
        cards: Sequence[CardSlip] = (),
        override: OverrideId | None = None,
    ) -> FinishedSale:
        """Finish the open cart with cash; None means that the exact amount was received.

        What is ``drawn`` on accounts, what phones paid and what a card terminal took comes first, cash pays the rest.
        A payment by phone that is still open is not wanted any more: if it turns out to have paid, that goes back.

        ``expected`` is the total that the cashier saw and said; a new price or a promotion's end may have come between.
        Where cash pays all of it, that is the total rounded down by the chain's rule (抹零). ``override`` is another
        person's word for a card's slip without a reference.

        Raises ``EmptyCart``, ``PriceChanged``, ``NotEnoughCash``, ``BadAmount``, ``ShiftNotOpen``, ``NotSignedIn``,
        ``ValueRefused``, ``CouponRefused``, ``PaidTooMuch``, ``DiskFull`` or ``DatabaseBusy``; then nothing was written
        and no number was taken.
        """

        def job(unit: UnitOfWork) -> FinishedSale:
            staff = on_duty(self._duty, unit)
            require(unit, staff, "sell")
            return self._finish(unit, staff, received, Plan(expected, tuple(drawn), tuple(cards)), override)

        return self._till.write(job)

    def payable(self, view: View) -> Payable:
        """Return what the open cart costs. Raises ``EmptyCart`` or ``Practising``."""
        kept = view.carts.open()
        if kept is None or not kept.body.lines:
            raise EmptyCart
        if kept.body.is_practice:
            raise Practising
        return Payable(kept.cart_id, Pricing(view, kept.body, self._clock.now()).priced.total)

    def is_wanted(self, view: View, cart_id: CartId) -> bool:
        """Tell whether a cart is still there, open or put aside."""
        kept = view.carts.open()
        return (kept is not None and kept.cart_id == cart_id) or view.carts.find_held(cart_id) is not None

    def finish_paid(self, unit: UnitOfWork, attempt: PaymentAttempt, plan: Plan | None) -> FinishedSale | None:
        """Finish the sale of the open cart if a phone has just paid the last of it, without a key pressed.

        Without a ``plan``, after a crash or when nobody waited, only phones pay. Raises as ``pay_cash`` does.
        """
        kept = unit.carts.open()
        if kept is None or kept.cart_id != attempt.cart_id or not kept.body.lines:
            return None
        paid = sum(one.amount for one in paid_by_phone(unit, kept.cart_id))
        intended = plan or Plan()
        if Pricing(unit, kept.body, self._clock.now()).priced.total != paid + intended.covered:
            return None
        return self._finish(unit, who_took(unit, attempt), None, intended)

    def receipt(self, sale_id: SaleId) -> Receipt:
        """Return the receipt of a sale as it was first printed. Raises ``LookupError`` for a sale that never was."""
        with self._till.view() as view:
            found = view.sales.receipt(sale_id)
        if found is None:
            raise LookupError(f"no sale {sale_id}")
        return found

    def recent(self, most: int = 20) -> tuple[SaleBrief, ...]:
        """Return the last sales, newest first."""
        with self._till.view() as view:
            return view.sales.recent(most)

    def _finish(
        self,
        unit: UnitOfWork,
        staff: SignedIn,
        received: Fen | None,
        plan: Plan,
        override: OverrideId | None = None,
    ) -> FinishedSale:
        now = self._clock.now()
        kept = unit.carts.open()
        is_practice = kept is not None and kept.body.is_practice
        shift = practice_shift(staff, now) if is_practice else unit.shifts.open_now()
        if shift is None:
            raise ShiftNotOpen
        if kept is None or not kept.body.lines:
            raise EmptyCart
        pricing, phones = Pricing(unit, kept.body, now), paid_by_phone(unit, kept.cart_id)
        price = pricing.priced if phones or plan.covered else pricing.in_cash()
        if not price.lines:
            raise EmptyCart
        tendered = paid_with(price.total, phones, plan, received)
        check(unit, plan.drawn, now)
        if not is_practice:
            allow_unproven(unit, staff, plan.cards, kept.cart_id, override)

        receipt_no, code = unit.next_receipt_no() if not is_practice else ("", "")
        sale = _sale(unit, kept, price, staff, shift, tendered, receipt_no, now)
        receipt = receipt_of(unit, sale, pricing.articles, code, staff.name, self._language())
        if is_practice:
            receipt = practised(unit, sale, receipt)
        else:
            receipt = with_return_code(unit, sale, pricing.articles, receipt)
            self._post(unit, sale, receipt, tendered, now)
            leave_with(unit, kept.body, SaleId(sale.sale_id), staff.staff_id, now)
            cart_was_paid(unit, kept.cart_id, SaleId(sale.sale_id), phones, now)
        unit.carts.forget(kept.cart_id)
        empty = holding.begin(unit, is_practice=is_practice, now=now)
        return FinishedSale(
            sale_id=SaleId(sale.sale_id),
            receipt_no=receipt_no,
            total=price.total,
            received=tendered.cash,
            change=Fen(tendered.cash - tendered.due),
            points_earned=sale.points_earned,
            receipt=receipt,
            cart=shown(unit, empty, now),
            is_practice=is_practice,
        )

    def _post(self, unit: UnitOfWork, sale: SaleCommit, receipt: Receipt, tendered: Tendered, now: Millis) -> None:
        """Write what the sale is: its operation, its rows, its journal entry, and the paper that waits."""
        operation = unit.append(sale, subject=sale.receipt_no)
        unit.sales.add(sale, receipt, operation.seq)
        for coupon_id in sale.coupon_ids:
            take_word(unit, coupon_id, now)
            unit.sales.use_coupon(coupon_id, operation.seq)
        for drawing, tender in zip(tendered.drawings, sale.tenders, strict=False):
            unit.value.spend(tender.tender_id, drawing, day_of(now), operation.seq)
        journalled = as_journalled(sale, operation.body)
        unit.journal("SALE", {"op_id": operation.op_id, "sale": journalled}, sale.business_date)
        sale_id = SaleId(sale.sale_id)
        takes_cash = any(tender.kind == "cash" and tender.received_fen > 0 for tender in sale.tenders)
        unit.print_jobs.add(PrintJob(new_id(now), sale_id, kick_drawer=takes_cash, is_copy=False, queued=now))


def _sale(
    unit: UnitOfWork,
    kept: KeptCart,
    price: Priced,
    staff: SignedIn,
    shift: ShiftRecord,
    tendered: Tendered,
    receipt_no: str,
    now: Millis,
) -> SaleCommit:
    if unit.paired is None:
        raise NotPaired
    cart, sale_id = kept.body, new_id(now)
    return SaleCommit(
        sale_id=sale_id,
        receipt_no=receipt_no,
        shop_id=unit.paired.shop_id,
        shift_id=shift.shift_id,
        business_date=shift.business_date,
        occurred_ms=now,
        staff_id=staff.staff_id,
        member_id=cart.member_id,
        member_trust=cart.trust if cart.member_id is not None else None,
        coupon_ids=[one.coupon_id for one in price.coupons if one.is_used],
        booking_id=cart.booking_id,
        lines=sold_lines(cart.lines, price.lines),
        tenders=tendered.tenders(sale_id),
        movements=[
            # Named after the sale: as unique, and nothing that a packer must carry once more.
            Movement(movement_id=f"{sale_id}-m{place}", variant_id=line.variant_id, quantity=-pieces, cause="sale")
            for place, line in enumerate(price.lines, start=1)
            if (pieces := line.quantity - moved_by_order(cart, line.line_id))
        ],
        gross_fen=price.gross,
        discount_fen=price.discount,
        total_fen=price.total,
        tax_fen=price.tax,
        points_earned=_points(unit, cart, Fen(price.total - tendered.points_fen)),
        cart_id=kept.cart_id if kept.aside_id else "",
    )


def _points(unit: UnitOfWork, cart: CartBody, total: Fen) -> int:
    """Return the points that a sale earns: one for each ``fen_per_point`` fen paid, for members only."""
    chain = next(iter(unit.rows.all(rows.Chain)), None)
    if cart.member_id is None or chain is None or chain.fen_per_point <= 0:
        return 0
    return total // chain.fen_per_point


def who_took(unit: UnitOfWork, attempt: PaymentAttempt) -> SignedIn:
    """Return whoever scanned the code: it is her sale, also when it ends while nobody is signed in."""
    staff = unit.rows.get(rows.Staff, attempt.staff_id)
    name = Bilingual("", "") if staff is None else Bilingual(staff.name_zh, staff.name_en)
    return SignedIn(attempt.staff_id, staff.number if staff else "", name, staff.role if staff else "cashier")
