"""What the hub keeps of payments and refunds: each is written down before a channel is asked for it.

A number is charged by whoever writes it down first, and by nobody else: that is all there is to idempotence. Two hub
processes meet at the primary key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Table, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.payment_channels import ChannelAnswer, PaymentState, RefundAnswer, RefundState
from posapp.domain.payment_code import Channel
from sync.hub.db.payment_tables import payment, payment_refund

ChargeFate = Literal["sent", "barred", "refused"]

_ENDS = [state.value for state in (PaymentState.PAID, PaymentState.REVERSED, PaymentState.REFUNDED)]
_NOT_GIVEN = [RefundState.REFUSED.value]
_UNDER_WAY = [RefundState.UNKNOWN.value, RefundState.PROCESSING.value]

FIRST_LOOK = 2 * MINUTE
"""So long after it was asked for a till may still be at it; then the hub looks by itself."""

LONGEST_PAUSE = 6 * HOUR


class Payment(NamedTuple):
    """A payment as it was first asked for. ``charge``: it may have been charged, is never charged because it was asked
    about before, or is never charged because there was nobody to pay.
    """

    number: str
    channel: Channel
    merchant_id: str
    shop_id: str
    till_no: str
    device: str
    amount_fen: int
    charge: ChargeFate


class Refund(NamedTuple):
    """A refund as it was first asked for."""

    number: str
    paid_number: str
    device: str
    amount_fen: int


def write_down(conn: Connection, asked: Payment, now: Millis) -> tuple[Payment, bool]:
    """Return the payment of that number, and whether it is this one, written down now."""
    is_new = _insert_once(
        conn,
        payment,
        {
            **asked._asdict(),
            "state": PaymentState.UNKNOWN.value,
            "said": "",
            "channel_no": "",
            "asked_ms": now,
            "heard_ms": now,
        },
    )
    if is_new:
        return asked, True
    found = find(conn, asked.number)
    assert found is not None, "a row in the way of another is there"
    return found, False


def find(conn: Connection, number: str, *, locked: bool = False) -> Payment | None:
    """Return a payment; ``locked`` until the transaction ends against whoever else wants it so."""
    columns = [payment.c[name] for name in Payment._fields]
    question = select(*columns).where(payment.c.number == number)
    row = conn.execute(question.with_for_update() if locked else question).one_or_none()
    return None if row is None else Payment(*row)


def keep_answer(conn: Connection, number: str, answer: ChannelAnswer, now: Millis) -> None:
    """Keep a verified answer; one that was overtaken by an end does not undo it."""
    if not answer.is_verified:
        return
    state = answer.state.value
    is_over = payment.c.state.in_(_ENDS) & (state not in _ENDS)
    conn.execute(
        update(payment)
        .where(payment.c.number == number)
        .values(
            state=case((is_over, payment.c.state), else_=state),
            said=answer.code,
            channel_no=answer.channel_no or payment.c.channel_no,
            heard_ms=now,
        )
    )


def write_down_refund(conn: Connection, asked: Refund, now: Millis) -> tuple[Refund, bool]:
    """Return the refund of that number, and whether it is this one, written down now."""
    is_new = _insert_once(
        conn,
        payment_refund,
        {
            **asked._asdict(),
            "state": RefundState.UNKNOWN.value,
            "said": "",
            "channel_no": "",
            "asked_ms": now,
            "heard_ms": now,
            "due_ms": now + FIRST_LOOK,
        },
    )
    columns = [payment_refund.c[name] for name in Refund._fields]
    row = conn.execute(select(*columns).where(payment_refund.c.number == asked.number)).one()
    return Refund(*row), is_new


def take_under_way(conn: Connection, now: Millis, most: int) -> list[tuple[Refund, Payment]]:
    """Return refunds that have not ended and are due, with their payments; another hub process takes others.

    Each is due again after as long as it has been under way so far, six hours at most, whatever comes of this look.
    """
    refund = payment_refund
    asked = (
        select(refund.c.number, refund.c.asked_ms)
        .where(refund.c.state.in_(_UNDER_WAY), refund.c.due_ms <= now)
        .order_by(refund.c.due_ms, refund.c.number)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken: list[tuple[Refund, Payment]] = []
    for number, since in conn.execute(asked).all():
        pause = min(max(now - since, FIRST_LOOK), LONGEST_PAUSE)
        conn.execute(update(refund).where(refund.c.number == number).values(due_ms=now + pause))
        columns = [refund.c[name] for name in Refund._fields]
        one = Refund(*conn.execute(select(*columns).where(refund.c.number == number)).one())
        paid = find(conn, one.paid_number)
        if paid is not None:
            taken.append((one, paid))
    return taken


def given_back(conn: Connection, paid_number: str, *, besides: str) -> int:
    """Return what went back, or may have gone back, of a payment by other refunds than ``besides``, in fen."""
    refund = payment_refund
    found: int = conn.execute(
        select(func.coalesce(func.sum(refund.c.amount_fen), 0)).where(
            refund.c.paid_number == paid_number, refund.c.number != besides, refund.c.state.not_in(_NOT_GIVEN)
        )
    ).scalar_one()
    return int(found)


def keep_refund_answer(conn: Connection, number: str, answer: RefundAnswer, now: Millis) -> None:
    """Keep a verified answer about a refund; what is done stays done."""
    if not answer.is_verified:
        return
    refund = payment_refund
    is_done = refund.c.state == RefundState.DONE.value
    conn.execute(
        update(refund)
        .where(refund.c.number == number)
        .values(
            state=case((is_done, refund.c.state), else_=answer.state.value),
            said=answer.code,
            channel_no=answer.channel_no or refund.c.channel_no,
            heard_ms=now,
        )
    )


def _insert_once(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    insert = make(table).values(**row).on_conflict_do_nothing().returning(table.c.number)
    return conn.execute(insert).one_or_none() is not None
