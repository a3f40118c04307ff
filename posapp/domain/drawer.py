"""The cash drawer: its notes and coins, and how far a count may be off before somebody must say why."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.errors import BadAmount
from posapp.domain.money import LARGEST_AMOUNT, Fen

DENOMINATIONS = tuple(Fen(fen) for fen in (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10))
"""The notes and coins that a drawer holds, largest first: ¥100 to ¥0.1."""

MOST_PIECES = 9_999
"""A drawer holds no more of one note or coin."""

WORTH_A_REASON = Fen(1_000)
"""From ¥10 on a difference is closed with a reason."""

Pieces = Sequence[tuple[Fen, int]]
"""How many there are of each denomination; what there is none of may be left out."""


def worth(pieces: Pieces) -> Fen:
    """Return what counted notes and coins are worth.

    Raises ``BadAmount`` for a denomination that does not exist and for more than a drawer holds.

    >>> worth([(Fen(10_000), 3), (Fen(50), 1)])
    30050
    """
    for fen, count in pieces:
        if fen not in DENOMINATIONS or not 0 <= count <= MOST_PIECES:
            raise BadAmount(f"{count} × {fen}")
    return Fen(sum(fen * count for fen, count in pieces))


def check_amount(amount: int, *, least: int = 0) -> None:
    """Raise ``BadAmount`` for what no drawer holds."""
    if not least <= amount <= LARGEST_AMOUNT:
        raise BadAmount(str(amount))
