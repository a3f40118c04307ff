"""Receipt numbers: ``<shop>-<till>-<letter>-<7 digits>``, and the 20 digits under the bars that find a sale again.

A series belongs to one shop, till and generation. A replaced till gets the next letter, so that a lost tail can neither
be doubled nor made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_CODE_PREFIX = "92"
_CODE = re.compile(rf"{_CODE_PREFIX}([0-9]{{4}})([0-9]{{2}})([0-9]{{3}})([0-9]{{7}})[0-9]{{2}}")
_NUMBER = re.compile(r"([0-9]{1,4})-?([0-9]{2})-?([A-Z]{1,2})-?([0-9]{7})")


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


class Read(NamedTuple):
    """What a receipt's number or bar code says. ``shop_code`` may have lost or gained leading zeros."""

    shop_code: str
    till_no: str
    generation: int
    n: int


def read(text: str) -> Read | None:
    """Return what a number, with or without its hyphens, or the digits under the bars say; None for anything else.

    >>> read("001-02-B-0000012") == read("00102b0000012")
    True
    >>> read(Series("001", "02", 2).code(12))
    Read(shop_code='0001', till_no='02', generation=2, n=12)
    """
    code = _CODE.fullmatch(text)
    if code is not None:
        return Read(code[1], code[2], int(code[3]), int(code[4])) if int(text) % 97 == 1 else None
    number = _NUMBER.fullmatch(text.upper())
    return None if number is None else Read(number[1], number[2], _generation(number[3]), int(number[4]))


def _generation(letters: str) -> int:
    """Return 1 for A, 26 for Z, 27 for AA."""
    generation = 0
    for letter in letters:
        generation = generation * 26 + ord(letter) - ord("A") + 1
    return generation


def _letters(generation: int) -> str:
    """Return A for 1, Z for 26, AA for 27."""
    letters = ""
    while generation > 0:
        generation, place = divmod(generation - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
