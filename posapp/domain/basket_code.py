"""The basket of a phone as one code (扫码购): what she took off the rails, without the network.

    "93"  6 digits that name this basket  2 digits: how many lines  each line: 13 digits of its barcode, 2 of its pieces
    and two check digits over all of it (ISO 7064 MOD 97-10)

Digits only, as every code that a scanner may type. The code carries the goods themselves, so that neither the phone nor
the till needs the mall, and it carries no price: the till prices the goods as if each had been scanned. Shorter bar
codes are filled up with zeros. Sixteen lines are 252 digits, which a QR code of version 6 at level M holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PREFIX = "93"
MOST_LINES = 16
MOST_PIECES = 99
_BARCODE = 13
_LINE = _BARCODE + 2
_HEAD = len(PREFIX) + 6 + 2


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines of a basket: barcodes as the label has them, without leading zeros, and pieces."""

    name: str
    lines: tuple[tuple[str, int], ...]


class NoBasket(ValueError):
    """The digits are no basket: cut off, mistyped, or lines that cannot be."""


def write(name: int, lines: Sequence[tuple[str, int]]) -> str:
    """Return the digits of a basket. Raises ``NoBasket`` for more lines, pieces or digits than the code holds.

    >>> write(123456, [("6901234567892", 2)])
    '931234560169012345678920247'
    """
    if not 1 <= len(lines) <= MOST_LINES:
        raise NoBasket(f"{len(lines)} lines")
    written = f"{PREFIX}{name % 10**6:06d}{len(lines):02d}"
    for barcode, pieces in lines:
        if not (barcode.isascii() and barcode.isdigit() and len(barcode) <= _BARCODE and 1 <= pieces <= MOST_PIECES):
            raise NoBasket(f"{barcode} × {pieces}")
        written += f"{barcode:0>13}{pieces:02d}"
    return written + f"{98 - int(written) * 100 % 97:02d}"


def read(digits: str) -> Basket:
    """Return the basket that digits spell. Raises ``NoBasket``."""
    if not (digits.isascii() and digits.isdigit() and digits.startswith(PREFIX) and len(digits) > _HEAD):
        raise NoBasket("not the digits of a basket")
    count = int(digits[8:10])
    if not 1 <= count <= MOST_LINES or len(digits) != _HEAD + count * _LINE + 2 or int(digits) % 97 != 1:
        raise NoBasket("cut off or mistyped")
    rows = [digits[at : at + _LINE] for at in range(_HEAD, _HEAD + count * _LINE, _LINE)]
    lines = tuple((row[:_BARCODE].lstrip("0"), int(row[_BARCODE:])) for row in rows)
    if not all(barcode and pieces for barcode, pieces in lines):
        raise NoBasket("a line without a barcode or without pieces")
    return Basket(digits[2:8], lines)
