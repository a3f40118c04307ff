"""What phones and card terminals pay of a sale, and what becomes of a cart's attempts when the cart ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from posapp.domain.attempt import LOOKED_AT, cancelled
from posapp.domain.card_number import without_card_numbers
from posapp.domain.clock import Millis
from posapp.domain.drawer import check_amount
from posapp.domain.errors import BadAmount
from posapp.domain.identity import CartId, SaleId
from posapp.domain.money import LARGEST_AMOUNT, Fen
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.drawing import tender_of
from posapp.services.errors import NotEnoughCash, PriceChanged
from posapp.services.payment_errors import PaidTooMuch
from posapp.services.refunds import give_back
from posapp.services.till_data import UnitOfWork, View
from posapp.services.value_book import Drawing
from sync.protocol.sold import Charged, Tender

LONGEST_REFERENCE = 40


@dataclass(frozen=True, slots=True)
class CardSlip:
    """What an outside card terminal says it has taken: the amount, and the reference on its slip."""

    amount: Fen
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a sale is paid beside phones and cash, as the cashier saw it: what accounts pay and what a terminal took.

    ``expected`` is the total that she saw and said; None where nobody looked.
    """

    expected: Fen | None = None
    drawn: tuple[Drawing, ...] = ()
    cards: tuple[CardSlip, ...] = ()

    @property
    def covered(self) -> Fen:
        """Return what is paid in these ways."""
        return Fen(sum(one.amount for one in self.drawn) + sum(one.amount for one in self.cards))


@dataclass(frozen=True, slots=True)
class Tendered:
    """All that pays a sale: accounts, phones and cards, and of the rest ``due`` in cash, for which ``cash`` came."""

    due: Fen
    cash: Fen
    drawings: tuple[Drawing, ...]
    phones: tuple[PaymentAttempt, ...] = ()
    cards: tuple[CardSlip, ...] = ()

    def tenders(self, sale_id: str) -> list[Tender]:
        """Return the tenders, those on accounts first and in their order; no cash where nothing is due."""
        ways: list[Callable[[str], Tender]] = [
            *(partial(tender_of, drawing) for drawing in self.drawings),
            *(partial(phone_tender, attempt) for attempt in self.phones),
            *(partial(card_tender, slip) for slip in self.cards),
        ]
        if self.due or not ways:
            ways.append(self._in_cash)
        return [way(f"{sale_id}-t{place}") for place, way in enumerate(ways, start=1)]

    @property
    def points_fen(self) -> int:
        """Return what points pay: it earns no points again."""
        return sum(drawing.amount for drawing in self.drawings if drawing.instrument == "points")

    def _in_cash(self, tender_id: str) -> Tender:
        return Tender(
            tender_id=tender_id,
            kind="cash",
            amount_fen=self.due,
            received_fen=self.cash,
            change_fen=self.cash - self.due,
        )


def paid_with(total: Fen, phones: Sequence[PaymentAttempt], plan: Plan, received: Fen | None) -> Tendered:
    """Return all that pays ``total``: accounts, phones and cards, and cash for the rest (exactly that when None came).

    Raises ``PriceChanged`` when the customer was told another total, ``PaidTooMuch``, ``NotEnoughCash`` or
    ``BadAmount``.
    """
    if plan.expected is not None and total != plan.expected:
        raise PriceChanged(shown=plan.expected, now=total)
    for slip in plan.cards:  # an amount below nothing would be cash that nobody received
        check_amount(slip.amount, least=1)
    by_phone = sum(attempt.amount for attempt in phones)
    if by_phone > total:
        raise PaidTooMuch(paid=by_phone, total=total)
    due = Fen(total - by_phone - plan.covered)
    if due < 0:
        raise PriceChanged(shown=Fen(total - due), now=total)
    cash = due if received is None else received
    if cash < due:
        raise NotEnoughCash(due=due, received=cash)
    if cash > LARGEST_AMOUNT:
        raise BadAmount(str(cash))
    return Tendered(due, cash, plan.drawn, tuple(phones), plan.cards)


def paid_by_phone(view: View, cart_id: CartId) -> tuple[PaymentAttempt, ...]:
    """Return the attempts that have paid a part of a cart, the oldest first."""
    return tuple(attempt for attempt in view.attempts.of_cart(cart_id) if attempt.is_paid)


def phone_tender(attempt: PaymentAttempt, tender_id: str) -> Tender:
    """Return the tender that a paid attempt becomes in its sale."""
    return Tender(
        tender_id=tender_id,
        kind="wechat_pay" if attempt.channel == "wechat" else "alipay",
        amount_fen=attempt.amount,
        received_fen=attempt.amount,
        change_fen=0,
        charged=Charged(attempt_id=attempt.attempt_id, number=attempt.number, channel_no=attempt.channel_no),
    )


def card_tender(slip: CardSlip, tender_id: str) -> Tender:
    """Return the tender of a card slip."""
    return Tender(
        tender_id=tender_id,
        kind="card",
        amount_fen=slip.amount,
        received_fen=slip.amount,
        change_fen=0,
        reference=without_card_numbers(slip.reference.strip())[:LONGEST_REFERENCE],
    )


def cart_was_paid(
    unit: UnitOfWork, cart_id: CartId, sale_id: SaleId, paid: Sequence[PaymentAttempt], now: Millis
) -> None:
    """Tie the attempts that paid to their sale. One that is still open is not wanted any more: if it turns out to have
    paid, that goes back.
    """
    for attempt in paid:
        unit.attempts.keep(replace(attempt, sale_id=sale_id))
    _drop_open(unit, cart_id, now)


def cart_was_given_up(unit: UnitOfWork, cart_id: CartId, now: Millis) -> None:
    """Give back what phones have paid of a cart that nobody buys, and what they turn out to have paid."""
    for attempt in paid_by_phone(unit, cart_id):
        give_back(unit, attempt, attempt.number, now)
    _drop_open(unit, cart_id, now)


def _drop_open(unit: UnitOfWork, cart_id: CartId, now: Millis) -> None:
    for attempt in unit.attempts.of_cart(cart_id):
        if attempt.progress.state in LOOKED_AT or attempt.progress.state == "suspect":
            unit.attempts.keep(replace(attempt, is_wanted=False, progress=cancelled(attempt.progress, now)))
