"""Read the channels' bills the morning after, compare them with the till's books, and have what can heal healed.

With each bill of trade comes that of the account's movements (资金账单): whether the money moved as the other says.

``work`` is called now and then and does what is due by the table; nothing hangs on having been awake at ten. ``read``
does one day at once. Both talk to a channel for seconds and belong on its lane. A day may be read and compared as
often as anybody likes: it ends the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from posapp.domain.attempt import reopened
from posapp.domain.bill_days import BillDay, around, asked, awaited, compared, days_up_to
from posapp.domain.bill_sums import differences, in_bill, strange_kind, sums_of
from posapp.domain.clock import DAY, Clock, Millis, local
from posapp.domain.funds import FundsBill, beside, fetched, is_due
from posapp.domain.payment_channels import Bill, BillRow, BillState, MerchantChannel, PaymentOrder
from posapp.domain.payment_code import Channel
from posapp.domain.payment_number import place_in, place_of
from posapp.domain.reconciling import Beside, Books, Finding, PaymentClaim, RefundClaim, Standing, Way, reconcile
from posapp.services.attempt_book import AttemptMoved, PaymentAttempt, PaymentRefund
from posapp.services.bill_book import KeptBill, KeptFinding
from posapp.services.refunds import after, begin_of, order_of
from posapp.services.till_data import TillData, UnitOfWork, View

MOST_ASKED = 10
"""So many differences are asked about in one go: a channel that lost a day is not stormed."""

_STANDINGS: Mapping[str, Standing] = {"paid": "kept", "void": "undone", "suspect": "odd"}
_CLOSED: Mapping[str, Standing] = {
    "channel_has_it": "kept",
    "channel_has_none": "undone",
    "given_back_there": "undone",
    "given_back_otherwise": "kept",
}
"""What a person found out about a payment that the till could not settle; the bill tells whether it is so."""
_WAYS: Mapping[str, Way] = {"done": "done", "refused": "refused"}


class Bills:
    """The bills of this till's own merchants. ``merchants`` is empty where the mall holds the keys: it reads them."""

    def __init__(
        self, till: TillData, clock: Clock, merchants: Callable[[], Mapping[Channel, MerchantChannel]]
    ) -> None:
        self._till = till
        self._clock = clock
        self._merchants = merchants

    def work(self) -> bool:
        """Read the next bill that is due of each channel, and ask about differences; tell whether anything moved."""
        moved = False
        for channel, merchant in self._merchants().items():
            due = self._due(channel)
            if due is not None:
                self.read(channel, due)
                moved = True
            moved = self._look_again(channel, merchant) or moved
        return moved

    def read(self, channel: Channel, day: date) -> KeptBill:
        """Fetch a day's bill now, compare it and its neighbours with the books, and return what is kept of it.

        Raises ``LookupError`` for a channel whose merchant is not this till's.
        """
        merchant = self._merchants().get(channel)
        if merchant is None:
            raise LookupError(f"no merchant of {channel}")
        bill = merchant.bill(day)
        moved = merchant.funds(day) if bill.state in (BillState.READY, BillState.NO_TRADE) else None
        kept = self._till.write(lambda unit: self._keep(unit, channel, day, bill, moved))
        if kept.progress.is_read:
            for each in around(day):
                self._compare(channel, each)
        with self._till.view() as view:
            return view.bills.bill(channel, day) or kept

    def _due(self, channel: Channel) -> date | None:
        now = self._clock.now()
        with self._till.view() as view:
            first = view.bills.first_payment(channel)
            if first is None:
                return None
            days = list(days_up_to(now, first))
            known = {bill.day: bill for bill in view.bills.bills(channel, days[0])} if days else {}
        wanted = (day for day in days if _is_due(_progress(known.get(day), day), now))
        # A bill of trade goes before the movements of a day whose bill is here.
        moved = (
            bill.day for bill in reversed(list(known.values())) if bill.progress.is_read and is_due(bill.movements, now)
        )
        return next(wanted, next(moved, None))

    def _keep(self, unit: UnitOfWork, channel: Channel, day: date, bill: Bill, moved: FundsBill | None) -> KeptBill:
        now = self._clock.now()
        kept = unit.bills.bill(channel, day) or KeptBill(channel, awaited(day))
        funds = fetched(kept.movements, bill, bill.rows, moved, now)
        kept = replace(kept, progress=asked(kept.progress, bill, now), funds=funds)
        if bill.state in (BillState.READY, BillState.NO_TRADE):
            ours, others = _parted(bill.rows, unit.bills.places() | {place_of(begin_of(unit))})
            unit.bills.keep_rows(channel, day, ours)
            kept = replace(kept, sums=sums_of(ours, others))
        unit.bills.keep(kept)
        if kept.progress.is_read:
            for other in around(day)[1:]:
                there = unit.bills.bill(channel, other)
                if there is not None and there.progress.is_read:
                    progress = replace(there.progress, look=self._clock.now())
                    unit.bills.keep(replace(there, progress=progress))
        for each in around(day):
            self._lay_beside(unit, channel, each)
        return unit.bills.bill(channel, day) or kept

    def _lay_beside(self, unit: UnitOfWork, channel: Channel, day: date) -> None:
        """Look for the other halves of what moved around midnight in the bills of the days around."""
        kept = unit.bills.bill(channel, day)
        if kept is None or kept.funds is None:
            return
        before, after = (
            None if there is None else there.funds
            for there in (unit.bills.bill(channel, other) for other in around(day)[1:])
        )
        funds = beside(kept.funds, before, after)
        if funds != kept.funds:
            unit.bills.keep(replace(kept, funds=funds))

    def _compare(self, channel: Channel, day: date) -> None:
        """Compare a day again, if its bill is here.

        All of the reading is done beside the counter's work; only what came of it is written.
        """
        with self._till.view() as view:
            kept = view.bills.bill(channel, day)
            if kept is None or not kept.progress.is_read:
                return
            findings = reconcile(
                day, view.bills.rows(channel, day), books_of(view, channel, day), self._beside(view, channel, day)
            )

        def job(unit: UnitOfWork) -> None:
            unit.bills.keep_findings(channel, day, list(_differences(channel, day, findings)))
            acts = [one.act for one in unit.bills.open_findings() if (one.channel, one.day) == (channel, day)]
            now = unit.bills.bill(channel, day) or kept
            progress = compared(now.progress, acts, self._clock.now())
            verdicts = Counter(one.verdict for one in findings)
            unit.bills.keep(replace(now, progress=progress, verdicts=dict(verdicts)))

        self._till.write(job)

    def _beside(self, view: View, channel: Channel, day: date) -> Beside:
        first = view.bills.first_payment(channel)

        def is_here(other: date) -> bool:
            kept = view.bills.bill(channel, other)
            # What was before the first payment nobody reads.
            return (kept is not None and kept.progress.is_read) or first is None or other < local(first).date()

        return Beside(
            view.bills.rows_beside(channel, day),
            has_before=is_here(day - timedelta(days=1)),
            has_after=is_here(day + timedelta(days=1)),
        )

    # --- what heals by itself

    def _look_again(self, channel: Channel, merchant: MerchantChannel) -> bool:
        now = self._clock.now()
        with self._till.view() as view:
            first = view.bills.first_payment(channel) or now
            due = [bill.day for bill in view.bills.bills(channel, local(first).date()) if 0 < bill.progress.look <= now]
            wanted = [
                one
                for one in view.bills.open_findings()
                if one.channel == channel and one.day in due and one.act == "ask"
            ]
        for one in sorted(wanted, key=lambda one: one.asked_at)[:MOST_ASKED]:
            self._ask(merchant, one)
        for day in due:
            self._compare(channel, day)
        return bool(due)

    def _ask(self, merchant: MerchantChannel, finding: KeptFinding) -> None:
        """Ask the channel about a difference. What it answers is kept; only its word on the money changes the books."""
        with self._till.view() as view:
            attempts = [one for one, _ in view.bills.attempts(finding.channel, finding.day)]
            refunds = view.bills.refunds(finding.channel, finding.day)
        if finding.is_refund:
            refund = next((one for one in refunds if one.number == finding.refund_number), None)
            if refund is not None:
                self._ask_refund(merchant, finding, refund)
            return
        attempt = next((one for one in attempts if one.number == finding.number), None)
        if attempt is not None:
            self._ask_payment(merchant, finding, attempt)

    def _ask_refund(self, merchant: MerchantChannel, finding: KeptFinding, refund: PaymentRefund) -> None:
        answer = merchant.refund_query(order_of(refund))

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            unit.attempts.keep_refund(after(refund, answer, now))
            unit.bills.answered(finding.finding_id, answer.state.value, now)

        self._till.write(job)

    def _ask_payment(self, merchant: MerchantChannel, finding: KeptFinding, attempt: PaymentAttempt) -> None:
        # A payment that a sale counts on stays as it is: the answer is for whoever looks. Any other goes back to those
        # that are asked about, is given back if it turns out to be paid, and ends by the channel's word as they all do.
        said = merchant.query(PaymentOrder(attempt.number, attempt.amount)).state.value if attempt.is_paid else ""

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            if not attempt.is_paid:
                is_void = attempt.progress.state == "void"
                wanted = attempt.is_wanted and not is_void
                unit.attempts.keep(replace(attempt, is_wanted=wanted, progress=reopened(attempt.progress, now)))
            unit.bills.answered(finding.finding_id, said, now)

        try:
            self._till.write(job)
        except AttemptMoved:
            pass  # somebody works on it already; the next comparison sees what became of it


