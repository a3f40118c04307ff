"""The numbers that we give to payments and refunds, and amounts in yuan as the channels write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from posapp.domain.money import Fen

_NUMBER = re.compile(r"[0-9A-Za-z_]{6,32}")
_YUAN = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,10})(?:\.([0-9]{1,2}))?")


def check_number(number: str) -> str:
    """Return a number that may stand in a path and in a signed text, or raise ``ValueError``: that would be our bug."""
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"no number for a payment: {number!r}")
    return number


def yuan(amount: Fen) -> str:
    """Write fen as yuan with two decimals.

    >>> yuan(Fen(5))
    '0.05'
    """
    return f"{amount // 100}.{amount % 100:02d}"


def fen_of_yuan(text: str) -> Fen | None:
    """Read yuan, with or without separators of thousands; None for anything else.

    >>> fen_of_yuan("1,234.5"), fen_of_yuan("-0.05"), fen_of_yuan("12.345"), fen_of_yuan("1e3")
    (123450, -5, None, None)
    """
    found = _YUAN.fullmatch(text)
    if found is None:
        return None
    sign, whole, cents = found.groups()
    fen = int(whole.replace(",", "")) * 100 + int((cents or "").ljust(2, "0"))
    return Fen(-fen if sign else fen)


def fee_of_yuan(text: str) -> Fen | None:
    """Read a fee, which WeChat writes with up to five decimals; half a fen is rounded up.

    >>> fee_of_yuan("0.00600"), fee_of_yuan("-1.23500"), fee_of_yuan("")
    (1, -124, None)
    """
    if not re.fullmatch(r"-?[0-9]{1,10}(?:\.[0-9]{1,6})?", text):
        return None
    return Fen(int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP)))
