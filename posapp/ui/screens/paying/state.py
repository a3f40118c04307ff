"""Everything the payment shows, as values, and which notes are offered as quick keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from posapp.domain.money import Fen
from posapp.services.phone_tenders import CardSlip, Plan
from posapp.ui.notices import Notice

if TYPE_CHECKING:
    from posapp.services.attempt_book import PaymentAttempt
    from posapp.services.payable import What
    from posapp.services.paying import FinishedSale
    from posapp.services.value import Drawing, ValueOffer

_NOTHING = Fen(0)
_NOTE = 10_000  # the largest banknote
_ROUND_TO = (1_000, 5_000, 10_000, 20_000, 50_000, 100_000)
QUICK_KEYS = 3


@dataclass(frozen=True, slots=True)
class PayingState:
    """``asking`` for the cash, ``drawing`` on an account, ``writing`` the sale, ``done`` with change and receipt.

    ``phone``: an attempt waits to be decided, or is being sent while it is None. ``card``: the reference on a
    terminal's slip is typed. ``phones`` and ``cards`` are what they have paid so far.

    ``offers`` are the accounts that may pay, ``drawn`` what they pay so far; cash pays the ``rest``.
    ``uses_coupon`` tells that the mall may have to be asked whether a coupon is free.
    ``off_in_cash`` is what comes off what is due if cash pays all of it (抹零).
    ``typed`` is what the fingers entered, empty for the exact amount. ``preview`` is the receipt's picture (PNG), None
    while it is drawn.
    """

    what: What = "sale"
    stage: Literal["asking", "drawing", "phone", "card", "writing", "done"] = "asking"
    due: Fen = _NOTHING
    off_in_cash: Fen = _NOTHING
    pieces: int = 0
    typed: str = ""
    received: Fen = _NOTHING
    finished: FinishedSale | None = None
    preview: bytes | None = None
    notice: Notice | None = None
    offers: tuple[ValueOffer, ...] = ()
    drawn: tuple[Drawing, ...] = ()
    uses_coupon: bool = False
    attempt: PaymentAttempt | None = None
    waited_s: int = 0
    phones: tuple[PaymentAttempt, ...] = ()
    cards: tuple[CardSlip, ...] = ()
    card_amount: Fen = _NOTHING
    reference: str = ""

    @property
    def left(self) -> Fen:
        """Return what is left to be paid in any way, to the fen."""
        by_phone = sum(attempt.amount for attempt in self.phones)
        return Fen(self.due - by_phone - self.plan.covered)

    @property
    def rest(self) -> Fen:
        """Return what is left to be paid in cash: rounded down by the chain's rule where cash pays all of it."""
        return Fen(self.left - self.off_in_cash) if self.left == self.due else self.left

    @property
    def said(self) -> Fen:
        """Return the total that the customer is told."""
        return self.rest if self.left == self.due else self.due

    @property
    def plan(self) -> Plan:
        """Return how the sale is paid beside phones and cash."""
        return Plan(self.due, self.drawn, self.cards)

    @property
    def change(self) -> int:
        """Return what is given back; negative while something is missing."""
        return self.received - self.rest

    @property
    def quick(self) -> tuple[Fen, ...]:
        """Return the round amounts that a customer is likely to hand over."""
        return quick_amounts(self.rest)


def quick_amounts(due: int) -> tuple[Fen, ...]:
    """Return the next round amounts above what is due.

    >>> quick_amounts(28_640)
    (29000, 30000, 40000)
    >>> quick_amounts(99_950)
    (100000, 110000, 120000)
    """
    amounts = sorted({(due // step + 1) * step for step in _ROUND_TO})
    while len(amounts) < QUICK_KEYS:
        amounts.append(amounts[-1] + _NOTE)
    return tuple(Fen(amount) for amount in amounts[:QUICK_KEYS])
