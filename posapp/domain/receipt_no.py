"""Receipt numbers: ``<shop>-<till>-<letter>-<7 digits>``, and the 20 digits under the bars that find a sale again.

A series belongs to one shop, till and generation. A replaced till gets the next letter, so that a lost tail can neither
be doubled nor made up.
"""

from __future__ import annotations

from dataclasses import dataclass

_CODE_PREFIX = "92"


@dataclass(frozen=True, slots=True)
class Series:
    """A series of receipt numbers. ``shop_code`` and ``till_no`` are digits, ``generation`` counts from 1."""

    shop_code: str
    till_no: str
    generation: int

    def __str__(self) -> str:
        return f"{self.shop_code}-{self.till_no}-{_letters(self.generation)}"

    def number(self, n: int) -> str:
        """Return the receipt number of the ``n``-th sale of this series."""
        return f"{self}-{n:07d}"

    def code(self, n: int) -> str:
        """Return the 20 digits of the bar code: the number in digits and two check digits (ISO 7064 MOD 97-10)."""
        digits = f"{_CODE_PREFIX}{self.shop_code:0>4}{self.till_no:0>2}{self.generation:03d}{n:07d}"
        return digits + f"{98 - int(digits) * 100 % 97:02d}"


def _letters(generation: int) -> str:
    """Return A for 1, Z for 26, AA for 27."""
    letters = ""
    while generation > 0:
        generation, place = divmod(generation - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
