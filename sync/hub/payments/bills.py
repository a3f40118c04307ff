"""Read the bills of the hub's merchants the morning after, compare them with its books, and have what can heal healed.

With each bill of trade comes that of the account's movements (资金账单): whether the money moved as the other says.
What is due stands in the table; two hub processes that read the same bill end with the same. Channels are asked outside
of transactions.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection

from posapp.domain.bill_days import around, asked, awaited, compared, days_up_to
from posapp.domain.bill_sums import sums_of
from posapp.domain.clock import Clock, local
from posapp.domain.funds import FundsBill, beside, fetched, is_due
from posapp.domain.money import Fen
from posapp.domain.payment_channels import (
    Bill,
    BillRow,
    BillState,
    MerchantChannel,
    PaymentOrder,
    PaymentState,
    RefundOrder,
    RefundState,
)
from posapp.domain.payment_number import place_in
from posapp.domain.reconciling import Beside, reconcile
from sync.hub.db.database import Database
from sync.hub.errors import NoName, NotParked
from sync.hub.payments import bill_book
from sync.hub.payments.bill_book import Difference, MerchantBill
from sync.hub.payments.book import Refund, given_back, keep_answer, keep_refund_answer, write_down_refund
from sync.hub.payments.merchants import Merchants, NoMerchant
from sync.hub.settling import record

log = logging.getLogger(__name__)

OFFICE = "office"
"""Whose refunds these are: no till's."""

MOST_ASKED = 10
"""So many differences of a merchant are asked about in one go."""


