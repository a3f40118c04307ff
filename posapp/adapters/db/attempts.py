"""Attempts and refunds of payments by phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.payment_tables import payment_attempt, payment_closed, payment_refund
from posapp.adapters.db.prepared import NO_VALUES, Prepared, Values
from posapp.domain.attempt import Progress
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId, SaleId, ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.services.attempt_book import AttemptMoved, ClosedPayment, PaymentAttempt, PaymentRefund

_of = payment_attempt.c
_closed = select(payment_closed.c.payment_id)
_may_cost = and_(_of.state != "void", _of.is_wanted == 1, _of.sale_id.is_(None), _of.attempt_id.not_in(_closed))
_unsettled = and_(
    _of.state != "void",
    _of.sale_id.is_(None),
    ~and_(_of.state == "paid", _of.is_wanted == 0),
    _of.attempt_id.not_in(_closed),
)


def _in_order(*conditions: ColumnElement[bool]) -> Prepared:
    """Return the question for attempts, the oldest first."""
    return Prepared(select(payment_attempt).where(*conditions).order_by(_of.sent_ms, literal_column("rowid")))


_one = _in_order(_of.attempt_id == bindparam("wanted"))
_any_of_cart = Prepared(select(_of.attempt_id).where(_of.cart_id == bindparam("wanted")).limit(1))
_of_cart = _in_order(_of.cart_id == bindparam("wanted"), _may_cost)
_all_unsettled = _in_order(_unsettled)
_move = update(payment_attempt).where(_of.attempt_id == bindparam("of_attempt"), _of.version == bindparam("of_version"))
_refunds = select(payment_refund).order_by(payment_refund.c.asked_ms, literal_column("rowid"))
_all_refunds = Prepared(_refunds)
_unfinished = Prepared(_refunds.where(payment_refund.c.stage != "done", payment_refund.c.refund_id.not_in(_closed)))


class SqlAttemptBook:
    """Keeps the promises of ``AttemptBook``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._without: set[CartId] = set()

    def get(self, attempt_id: str) -> PaymentAttempt | None:
        """Return one attempt."""
        found = self._attempts(_one, {"wanted": attempt_id})
        return found[0] if found else None

    def of_cart(self, cart_id: CartId) -> Sequence[PaymentAttempt]:
        """Return the wanted attempts of a cart that may have cost or may yet cost money, the oldest first."""
        wanted = {"wanted": cart_id}
        # Most carts have none, and whether one is there is found out in a tenth of the time, once in a transaction.
        if cart_id not in self._without and _any_of_cart.value(self.connection, wanted) is None:
            self._without.add(cart_id)
        return [] if cart_id in self._without else self._attempts(_of_cart, wanted)

    def unsettled(self) -> Sequence[PaymentAttempt]:
        """Return what nobody can close the book on."""
        return self._attempts(_all_unsettled)

    def is_marked(self, code_mark: str) -> bool:
        """Tell whether a code with this mark was charged before."""
        return self.connection.execute(select(_of.attempt_id).where(_of.code_mark == code_mark)).first() is not None

    def add(self, attempt: PaymentAttempt) -> None:
        """Keep a new attempt."""
        self._without.discard(attempt.cart_id)
        self.connection.execute(insert(payment_attempt).values(_values(attempt)))

    def keep(self, attempt: PaymentAttempt) -> PaymentAttempt:
        """Keep what became of an attempt and return it with its next version. Raises ``AttemptMoved``."""
        after = replace(attempt, version=attempt.version + 1)
        same = {"of_attempt": attempt.attempt_id, "of_version": attempt.version}
        if self.connection.execute(_move, {**_values(after), **same}).rowcount != 1:
            raise AttemptMoved(attempt.attempt_id)
        return after

    def refunds(self, *, unfinished: bool = False) -> Sequence[PaymentRefund]:
        """Return the refunds, the oldest first."""
        return [_refund(row) for row in (_unfinished if unfinished else _all_refunds).all(self.connection)]

    def refunded(self, paid_number: str) -> Fen:
        """Return what was given back, or is on its way back, of a payment."""
        back = select(func.coalesce(func.sum(payment_refund.c.amount_fen), 0)).where(
            payment_refund.c.paid_number == paid_number, payment_refund.c.stage != "refused"
        )
        return Fen(self.connection.execute(back).scalar_one())

    def refund(self, refund_id: str) -> PaymentRefund | None:
        """Return one refund."""
        row = self.connection.execute(
            select(payment_refund).where(payment_refund.c.refund_id == refund_id)
        ).one_or_none()
        return None if row is None else _refund(row)

    def keep_refund(self, refund: PaymentRefund) -> None:
        """Keep a refund, or what became of it."""
        put = upsert(payment_refund).values(
            refund_id=refund.refund_id,
            number=refund.number,
            channel=refund.channel,
            paid_number=refund.paid_number,
            paid_fen=refund.paid,
            amount_fen=refund.amount,
            about=refund.about,
            asked_ms=refund.asked,
            due_ms=refund.due,
            stage=refund.stage,
            tries=refund.tries,
            said=refund.said,
        )
        changed = {name: put.excluded[name] for name in ("due_ms", "stage", "tries", "said")}
        self.connection.execute(put.on_conflict_do_update(index_elements=["refund_id"], set_=changed))

    def close(self, closed: ClosedPayment) -> None:
        """Keep that a person has settled an attempt or a refund."""
        self.connection.execute(
            insert(payment_closed).values(
                payment_id=closed.payment_id, closed_ms=closed.closed, staff_id=closed.staff_id, reason=closed.reason
            )
        )

    def _attempts(self, asked: Prepared, values: Values = NO_VALUES) -> list[PaymentAttempt]:
        return [_attempt(row) for row in asked.all(self.connection, values)]


