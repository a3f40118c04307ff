"""Money in whole fen, and the few ways in which the shop may divide it.

Every amount is an ``int`` of fen (0.01 yuan), from the database to the wire. Floats never touch money.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NewType

from posapp.domain.errors import BadAmount

Fen = NewType("Fen", int)

LARGEST_AMOUNT = Fen(999_999_999)
"""The largest amount a person may type: ¥9,999,999.99."""

_AMOUNT = re.compile(r"¥?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", re.ASCII)


def allocate(total: int, weights: Sequence[int]) -> list[Fen]:
    """Split ``total`` fen over ``weights`` by integer largest remainder.

    The shares sum to ``total`` and none is larger than its weight as long as
    ``0 <= total <= sum(weights)``; anything else raises ``ValueError``. Ties go to the earlier line.

    >>> allocate(2000, [9900, 9900, 100])
    [995, 995, 10]
    """
    whole = sum(weights)
    if total < 0 or total > whole or (weights and min(weights) < 0):
        raise ValueError(f"cannot split {total} over weights that sum to {whole}")
    if whole == 0:
        return [Fen(0)] * len(weights)
    shares = [total * weight // whole for weight in weights]
    lacks = total - sum(shares)
    if lacks:
        remainders = [total * weight % whole for weight in weights]
        # A stable sort: of equal remainders the earlier stays first.
        by_remainder = sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)
        for i in by_remainder[:lacks]:
            shares[i] += 1
    return [Fen(share) for share in shares]


def refund_of(paid: int, quantity: int, already: int, now: int) -> Fen:
    """Return what ``now`` more units of a line give back after ``already`` units were refunded.

    Cumulative floor: all units together give back exactly what was paid.

    >>> [refund_of(1000, 3, done, 1) for done in range(3)]
    [333, 333, 334]
    """
    return Fen(paid * (already + now) // quantity - paid * already // quantity)


def tax_inside(gross: int, rate_bp: int) -> Fen:
    """Return the tax that a gross amount contains, at ``rate_bp`` hundredths of a per cent.

    Gross minus the net rounded half up, per line; totals are sums of lines.

    >>> tax_inside(11300, 1300)
    1300
    """
    divisor = 10_000 + rate_bp
    net = (gross * 10_000 * 2 + divisor) // (2 * divisor)
    return Fen(gross - net)


def parse_amount(text: str) -> Fen:
    """Read an amount that a person typed; full-width digits are read as digits.

    Raises ``BadAmount`` for anything that is not a plain amount between 0 and ``LARGEST_AMOUNT``.

    >>> parse_amount("¥1,234.5")
    123450
    """
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise BadAmount(text)
    yuan, cents = found.groups()
    fen = int(yuan.replace(",", "")) * 100 + int((cents or "0").ljust(2, "0"))
    if fen > LARGEST_AMOUNT:
        raise BadAmount(text)
    return Fen(fen)
