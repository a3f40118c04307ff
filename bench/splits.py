"""Splits a discount over a million random tickets, and refunds a hundred thousand lines in random steps, to the fen.

python3 -m bench.splits [--quick]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from fractions import Fraction

from bench.table import arguments, lay_out
from posapp.domain.money import allocate, refund_of

TICKETS, SEQUENCES = 1_000_000, 100_000
QUICK = 50
"""How many times fewer with ``--quick``."""


def main() -> None:
    """Try them all; leave with an error when one fen is wrong."""
    fewer = QUICK if arguments(__doc__).quick else 1
    dice = random.Random(7)
    tickets = _failures(_ticket, dice, TICKETS // fewer)
    refunds = _failures(_refunds, dice, SEQUENCES // fewer)
    lay_out(
        "Splits: exact to the fen",
        [
            ("tried", "n", "wrong"),
            ("discounts over 2–12 lines", f"{TICKETS // fewer:,}", f"{tickets:,}"),
            ("lines refunded in random steps", f"{SEQUENCES // fewer:,}", f"{refunds:,}"),
        ],
        "a discount: shares sum to it, none is negative, above its line or a whole fen from the exact one; with the "
        "lines turned round no share moves by more than the odd fen of a tie",
        "refunds: all steps together give back what was paid, no step less than nothing, and at every step what was "
        "given back is the exact share rounded down",
    )
    if tickets or refunds:
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


if __name__ == "__main__":
    main()
