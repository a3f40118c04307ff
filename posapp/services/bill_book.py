"""What the till keeps of the channels' bills: the days, their rows of this till, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from posapp.domain.bill_days import NEVER, BillDay
from posapp.domain.bill_sums import NO_SUMS, Sums
from posapp.domain.clock import Millis
from posapp.domain.funds import FundsDay, finding_of, first_asked
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow
from posapp.domain.payment_code import Channel
from posapp.domain.reconciling import Act, Verdict
from posapp.services.attempt_book import PaymentAttempt, PaymentRefund


@dataclass(frozen=True, slots=True)
class KeptBill:
    """A day's bill of a channel as it is kept; ``verdicts`` counts the findings of its last comparison.

    ``funds`` is the fund-flow bill of that day, None before anybody asked for it.
    """

    channel: Channel
    progress: BillDay
    sums: Sums = NO_SUMS
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    funds: FundsDay | None = None

    @property
    def day(self) -> date:
        """Return which day's it is."""
        return self.progress.day

    @property
    def movements(self) -> FundsDay:
        """Return how far the fund-flow bill is read."""
        return self.funds or first_asked(self.day)

    @property
    def funds_id(self) -> str:
        """Return the name under which what differs in its movements is settled."""
        return finding_of(f"{self.channel}/{self.day.isoformat()}")


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A difference between bill and books. ``asked`` is what the channel answered when it was asked about it.

    ``finding_id`` stays the same however often the day is compared. ``said`` is the channel's own word for a row of a
    kind that nobody here knows.
    """

    finding_id: str
    channel: Channel
    day: date
    verdict: Verdict
    act: Act
    number: str
    refund_number: str
    is_refund: bool
    in_bill: Fen
    claimed: Fen
    channel_no: str = ""
    said: str = ""
    asked: str = ""
    asked_at: Millis = NEVER


@dataclass(frozen=True, slots=True)
class ClosedFinding:
    """A difference that a person has settled; ``staff_id`` is by whose word."""

    finding_id: str
    closed: Millis
    staff_id: str
    reason: str


class BillBook(Protocol):
    """The bills of this till's merchants."""

    def first_payment(self, channel: Channel) -> Millis | None:
        """Return when this till first asked a channel for money, None if it never did."""
        ...

    def places(self) -> frozenset[str]:
        """Return under which shops and tills this file has made numbers of payments and refunds."""
        ...

    def bill(self, channel: Channel, day: date) -> KeptBill | None:
        """Return what is kept of a day's bill."""
        ...

    def bills(self, channel: Channel, since: date) -> Sequence[KeptBill]:
        """Return the bills of a channel from a day on, the newest first."""
        ...

    def keep(self, bill: KeptBill) -> None:
        """Keep how far a bill is read and compared."""
        ...

    def keep_rows(self, channel: Channel, day: date, rows: Sequence[BillRow]) -> None:
        """Keep the rows of a bill instead of those that were kept of it before."""
        ...

    def rows(self, channel: Channel, day: date) -> tuple[BillRow, ...]:
        """Return the rows of a bill in its order."""
        ...

    def rows_beside(self, channel: Channel, day: date) -> tuple[BillRow, ...]:
        """Return rows of other days about what moved, by the bill or by the books, on this one."""
        ...

    def attempts(self, channel: Channel, day: date) -> Sequence[tuple[PaymentAttempt, str]]:
        """Return the attempts of a day, and those that its bill names; each with the reason it was closed for."""
        ...

    def refunds(self, channel: Channel, day: date) -> Sequence[PaymentRefund]:
        """Return the refunds of a day, and those that its bill names or whose payment it names."""
        ...

    def keep_findings(self, channel: Channel, day: date, findings: Sequence[KeptFinding]) -> None:
        """Keep a day's differences instead of those before; what the channel answered about one stays with it."""
        ...

    def answered(self, finding_id: str, asked: str, now: Millis) -> None:
        """Keep what the channel answered when it was asked about a difference."""
        ...

    def open_findings(self) -> Sequence[KeptFinding]:
        """Return the differences that something is to be done about and that nobody has settled, the oldest first."""
        ...

    def is_closed(self, finding_id: str) -> bool:
        """Tell whether a person has settled a difference."""
        ...

    def close(self, closed: ClosedFinding) -> None:
        """Keep that a person has settled a difference."""
        ...
