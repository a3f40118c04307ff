"""Splits a discount over a million random tickets, and refunds a hundred thousand sales in random steps, to the fen.

python3 -m bench.splits [--quick]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from fractions import Fraction

from bench.table import arguments, lay_out
from posapp.domain.money import Fen, allocate, refund_of, tax_inside
from posapp.domain.returning import PaidBy, Sold, SoldLine, carried_first, refund

TICKETS, SEQUENCES = 1_000_000, 100_000
QUICK = 50
"""How many times fewer with ``--quick``."""


def main() -> None:
    """Try them all; leave with an error when one fen is wrong."""
    fewer = QUICK if arguments(__doc__).quick else 1
    dice = random.Random(7)
    tickets = _failures(_ticket, dice, TICKETS // fewer)
    lines = _failures(_refunds, dice, SEQUENCES // fewer)
    sales = _failures(_sale_comes_back, dice, SEQUENCES // fewer)
    lay_out(
        "Splits: exact to the fen",
        [
            ("tried", "n", "wrong"),
            ("discounts over 2–12 lines", f"{TICKETS // fewer:,}", f"{tickets:,}"),
            ("lines refunded in random steps", f"{SEQUENCES // fewer:,}", f"{lines:,}"),
            ("sales refunded in random steps", f"{SEQUENCES // fewer:,}", f"{sales:,}"),
        ],
        "a discount: shares sum to it, none is negative, above its line or a whole fen from the exact one; with the "
        "lines turned round no share moves by more than the odd fen of a tie",
        "refunds: all steps together give back what was paid, no step less than nothing, and at every step what was "
        "given back is the exact share rounded down",
        "sales: 1–6 lines paid by 1–5 tenders, some of which took units of an account; in any order no step gives less "
        "than nothing or more than is left of a line, a tender, its units, the tax or the points, lines and tenders "
        "give the same sum, an exchange leaves behind and gives out exactly what came back, the coupon comes back with "
        "the last piece and not before, and in the end every one of them stands at exactly nothing",
    )
    if tickets or lines or sales:
        sys.exit(1)


def _failures(holds: Callable[[random.Random], bool], dice: random.Random, times: int) -> int:
    return sum(not holds(dice) for _ in range(times))


def _ticket(dice: random.Random) -> bool:
    """Split a random discount over lines of which many cost a few fen; tell whether everything holds."""
    most = dice.choice((199, 2_000, 100_000))
    weights = [dice.randint(0, most) for _ in range(dice.randint(2, 12))]
    whole = sum(weights)
    total = dice.randint(0, whole)
    shares = allocate(total, weights)
    turned = allocate(total, weights[::-1])[::-1]
    return (
        sum(shares) == total
        and all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
        and all(
            abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True) if whole
        )
        and all(abs(share - other) <= 1 for share, other in zip(shares, turned, strict=True))
    )


def _refunds(dice: random.Random) -> bool:
    """Refund a line in random steps; tell whether everything holds."""
    paid, quantity = dice.randint(0, dice.choice((199, 1_000_000))), dice.randint(1, 99)
    done = back = 0
    while done < quantity:
        now = dice.randint(1, quantity - done)
        step = refund_of(paid, quantity, done, now)
        done, back = done + now, back + step
        if step < 0 or back != int(Fraction(paid * done, quantity)):
            return False
    return back == paid


def _a_sale(dice: random.Random) -> Sold:
    """Return a sale of some lines and tenders; accounts took units at a rate, phones, cards and cash none."""
    lines = []
    for _ in range(dice.randint(1, 6)):
        paid = dice.choice((0, 1, dice.randint(0, 199), dice.randint(0, 300_000)))
        lines.append(SoldLine(dice.choice((1, 1, 2, 3, 9)), Fen(paid), tax_inside(paid, dice.choice((0, 600, 1_300)))))
    left = int(sum(line.paid for line in lines))
    tenders = []
    for _ in range(dice.randint(0, 4)):
        part = dice.randint(0, left)
        tenders.append(PaidBy(Fen(part), dice.choice((0, 0, part, part // 10))))
        left -= part
    return Sold(tuple(lines), (*tenders, PaidBy(Fen(left))), points=dice.randint(0, 5_000))


def _sale_comes_back(dice: random.Random) -> bool:
    """Return every piece of a sale in random order and portions; tell whether everything holds."""
    sold = _a_sale(dice)
    pieces = [place for place, line in enumerate(sold.lines) for _ in range(line.quantity)]
    dice.shuffle(pieces)
    done = [0] * len(sold.lines)
    whole = [line.paid for line in sold.lines], [line.tax for line in sold.lines]
    amounts, units = [one.amount for one in sold.tenders], [one.units if one.amount else 0 for one in sold.tenders]
    left = [*whole[0], *whole[1], *amounts, *units, sold.points if sum(whole[0]) else 0]
    while pieces:
        now = [0] * len(sold.lines)
        for _ in range(min(dice.choice((1, 1, 2, len(pieces))), len(pieces))):
            now[pieces.pop()] += 1
        back = refund(sold, done, now)
        steps = [*back.lines, *back.taxes, *back.tenders, *back.units, back.points]
        left = [rest - step for rest, step in zip(left, steps, strict=True)]
        done = [was + more for was, more in zip(done, now, strict=True)]
        carried, out = carried_first(back.tenders, Fen(dice.randint(0, back.total)))
        halves = zip(back.tenders, carried, out, strict=True)
        if any(kept < 0 or given < 0 or kept + given != amount for amount, kept, given in halves):
            return False
        is_all = all(line.quantity == came for line, came in zip(sold.lines, done, strict=True))
        if min(steps) < 0 or min(left) < 0 or back.total != sum(back.tenders) or is_all != (not pieces):
            return False
    return not any(left)


if __name__ == "__main__":
    main()