def _values(attempt: PaymentAttempt) -> dict[str, object]:
    progress = attempt.progress
    return {
        "attempt_id": attempt.attempt_id,
        "cart_id": attempt.cart_id,
        "channel": attempt.channel,
        "number": attempt.number,
        "amount_fen": attempt.amount,
        "code_mark": attempt.code_mark,
        "state": progress.state,
        "sent_ms": progress.sent,
        "due_ms": progress.due,
        "last_move": progress.last,
        "moves": progress.moves,
        "is_refused": int(progress.is_refused),
        "staff_id": attempt.staff_id,
        "shift_id": attempt.shift_id,
        "channel_no": attempt.channel_no,
        "said": attempt.said,
        "is_wanted": int(attempt.is_wanted),
        "sale_id": attempt.sale_id,
        "version": attempt.version,
    }


def _attempt(row: Row[Any]) -> PaymentAttempt:
    return PaymentAttempt(
        attempt_id=row.attempt_id,
        cart_id=CartId(row.cart_id),
        channel=row.channel,
        number=row.number,
        amount=Fen(row.amount_fen),
        code_mark=row.code_mark,
        progress=Progress(
            row.state, Millis(row.sent_ms), Millis(row.due_ms), row.last_move, row.moves, bool(row.is_refused)
        ),
        staff_id=StaffId(row.staff_id),
        shift_id=ShiftId(row.shift_id),
        channel_no=row.channel_no,
        said=row.said,
        is_wanted=bool(row.is_wanted),
        sale_id=None if row.sale_id is None else SaleId(row.sale_id),
        version=row.version,
    )


def _refund(row: Row[Any]) -> PaymentRefund:
    return PaymentRefund(
        refund_id=row.refund_id,
        number=row.number,
        channel=row.channel,
        paid_number=row.paid_number,
        paid=Fen(row.paid_fen),
        amount=Fen(row.amount_fen),
        about=row.about,
        asked=Millis(row.asked_ms),
        due=Millis(row.due_ms),
        stage=row.stage,
        tries=row.tries,
        said=row.said,
    )
