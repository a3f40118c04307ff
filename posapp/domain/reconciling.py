"""Compare a channel's bill of a day with the shop's books: every row and every claim ends in exactly one verdict.

The bill says what moved; the books say what the shop believes has moved: payments by our number, refunds by theirs.

    ok                  the bill and the books say the same
    amount_diff         both have it, with different amounts
    bill_only_pay       money that came in and that no paid sale of the books accounts for: the dangerous one
    local_only_pay      paid by the books, and not in the bill
    bill_only_refund    money that went back and that the books do not know of
    local_only_refund   given back by the books, and not in the bill
    reversed_in_bill    paid and taken back again, both in the bill
    cross_day           the other half stands in a neighbouring day's bill, or may stand there tomorrow
    duplicate           a row that the bills have held before

Nothing is dropped: the rows of all differences are the rows that came in, so their sums are the bill's to the fen. All
functions are pure; amounts in fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from posapp.domain.clock import DAY, MINUTE, Millis, at, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow

Verdict = Literal[
    "ok",
    "amount_diff",
    "bill_only_pay",
    "local_only_pay",
    "bill_only_refund",
    "local_only_refund",
    "reversed_in_bill",
    "cross_day",
    "duplicate",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Act = Literal["nothing", "wait", "ask", "give_back", "look"]
"""What is to be done. ``wait``: for the next day's bill · ``ask``: the channel is asked, by itself, and its answer
decides · ``give_back``: a person decides whether the money goes back · ``look``: a person looks into it.
"""

Standing = Literal["kept", "undone", "open", "odd"]
"""What the books say of a payment. ``kept``: it is paid, whatever went back of it later · ``undone``: it was not, or
was taken back · ``open``: not decided yet · ``odd``: contradictory, and with a person already.
"""

Way = Literal["done", "under_way", "refused"]
"""What the books say of a refund."""

NEAR_MIDNIGHT = 10 * MINUTE
"""Clocks and time-outs put a payment of these minutes into either of two bills."""

_NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class PaymentClaim:
    """A payment in the books; ``at`` is when it was asked for."""

    number: str
    amount: Fen
    at: Millis
    standing: Standing


@dataclass(frozen=True, slots=True)
class RefundClaim:
    """A refund in the books: its own ``number``, and that of the payment; ``at`` is when it was asked for."""

    number: str
    paid_number: str
    amount: Fen
    at: Millis
    way: Way


@dataclass(frozen=True, slots=True)
class Books:
    """What the shop believes: payments by number, refunds by their own numbers."""

    payments: Mapping[str, PaymentClaim]
    refunds: Mapping[str, RefundClaim]

    @staticmethod
    def of(payments: Iterable[PaymentClaim], refunds: Iterable[RefundClaim]) -> Books:
        """Return books of these claims."""
        return Books({one.number: one for one in payments}, {one.number: one for one in refunds})


@dataclass(frozen=True, slots=True)
class Beside:
    """The bills around a day: their rows, and whether the one before and the one after are there at all."""

    rows: tuple[BillRow, ...] = ()
    has_before: bool = True
    has_after: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing on which bill and books agree or differ: the bill's ``rows`` of it, and what the books hold.

    ``is_refund`` where it is about money that goes back, under ``refund_number``; a reversal belongs to its payment.
    """

    verdict: Verdict
    act: Act
    number: str
    rows: tuple[BillRow, ...] = ()
    claimed: Fen = _NOTHING
    refund_number: str = ""
    is_refund: bool = False

    @property
    def paid(self) -> Fen:
        """Return what came in by its rows; what a row of an unknown kind holds counts as that."""
        return Fen(sum(row.amount for row in self.rows if row.kind in ("pay", "unknown")))

    @property
    def returned(self) -> Fen:
        """Return what went back by its rows."""
        return Fen(sum(row.amount for row in self.rows if row.kind in ("refund", "reversed")))

    @property
    def fee(self) -> Fen:
        """Return the channel's fee by its rows."""
        return Fen(sum(row.fee for row in self.rows))

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.act != "nothing"


def reconcile(day: date, rows: Sequence[BillRow], books: Books, beside: Beside) -> tuple[Finding, ...]:
    """Return what the bill of a day and the books have to say to each other, in the order of the bill.

    ``books`` may hold more than the day: claims of other days speak only where a row names them.
    """
    by_number: dict[str, list[BillRow]] = defaultdict(list)
    for row in rows:
        by_number[row.number].append(row)
    for number in _claimed_on(day, books):
        by_number.setdefault(number, [])
    elsewhere: dict[str, list[BillRow]] = defaultdict(list)
    for row in beside.rows:
        elsewhere[row.number].append(row)
    backs: dict[str, list[RefundClaim]] = defaultdict(list)
    for claim in books.refunds.values():
        backs[claim.paid_number].append(claim)
    found: list[Finding] = []
    for number, of_it in by_number.items():
        one = _Payment(day, number, of_it, books.payments.get(number), backs[number], elsewhere[number], beside)
        found.extend(one.findings())
    return tuple(found)


def is_on(day: date, instant: Millis) -> bool:
    """Tell whether an instant lies on a day in the shop."""
    return local(instant).date() == day


def _claimed_on(day: date, books: Books) -> Iterator[str]:
    """Yield the numbers of which the books say that money moved on a day."""
    for paid in books.payments.values():
        if paid.standing == "kept" and is_on(day, paid.at):
            yield paid.number
    for back in books.refunds.values():
        if back.way == "done" and is_on(day, back.at):
            yield back.paid_number