class MerchantBills:
    """The bills of one database's merchants."""

    def __init__(self, database: Database, clock: Clock, merchants: Merchants) -> None:
        self._database = database
        self._clock = clock
        self._merchants = merchants

    def work(self) -> int:
        """Read the next due bill of each merchant and ask about differences; return how many bills were read."""
        read = 0
        for known in self._merchants.known():
            try:
                channel = self._merchants.channel_for(known.merchant_id)
                due = self._due(known.merchant_id)
                if due is not None:
                    self.read(known.merchant_id, due)
                    read += 1
                self._look_again(known.merchant_id, channel)
            except NoMerchant as locked:
                log.warning("no bills: %s", locked)
        return read

    def read(self, merchant_id: str, day: date) -> MerchantBill:
        """Fetch a day's bill now, compare it and its neighbours with the books. Raises ``NoMerchant``."""
        channel = self._merchants.channel_for(merchant_id)
        bill = channel.bill(day)
        moved = channel.funds(day) if bill.state in (BillState.READY, BillState.NO_TRADE) else None
        with self._database.writing() as conn:
            kept = self._keep(conn, merchant_id, day, bill, moved)
        if kept.progress.is_read:
            for each in around(day):
                self._compare(merchant_id, each)
        with self._database.reading() as conn:
            return bill_book.bill_of(conn, merchant_id, day) or kept

    def settle(self, finding_id: str, who: str, reason: str) -> None:
        """Take a difference off the list, by a person's word. Raises ``NotParked`` or ``NoName``."""
        with self._database.writing() as conn:
            self._close(conn, _open_one(conn, finding_id), who, reason, "settle")

    def settle_funds(self, merchant_id: str, day: date, who: str, reason: str) -> None:
        """Take off the list how the money of a day moved otherwise. Raises ``NotParked`` or ``NoName``."""
        with self._database.writing() as conn:
            bill = bill_book.bill_of(conn, merchant_id, day)
            if bill is None or not bill.movements.differs or bill.funds_id in bill_book.settled(conn):
                raise NotParked()
            figures = msgspec.to_builtins(bill.movements.figures)
            self._settled(conn, bill.funds_id, who, reason, "settle", {"merchant_id": merchant_id, **figures})

    def give_back(self, finding_id: str, who: str) -> str:
        """Have money without a sale go back the way it came; return where the refund stands.

        Its number follows from the payment's, so that pressing twice gives back once. Raises ``NotParked``, ``NoName``
        or ``NoMerchant``.
        """
        with self._database.reading() as conn:
            one = _open_one(conn, finding_id)
        if one.act != "give_back":
            raise NotParked()
        if not who.strip():
            raise NoName()
        answer = self._refund(self._merchants.channel_for(one.merchant_id), one, one.in_bill_fen)
        if answer in (RefundState.DONE, RefundState.PROCESSING):
            with self._database.writing() as conn:
                self._close(conn, _open_one(conn, finding_id), who, "given_back", "give_back")
        return answer.value

    def _close(self, conn: Connection, one: Difference, who: str, reason: str, action: str) -> None:
        self._settled(conn, one.finding_id, who, reason, action, one._asdict())

    def _settled(
        self, conn: Connection, finding_id: str, who: str, reason: str, action: str, known: dict[str, object]
    ) -> None:
        if not who.strip():
            raise NoName()
        now = self._clock.now()
        bill_book.settle(conn, finding_id, now)
        record(conn, "", f"bill:{finding_id}", action, known, who, reason, now)

    def _due(self, merchant_id: str) -> date | None:
        now = self._clock.now()
        with self._database.reading() as conn:
            first = bill_book.first_payment(conn, merchant_id)
            days = [] if first is None else list(days_up_to(now, first))
            known = {bill.progress.day: bill for bill in _since(conn, merchant_id, days)}
        states = (known[day].progress if day in known else awaited(day) for day in days)
        wanted = (state.day for state in states if not state.is_read and now >= state.due)
        # A bill of trade goes before the movements of a day whose bill is here.
        moved = (day for day in days if day in known and known[day].progress.is_read)
        return next(wanted, next((day for day in moved if is_due(known[day].movements, now)), None))

    def _keep(self, conn: Connection, merchant_id: str, day: date, bill: Bill, moved: FundsBill | None) -> MerchantBill:
        now = self._clock.now()
        kept = bill_book.bill_of(conn, merchant_id, day) or MerchantBill(merchant_id, awaited(day))
        funds = fetched(kept.movements, bill, bill.rows, moved, now)
        kept = replace(kept, progress=asked(kept.progress, bill, now), funds=funds)
        if bill.state in (BillState.READY, BillState.NO_TRADE):
            ours, others = _parted(conn, bill.rows)
            bill_book.keep_rows(conn, merchant_id, day, ours)
            kept = replace(kept, sums=sums_of(ours, others))
        bill_book.keep_bill(conn, kept)
        if kept.progress.is_read:
            for other in around(day)[1:]:
                there = bill_book.bill_of(conn, merchant_id, other)
                if there is not None and there.progress.is_read:
                    progress = replace(there.progress, look=self._clock.now())
                    bill_book.keep_bill(conn, replace(there, progress=progress))
        for each in around(day):
            _lay_beside(conn, merchant_id, each)
        return bill_book.bill_of(conn, merchant_id, day) or kept

    def _compare(self, merchant_id: str, day: date) -> None:
        """Compare a day again, if its bill is here. All of the reading holds nobody up."""
        with self._database.reading() as conn:
            kept = bill_book.bill_of(conn, merchant_id, day)
            if kept is None or not kept.progress.is_read:
                return
            rows, books = bill_book.rows_of(conn, merchant_id, day), bill_book.books_of(conn, merchant_id, day)
            findings = reconcile(day, rows, books, _beside(conn, merchant_id, day))
        with self._database.writing() as conn:
            bill_book.keep_differences(conn, merchant_id, day, findings)
            acts = [one.act for one in bill_book.open_differences(conn, merchant_id) if one.day == day.isoformat()]
            now = bill_book.bill_of(conn, merchant_id, day) or kept
            verdicts: Counter[str] = Counter(one.verdict for one in findings)
            progress = compared(now.progress, acts, self._clock.now())
            bill_book.keep_bill(conn, replace(now, progress=progress, verdicts=dict(verdicts)))

    # --- what heals by itself

    def _look_again(self, merchant_id: str, channel: MerchantChannel) -> None:
        now = self._clock.now()
        with self._database.reading() as conn:
            first = bill_book.first_payment(conn, merchant_id) or now
            bills = bill_book.bills_since(conn, merchant_id, local(first).date())
            due = [bill.progress.day for bill in bills if 0 < bill.progress.look <= now]
            days = {day.isoformat() for day in due}
            open_ones = bill_book.open_differences(conn, merchant_id)
            wanted = [one for one in open_ones if one.day in days and one.act == "ask"]
        for one in sorted(wanted, key=lambda one: one.asked_ms)[:MOST_ASKED]:
            self._ask(channel, one)
        for day in due:
            self._compare(merchant_id, day)

    def _ask(self, channel: MerchantChannel, one: Difference) -> None:
        """Ask the channel about a difference; money that came in after all goes back, by its verified word alone."""
        with self._database.reading() as conn:
            books = bill_book.books_of(conn, one.merchant_id, date.fromisoformat(one.day))
        if one.is_refund:
            refund = books.refunds.get(one.refund_number)
            paid = books.payments.get(one.number)
            if refund is None:
                return
            whole = Fen(refund.amount if paid is None else paid.amount)
            answer = channel.refund_query(RefundOrder(refund.number, PaymentOrder(one.number, whole), refund.amount))
            with self._database.writing() as conn:
                keep_refund_answer(conn, refund.number, answer, self._clock.now())
                bill_book.answered(conn, one.finding_id, answer.state.value, self._clock.now())
            return
        claim = books.payments.get(one.number)
        if claim is None:
            return
        said = channel.query(PaymentOrder(claim.number, claim.amount))
        with self._database.writing() as conn:
            keep_answer(conn, claim.number, said, self._clock.now())
            bill_book.answered(conn, one.finding_id, said.state.value, self._clock.now())
        has_begun = f"R{claim.number}" in books.refunds  # and its answer was lost, or it would not be asked about
        if said.state is PaymentState.PAID and (claim.standing == "undone" or has_begun):
            self._refund(channel, one, claim.amount)

    def _refund(self, channel: MerchantChannel, one: Difference, amount: int) -> RefundState:
        asked_for = Refund(f"R{one.number}", one.number, OFFICE, amount)
        with self._database.writing() as conn:
            if given_back(conn, one.number, besides=asked_for.number):
                return RefundState.REFUSED  # a till gave something of it back meanwhile: a person looks again
            write_down_refund(conn, asked_for, self._clock.now())
        order = RefundOrder(asked_for.number, PaymentOrder(one.number, Fen(amount)), Fen(amount))
        answer = channel.refund(order)
        with self._database.writing() as conn:
            keep_refund_answer(conn, asked_for.number, answer, self._clock.now())
        return answer.state


