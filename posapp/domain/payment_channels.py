"""What an outside payment channel (WeChat Pay, Alipay) is asked, and all that it may answer.

Every call blocks, within the time-outs of its client, and raises nothing that the channel could cause: what cannot be
understood or believed is an answer too, ``UNKNOWN``. Only an answer that is verified (signed by the channel, fresh,
about this merchant, this number and this amount) may hold a state that ends something. Amounts are whole fen, instants
``Millis``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from posapp.domain.clock import Millis
from posapp.domain.money import Fen
from posapp.domain.payment_code import Channel

if TYPE_CHECKING:
    from posapp.domain.funds import FundsBill

_NOTHING = Fen(0)


class PaymentState(Enum):
    """Where a payment stands at the channel. All but ``UNKNOWN`` come from a verified answer only.

    Ends: ``PAID``, ``REVERSED``, ``NOT_PAID_FINAL``, ``REFUNDED``. Everything else is worked on.
    """

    PAID = "paid"
    """The customer's money has moved, this amount, under this number."""
    WAITING = "waiting"
    """The customer types a password, or the channel has not decided: ask again."""
    FAILING = "failing"
    """The channel calls it failed, and customers were charged all the same: reverse, then query."""
    ABSENT = "absent"
    """The channel knows no such number. No end yet: a late request may still arrive."""
    UNKNOWN = "unknown"
    """No answer, or none that can be believed: the customer may be charged or not."""
    NOT_PAID_FINAL = "not_paid_final"
    """Refused before any charge, by a code of a reviewed list. A refusal names no order: query once to be sure."""
    REVERSED = "reversed"
    """Closed or revoked: the customer keeps, or has again, her money."""
    REFUNDED = "refunded"
    """It was paid, and something of it was refunded since; the refunds say how much."""
    SUSPECT = "suspect"
    """Signed by the channel, about this number, but with another amount or currency: a person must look."""


class RefundState(Enum):
    """Where a refund stands at the channel. All but ``UNKNOWN`` come from a verified answer only."""

    DONE = "done"
    PROCESSING = "processing"
    """Accepted, not with the customer yet: ask again, over night too."""
    ABNORMAL = "abnormal"
    """The money cannot go back by its way (a closed card): the merchant must settle it with the channel."""
    REFUSED = "refused"
    """Refused or closed. One that was refused at asking may have been done before: query it once to be sure."""
    ABSENT = "absent"
    """The channel knows no refund of this number."""
    UNKNOWN = "unknown"
    """No answer, or none that can be believed: ask the same refund again, under the same number."""
    SUSPECT = "suspect"
    """Signed by the channel, about this number, but with another amount: a person must look."""


class BillState(Enum):
    """What came of asking for a day's bill."""

    READY = "ready"
    NO_TRADE = "no_trade"
    """The channel says, signed, that nothing happened on that day."""
    NOT_YET = "not_yet"
    """Bills are made in the morning after."""
    BROKEN = "broken"
    """It came, but its hash, its form or its sums are wrong: nothing of it may be used."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """One attempt as the channel knows it: its number is used once for ever, and amount and number never change."""

    number: str
    """6 to 32 of ``0-9 A-Z a-z _`` (Alipay takes no other sign): the channels' ``out_trade_no``."""
    amount: Fen
    title: str = ""
    """What the customer reads on her phone."""
    shop_id: str = ""
    till: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """One refund of a payment. The same number asked twice refunds once."""

    number: str
    payment: PaymentOrder
    amount: Fen
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """What the channel said of a payment, and what we made of it."""

    state: PaymentState
    is_verified: bool
    code: str = ""
    """The channel's own word (``USERPAYING``, ``ACQ.TRADE_NOT_EXIST``), or ours (``timed_out``, ``bad_signature``)."""
    detail: str = ""
    channel_no: str = ""
    """The channel's number of the payment, for the receipt and for customers who ask."""
    amount: Fen | None = None
    payer_amount: Fen | None = None
    """What the customer paid herself; less than ``amount`` when the channel gave her a coupon."""
    paid_at: Millis | None = None
    retry_after_s: int | None = None
    """The channel asked for a pause."""
    was_sent: bool = True
    """False: no connection could be made, so nothing of the request has left this machine."""


@dataclass(frozen=True, slots=True)
class ReverseAnswer:
    """What the channel said to a reversal. It decides nothing: reversals were answered well and not done, so query."""

    is_taken: bool
    """A verified answer says that it will be, or was, reversed."""
    is_verified: bool
    ask_again: bool = True
    """Whether calling once more can help; a verified refusal for good says no."""
    code: str = ""
    detail: str = ""
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What the channel said of a refund."""

    state: RefundState
    is_verified: bool
    code: str = ""
    detail: str = ""
    channel_no: str = ""
    amount: Fen | None = None
    done_at: Millis | None = None
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of a bill. ``kind`` is "pay", "refund", "reversed", or "unknown" with the channel's word in ``said``."""

    kind: str
    number: str
    channel_no: str
    amount: Fen
    """What was paid, or given back; never negative."""
    at: Millis
    refund_number: str = ""
    fee: Fen = _NOTHING
    """The channel's fee; negative where it is given back."""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A day's bill. When ``READY``, every row of the file is here, and the rows' sums are the summary's."""

    state: BillState
    day: date
    rows: tuple[BillRow, ...] = ()
    paid: Fen = _NOTHING
    refunded: Fen = _NOTHING
    code: str = ""
    detail: str = ""


class PaymentChannel(Protocol):
    """Access to one channel. Safe to use from several threads."""

    @property
    def channel(self) -> Channel:
        """Return which channel this is."""
        ...

    def pay(self, order: PaymentOrder, code: str) -> ChannelAnswer:
        """Charge a payment code. Sent once and never again by anybody: after ``UNKNOWN`` comes ``query``."""
        ...

    def query(self, order: PaymentOrder) -> ChannelAnswer:
        """Ask where a payment stands."""
        ...

    def reverse(self, order: PaymentOrder) -> ReverseAnswer:
        """Ask that a payment be undone, whatever became of it; then query. WeChat wants 15 s after ``pay``."""
        ...

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Ask for a refund, or once more for one whose answer was lost."""
        ...

    def refund_query(self, order: RefundOrder) -> RefundAnswer:
        """Ask where a refund stands."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class MerchantChannel(PaymentChannel, Protocol):
    """A channel as its merchant reaches it, with keys of his own: he is also told of each day."""

    def bill(self, day: date) -> Bill:
        """Fetch the bill of a business day of the channel (midnight to midnight in China)."""
        ...

    def funds(self, day: date) -> FundsBill:
        """Fetch every movement of the merchant's account on such a day."""
        ...
