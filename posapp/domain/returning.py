"""What comes back for goods that are returned: never more than was paid, and in the end exactly what was paid.

Everything is a *cumulative floor*: what has come back after so many pieces is a function of those pieces alone, and one
return gives the difference between two such sums. So the order of returns does not matter, no rounding is lost or won
on the way, and when every piece is back every tender, tax and point stands at zero. The split of lines over tenders is
an integer matrix that follows from the sale itself, by largest remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posapp.domain.errors import NothingToReturn, TooManyReturned
from posapp.domain.money import Fen, allocate, refund_of


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was sold: how many pieces, what all of them cost, and the tax inside."""

    quantity: int
    paid: Fen
    tax: Fen


@dataclass(frozen=True, slots=True)
class PaidBy:
    """A tender of a sale: its amount, and the units that it took from an account (0 where it took none)."""

    amount: Fen
    units: int = 0


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale as far as a return needs to know it. The tenders sum to what the lines cost; ``points`` were earned."""

    lines: tuple[SoldLine, ...]
    tenders: tuple[PaidBy, ...]
    points: int = 0

    def __post_init__(self) -> None:
        if sum(line.paid for line in self.lines) != sum(tender.amount for tender in self.tenders):
            raise ValueError("the tenders of a sale sum to what its lines cost")


@dataclass(frozen=True, slots=True)
class Back:
    """What comes back: fen and tax by line, fen and units by tender, and the points that are taken back."""

    lines: tuple[Fen, ...]
    taxes: tuple[Fen, ...]
    tenders: tuple[Fen, ...]
    units: tuple[int, ...]
    points: int

    @property
    def total(self) -> Fen:
        """Return all the money that comes back."""
        return Fen(sum(self.lines))

    @property
    def tax(self) -> Fen:
        """Return the tax inside it."""
        return Fen(sum(self.taxes))

    def __sub__(self, other: Back) -> Back:
        return Back(
            tuple(Fen(a - b) for a, b in zip(self.lines, other.lines, strict=True)),
            tuple(Fen(a - b) for a, b in zip(self.taxes, other.taxes, strict=True)),
            tuple(Fen(a - b) for a, b in zip(self.tenders, other.tenders, strict=True)),
            tuple(a - b for a, b in zip(self.units, other.units, strict=True)),
            self.points - other.points,
        )


def refund(sold: Sold, before: Sequence[int], now: Sequence[int]) -> Back:
    """Return what ``now`` more pieces of each line bring back, after ``before`` pieces came back.

    Raises ``NothingToReturn`` for no piece at all, ``TooManyReturned`` for more than are left of a line.

    >>> sold = Sold((SoldLine(3, Fen(1000), Fen(115)),), (PaidBy(Fen(400)), PaidBy(Fen(600))))
    >>> [refund(sold, [done], [1]).tenders for done in range(3)]
    [(133, 200), (133, 200), (134, 200)]
    """
    if not any(now):
        raise NothingToReturn
    for place, (line, done, more) in enumerate(zip(sold.lines, before, now, strict=True), start=1):
        if more < 0 or done + more > line.quantity:
            raise TooManyReturned(place=place, left=max(line.quantity - done, 0), asked=more)
    return _after(sold, [done + more for done, more in zip(before, now, strict=True)]) - _after(sold, before)


def is_last(sold: Sold, places: Sequence[int], before: Sequence[int], after: Sequence[int]) -> bool:
    """Tell whether the last piece of some lines, by their places from 1, came back between ``before`` and ``after``.

    >>> sold = Sold((SoldLine(2, Fen(1000), Fen(0)), SoldLine(1, Fen(500), Fen(0))), (PaidBy(Fen(1500)),))
    >>> [is_last(sold, [1], *counts) for counts in (([0, 0], [1, 1]), ([1, 1], [2, 1]), ([2, 0], [2, 1]))]
    [False, True, False]
    """
    at = [place - 1 for place in places]
    return all(after[i] == sold.lines[i].quantity for i in at) and any(before[i] < after[i] for i in at)


def shares(sold: Sold) -> list[list[Fen]]:
    """Return which part of each line each tender has paid: rows sum to lines, columns to tenders."""
    left = [line.paid for line in sold.lines]
    columns = []
    for tender in sold.tenders:
        column = allocate(tender.amount, left)
        left = [Fen(rest - part) for rest, part in zip(left, column, strict=True)]
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in sold.lines]


def carried_first(amounts: Sequence[Fen], wanted: Fen) -> tuple[list[Fen], list[Fen]]:
    """Split what comes back into what stands behind the new goods of an exchange, and what is given out.

    The last tender is carried first: that is the cash, which needs to leave the drawer only for the difference.

    >>> carried_first([Fen(300), Fen(700)], Fen(800))
    ([100, 700], [200, 0])
    """
    carried = [Fen(0)] * len(amounts)
    rest = min(int(wanted), sum(amounts))
    for place in reversed(range(len(amounts))):
        carried[place] = Fen(min(amounts[place], rest))
        rest = rest - carried[place]
    return carried, [Fen(amount - part) for amount, part in zip(amounts, carried, strict=True)]


def _after(sold: Sold, returned: Sequence[int]) -> Back:
    """Return all that has come back once so many pieces of each line are back."""
    by_tender = [Fen(0)] * len(sold.tenders)
    lines = []
    for line, parts, done in zip(sold.lines, shares(sold), returned, strict=True):
        back = [refund_of(part, line.quantity, 0, done) for part in parts]
        by_tender = [Fen(sum(pair)) for pair in zip(by_tender, back, strict=True)]
        lines.append(Fen(sum(back)))
    paid = sum(line.paid for line in sold.lines)
    return Back(
        lines=tuple(lines),
        taxes=tuple(
            refund_of(line.tax, line.quantity, 0, done) for line, done in zip(sold.lines, returned, strict=True)
        ),
        tenders=tuple(by_tender),
        units=tuple(
            refund_of(tender.units, tender.amount, 0, back) if tender.amount else 0
            for tender, back in zip(sold.tenders, by_tender, strict=True)
        ),
        points=refund_of(sold.points, paid, 0, sum(lines)) if paid else 0,
    )
