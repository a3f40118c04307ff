"""Give money back by the way it came.

What is asked for here is kept in the caller's transaction and worked on later, under one number that refunds once,
however often it is asked.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from posapp.domain.clock import HOUR, MINUTE, SECOND, Millis, local
from posapp.domain.errors import BadAmount
from posapp.domain.identity import new_id
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, RefundAnswer, RefundOrder, RefundState
from posapp.domain.payment_code import Channel
from posapp.services.attempt_book import PaymentAttempt, PaymentRefund, RefundStage
from posapp.services.payment_errors import RefundTooMuch
from posapp.services.till_data import UnitOfWork, View

BETWEEN = MINUTE
"""WeChat wants a minute between two refunds of one payment."""

_PAUSES = tuple(seconds * SECOND for seconds in (5, 10, 20, 30, 60, 60, 120, 300, 600))
_LONGEST_PAUSE = HOUR
"""Also where a channel asks for more."""

_STAGES: dict[RefundState, RefundStage] = {
    RefundState.DONE: "done",
    RefundState.PROCESSING: "processing",
    RefundState.ABNORMAL: "abnormal",
    RefundState.SUSPECT: "abnormal",
    RefundState.REFUSED: "refused",
    RefundState.ABSENT: "intent",
}


@dataclass(frozen=True, slots=True)
class PaidByPhone:
    """A payment as its channel knows it: our number for it, and what was paid with it in all."""

    channel: Channel
    number: str
    amount: Fen


def request_refund(unit: UnitOfWork, paid: PaidByPhone, amount: Fen, *, about: str, now: Millis) -> PaymentRefund:
    """Keep, in this unit of work, that ``amount`` of a payment goes back; the resolver asks the channel for it soon.

    ``about`` is what a person calls the reason, such as the number of a return. Raises ``BadAmount`` for nothing, and
    ``RefundTooMuch`` when this till knows that so much is not left of the payment.
    """
    if amount <= 0:
        raise BadAmount(str(amount))
    before = unit.attempts.refunded(paid.number)
    if before + amount > paid.amount:
        raise RefundTooMuch(paid=paid.amount, refunded=before, amount=amount)
    refund = PaymentRefund(
        refund_id=new_id(now),
        number=f"R{number_of(unit, now)}",
        channel=paid.channel,
        paid_number=paid.number,
        paid=paid.amount,
        amount=amount,
        about=about,
        asked=now,
        due=Millis(now + BETWEEN if before else now),
    )
    unit.attempts.keep_refund(refund)
    return refund


def give_back(unit: UnitOfWork, attempt: PaymentAttempt, about: str, now: Millis) -> PaymentRefund:
    """Keep that all of a paid attempt goes back, and that no sale may count on it any more."""
    unit.attempts.keep(replace(attempt, is_wanted=False))
    return request_refund(
        unit, PaidByPhone(attempt.channel, attempt.number, attempt.amount), attempt.amount, about=about, now=now
    )


def number_of(view: View, now: Millis) -> str:
    """Return a new number for a channel: shop, till and day for people, and chance: no restored file repeats one.

    24 characters for a shop of three digits; the channels take 32.
    """
    return f"{begin_of(view)}{local(now):%y%m%d}{secrets.token_hex(8)}"


def begin_of(view: View) -> str:
    """Return how this till's numbers begin: its shop and till, at most eight signs."""
    till = view.paired
    where = f"{till.shop_id}{till.till_no}" if till else ""
    return "".join(sign for sign in where if sign.isascii() and sign.isalnum())[-8:]


def is_refund_due(refund: PaymentRefund, now: Millis) -> bool:
    """Tell whether it is time to ask; a clock that was set back does not make a refund wait longer."""
    return refund.stage in ("intent", "processing") and (now >= refund.due or refund.due - now > _LONGEST_PAUSE)


def order_of(refund: PaymentRefund) -> RefundOrder:
    """Return a refund as its channel is asked for it."""
    return RefundOrder(
        refund.number, PaymentOrder(refund.paid_number, refund.paid), refund.amount, reason=refund.about[:60]
    )


def after(refund: PaymentRefund, answer: RefundAnswer, now: Millis) -> PaymentRefund:
    """Return where a refund stands after an answer; one that says nothing leaves it as it was, to be asked again."""
    pause = _PAUSES[min(refund.tries, len(_PAUSES) - 1)]
    return replace(
        refund,
        stage=_STAGES.get(answer.state, refund.stage),
        tries=refund.tries + 1,
        due=Millis(now + min(max(pause, (answer.retry_after_s or 0) * SECOND), _LONGEST_PAUSE)),
        said=answer.code,
    )
