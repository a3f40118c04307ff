"""What the hub keeps of the channels' bills, and what its books say of a day of a merchant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, union, update

from posapp.domain.bill_days import BillDay, span_of
from posapp.domain.bill_sums import NO_SUMS, Sums, differences, in_bill, strange_kind
from posapp.domain.clock import Millis
from posapp.domain.funds import FundsDay, finding_of, first_asked
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow, PaymentState, RefundState
from posapp.domain.reconciling import Books, Finding, PaymentClaim, RefundClaim, Standing, Way
from sync.hub.db.channel_bill_tables import (
    bill_difference,
    bill_difference_settled,
    channel_bill,
    channel_bill_row,
    charged,
)
from sync.hub.db.payment_tables import payment, payment_refund
from sync.protocol.decoding import from_json

_UNDONE = frozenset({PaymentState.REVERSED.value, PaymentState.NOT_PAID_FINAL.value})
_PAID = frozenset({PaymentState.PAID.value, PaymentState.REFUNDED.value})
_ON_ITS_WAY = frozenset({RefundState.DONE.value, RefundState.PROCESSING.value})
_WAYS: dict[str, Way] = {RefundState.DONE.value: "done", RefundState.REFUSED.value: "refused"}

_FUNDS: Any = FundsDay | None
_bill, _row, _difference = channel_bill.c, channel_bill_row.c, bill_difference.c


@dataclass(frozen=True, slots=True)
class MerchantBill:
    """A day's bill of a merchant; ``verdicts`` counts the findings of its last comparison.

    ``funds`` is the fund-flow bill of that day, None before anybody asked for it.
    """

    merchant_id: str
    progress: BillDay
    sums: Sums = NO_SUMS
    verdicts: dict[str, int] = field(default_factory=dict)
    funds: FundsDay | None = None

    @property
    def movements(self) -> FundsDay:
        """Return how far the fund-flow bill is read."""
        return self.funds or first_asked(self.progress.day)

    @property
    def funds_id(self) -> str:
        """Return the name under which what differs in its movements is settled."""
        return finding_of(f"{self.merchant_id}/{self.progress.day.isoformat()}")


class Difference(NamedTuple):
    """A difference between a bill and the hub's books, as ``domain/reconciling.py`` found it."""

    finding_id: str
    merchant_id: str
    day: str
    verdict: str
    act: str
    number: str
    refund_number: str
    is_refund: bool
    in_bill_fen: int
    claimed_fen: int
    channel_no: str
    said: str
    asked: str
    asked_ms: int


def first_payment(conn: Connection, merchant_id: str) -> Millis | None:
    """Return when a merchant was first asked for money through this hub."""
    first = conn.execute(
        select(func.min(payment.c.asked_ms)).where(payment.c.merchant_id == merchant_id)
    ).scalar_one_or_none()
    return None if first is None else Millis(first)


def bill_of(conn: Connection, merchant_id: str, day: date) -> MerchantBill | None:
    """Return what is kept of a day's bill."""
    asked = select(channel_bill).where(_bill.merchant_id == merchant_id, _bill.day == day.isoformat())
    row = conn.execute(asked).one_or_none()
    return None if row is None else _read(row)


def bills_since(conn: Connection, merchant_id: str, day: date) -> list[MerchantBill]:
    """Return a merchant's bills from a day on, the newest first."""
    asked = select(channel_bill).where(_bill.merchant_id == merchant_id, _bill.day >= day.isoformat())
    return [_read(row) for row in conn.execute(asked.order_by(_bill.day.desc()))]


def keep_bill(conn: Connection, bill: MerchantBill) -> None:
    """Keep how far a bill is read and compared."""
    progress = bill.progress
    of_it = (_bill.merchant_id == bill.merchant_id, _bill.day == progress.day.isoformat())
    values = {
        "reading": progress.reading,
        "tries": progress.tries,
        "due_ms": progress.due,
        "looks": progress.looks,
        "look_ms": progress.look,
        "code": progress.code,
        "sums": msgspec.json.encode(bill.sums).decode(),
        "verdicts": msgspec.json.encode(bill.verdicts).decode(),
        "funds": msgspec.json.encode(bill.funds).decode(),
    }
    if conn.execute(update(channel_bill).where(*of_it).values(values)).rowcount == 0:
        key = {"merchant_id": bill.merchant_id, "day": progress.day.isoformat()}
        conn.execute(insert(channel_bill).values({**key, **values}))


