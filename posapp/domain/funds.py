"""The fund-flow bill (资金账单) of a day, and whether the money moved as the trade bill of that day says.

The trade bill tells what customers paid; this one every movement of the merchant's account: payments, refunds, fees,
withdrawals, each with the balance that it left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from posapp.domain.clock import DAY, MINUTE, Millis, at
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow, BillState

Moved = Literal["pay", "refund", "fee", "other"]

AROUND_MIDNIGHT = 10 * MINUTE
"""So near to midnight the other half of a pair may stand in the neighbouring day's bill."""

_NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class FundsRow:
    """One movement. ``amount`` is negative where money left; ``refers_to``: the channel's numbers of what it is for.

    ``kind`` "other" is no trade: a withdrawal, a top-up, with the channel's word in ``said``.
    """

    kind: Moved
    amount: Fen
    balance: Fen
    at: Millis
    flow_no: str
    refers_to: tuple[str, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class FundsBill:
    """A day's movements in the order of the account. When ``READY``, the sums and each balance agree with the rows."""

    state: BillState
    day: date
    rows: tuple[FundsRow, ...] = ()
    code: str = ""
    detail: str = ""

    @property
    def opening(self) -> Fen:
        """Return what was there before the first movement."""
        return Fen(self.rows[0].balance - self.rows[0].amount) if self.rows else _NOTHING

    @property
    def closing(self) -> Fen:
        """Return what was there after the last one."""
        return self.rows[-1].balance if self.rows else _NOTHING


@dataclass(frozen=True, slots=True)
class Tied:
    """A day's trade bill and its movements beside each other.

    ``not_moved`` are rows of the trade bill whose money did not move by that amount, ``moved_alone`` movements that
    look like a trade and of which the trade bill knows nothing; neither holds what is ``at_midnight`` and may be in
    the neighbouring day's bill. Fees are positive where the channel took them.
    """

    agreed: int = 0
    not_moved: tuple[BillRow, ...] = ()
    moved_alone: tuple[FundsRow, ...] = ()
    at_midnight: int = 0
    fee_in_bill: Fen = _NOTHING
    fee_moved: Fen = _NOTHING
    others: int = 0
    others_sum: Fen = _NOTHING

    @property
    def differs(self) -> bool:
        """Tell whether somebody has to look."""
        return bool(self.not_moved or self.moved_alone)


def first_break(rows: Iterable[FundsRow]) -> FundsRow | None:
    """Return the first movement whose balance does not follow from the one before: a row is missing there, or wrong."""
    before: Fen | None = None
    for row in rows:
        if before is not None and row.balance != before + row.amount:
            return row
        before = row.balance
    return None


def tie(day: date, billed: Sequence[BillRow], moved: Sequence[FundsRow]) -> Tied:
    """Match each row of a trade bill with the movement of its amount, and name what is left over on either side."""
    waiting: dict[tuple[str, int], list[FundsRow]] = defaultdict(list)
    trades = [row for row in moved if row.kind in ("pay", "refund")]
    for row in trades:
        for number in row.refers_to:
            waiting[number, row.amount].append(row)
    used: set[str] = set()
    missing: list[BillRow] = []
    for one in billed:
        amount = one.amount if one.kind == "pay" else -one.amount
        candidates = waiting[one.channel_no, amount]
        found = next((row for row in candidates if row.flow_no not in used), None)
        if found is None:
            missing.append(one)
        else:
            used.add(found.flow_no)
    alone = [row for row in trades if row.flow_no not in used]
    late = [one for one in missing if _is_at_an_edge(one.at, day)]
    early = [row for row in alone if _is_at_an_edge(row.at, day)]
    others = [row for row in moved if row.kind == "other"]
    return Tied(
        agreed=len(billed) - len(missing),
        not_moved=tuple(one for one in missing if one not in late),
        moved_alone=tuple(row for row in alone if row not in early),
        at_midnight=len(late) + len(early),
        fee_in_bill=Fen(sum(one.fee for one in billed)),
        fee_moved=Fen(-sum(row.amount for row in moved if row.kind == "fee")),
        others=len(others),
        others_sum=Fen(sum(row.amount for row in others)),
    )


def _is_at_an_edge(instant: Millis, day: date) -> bool:
    since = instant - at(day, 0)
    return since < AROUND_MIDNIGHT or since >= DAY - AROUND_MIDNIGHT
