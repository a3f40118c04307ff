"""Take goods back, and exchange them: at any till of the chain, with the mall or without it.

One transaction writes the return with its receipt number, movements, operation and journal entry; an exchange is the
same transaction with the sale of what leaves. Money goes back the way it came: cash out of the drawer, units to their
account, a payment by phone through its channel, which the till asks for afterwards by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.clock import Clock
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.domain.scan import barcode_forms, clean
from posapp.domain.text import Bilingual, Language
from posapp.services import found_sales
from posapp.services.errors import ShiftNotOpen, UnknownBarcode
from posapp.services.found_sales import FoundSale, SaleOfMember
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.phone_tenders import Plan as Tenders
from posapp.services.phone_tenders import paid_with
from posapp.services.return_plan import Draft, Plan, in_cash, plan
from posapp.services.return_ticket import Doing, FinishedReturn, leave_for, write_ticket
from posapp.services.till_data import TillData, UnitOfWork


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
        return VariantId(article.variant.id), found_sales.name_of(article)

    def plan(self, draft: Draft) -> Plan:
        """Return what a draft would come to now; nothing is written.

        Raises ``NothingToReturn``, ``TooManyReturned``, ``UnknownGoods`` or ``NotOfThatStyle``.
        """
        with self._till.view() as view:
            return plan(view, draft, on_duty(self._duty, view).staff_id, self._clock.now())

    def finish(self, draft: Draft, received: Fen | None = None, override: OverrideId | None = None) -> FinishedReturn:
        """Carry a draft out; ``received`` is the cash for what is due on top, None for exactly that. What is due may be
        paid in every way at ``Exchanging``.

        Raises what ``plan`` raises, ``ManagerWanted``, ``NotEnoughCash``, ``BadAmount``, ``RefundTooMuch``,
        ``ShiftNotOpen``, ``NotSignedIn``, ``DiskFull`` or ``DatabaseBusy``; then nothing was written and no number was
        taken.
        """
        return self._till.write(lambda unit: self._finish(unit, draft, received, override))

    def _finish(
        self, unit: UnitOfWork, draft: Draft, received: Fen | None, override: OverrideId | None
    ) -> FinishedReturn:
        now, staff = self._clock.now(), on_duty(self._duty, unit)
        shift = unit.shifts.open_now()
        if shift is None:
            raise ShiftNotOpen
        found = in_cash(unit, plan(unit, draft, staff.staff_id, now))
        tendered = paid_with(found.due, (), Tenders(), received)
        leave = leave_for(unit, staff, draft.sale, found, override, now)
        doing = Doing(staff, shift, leave.given_by or "", now)
        return write_ticket(unit, draft, found, doing, tendered, self._language())
