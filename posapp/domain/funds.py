"""The fund-flow bill (资金账单) of a day, and whether the money moved as the trade bill of that day says.

The trade bill tells what customers paid; this one every movement of the merchant's account: payments, refunds, fees,
withdrawals, each with the balance that it left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from posapp.domain.bill_days import NEVER, READY_HOUR, BillDay, Fetched, asked, awaited
from posapp.domain.clock import DAY, MINUTE, Millis, at
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow, BillState

Moved = Literal["pay", "refund", "fee", "other"]

AROUND_MIDNIGHT = 10 * MINUTE
"""So near to midnight the other half of a pair may stand in the neighbouring day's bill."""

TRIED_DAYS = 7
"""For so long it is asked for again; a merchant who may not have it is not asked for ever."""

MOST_NAMED = 20
"""So many of what differs are kept by name; the others are counted."""

_NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class FundsRow:
    """One movement. ``amount`` is negative where money left; ``refers_to``: the numbers of what it is for, anybody's.

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
    """A day's movements in the file's order. When ``READY``, sums and rows agree, and one balance leads to the next."""

    state: BillState
    day: date
    rows: tuple[FundsRow, ...] = ()
    code: str = ""
    detail: str = ""

    @property
    def opening(self) -> Fen:
        """Return what was there before the first movement."""
        ends = balances(self.rows)
        return _NOTHING if ends is None else ends[0]

    @property
    def closing(self) -> Fen:
        """Return what was there after the last one."""
        ends = balances(self.rows)
        return _NOTHING if ends is None else ends[1]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Money that one side has alone; ``amount`` is negative where it left, ``number`` ours where it is known."""

    is_billed: bool
    number: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Half:
    """A row of the trade bill, or a movement, that has no other half in its own day's bill and is near midnight.

    It is known by any of ``keys``, a number and an amount; ``is_first`` near the day's first midnight, so that the
    other half may be the day before.
    """

    of: Unmatched
    keys: tuple[tuple[str, int], ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Tied:
    """A day's trade bill and its movements beside each other, as those of this day alone tell.

    ``not_moved`` are rows of the trade bill whose money did not move by that amount, ``moved_alone`` movements that
    look like a trade and of which the trade bill knows nothing; neither holds the ``halves``, which stand so near to
    midnight that the other half of each may be in the neighbouring day's bill. Fees are positive where the channel
    took them.
    """

    agreed: int = 0
    not_moved: tuple[BillRow, ...] = ()
    moved_alone: tuple[FundsRow, ...] = ()
    halves: tuple[Half, ...] = ()
    fee_in_bill: Fen = _NOTHING
    fee_moved: Fen = _NOTHING
    others: int = 0
    others_sum: Fen = _NOTHING

    @property
    def differs(self) -> bool:
        """Tell whether somebody has to look."""
        return bool(self.not_moved or self.moved_alone)

    @property
    def at_midnight(self) -> int:
        """Return how many stand so near to midnight that the neighbouring day's bill may have their other half."""
        return len(self.halves)


@dataclass(frozen=True, slots=True)
class FundsFigures:
    """What a day's movements came to; ``unmatched`` names the first of those that ``differ`` from the trade bill.

    ``at_midnight`` wait for the bill of a neighbouring day; ``beside`` have found their other half in it.
    """

    rows: int = 0
    opening: Fen = _NOTHING
    closing: Fen = _NOTHING
    agreed: int = 0
    at_midnight: int = 0
    fee_in_bill: Fen = _NOTHING
    fee_moved: Fen = _NOTHING
    others: int = 0
    others_sum: Fen = _NOTHING
    differ: int = 0
    unmatched: tuple[Unmatched, ...] = ()
    beside: int = 0


NO_FIGURES = FundsFigures()


@dataclass(frozen=True, slots=True)
class FundsDay:
    """How far a day's movements are read, and what came of it. Nothing is known of a day that nobody has asked for.

    ``by_itself`` are the figures of this day's bills alone, ``figures`` those beside the neighbouring days' that are
    read: the ``halves`` have found each other, or are named.
    """

    progress: BillDay
    figures: FundsFigures = NO_FIGURES
    by_itself: FundsFigures = NO_FIGURES
    halves: tuple[Half, ...] = ()

    @property
    def differs(self) -> bool:
        """Tell whether somebody has to look."""
        return self.figures.differ > 0


def first_asked(day: date) -> FundsDay:
    """Return a day whose movements nobody has asked for."""
    return FundsDay(awaited(day))


def fetched(
    known: FundsDay, bill: Fetched, billed: Sequence[BillRow], moved: FundsBill | None, now: Millis
) -> FundsDay:
    """Return a day after its movements were asked for; ``moved`` is None where its trade bill did not come.

    What was read before stays when a later try fails.
    """
    progress = replace(asked(known.progress, bill if moved is None else moved, now), look=NEVER)
    if moved is None or moved.state not in (BillState.READY, BillState.NO_TRADE):
        return replace(known, progress=progress)
    tied = tie(moved.day, billed, moved.rows)
    figures = figures_of(tied, moved)
    return FundsDay(progress, figures, figures, tied.halves)


def beside(known: FundsDay, before: FundsDay | None, after: FundsDay | None) -> FundsDay:
    """Return a day beside those around it, as far as they are read: halves near midnight find each other.

    One whose other half is not there either moved otherwise than its bill says.
    """
    waiting, found, alone = 0, 0, []
    for neighbour, is_first in ((before, True), (after, False)):
        mine = [half for half in known.halves if half.is_first == is_first]
        if neighbour is None or not neighbour.progress.is_read:
            waiting += len(mine)
            continue
        free = [half for half in neighbour.halves if half.is_first != is_first]
        for half in mine:
            other = next((one for one in free if _are_one(half, one)), None)
            if other is None:
                alone.append(half.of)
            else:
                free.remove(other)
                found += 1
    own = known.by_itself
    figures = replace(
        own,
        at_midnight=waiting,
        beside=found,
        differ=own.differ + len(alone),
        unmatched=(*own.unmatched, *alone)[:MOST_NAMED],
    )
    # What an earlier version kept does not say which stand near midnight, and stays as it is.
    return replace(known, figures=figures) if known.halves else known


def _are_one(half: Half, other: Half) -> bool:
    return half.of.is_billed != other.of.is_billed and not set(half.keys).isdisjoint(other.keys)


def is_due(known: FundsDay, now: Millis) -> bool:
    """Tell whether the movements of a day whose trade bill is here are to be asked for, once more."""
    last = at(known.progress.day + timedelta(days=TRIED_DAYS + 1), READY_HOUR)
    # A clock that was set back does not make it wait longer.
    has_waited = now >= known.progress.due or known.progress.due - now > DAY
    return not known.progress.is_read and has_waited and now < last


def finding_of(bill: str) -> str:
    """Return the name under which what differs in a day's movements is settled."""
    return f"{bill}/funds"


def figures_of(tied: Tied, moved: FundsBill) -> FundsFigures:
    """Return what a day's movements came to."""
    return FundsFigures(
        rows=len(moved.rows),
        opening=moved.opening,
        closing=moved.closing,
        agreed=tied.agreed,
        at_midnight=tied.at_midnight,
        fee_in_bill=tied.fee_in_bill,
        fee_moved=tied.fee_moved,
        others=tied.others,
        others_sum=tied.others_sum,
        differ=len(tied.not_moved) + len(tied.moved_alone),
        unmatched=tuple(_unmatched(tied))[:MOST_NAMED],
    )


def balances(rows: Iterable[FundsRow]) -> tuple[Fen, Fen] | None:
    """Return the balances before and after all movements, None when one does not lead to the next: one is missing.

    In whatever order they stand: a file may begin with the newest, and a second holds many.
    """
    rows = tuple(rows)
    before = Counter(Fen(row.balance - row.amount) for row in rows)
    after = Counter(row.balance for row in rows)
    begins, ends = before - after, after - before
    if begins.total() > 1:
        return None
    if not rows:
        return _NOTHING, _NOTHING
    same = min(rows, key=lambda row: row.at)
    opening = next(iter(begins), Fen(same.balance - same.amount))
    return opening, next(iter(ends), opening)


def tie(day: date, billed: Sequence[BillRow], moved: Sequence[FundsRow]) -> Tied:
    """Match each row of a trade bill with the movement of its amount, and name what is left over on either side.

    A refund may move without the fee that the channel gives back in the same movement.
    """
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, row in enumerate(moved):
        if row.kind in ("pay", "refund"):
            for number in row.refers_to:
                waiting[number, row.amount].append(place)
    used: set[int] = set()
    missing: list[BillRow] = []
    fee_within = 0
    for one in billed:
        found = next((place for key in _keys(one) for place in waiting.get(key, ()) if place not in used), None)
        if found is None:
            missing.append(one)
        else:
            used.add(found)
            fee_within += _moves(one) - moved[found].amount
    alone = [row for place, row in enumerate(moved) if row.kind in ("pay", "refund") and place not in used]
    late = [one for one in missing if _is_at_an_edge(one.at, day)]
    early = [row for row in alone if _is_at_an_edge(row.at, day)]
    halves = [Half(_of_bill(one), tuple(_keys(one)), _is_first(one.at, day)) for one in late]
    halves += [
        Half(_of_account(row), tuple((number, row.amount) for number in row.refers_to), _is_first(row.at, day))
        for row in early
    ]
    others = [row for row in moved if row.kind == "other"]
    return Tied(
        agreed=len(billed) - len(missing),
        not_moved=tuple(one for one in missing if one not in late),
        moved_alone=tuple(row for row in alone if row not in early),
        halves=tuple(halves),
        fee_in_bill=Fen(sum(one.fee for one in billed)),
        fee_moved=Fen(fee_within - sum(row.amount for row in moved if row.kind == "fee")),
        others=len(others),
        others_sum=Fen(sum(row.amount for row in others)),
    )


def _moves(one: BillRow) -> int:
    return one.amount if one.kind == "pay" else -one.amount


def _keys(one: BillRow) -> Iterator[tuple[str, int]]:
    """Yield under what a movement of this row may stand: the number that only it has before those of its payment."""
    amounts = dict.fromkeys((_moves(one), _moves(one) - one.fee)) if one.kind == "refund" else (_moves(one),)
    for number in dict.fromkeys((one.refund_number, one.channel_no, one.number)):
        if number:
            yield from ((number, amount) for amount in amounts)


def _unmatched(tied: Tied) -> Iterator[Unmatched]:
    yield from (_of_bill(one) for one in tied.not_moved)
    yield from (_of_account(row) for row in tied.moved_alone)


def _of_bill(one: BillRow) -> Unmatched:
    return Unmatched(True, one.refund_number or one.number, Fen(_moves(one)))


def _of_account(row: FundsRow) -> Unmatched:
    return Unmatched(False, " ".join(row.refers_to), row.amount)


def _is_first(instant: Millis, day: date) -> bool:
    """Tell whether an instant lies nearer to the day's first midnight than to its last."""
    return instant - at(day, 0) < DAY // 2


def _is_at_an_edge(instant: Millis, day: date) -> bool:
    since = instant - at(day, 0)
    return since < AROUND_MIDNIGHT or since >= DAY - AROUND_MIDNIGHT
