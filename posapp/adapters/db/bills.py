"""The channels' bills in the till's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, literal_column, or_, select, union, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.attempts import SqlAttemptBook
from posapp.adapters.db.bill_tables import bill_closed, bill_day, bill_finding, bill_row
from posapp.adapters.db.payment_tables import payment_attempt, payment_closed, payment_refund
from posapp.domain.bill_days import BillDay, span_of
from posapp.domain.bill_sums import Sums
from posapp.domain.clock import Millis
from posapp.domain.funds import FundsDay
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow
from posapp.domain.payment_code import Channel
from posapp.domain.payment_number import CHANCE, place_of
from posapp.services.attempt_book import PaymentAttempt, PaymentRefund
from posapp.services.bill_book import ClosedFinding, KeptBill, KeptFinding
from sync.protocol.decoding import from_json

_FUNDS: Any = FundsDay | None
_attempt, _refund, _row = payment_attempt.c, payment_refund.c, bill_row.c


@dataclass(frozen=True, slots=True)
class SqlBillBook:
    """Keeps the promises of ``BillBook``."""

    connection: Connection

    def first_payment(self, channel: Channel) -> Millis | None:
        """Return when this till first asked a channel for money."""
        first = self.connection.scalar(select(func.min(_attempt.sent_ms)).where(_attempt.channel == channel))
        return None if first is None else Millis(first)

    def places(self) -> frozenset[str]:
        """Return under which shops and tills this file has made numbers."""
        numbers = union(select(_begin(_attempt.number)), select(_begin(_refund.number)))
        return frozenset(place_of(begin) for begin in self.connection.scalars(numbers))

    def bill(self, channel: Channel, day: date) -> KeptBill | None:
        """Return what is kept of a day's bill."""
        asked = select(bill_day).where(bill_day.c.channel == channel, bill_day.c.day == day.isoformat())
        row = self.connection.execute(asked).one_or_none()
        return None if row is None else _bill(row)

    def bills(self, channel: Channel, since: date) -> Sequence[KeptBill]:
        """Return the bills of a channel from a day on, the newest first."""
        asked = select(bill_day).where(bill_day.c.channel == channel, bill_day.c.day >= since.isoformat())
        return [_bill(row) for row in self.connection.execute(asked.order_by(bill_day.c.day.desc()))]

    def keep(self, bill: KeptBill) -> None:
        """Keep how far a bill is read and compared."""
        values = _bill_values(bill)
        put = upsert(bill_day).values(values)
        changed = {name: put.excluded[name] for name in values if name not in ("channel", "day")}
        self.connection.execute(put.on_conflict_do_update(index_elements=["channel", "day"], set_=changed))

    def keep_rows(self, channel: Channel, day: date, rows: Sequence[BillRow]) -> None:
        """Keep the rows of a bill instead of those before."""
        self.connection.execute(delete(bill_row).where(_row.channel == channel, _row.day == day.isoformat()))
        if rows:
            kept = [_row_values(channel, day, place, row) for place, row in enumerate(rows)]
            self.connection.execute(insert(bill_row), kept)

    def rows(self, channel: Channel, day: date) -> tuple[BillRow, ...]:
        """Return the rows of a bill in its order."""
        asked = select(bill_row).where(_row.channel == channel, _row.day == day.isoformat()).order_by(_row.place)
        return tuple(_bill_row(row) for row in self.connection.execute(asked))

    def rows_beside(self, channel: Channel, day: date) -> tuple[BillRow, ...]:
        """Return rows of other days about what moved on this one."""
        begin, end = span_of(day)
        concerned = union(
            select(_row.number).where(_row.channel == channel, _row.day == day.isoformat()),
            select(_attempt.number).where(_attempt.channel == channel, _attempt.sent_ms.between(begin, end - 1)),
            select(_refund.paid_number).where(_refund.channel == channel, _refund.asked_ms.between(begin, end - 1)),
        )
        asked = (
            select(bill_row)
            .where(_row.channel == channel, _row.day != day.isoformat(), _row.number.in_(concerned))
            .order_by(_row.day, _row.place)
        )
        return tuple(_bill_row(row) for row in self.connection.execute(asked))

    def attempts(self, channel: Channel, day: date) -> Sequence[tuple[PaymentAttempt, str]]:
        """Return the attempts of a day, and those that its bill names, with the reason each was closed for."""
        begin, end = span_of(day)
        named = select(_row.number).where(_row.channel == channel, _row.day == day.isoformat())
        asked = (
            select(_attempt.attempt_id, func.coalesce(payment_closed.c.reason, "").label("reason"))
            .outerjoin(payment_closed, payment_closed.c.payment_id == _attempt.attempt_id)
            .where(
                _attempt.channel == channel,
                or_(_attempt.sent_ms.between(begin, end - 1), _attempt.number.in_(named)),
            )
            .order_by(_attempt.sent_ms, literal_column("payment_attempt.rowid"))
        )
        book = SqlAttemptBook(self.connection)
        found = [(book.get(row.attempt_id), row.reason) for row in self.connection.execute(asked).all()]
        return [(attempt, reason) for attempt, reason in found if attempt is not None]

    def refunds(self, channel: Channel, day: date) -> Sequence[PaymentRefund]:
        """Return the refunds of a day, and those that its bill names or whose payment it names."""
        begin, end = span_of(day)
        of_day = (_row.channel == channel, _row.day == day.isoformat())
        asked = (
            select(_refund.refund_id)
            .where(
                _refund.channel == channel,
                or_(
                    _refund.asked_ms.between(begin, end - 1),
                    _refund.paid_number.in_(select(_row.number).where(*of_day)),
                    _refund.number.in_(select(_row.refund_number).where(*of_day)),
                ),
            )
            .order_by(_refund.asked_ms, literal_column("rowid"))
        )
        book = SqlAttemptBook(self.connection)
        found = [book.refund(refund_id) for refund_id in self.connection.scalars(asked).all()]
        return [refund for refund in found if refund is not None]

    def keep_findings(self, channel: Channel, day: date, findings: Sequence[KeptFinding]) -> None:
        """Keep a day's differences instead of those before, with what the channel answered."""
        of_day = (bill_finding.c.channel == channel, bill_finding.c.day == day.isoformat())
        answers = select(bill_finding.c.finding_id, bill_finding.c.asked, bill_finding.c.asked_ms).where(*of_day)
        answered = {row.finding_id: (row.asked, row.asked_ms) for row in self.connection.execute(answers)}
        self.connection.execute(delete(bill_finding).where(*of_day))
        if findings:
            kept = [_finding_values(each, *answered.get(each.finding_id, ("", 0))) for each in findings]
            self.connection.execute(insert(bill_finding), kept)

    def answered(self, finding_id: str, asked: str, now: Millis) -> None:
        """Keep what the channel answered when it was asked about a difference."""
        of_it = update(bill_finding).where(bill_finding.c.finding_id == finding_id)
        self.connection.execute(of_it.values(asked=asked, asked_ms=now))

    def open_findings(self) -> Sequence[KeptFinding]:
        """Return the differences that something is to be done about and that nobody has settled."""
        settled = select(bill_closed.c.finding_id)
        asked = (
            select(bill_finding)
            .where(bill_finding.c.act != "nothing", bill_finding.c.finding_id.not_in(settled))
            .order_by(bill_finding.c.day, literal_column("rowid"))
        )
        return [_finding(row) for row in self.connection.execute(asked)]

    def is_closed(self, finding_id: str) -> bool:
        """Tell whether a person has settled a difference."""
        asked = select(bill_closed.c.finding_id).where(bill_closed.c.finding_id == finding_id)
        return self.connection.execute(asked).one_or_none() is not None

    def close(self, closed: ClosedFinding) -> None:
        """Keep that a person has settled a difference."""
        self.connection.execute(
            insert(bill_closed).values(
                finding_id=closed.finding_id,
                closed_ms=closed.closed,
                staff_id=closed.staff_id,
                reason=closed.reason,
            )
        )