@dataclass
class _Payment:
    """One payment's number: the day's rows of it, what the books say, and the rows of other days."""

    day: date
    number: str
    rows: list[BillRow]
    claim: PaymentClaim | None
    backs: list[RefundClaim]
    elsewhere: list[BillRow]
    beside: Beside
    pay: BillRow | None = None
    undoing: BillRow | None = None
    refunds: dict[str, BillRow] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Yield each finding; every row of the day is in exactly one."""
        yield from self._sorted_out()
        yield from self._of_payment()
        for number, row in self.refunds.items():
            yield self._of_refund(number, row)
        for claim in self.backs:
            if claim.number not in self.refunds and claim.way == "done" and is_on(self.day, claim.at):
                yield self._of_missing_refund(claim)

    def _sorted_out(self) -> Iterator[Finding]:
        """Take the first row of each kind; what repeats one, or is of no known kind, is a finding by itself."""
        for row in self.rows:
            if row.kind == "unknown":
                # Whether money came or went is not said: nothing may be done about it but by a person.
                yield Finding("bill_only_pay", "look", self.number, (row,), self._claimed, row.refund_number)
            elif self._was_seen(row):
                again = row.refund_number if row.kind == "refund" else ""
                yield Finding("duplicate", "look", self.number, (row,), self._claimed, again, row.kind != "pay")
            elif row.kind == "pay":
                self.pay = row
            elif row.kind == "reversed":
                self.undoing = row
            else:
                self.refunds[row.refund_number] = row
        if self.undoing is None and (self.claim is None or self.claim.standing != "kept"):
            self._find_undoing()

    def _find_undoing(self) -> None:
        """Take for the reversal a refund of all that was paid that nobody of the shop has numbered: Alipay's way."""
        paid = self.pay or next((row for row in self.elsewhere if row.kind == "pay"), None)
        known = {claim.number for claim in self.backs}
        for number, row in self.refunds.items():
            if paid is not None and number not in known and row.amount == paid.amount:
                self.undoing = self.refunds.pop(number)
                return

    def _was_seen(self, row: BillRow) -> bool:
        before = (other for other in self.elsewhere if not is_on(self.day, other.at) and other.at <= row.at)
        if any((other.kind, other.refund_number) == (row.kind, row.refund_number) for other in before):
            return True
        if row.kind == "pay":
            return self.pay is not None
        if row.kind == "reversed":
            return self.undoing is not None
        return row.refund_number in self.refunds

    def _of_payment(self) -> Iterator[Finding]:
        claim, rows = self.claim, tuple(row for row in (self.pay, self.undoing) if row is not None)
        if self.undoing is not None:
            yield Finding("reversed_in_bill", self._after_reversal(self.undoing), self.number, rows, self._claimed)
        elif self.pay is not None:
            verdict, act = self._of_paid(self.pay, claim)
            yield Finding(verdict, act, self.number, rows, self._claimed)
        elif claim is not None and claim.standing == "kept" and is_on(self.day, claim.at):
            if any(row.kind == "pay" for row in self.elsewhere):
                yield Finding("cross_day", "nothing", self.number, (), claim.amount)
            elif self._may_be_beside(claim.at):
                yield Finding("cross_day", "wait", self.number, (), claim.amount)
            else:
                yield Finding("local_only_pay", "ask", self.number, (), claim.amount)

    def _after_reversal(self, undoing: BillRow) -> Act:
        """Return what a reversal in the bill asks for: nothing where no sale counts on the money."""
        if self.claim is not None and self.claim.standing == "open":
            return "ask"
        is_whole = self.pay is None or self.pay.amount == undoing.amount
        is_expected = self.claim is None or self.claim.standing == "undone"
        return "nothing" if is_whole and is_expected else "look"

    def _of_paid(self, pay: BillRow, claim: PaymentClaim | None) -> tuple[Verdict, Act]:
        if claim is None:
            # Something of it went back already, by somebody's hand: giving back all of it would be too much.
            return "bill_only_pay", "look" if self.refunds else "give_back"
        if pay.amount != claim.amount:
            return "amount_diff", "look"
        if claim.standing == "kept":
            return ("ok" if is_on(self.day, claim.at) else "cross_day"), "nothing"
        return "bill_only_pay", "look" if claim.standing == "odd" else "ask"

    def _of_refund(self, number: str, row: BillRow) -> Finding:
        claim = next((one for one in self.backs if one.number == number), None)
        verdict: Verdict
        act: Act = "nothing"
        if claim is None:
            verdict, act = "bill_only_refund", "look"
        elif claim.amount != row.amount:
            verdict, act = "amount_diff", "look"
        elif claim.way == "refused":
            verdict, act = "bill_only_refund", "ask"
        else:
            verdict = "ok" if is_on(self.day, claim.at) else "cross_day"
        return Finding(verdict, act, self.number, (row,), _NOTHING if claim is None else claim.amount, number, True)

    def _of_missing_refund(self, claim: RefundClaim) -> Finding:
        verdict: Verdict = "cross_day"
        act: Act = "nothing"
        if not any(row.refund_number == claim.number for row in self.elsewhere):
            if self._may_be_beside(claim.at):
                act = "wait"
            else:
                verdict, act = "local_only_refund", "ask"
        return Finding(verdict, act, self.number, (), claim.amount, claim.number, True)

    def _may_be_beside(self, instant: Millis) -> bool:
        """Tell whether the other half may stand in a neighbouring bill that is not here yet."""
        midnight = at(self.day, 0)
        if instant >= midnight + DAY - NEAR_MIDNIGHT:
            return not self.beside.has_after
        return instant < midnight + NEAR_MIDNIGHT and not self.beside.has_before

    @property
    def _claimed(self) -> Fen:
        return _NOTHING if self.claim is None else self.claim.amount