def keep_rows(conn: Connection, merchant_id: str, day: date, rows: Sequence[BillRow]) -> None:
    """Keep the rows of a bill instead of those before."""
    conn.execute(delete(channel_bill_row).where(_row.merchant_id == merchant_id, _row.day == day.isoformat()))
    if rows:
        conn.execute(
            insert(channel_bill_row),
            [
                {
                    "merchant_id": merchant_id,
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
                for place, row in enumerate(rows)
            ],
        )


def rows_of(conn: Connection, merchant_id: str, day: date) -> tuple[BillRow, ...]:
    """Return the rows of a bill in its order."""
    asked = select(channel_bill_row).where(_row.merchant_id == merchant_id, _row.day == day.isoformat())
    return tuple(_bill_row(row) for row in conn.execute(asked.order_by(_row.place)))


def rows_beside(conn: Connection, merchant_id: str, day: date) -> tuple[BillRow, ...]:
    """Return rows of other days about what moved, by the bill or by the books, on this one."""
    begin, end = span_of(day)
    paid_then = (payment.c.merchant_id == merchant_id, payment.c.asked_ms.between(begin, end - 1))
    concerned = union(
        select(_row.number).where(_row.merchant_id == merchant_id, _row.day == day.isoformat()),
        select(payment.c.number).where(*paid_then),
        select(payment_refund.c.paid_number).where(payment_refund.c.asked_ms.between(begin, end - 1)),
    )
    asked = select(channel_bill_row).where(
        _row.merchant_id == merchant_id, _row.day != day.isoformat(), _row.number.in_(concerned)
    )
    return tuple(_bill_row(row) for row in conn.execute(asked.order_by(_row.day, _row.place)))


def known_numbers(conn: Connection, numbers: Iterable[str]) -> frozenset[str]:
    """Return which of these numbers are payments or refunds of this hub's tills."""
    wanted = sorted(set(numbers))
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for column in (payment.c.number, payment_refund.c.number, charged.c.number):
            found.update(conn.execute(select(column).where(column.in_(some))).scalars())
    return frozenset(found)


def books_of(conn: Connection, merchant_id: str, day: date) -> Books:
    """Return what the hub's books say of a day of a merchant, and of whatever its bill names."""
    begin, end = span_of(day)
    of_bill = (_row.merchant_id == merchant_id, _row.day == day.isoformat())
    named = select(_row.number).where(*of_bill)
    sold = select(charged.c.number, charged.c.amount_fen, charged.c.at_ms)
    asked = select(payment).where(
        or_(
            (payment.c.merchant_id == merchant_id) & payment.c.asked_ms.between(begin, end - 1),
            payment.c.number.in_(named),
        )
    )
    payments = conn.execute(asked.order_by(payment.c.asked_ms, payment.c.number)).all()
    of_payments = select(asked.subquery().c.number)
    sales = {
        row.number: row
        for row in conn.execute(sold.where(or_(charged.c.number.in_(named), charged.c.number.in_(of_payments))))
    }
    back = payment_refund.c
    refunds = conn.execute(
        select(payment_refund).where(
            or_(
                back.paid_number.in_(named),
                back.number.in_(select(_row.refund_number).where(*of_bill)),
                back.asked_ms.between(begin, end - 1)
                & back.paid_number.in_(select(payment.c.number).where(payment.c.merchant_id == merchant_id)),
            )
        )
    ).all()
    returned: dict[str, int] = {}
    for row in refunds:
        if row.state in _ON_ITS_WAY:
            returned[row.paid_number] = returned.get(row.paid_number, 0) + row.amount_fen
    claims = [
        PaymentClaim(
            row.number,
            Fen(row.amount_fen),
            Millis(row.asked_ms),
            _standing(row, row.number in sales, returned.get(row.number, 0)),
        )
        for row in payments
    ]
    # A till with keys of its own pays past this hub; its sales come all the same.
    past = [row for number, row in sales.items() if number not in {row.number for row in payments}]
    claims += [PaymentClaim(row.number, Fen(row.amount_fen), Millis(row.at_ms), "kept") for row in past]
    backs = [
        RefundClaim(
            row.number, row.paid_number, Fen(row.amount_fen), Millis(row.asked_ms), _WAYS.get(row.state, "under_way")
        )
        for row in refunds
    ]
    return Books.of(claims, backs)


def keep_differences(conn: Connection, merchant_id: str, day: date, findings: Iterable[Finding]) -> None:
    """Keep a day's differences instead of those before; what the channel answered about one stays with it."""
    of_day = (_difference.merchant_id == merchant_id, _difference.day == day.isoformat())
    before = {one.finding_id: one for one in _differences(conn, *of_day)}
    conn.execute(delete(bill_difference).where(*of_day))
    kept = []
    for name, one in differences(f"{merchant_id}/{day.isoformat()}", findings):
        known = before.get(name)
        kept.append(
            Difference(
                finding_id=name,
                merchant_id=merchant_id,
                day=day.isoformat(),
                verdict=one.verdict,
                act=one.act,
                number=one.number,
                refund_number=one.refund_number,
                is_refund=one.is_refund,
                in_bill_fen=in_bill(one),
                claimed_fen=one.claimed,
                channel_no=one.rows[0].channel_no if one.rows else "",
                said=strange_kind(one),
                asked="" if known is None else known.asked,
                asked_ms=0 if known is None else known.asked_ms,
            )._asdict()
        )
    if kept:
        conn.execute(insert(bill_difference), kept)


def open_differences(conn: Connection, merchant_id: str | None = None) -> list[Difference]:
    """Return the differences that something is to be done about and nobody has settled, the oldest first."""
    settled = select(bill_difference_settled.c.finding_id)
    of_whom = () if merchant_id is None else (_difference.merchant_id == merchant_id,)
    return _differences(conn, _difference.act != "nothing", _difference.finding_id.not_in(settled), *of_whom)


def answered(conn: Connection, finding_id: str, asked: str, now: Millis) -> None:
    """Keep what the channel answered when it was asked about a difference."""
    of_it = update(bill_difference).where(_difference.finding_id == finding_id)
    conn.execute(of_it.values(asked=asked, asked_ms=now))


def settle(conn: Connection, finding_id: str, now: Millis) -> None:
    """Keep that a person has settled a difference."""
    conn.execute(insert(bill_difference_settled).values(finding_id=finding_id, settled_ms=now))


def settled(conn: Connection) -> frozenset[str]:
    """Return the names of all that a person has settled."""
    return frozenset(conn.execute(select(bill_difference_settled.c.finding_id)).scalars())


def _differences(conn: Connection, *conditions: Any) -> list[Difference]:
    columns = [bill_difference.c[name] for name in Difference._fields]
    asked = select(*columns).where(*conditions).order_by(_difference.day, _difference.finding_id)
    return [Difference(*row) for row in conn.execute(asked)]


def _standing(row: Row[Any], is_sold: bool, returned: int) -> Standing:
    """Return what the books say of a payment: paid is one that a sale counts on, or that went back whole."""
    if is_sold or (row.state in _PAID and returned >= row.amount_fen):
        return "kept"
    if row.state == PaymentState.SUSPECT.value:
        return "odd"
    return "undone" if row.charge != "sent" or row.state in _UNDONE else "open"


def _read(row: Row[Any]) -> MerchantBill:
    return MerchantBill(
        row.merchant_id,
        BillDay(
            date.fromisoformat(row.day),
            row.reading,
            row.tries,
            Millis(row.due_ms),
            row.looks,
            Millis(row.look_ms),
            row.code,
        ),
        from_json(row.sums, Sums),
        from_json(row.verdicts, dict[str, int]),
        from_json(row.funds, _FUNDS),
    )


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