def _begin(number: Any) -> Any:
    return func.substr(number, 1, func.length(number) - CHANCE)


def _bill(row: Row[Any]) -> KeptBill:
    return KeptBill(
        row.channel,
        BillDay(
            date.fromisoformat(row.day),
            row.reading,
            row.tries,
            Millis(row.due_ms),
            row.looks,
            Millis(row.look_ms),
            row.code,
        ),
        Sums(
            row.row_count,
            Fen(row.paid_fen),
            Fen(row.returned_fen),
            Fen(row.fee_fen),
            row.other_rows,
            Fen(row.other_paid_fen),
            Fen(row.other_returned_fen),
        ),
        from_json(row.verdicts, dict[Any, int]),
        from_json(row.funds, _FUNDS),
    )


def _bill_values(bill: KeptBill) -> dict[str, object]:
    progress, sums = bill.progress, bill.sums
    return {
        "channel": bill.channel,
        "day": progress.day.isoformat(),
        "reading": progress.reading,
        "tries": progress.tries,
        "due_ms": progress.due,
        "looks": progress.looks,
        "look_ms": progress.look,
        "code": progress.code,
        "row_count": sums.rows,
        "paid_fen": sums.paid,
        "returned_fen": sums.returned,
        "fee_fen": sums.fee,
        "other_rows": sums.others,
        "other_paid_fen": sums.others_paid,
        "other_returned_fen": sums.others_returned,
        "verdicts": msgspec.json.encode(bill.verdicts).decode(),
        "funds": msgspec.json.encode(bill.funds).decode(),
    }


def _row_values(channel: Channel, day: date, place: int, row: BillRow) -> dict[str, object]:
    return {
        "channel": channel,
        "day": day.isoformat(),
        "place": place,
        "kind": row.kind,
        "number": row.number,
        "refund_number": row.refund_number,
        "channel_no": row.channel_no,
        "amount_fen": row.amount,
        "at_ms": row.at,
        "fee_fen": row.fee,
        "said": row.said,
    }


def _bill_row(row: Row[Any]) -> BillRow:
    return BillRow(
        kind=row.kind,
        number=row.number,
        channel_no=row.channel_no,
        amount=Fen(row.amount_fen),
        at=Millis(row.at_ms),
        refund_number=row.refund_number,
        fee=Fen(row.fee_fen),
        said=row.said,
    )


def _finding_values(finding: KeptFinding, asked: str, asked_ms: int) -> dict[str, object]:
    return {
        "finding_id": finding.finding_id,
        "channel": finding.channel,
        "day": finding.day.isoformat(),
        "verdict": finding.verdict,
        "act": finding.act,
        "number": finding.number,
        "refund_number": finding.refund_number,
        "is_refund": int(finding.is_refund),
        "in_bill_fen": finding.in_bill,
        "claimed_fen": finding.claimed,
        "channel_no": finding.channel_no,
        "said": finding.said,
        "asked": asked,
        "asked_ms": asked_ms,
    }


def _finding(row: Row[Any]) -> KeptFinding:
    return KeptFinding(
        row.finding_id,
        row.channel,
        date.fromisoformat(row.day),
        row.verdict,
        row.act,
        row.number,
        row.refund_number,
        bool(row.is_refund),
        Fen(row.in_bill_fen),
        Fen(row.claimed_fen),
        row.channel_no,
        row.said,
        row.asked,
        Millis(row.asked_ms),
    )