def books_of(view: View, channel: Channel, day: date) -> Books:
    """Return what this till's books say of a day, and of whatever its bill names."""
    payments = [
        PaymentClaim(one.number, one.amount, one.progress.sent, _standing(one, reason))
        for one, reason in view.bills.attempts(channel, day)
    ]
    refunds = [
        RefundClaim(one.number, one.paid_number, one.amount, one.asked, _WAYS.get(one.stage, "under_way"))
        for one in view.bills.refunds(channel, day)
    ]
    return Books.of(payments, refunds)


def _standing(attempt: PaymentAttempt, closed_for: str) -> Standing:
    return _CLOSED.get(closed_for) or _STANDINGS.get(attempt.progress.state, "open")


def _progress(known: KeptBill | None, day: date) -> BillDay:
    return awaited(day) if known is None else known.progress


def _is_due(day: BillDay, now: Millis) -> bool:
    """Tell whether a bill is to be asked for; a clock that was set back does not make it wait longer."""
    return not day.is_read and (now >= day.due or day.due - now > DAY)


def _parted(rows: Iterable[BillRow], places: frozenset[str]) -> tuple[list[BillRow], list[BillRow]]:
    """Part the rows of this till from those of others that share its merchant."""
    ours: list[BillRow] = []
    others: list[BillRow] = []
    for row in rows:
        # Another till may refund what this one took: a refund is whose number it bears, if any till's.
        place = place_in(row.refund_number) if row.kind == "refund" else None
        whose = place if place is not None else place_in(row.number)
        (ours if whose in places else others).append(row)
    return ours, others


def _differences(channel: Channel, day: date, findings: Iterable[Finding]) -> Iterable[KeptFinding]:
    for name, one in differences(f"{channel}/{day.isoformat()}", findings):
        yield KeptFinding(
            finding_id=name,
            channel=channel,
            day=day,
            verdict=one.verdict,
            act=one.act,
            number=one.number,
            refund_number=one.refund_number,
            is_refund=one.is_refund,
            in_bill=in_bill(one),
            claimed=one.claimed,
            channel_no=one.rows[0].channel_no if one.rows else "",
            said=strange_kind(one),
        )
