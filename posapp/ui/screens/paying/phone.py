"""Payments by phone and card at the payment: send, wait calmly, say what is true, and never charge again by mistake."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from posapp.domain.money import Fen
from posapp.services.payment_errors import NO_MERCHANT, ChannelNotTaken
from posapp.services.phone_tenders import LONGEST_REFERENCE, CardSlip
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.paying import words
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.attempt_book import PaymentAttempt, PaymentRefund
    from posapp.services.attempts import Attempts, Finished, Step
    from posapp.services.payable import What
    from posapp.services.ports import Runner


class Payment(Protocol):
    """The payment that this is a part of."""

    @property
    def state(self) -> PayingState:
        """Return what is shown now."""
        ...

    def show(self, state: PayingState) -> None:
        """Show all of it."""
        ...

    def refused(self, error: Exception) -> None:
        """Tell why not, and ask for the cash again."""
        ...

    def was_paid(self, finished: Finished) -> None:
        """Show the change and the receipt."""
        ...


class PhonePaying:
    """Charges codes and waits for what becomes of them."""

    def __init__(self, payment: Payment, attempts: Attempts, runner: Runner, what: What) -> None:
        self._payment = payment
        self._what: What = what
        self._attempts = attempts
        self._runner = runner
        self._is_asking = False

    def read(self) -> None:
        """Look what phones have paid of this cart or exchange before, or may have: a crash leaves such."""
        look = self._attempts.of_open_exchange if self._what == "exchange" else self._attempts.of_open_cart
        self._runner.run(look, done=self._known, failed=let_bugs_through)

    def scanned(self, code: str) -> None:
        """Have the customer's phone pay: what was typed, else all that is left."""
        state = self._payment.state
        if state.stage not in ("asking", "phone"):
            return
        if state.stage == "phone" and state.attempt is None:
            return  # the very same scan again, from a scanner that sends twice
        amount = Fen(min(state.received, state.left)) if state.typed else None
        if state.stage == "asking":
            self._payment.show(replace(state, stage="phone", attempt=None, waited_s=0, notice=None))
        self._runner.run(
            lambda: self._attempts.begin(code, state.plan, amount, self._what),
            done=lambda attempt: self._begun(attempt, code),
            failed=self._not_begun,
        )

    def ticked(self) -> None:
        """A second has passed."""
        state = self._payment.state
        if state.stage != "phone" or state.attempt is None:
            return
        self._payment.show(replace(state, waited_s=state.waited_s + 1))
        if not self._is_asking:
            attempt_id = state.attempt.attempt_id
            self._is_asking = True
            self._runner.run(
                lambda: self._attempts.advance(attempt_id), done=self._moved, failed=self._trouble, lane="channels"
            )

    def cancelled(self) -> None:
        """Have it undone; what is true stands on the screen until the channel says so."""
        attempt = self._payment.state.attempt
        if attempt is not None:
            self._runner.run(
                lambda: self._attempts.cancel(attempt.attempt_id), done=self._show_attempt, failed=self._trouble
            )

    def left(self) -> None:
        """Pay otherwise: if the phone turns out to have paid after all, that goes back by itself."""
        state = self._payment.state
        if state.stage == "phone" and state.attempt is not None:
            self._attempts.leave(state.attempt.attempt_id)
            told = Notice("warning", words.STILL_OPEN, words.STILL_OPEN_HOW)
            self._ask(replace(state, attempt=None, notice=told))

    def card_pressed(self) -> None:
        """A card terminal took what was typed, else all that is left: ask for the reference on its slip."""
        state = self._payment.state
        if state.stage == "asking" and state.left > 0:
            amount = Fen(min(state.received, state.left)) if state.typed else state.left
            self._payment.show(replace(state, stage="card", card_amount=amount, reference="", notice=None))

    def reference_typed(self, key: str) -> None:
        """A sign of the reference."""
        state = self._payment.state
        if len(state.reference) < LONGEST_REFERENCE and key != ".":
            self._payment.show(replace(state, reference=state.reference + key))

    def reference_erased(self) -> None:
        """Take the last sign back."""
        state = self._payment.state
        self._payment.show(replace(state, reference=state.reference[:-1]))

    def card_confirmed(self) -> None:
        """The terminal has taken it."""
        state = self._payment.state
        self._ask(replace(state, cards=(*state.cards, CardSlip(state.card_amount, state.reference)), reference=""))

    def card_left(self) -> None:
        """The terminal has not taken it."""
        self._ask(replace(self._payment.state, reference=""))

    def given_back(self) -> None:
        """Strike the cards out, and send back what phones have paid of this cart."""
        state = self._payment.state
        if state.stage != "asking":
            return
        for attempt in state.phones:
            self._runner.run(
                partial(self._attempts.pay_back, attempt.attempt_id),
                done=self._on_its_way_back,
                failed=self._trouble,
            )
        self._ask(replace(state, phones=(), cards=()))

    # --- answers

    def _known(self, attempts: tuple[PaymentAttempt, ...]) -> None:
        state = self._payment.state
        paid = tuple(one for one in attempts if one.is_paid)
        if state.stage == "asking" and paid != state.phones:
            self._ask(replace(state, phones=paid))
        open_one = next((one for one in attempts if one.progress.is_open), None)
        if open_one is not None and self._payment.state.stage == "asking":
            self._payment.show(replace(self._payment.state, stage="phone", attempt=open_one, waited_s=0))

    def _begun(self, attempt: PaymentAttempt, code: str) -> None:
        self._show_attempt(attempt)
        self._is_asking = True
        self._runner.run(
            lambda: self._attempts.pay(attempt, code), done=self._moved, failed=self._trouble, lane="channels"
        )

    def _not_begun(self, error: Exception) -> None:
        """Another code while one is being charged changes nothing of that one."""
        state = self._payment.state
        if state.attempt is None:
            self._payment.refused(error)
        else:
            self._payment.show(replace(state, notice=notice_of(error)))
            let_bugs_through(error)

    def _moved(self, step: Step) -> None:
        self._is_asking = False
        state = self._payment.state
        if state.attempt is None or state.attempt.attempt_id != step.attempt.attempt_id:
            return  # somebody pays otherwise by now
        if step.finished is not None:
            self._payment.was_paid(step.finished)
        elif step.attempt.is_paid:
            told = notice_of(step.trouble) if step.trouble is not None else None
            self._attempts.leave(step.attempt.attempt_id)
            self._ask(replace(state, attempt=None, phones=(*state.phones, step.attempt), notice=told))
        elif step.attempt.progress.state in ("void", "suspect"):
            self._attempts.leave(step.attempt.attempt_id)
            self._ask(replace(state, attempt=None, notice=_why_not_paid(step.attempt)))
        else:
            self._show_attempt(step.attempt)

    def _show_attempt(self, attempt: PaymentAttempt) -> None:
        if self._payment.state.stage == "phone":
            self._payment.show(replace(self._payment.state, attempt=attempt))

    def _ask(self, state: PayingState) -> None:
        asking = replace(state, stage="asking", typed="")
        self._payment.show(replace(asking, received=asking.rest))

    def _on_its_way_back(self, refund: PaymentRefund) -> None:
        told = Notice("accent", words.GOES_BACK, words.GOES_BACK_HOW)
        self._payment.show(replace(self._payment.state, notice=told))

    def _trouble(self, error: Exception) -> None:
        """What is open stays open: the resolver works on it, whatever happens here."""
        self._is_asking = False
        self._payment.show(replace(self._payment.state, notice=notice_of(error)))
        let_bugs_through(error)


def _why_not_paid(attempt: PaymentAttempt) -> Notice:
    """Return what is said of a payment that came to its end without the money."""
    if attempt.progress.state == "suspect":
        return Notice("warning", *words.CONTRADICTORY)
    if attempt.said == NO_MERCHANT:
        return notice_of(ChannelNotTaken(channel=attempt.channel))
    return Notice("warning", *words.NOT_PAID)
