"""Pay the difference of an exchange in every way a sale is paid, on the one ticket of the exchange.

What was agreed is kept before the first tender, under an id of its own, so that a payment by phone that outlives the
program, or the power, finds what it was for. Until the ticket is written nothing has come back and nothing has left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from posapp.domain.clock import Clock
from posapp.domain.errors import Refused
from posapp.domain.identity import CartId, SaleId, StaffId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.domain.scan import classify
from posapp.domain.text import Bilingual, Language
from posapp.services.aborting import exchange_aborted
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.card_slips import allow_unproven
from posapp.services.errors import ExchangeOver, Practising, ShiftNotOpen
from posapp.services.exchange_book import OpenExchange
from posapp.services.found_sales import FoundSale, name_of, shown
from posapp.services.holding import who
from posapp.services.on_cart import good_card
from posapp.services.on_duty import OnDuty, SignedIn, on_duty
from posapp.services.payable import Payable
from posapp.services.paying import who_took
from posapp.services.phone_tenders import CardSlip, Plan, cart_was_given_up, cart_was_paid, paid_by_phone, paid_with
from posapp.services.return_plan import Draft, in_cash, plan
from posapp.services.return_plan import Plan as ReturnPlan
from posapp.services.return_ticket import Doing, FinishedReturn, leave_for, write_ticket
from posapp.services.scanning import read_signed_of
from posapp.services.till_data import TillData, UnitOfWork, View
from posapp.services.value_book import Drawing
from sync.protocol.codes import CodeType


@dataclass(frozen=True, slots=True)
class Agreed:
    """An exchange that is being paid, with the sale that it is of and the names of other goods that leave."""

    exchange: OpenExchange
    found: FoundSale
    names: Mapping[VariantId, Bilingual]


class Exchanging:
    """Takes the difference of an exchange. ``language`` tells in which language paper is written."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language]) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def begin(self, draft: Draft, override: OverrideId | None = None) -> OpenExchange:
        """Keep that this exchange is agreed and about to be paid; one that is being paid already stays as it is.

        Raises what ``Returning.plan`` raises, ``ManagerWanted``, ``ShiftNotOpen``, ``Practising``, ``NotSignedIn``,
        ``DiskFull`` or ``DatabaseBusy``.
        """

        def job(unit: UnitOfWork) -> OpenExchange:
            now, staff = self._clock.now(), on_duty(self._duty, unit)
            if unit.shifts.open_now() is None:
                raise ShiftNotOpen
            if unit.carts.is_practising():
                raise Practising
            standing = unit.exchanges.open()
            if standing is not None:
                return self._as_told(unit, standing)
            found = plan(unit, draft, staff.staff_id, now)
            leave = leave_for(unit, staff, draft.sale, found, override, now)
            exchange = OpenExchange(CartId(new_id(now)), now, draft, found.due, leave.given_by or "")
            unit.exchanges.keep(exchange)
            return _told(unit, exchange, found)

        return self._till.write(job)

    def open_now(self) -> Agreed | None:
        """Return the exchange that is being paid: what a crash left, too."""
        with self._till.view() as view:
            exchange = view.exchanges.open()
            if exchange is None:
                return None
            articles = view.catalogue.articles({variant_id for variant_id, _ in exchange.draft.new})
            names = {variant_id: name_of(article) for variant_id, article in articles.items()}
            return Agreed(self._as_told(view, exchange), shown(view, exchange.draft.sale, self._clock.now()), names)

    def is_open(self) -> bool:
        """Tell whether an exchange waits to be paid."""
        with self._till.view() as view:
            return view.exchanges.open() is not None

    def repriced(self) -> OpenExchange:
        """Keep what the difference is now, as the customer is told it anew.

        Raises ``ExchangeOver`` when nothing is due any more: then it is given up, to be agreed again.
        """

        def job(unit: UnitOfWork) -> OpenExchange | None:
            exchange = _open(unit)
            found = self._plan(unit, exchange)
            if found.due <= 0:
                self._give_up(unit, exchange)
                return None
            exchange = replace(exchange, due=found.due)
            unit.exchanges.keep(exchange)
            return _told(unit, exchange, found)

        exchange = self._till.write(job)
        if exchange is None:
            raise ExchangeOver
        return exchange

    def take_card(self, text: str) -> None:
        """Take a gift card that was scanned: it may pay a part.

        Raises ``CodeRefused``, ``ValueRefused`` or ``ExchangeOver``.
        """

        def job(unit: UnitOfWork) -> None:
            now, scanned = self._clock.now(), classify(text)
            if "gift_card" in scanned.readings:
                card = unit.value.gift_card_by_card(scanned.text)
            else:
                card = unit.value.gift_card_by_number(read_signed_of(unit, text, CodeType.GIFT_CARD, now).number)
            unit.exchanges.keep(replace(_open(unit), gift_card_id=good_card(card, now).id))

        self._till.write(job)

    def leave(self) -> Fen:
        """Give the exchange up, and return what phones have paid of it: that goes back by itself."""

        def job(unit: UnitOfWork) -> Fen:
            exchange = unit.exchanges.open()
            if exchange is None:
                return Fen(0)
            paid = Fen(sum(attempt.amount for attempt in paid_by_phone(unit, exchange.exchange_id)))
            self._give_up(unit, exchange)
            return paid

        return self._till.write(job)

    def pay_cash(
        self,
        received: Fen | None = None,
        *,
        expected: Fen | None = None,
        drawn: Sequence[Drawing] = (),
        cards: Sequence[CardSlip] = (),
        override: OverrideId | None = None,
    ) -> FinishedReturn:
        """Write the ticket; what is ``drawn``, what phones paid and what a terminal took comes first, cash the rest.

        Where cash pays all of it, that is the difference rounded down by the chain's rule (抹零): ``expected``, too.

        Raises ``ExchangeOver`` when none is being paid, else as ``Paying.pay_cash`` and ``Returning.finish`` do.
        """

        def job(unit: UnitOfWork) -> FinishedReturn:
            staff = on_duty(self._duty, unit)
            allow_unproven(unit, staff, cards, _open(unit).exchange_id, override)
            return self._finish(unit, staff, received, Plan(expected, tuple(drawn), tuple(cards)))

        return self._till.write(job)

    # --- for payments by phone

    def payable(self, view: View) -> Payable:
        """Return the difference as it is now. Raises ``ExchangeOver`` when no exchange is being paid."""
        exchange = _open(view)
        return Payable(exchange.exchange_id, self._due(view, exchange))

    def is_wanted(self, view: View, cart_id: CartId) -> bool:
        """Tell whether an exchange is still being paid."""
        exchange = view.exchanges.open()
        return exchange is not None and exchange.exchange_id == cart_id

    def finish_paid(self, unit: UnitOfWork, attempt: PaymentAttempt, plan: Plan | None) -> FinishedReturn | None:
        """Write the ticket if a phone has just paid the last of the difference. Raises as ``pay_cash`` does."""
        intended = plan or Plan()
        paid = sum(one.amount for one in paid_by_phone(unit, attempt.cart_id))
        if self._due(unit, _open(unit)) != paid + intended.covered:
            return None
        return self._finish(unit, who_took(unit, attempt), None, intended)

    # --- how

    def _give_up(self, unit: UnitOfWork, exchange: OpenExchange) -> None:
        now = self._clock.now()
        exchange_aborted(unit, exchange, who(self._duty), now)
        cart_was_given_up(unit, exchange.exchange_id, now)
        unit.exchanges.end(exchange.exchange_id)

    def _plan(self, view: View, exchange: OpenExchange) -> ReturnPlan:
        return plan(view, exchange.draft, StaffId(""), self._clock.now())  # who served changes no price

    def _due(self, view: View, exchange: OpenExchange) -> Fen:
        return self._plan(view, exchange).due

    def _as_told(self, view: View, exchange: OpenExchange) -> OpenExchange:
        """Return an exchange that was agreed before, with what comes off it in cash unless it costs another sum now."""
        try:
            found = self._plan(view, exchange)
        except Refused:  # it cannot be carried out any more; whoever pays it is told why
            return exchange
        return _told(view, exchange, found) if found.due == exchange.due else exchange

    def _finish(self, unit: UnitOfWork, staff: SignedIn, received: Fen | None, tenders: Plan) -> FinishedReturn:
        now, exchange, shift = self._clock.now(), _open(unit), unit.shifts.open_now()
        if shift is None:
            raise ShiftNotOpen
        found = plan(unit, exchange.draft, staff.staff_id, now)
        phones = paid_by_phone(unit, exchange.exchange_id)
        if not phones and not tenders.covered:
            found = in_cash(unit, found)
        tendered = paid_with(found.due, phones, tenders, received)
        doing = Doing(staff, shift, exchange.approver_id, now)
        finished = write_ticket(unit, exchange.draft, found, doing, tendered, self._language())
        cart_was_paid(unit, exchange.exchange_id, finished.sale_id or SaleId(""), phones, now)
        unit.exchanges.end(exchange.exchange_id)
        return finished


def _told(view: View, exchange: OpenExchange, found: ReturnPlan) -> OpenExchange:
    return replace(exchange, off_in_cash=Fen(found.due - in_cash(view, found).due))


def _open(view: View) -> OpenExchange:
    exchange = view.exchanges.open()
    if exchange is None:
        raise ExchangeOver
    return exchange
