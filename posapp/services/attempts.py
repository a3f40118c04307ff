"""Have a customer's phone pay: scan its code, wait for the truth, and never charge twice.

``begin`` commits the attempt; ``pay`` sends it, once; ``advance`` asks what became of it. What nobody waits for at a
screen, also after a crash, is worked on by ``resolve``. Calls that talk to a channel take seconds and belong on the
lane of the slow outside world; at most one of them is under way for an attempt.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from posapp.domain.attempt import Finding, Move, State, begun, blocks, cancelled, heard, is_due, next_move, woken
from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import Refused
from posapp.domain.identity import CartId, new_id
from posapp.domain.money import Fen
from posapp.domain.payment_channels import ChannelAnswer, PaymentChannel, PaymentOrder, PaymentState
from posapp.domain.payment_code import Channel, channel_of, is_quick_pass
from posapp.domain.scan import clean
from posapp.services.attempt_book import PaymentAttempt, PaymentRefund
from posapp.services.errors import PriceChanged, ShiftNotOpen
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.payable import Payable, What
from posapp.services.paying import FinishedSale
from posapp.services.payment_errors import (
    ChannelNotTaken,
    CodeUsedUp,
    NoPaymentCode,
    NothingLeftToPay,
    PaymentUnderWay,
)
from posapp.services.phone_tenders import Plan
from posapp.services.refunds import after, give_back, is_refund_due, number_of, order_of
from posapp.services.return_ticket import FinishedReturn
from posapp.services.shift_book import date_in_the_books
from posapp.services.till_data import TillData, UnitOfWork, View

_FINDINGS: Mapping[PaymentState, Finding] = {
    PaymentState.PAID: "paid",
    PaymentState.WAITING: "waiting",
    PaymentState.FAILING: "failed",
    PaymentState.ABSENT: "not_found",
    PaymentState.UNKNOWN: "unknown",
    PaymentState.NOT_PAID_FINAL: "refused",
    PaymentState.REVERSED: "void",
    PaymentState.REFUNDED: "refunded",
    PaymentState.SUSPECT: "mismatch",
}


_KINDS: Mapping[State, str] = {"unknown": "PAY_UNKNOWN", "void": "PAY_RESULT", "suspect": "PAY_RESULT"}
"""What the journal calls it when an attempt comes into a state; the others are steps on the way to one of these."""

Finished = FinishedSale | FinishedReturn


@dataclass(frozen=True, slots=True)
class Step:
    """Where an attempt stands now, and the sale or exchange that it finished by paying the last of it.

    ``trouble`` is why a payment that arrived did not finish the sale, such as a price that changed meanwhile.
    """

    attempt: PaymentAttempt
    finished: Finished | None = None
    trouble: Refused | None = None


class Finisher(Protocol):
    """Says what is to be paid, and writes it once a phone has paid the last of it; ``Paying`` and ``Exchanging`` do."""

    def payable(self, view: View) -> Payable:
        """Return what is being paid. Raises ``EmptyCart`` or ``Practising``."""
        ...

    def is_wanted(self, view: View, cart_id: CartId) -> bool:
        """Tell whether what has this id is still there to be paid."""
        ...

    def finish_paid(self, unit: UnitOfWork, attempt: PaymentAttempt, plan: Plan | None) -> Finished | None:
        """Finish it in this unit of work, or return None when something of it is still to be paid.

        Without a ``plan`` only phones pay, and it must cost exactly what they have paid.
        """
        ...


class Attempts:
    """Payments by phone. ``channels`` returns those that this shop takes; it is asked when the first is needed.

    ``finisher`` writes sales and ``exchanges`` exchanges, where this till makes any.
    """

    def __init__(
        self,
        till: TillData,
        clock: Clock,
        duty: OnDuty,
        channels: Callable[[], Mapping[Channel, PaymentChannel]],
        finisher: Finisher,
        exchanges: Finisher | None = None,
    ) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._channels = channels
        self._finishers: dict[What, Finisher] = {"sale": finisher}
        if exchanges is not None:
            self._finishers["exchange"] = exchanges
        self._secret = secrets.token_bytes(32)
        self._plans: dict[str, Plan] = {}
        self._at_work: set[str] = set()
        self._lock = threading.Lock()

    # --- at the counter

    def begin(self, code: str, plan: Plan, amount: Fen | None = None, what: What = "sale") -> PaymentAttempt:
        """Keep that this code is about to pay ``amount`` of the open cart or exchange, all that is left when None.

        The same code scanned twice while it is being charged is the same attempt. Raises ``NoPaymentCode``,
        ``ChannelNotTaken``, ``PaymentUnderWay``, ``CodeUsedUp``, ``NothingLeftToPay``, ``EmptyCart``,
        ``PriceChanged``, ``ShiftNotOpen``, ``NotSignedIn``, ``DiskFull`` or ``DatabaseBusy``.
        """
        channel = self._taken(code)
        mark = self._mark(code)
        attempt = self._till.write(lambda unit: self._new(unit, channel, mark, plan, amount, what))
        self._plans.setdefault(attempt.attempt_id, plan)
        return attempt

    def pay(self, attempt: PaymentAttempt, code: str) -> Step:
        """Charge the code of an attempt that ``begin`` has just kept. It is never sent a second time."""
        with self._working_on(attempt.attempt_id) as is_mine:
            if not is_mine or attempt.progress.moves:
                return Step(self._now_of(attempt.attempt_id))
            answer = self._channels()[attempt.channel].pay(_order(attempt), clean(code))
            return self._record(attempt.attempt_id, "pay", _FINDINGS[answer.state], answer)

    def advance(self, attempt_id: str) -> Step:
        """Ask the channel if it is time to, and return where the attempt stands."""
        with self._working_on(attempt_id) as is_mine:
            attempt = self._now_of(attempt_id)
            now = self._clock.now()
            if not is_mine or not is_due(attempt.progress, now):
                return Step(attempt)
            return self._ask(attempt, now)

    def cancel(self, attempt_id: str) -> PaymentAttempt:
        """Have it undone, if the customer was not quicker; only what the channel says then is true."""

        def job(unit: UnitOfWork) -> PaymentAttempt:
            attempt = _known(unit, attempt_id)
            return unit.attempts.keep(replace(attempt, progress=cancelled(attempt.progress, self._clock.now())))

        return self._till.write(job)

    def ask_now(self, attempt_id: str) -> Step:
        """Ask the channel at once, whatever the schedule says."""

        def job(unit: UnitOfWork) -> None:
            attempt = _known(unit, attempt_id)
            unit.attempts.keep(replace(attempt, progress=woken(attempt.progress, self._clock.now())))

        self._till.write(job)
        return self.advance(attempt_id)

    def ask_refund_now(self, refund_id: str) -> None:
        """Ask the channel at once what became of a refund, also of one that it called abnormal."""
        with self._till.view() as view:
            refund = view.attempts.refund(refund_id)
        if refund is not None and refund.stage in ("intent", "processing", "abnormal"):
            self._work_on_refund(refund)

    def is_waited_for(self, attempt_id: str) -> bool:
        """Tell whether the payment screen waits for it; who waits there decides there."""
        return attempt_id in self._plans

    def leave(self, attempt_id: str) -> None:
        """Nobody waits for it at a screen any more: ``resolve`` takes it from here."""
        self._plans.pop(attempt_id, None)

    def pay_back(self, attempt_id: str) -> PaymentRefund:
        """Give back what a phone has paid of a sale that is not finished. Raises ``LookupError`` when it is."""

        def job(unit: UnitOfWork) -> PaymentRefund:
            attempt = _known(unit, attempt_id)
            if not attempt.is_paid or attempt.sale_id is not None or not attempt.is_wanted:
                raise LookupError(f"attempt {attempt_id} has nothing to give back")
            return give_back(unit, attempt, attempt.number, self._clock.now())

        return self._till.write(job)

    def of_open_cart(self) -> tuple[PaymentAttempt, ...]:
        """Return the open cart's attempts that have cost money or may: what a crash left, too."""
        with self._till.view() as view:
            kept = view.carts.open()
            return () if kept is None else tuple(view.attempts.of_cart(kept.cart_id))

    def of_open_exchange(self) -> tuple[PaymentAttempt, ...]:
        """Return the same of the exchange that is being paid."""
        with self._till.view() as view:
            kept = view.exchanges.open()
            return () if kept is None else tuple(view.attempts.of_cart(kept.exchange_id))

    def limbo(self) -> tuple[tuple[PaymentAttempt, ...], tuple[PaymentRefund, ...]]:
        """Return the attempts and the refunds that are not at their end, the oldest first."""
        with self._till.view() as view:
            return tuple(view.attempts.unsettled()), tuple(view.attempts.refunds(unfinished=True))

    # --- in the background

    def wake(self) -> None:
        """Have everything that an earlier run left open looked at now; called once, at the start."""

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            for attempt in unit.attempts.unsettled():
                if woken(attempt.progress, now) != attempt.progress:
                    unit.attempts.keep(replace(attempt, progress=woken(attempt.progress, now)))

        self._till.write(job)

    def resolve(self) -> tuple[Step, ...]:
        """Ask about every attempt and refund that is due and that nobody waits for; return what has moved."""
        steps = []
        attempts, refunds = self.limbo()
        now = self._clock.now()
        for attempt in attempts:
            is_left = attempt.attempt_id not in self._plans or not attempt.is_wanted
            if is_left and is_due(attempt.progress, now):
                steps.append(self.advance(attempt.attempt_id))
        for refund in refunds:
            if is_refund_due(refund, now):
                self._work_on_refund(refund)
        return tuple(steps)

    def _work_on_refund(self, refund: PaymentRefund) -> None:
        channel = self._channels().get(refund.channel)
        with self._working_on(refund.refund_id) as is_mine:
            if channel is None or not is_mine:
                return
            ask = channel.refund if refund.stage == "intent" else channel.refund_query
            answer = ask(order_of(refund))

            def job(unit: UnitOfWork) -> None:
                unit.attempts.keep_refund(after(refund, answer, self._clock.now()))

            self._till.write(job)

    # --- how

    def _taken(self, code: str) -> Channel:
        channel = channel_of(code)
        if channel is None:
            raise ChannelNotTaken(channel="quick_pass") if is_quick_pass(code) else NoPaymentCode()
        if channel not in self._channels():
            raise ChannelNotTaken(channel=channel)
        return channel

    def _mark(self, code: str) -> str:
        """Return what tells two codes apart and gives neither away."""
        return hmac.digest(self._secret, clean(code).encode(), "sha256")[:8].hex()

    def _new(
        self, unit: UnitOfWork, channel: Channel, mark: str, plan: Plan, amount: Fen | None, what: What
    ) -> PaymentAttempt:
        now, staff, shift = self._clock.now(), on_duty(self._duty, unit), unit.shifts.open_now()
        if shift is None:
            raise ShiftNotOpen
        payable = self._finishers[what].payable(unit)
        known = unit.attempts.of_cart(payable.cart_id)
        standing = next((one for one in known if blocks(one.progress, now)), None)
        if standing is not None and standing.code_mark == mark:
            return standing
        if standing is not None:
            raise PaymentUnderWay(number=standing.number, amount=standing.amount)
        if unit.attempts.is_marked(mark):
            raise CodeUsedUp
        if plan.expected is not None and payable.total != plan.expected:
            raise PriceChanged(shown=plan.expected, now=payable.total)
        left = payable.total - plan.covered - sum(one.amount for one in known if one.is_paid)
        wanted = left if amount is None else min(amount, left)
        if wanted <= 0:
            raise NothingLeftToPay
        attempt = PaymentAttempt(
            attempt_id=new_id(now),
            cart_id=payable.cart_id,
            channel=channel,
            number=number_of(unit, now),
            amount=Fen(wanted),
            code_mark=mark,
            progress=begun(now),
            staff_id=staff.staff_id,
            shift_id=shift.shift_id,
        )
        unit.attempts.add(attempt)
        _write_down(unit, "PAY_INTENT", attempt, now)
        return attempt

    def _ask(self, attempt: PaymentAttempt, now: Millis) -> Step:
        channel, move = self._channels().get(attempt.channel), next_move(attempt.progress, now)
        if channel is None or move is None:
            return Step(attempt)
        if move == "reverse":
            said = channel.reverse(_order(attempt))
            return self._record(
                attempt.attempt_id, move, "unknown", ChannelAnswer(PaymentState.UNKNOWN, False, said.code)
            )
        answer = channel.query(_order(attempt))
        return self._record(attempt.attempt_id, move, _FINDINGS[answer.state], answer)

    def _record(self, attempt_id: str, move: Move, finding: Finding, answer: ChannelAnswer) -> Step:
        """Keep what an answer says; the sale that it pays the last of is written in the same transaction."""
        plan = self._plans.get(attempt_id)
        trouble: Refused | None = None
        try:
            step = self._till.write(
                lambda unit: self._keep(unit, attempt_id, move, finding, answer, plan, may_end=True)
            )
        except Refused as refused:
            trouble = refused
            step = self._till.write(
                lambda unit: self._keep(unit, attempt_id, move, finding, answer, plan, may_end=False)
            )
        if step.finished is not None:
            self.leave(attempt_id)
        return replace(step, trouble=trouble)

    def _keep(
        self,
        unit: UnitOfWork,
        attempt_id: str,
        move: Move,
        finding: Finding,
        answer: ChannelAnswer,
        plan: Plan | None,
        *,
        may_end: bool,
    ) -> Step:
        now, before = self._clock.now(), _known(unit, attempt_id)
        progress = heard(before.progress, move, finding, now)
        attempt = unit.attempts.keep(
            replace(
                before,
                progress=progress,
                channel_no=answer.channel_no or before.channel_no,
                said=answer.code or before.said,
            )
        )
        if not attempt.is_paid or before.is_paid:
            if progress.state != before.progress.state:
                _write_down(unit, _KINDS.get(progress.state, ""), attempt, now)
            return Step(attempt)
        finisher = next((one for one in self._finishers.values() if one.is_wanted(unit, attempt.cart_id)), None)
        is_late = not attempt.is_wanted or finisher is None
        _write_down(unit, "PAY_LATE" if is_late else "PAY_RESULT", attempt, now)
        if not attempt.is_wanted or finisher is None:
            give_back(unit, attempt, attempt.number, now)
            return Step(_known(unit, attempt_id))
        finished = finisher.finish_paid(unit, attempt, plan) if may_end else None
        return Step(_known(unit, attempt_id), finished)

    def _now_of(self, attempt_id: str) -> PaymentAttempt:
        with self._till.view() as view:
            return _known(view, attempt_id)

    @contextmanager
    def _working_on(self, what: str) -> Iterator[bool]:
        """Yield whether nobody else is at work on it; then nobody may be until the block ends."""
        with self._lock:
            is_mine = what not in self._at_work
            self._at_work.add(what)
        try:
            yield is_mine
        finally:
            if is_mine:
                with self._lock:
                    self._at_work.discard(what)


def _known(view: View, attempt_id: str) -> PaymentAttempt:
    found = view.attempts.get(attempt_id)
    if found is None:
        raise LookupError(f"no attempt {attempt_id}")
    return found


def _write_down(unit: UnitOfWork, kind: str, attempt: PaymentAttempt, now: Millis) -> None:
    """Write into the journal that a phone is asked for money, and what became of it; no ``kind`` is no news."""
    if not kind:
        return
    known = {
        "attempt_id": attempt.attempt_id,
        "channel": attempt.channel,
        "number": attempt.number,
        "amount_fen": attempt.amount,
        "state": attempt.progress.state,
        "channel_no": attempt.channel_no,
        "said": attempt.said,
        "staff_id": attempt.staff_id,
    }
    unit.journal(kind, known, date_in_the_books(unit.shifts, now))


def _order(attempt: PaymentAttempt) -> PaymentOrder:
    return PaymentOrder(attempt.number, attempt.amount)
