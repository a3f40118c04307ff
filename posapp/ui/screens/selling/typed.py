"""What the fingers type into the scan box: a code, a quantity, or so many pieces of a code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_QUANTITY = re.compile(r"([-−]?\d{1,12})[*×xX]|[*×]([-−]?\d{1,12})")
_FRACTION = re.compile(r"([-−]?\d{0,12}\.\d{1,12})[*×](?:.{4,})?|[*×]([-−]?\d{0,12}\.\d{1,12})")
_PIECES_OF = re.compile(r"(\d{1,3})[*×](.{4,})")


@dataclass(frozen=True, slots=True)
class Typed:
    """Either a ``code`` with ``pieces`` of it, or no code and the pieces of the line in hand.

    ``fraction`` is a quantity that is no whole number, as it was typed: nothing is sold by weight.
    """

    code: str
    pieces: int
    fraction: str = ""


def read_typed(text: str) -> Typed:
    """Read what was typed. A minus is understood, so that it can be refused for what it is.

    >>> read_typed("3*"), read_typed("*3")
    (Typed(code='', pieces=3, fraction=''), Typed(code='', pieces=3, fraction=''))
    >>> read_typed("3*6901234567892").pieces
    3
    >>> read_typed("0.001*6901234567892").fraction
    '0.001'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if (quantity := _QUANTITY.fullmatch(plain)) is not None:
        return Typed("", int((quantity[1] or quantity[2]).replace("−", "-")))
    if (fraction := _FRACTION.fullmatch(plain)) is not None:
        return Typed("", 0, fraction[1] or fraction[2])
    if (pieces_of := _PIECES_OF.fullmatch(plain)) is not None:
        return Typed(pieces_of[2], int(pieces_of[1]))
    return Typed(text, 1)