def _lay_beside(conn: Connection, merchant_id: str, day: date) -> None:
    """Look for the other halves of what moved around midnight in the bills of the days around."""
    kept = bill_book.bill_of(conn, merchant_id, day)
    if kept is None or kept.funds is None:
        return
    before, after = (
        None if there is None else there.funds
        for there in (bill_book.bill_of(conn, merchant_id, other) for other in around(day)[1:])
    )
    funds = beside(kept.funds, before, after)
    if funds != kept.funds:
        bill_book.keep_bill(conn, replace(kept, funds=funds))


def _beside(conn: Connection, merchant_id: str, day: date) -> Beside:
    first = bill_book.first_payment(conn, merchant_id)

    def is_here(other: date) -> bool:
        there = bill_book.bill_of(conn, merchant_id, other)
        return (there is not None and there.progress.is_read) or first is None or other < local(first).date()

    return Beside(
        bill_book.rows_beside(conn, merchant_id, day),
        has_before=is_here(day - timedelta(days=1)),
        has_after=is_here(day + timedelta(days=1)),
    )


def _open_one(conn: Connection, finding_id: str) -> Difference:
    for one in bill_book.open_differences(conn):
        if one.finding_id == finding_id:
            return one
    raise NotParked()


def _since(conn: Connection, merchant_id: str, days: list[date]) -> list[MerchantBill]:
    return bill_book.bills_since(conn, merchant_id, days[0]) if days else []


def _parted(conn: Connection, rows: Iterable[BillRow]) -> tuple[list[BillRow], list[BillRow]]:
    """Part the rows of the chain's tills from those of other programs that share the merchant."""
    rows = list(rows)
    known = bill_book.known_numbers(conn, (number for row in rows for number in (row.number, row.refund_number)))
    ours: list[BillRow] = []
    others: list[BillRow] = []
    for row in rows:
        is_ours = row.number in known or row.refund_number in known or place_in(row.number) is not None
        (ours if is_ours else others).append(row)
    return ours, others
