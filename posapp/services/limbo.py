"""Payments by phone that are not at their end, as a person looks at them: what is known of each, and what can be done.

Only a verified answer of its channel ends a payment. The one exception is ``close``: somebody with the right has
settled it with the channel, says how, and both are journalled; what was known of it stays in its own row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.attempt import LOOKED_AT
from posapp.domain.card_number import without_card_numbers
from posapp.domain.clock import MINUTE, Clock, Millis, local
from posapp.domain.money import Fen
from posapp.domain.payment_code import Channel
from posapp.domain.permission import OverrideId
from posapp.services.attempt_book import ClosedPayment, PaymentAttempt, PaymentRefund
from posapp.services.attempts import Attempts, Step
from posapp.services.errors import ReasonWanted
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.payment_errors import PaymentMovedOn
from posapp.services.permitting import LONGEST_REASON, require
from posapp.services.till_data import TillData, UnitOfWork, View

Standing = Literal["confirming", "undoing", "not_there", "part_paid", "contradictory", "going_back", "stuck", "refused"]
"""``confirming``: nobody knows yet · ``undoing``: a reversal is asked for and not confirmed · ``not_there``: the
channel knows of no such payment, which may still arrive · ``part_paid``: paid, of a sale that is not finished ·
``contradictory``: a verified answer that does not fit · ``going_back``: a refund on its way · ``stuck``: a refund that
cannot go back the way it came · ``refused``: a refund that the channel does not make."""

Whose = Literal["open_cart", "held_cart", "exchange", "no_cart", "refund"]

Way = Literal["ask", "take_back", "close"]

LONG = MINUTE
"""What is decided by itself is decided within it."""

_OF_ATTEMPTS: dict[str, Standing] = {
    "intent": "confirming",
    "unknown": "confirming",
    "reversing": "undoing",
    "watch": "not_there",
    "paid": "part_paid",
    "suspect": "contradictory",
}
_OF_REFUNDS: dict[str, Standing] = {
    "intent": "going_back",
    "processing": "going_back",
    "abnormal": "stuck",
    "refused": "refused",
}
_WAYS: dict[Standing, tuple[Way, ...]] = {
    "confirming": ("ask", "take_back"),
    "undoing": ("ask",),
    "not_there": ("ask",),
    "part_paid": ("take_back",),
    "contradictory": ("close",),
    "going_back": ("ask",),
    "stuck": ("ask", "close"),
    "refused": ("close",),
}


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment by phone, or its way back, that is not at its end.

    ``number`` is ours, as the channel knows it, ``channel_no`` the channel's own; ``about`` is the receipt that a
    refund belongs to. ``said`` is the channel's last word, as a code. ``is_wanted`` turns false when its sale was paid
    otherwise or given up. Without ``ways`` the payment screen waits for it, and decides.
    """

    payment_id: str
    channel: Channel
    amount: Fen
    number: str
    channel_no: str
    about: str
    whose: Whose
    is_wanted: bool
    since: Millis
    standing: Standing
    said: str
    ways: tuple[Way, ...]
    wants_a_look: bool


