"""What the till keeps of payments by phone: every attempt and every refund, from before a channel is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.attempt import Progress
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId, SaleId, ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.domain.payment_code import Channel


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """One try to have a phone pay a part of a cart.

    ``number`` is ours (the channel's ``out_trade_no``), used once for ever. ``code_mark`` spots the same code scanned
    again; the code itself is never kept. Once it is paid, ``sale_id`` names the sale that it paid; ``is_wanted`` turns
    false when the cart was paid otherwise or given up, and what is paid then goes back. ``version`` guards against two
    writers.
    """

    attempt_id: str
    cart_id: CartId
    channel: Channel
    number: str
    amount: Fen
    code_mark: str
    progress: Progress
    staff_id: StaffId
    shift_id: ShiftId
    channel_no: str = ""
    said: str = ""
    is_wanted: bool = True
    sale_id: SaleId | None = None
    version: int = 0

    @property
    def is_paid(self) -> bool:
        """Tell whether the channel has the customer's money, by a verified answer."""
        return self.progress.state == "paid"


RefundStage = Literal["intent", "processing", "done", "abnormal", "refused"]
"""``abnormal``: it cannot go back by its way (a closed card), a person settles it with the channel."""


@dataclass(frozen=True, slots=True)
class PaymentRefund:
    """Money that goes back by the way it came. The same ``number`` asked again refunds once.

    ``paid_number`` and ``paid`` name the payment as the channel knows it, so that a till can refund what another took.
    ``about`` is what a person calls the reason: a return's receipt, a late payment.
    """

    refund_id: str
    number: str
    channel: Channel
    paid_number: str
    paid: Fen
    amount: Fen
    about: str
    asked: Millis
    due: Millis
    stage: RefundStage = "intent"
    tries: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class ClosedPayment:
    """An attempt or a refund that a person has settled with the channel; ``staff_id`` is by whose word."""

    payment_id: str
    closed: Millis
    staff_id: StaffId
    reason: str


class AttemptBook(Protocol):
    """The attempts and refunds of this till."""

    def get(self, attempt_id: str) -> PaymentAttempt | None:
        """Return one attempt."""
        ...

    def of_cart(self, cart_id: CartId) -> Sequence[PaymentAttempt]:
        """Return the wanted attempts of a cart that may have cost or may yet cost money, the oldest first; those that a
        person has closed stand in its way no more.
        """
        ...

    def unsettled(self) -> Sequence[PaymentAttempt]:
        """Return what nobody can close the book on: asked about, contradictory, or paid and part of no sale;
        not what a person has closed.
        """
        ...

    def is_marked(self, code_mark: str) -> bool:
        """Tell whether a code with this mark was charged before."""
        ...

    def add(self, attempt: PaymentAttempt) -> None:
        """Keep a new attempt; a second open one of its cart is an error of the caller."""
        ...

    def keep(self, attempt: PaymentAttempt) -> PaymentAttempt:
        """Keep what became of an attempt and return it with its next version. Raises ``AttemptMoved``."""
        ...

    def refunds(self, *, unfinished: bool = False) -> Sequence[PaymentRefund]:
        """Return the refunds, the oldest first; ``unfinished``: those that are still to be asked, or need a person
        who has not closed them yet.
        """
        ...

    def refunded(self, paid_number: str) -> Fen:
        """Return what was given back, or is on its way back, of a payment."""
        ...

    def refund(self, refund_id: str) -> PaymentRefund | None:
        """Return one refund."""
        ...

    def keep_refund(self, refund: PaymentRefund) -> None:
        """Keep a refund, or what became of it."""
        ...

    def close(self, closed: ClosedPayment) -> None:
        """Keep that a person has settled an attempt or a refund; what is known of it stays as it is."""
        ...


class AttemptMoved(Exception):
    """Somebody else has worked on the attempt since it was read; what he found stands."""