class Limbo:
    """Lists what is not at its end, and does what a person may do about it."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, attempts: Attempts) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._attempts = attempts

    def open_payments(self) -> tuple[OpenPayment, ...]:
        """Return them: first those that want a person, then the oldest."""
        with self._till.view() as view:
            found = self._read(view)
        return tuple(sorted(found, key=lambda one: ("close" not in one.ways, one.since, one.payment_id)))

    def want_a_look(self) -> int:
        """Return how many of them a person should look at: contradictory, stuck, or open for longer than usual."""
        return sum(one.wants_a_look for one in self.open_payments())

    def ask(self, payment_id: str) -> Step | None:
        """Ask the channel now; return what that did to a payment, None for a refund. Takes seconds.

        Raises ``PaymentMovedOn`` when there is nothing to ask any more.
        """
        one = self._with_way(payment_id, "ask")
        if one.whose == "refund":
            self._attempts.ask_refund_now(payment_id)
            return None
        return self._attempts.ask_now(payment_id)

    def take_back(self, payment_id: str) -> None:
        """Have a payment undone, or given back if it is paid. Only the channel's answer says that it was.

        Raises ``PaymentMovedOn``.
        """
        if self._with_way(payment_id, "take_back").standing != "part_paid":
            self._attempts.cancel(payment_id)
            return
        try:
            self._attempts.pay_back(payment_id)
        except LookupError as gone:  # its sale was finished meanwhile
            raise PaymentMovedOn from gone

    def close(self, payment_id: str, reason: str, *, override: OverrideId | None = None) -> None:
        """Take off the list what somebody has settled with the channel, and keep what was known of it.

        Raises ``ReasonWanted``, ``PaymentMovedOn``, ``ManagerWanted`` or ``NotSignedIn``.
        """
        reason = without_card_numbers(reason.strip())[:LONGEST_REASON]
        if not reason:
            raise ReasonWanted

        def job(unit: UnitOfWork) -> None:
            who, now = on_duty(self._duty, unit), self._clock.now()
            one = _found(self._read(unit), payment_id, "close")
            by = require(unit, who, "close_payment", amount=one.amount, subject=one.number, override=override)
            unit.attempts.close(ClosedPayment(payment_id, now, by.given_by or by.staff_id, reason))
            shift = unit.shifts.open_now()
            known = {
                "payment_id": payment_id,
                "channel": one.channel,
                "number": one.number,
                "channel_no": one.channel_no,
                "about": one.about,
                "amount_fen": one.amount,
                "since_ms": one.since,
                "standing": one.standing,
                "said": one.said,
                "reason": reason,
                "staff_id": by.staff_id,
                "given_by": by.given_by,
            }
            unit.journal(
                "CLOSE_PAYMENT", known, local(now).date().isoformat() if shift is None else shift.business_date
            )

        self._till.write(job)

    def _with_way(self, payment_id: str, way: Way) -> OpenPayment:
        with self._till.view() as view:
            return _found(self._read(view), payment_id, way)

    def _read(self, view: View) -> list[OpenPayment]:
        now = self._clock.now()
        attempts = [self._of_attempt(view, one, now) for one in view.attempts.unsettled()]
        return attempts + [_of_refund(one) for one in view.attempts.refunds(unfinished=True)]

    def _of_attempt(self, view: View, attempt: PaymentAttempt, now: Millis) -> OpenPayment:
        standing, since = _OF_ATTEMPTS[attempt.progress.state], attempt.progress.sent
        is_waited_for = self._attempts.is_waited_for(attempt.attempt_id)
        is_long = attempt.progress.state in LOOKED_AT and abs(now - since) > LONG
        return OpenPayment(
            payment_id=attempt.attempt_id,
            channel=attempt.channel,
            amount=attempt.amount,
            number=attempt.number,
            channel_no=attempt.channel_no,
            about="",
            whose=_whose(view, attempt),
            is_wanted=attempt.is_wanted,
            since=since,
            standing=standing,
            said=attempt.said,
            ways=() if is_waited_for else _WAYS[standing],
            wants_a_look=not is_waited_for and (is_long or standing == "contradictory"),
        )


def _of_refund(refund: PaymentRefund) -> OpenPayment:
    standing = _OF_REFUNDS[refund.stage]
    return OpenPayment(
        payment_id=refund.refund_id,
        channel=refund.channel,
        amount=refund.amount,
        number=refund.number,
        channel_no="",
        about=refund.about,
        whose="refund",
        is_wanted=True,
        since=refund.asked,
        standing=standing,
        said=refund.said,
        ways=_WAYS[standing],
        wants_a_look=standing != "going_back",
    )


def _whose(view: View, attempt: PaymentAttempt) -> Whose:
    kept = view.carts.open()
    if kept is not None and kept.cart_id == attempt.cart_id and attempt.is_wanted:
        return "open_cart"
    exchange = view.exchanges.open()
    if exchange is not None and exchange.exchange_id == attempt.cart_id and attempt.is_wanted:
        return "exchange"
    return "held_cart" if view.carts.find_held(attempt.cart_id) is not None else "no_cart"


def _found(payments: list[OpenPayment], payment_id: str, way: Way) -> OpenPayment:
    one = next((one for one in payments if one.payment_id == payment_id and way in one.ways), None)
    if one is None:
        raise PaymentMovedOn
    return one
