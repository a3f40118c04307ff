"""The unified social credit code (统一社会信用代码) of a company, by GB 32100-2015.

18 signs out of the digits and the letters but I, O, S, V, Z: who registered it, what it is, where, the organisation
itself, and a check sign. The check sign is ``31 - sum(value(i) * 3**i mod 31) mod 31`` over the first 17.
"""

from __future__ import annotations

import unicodedata

from posapp.domain.errors import BadCreditCode

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def read(typed: str) -> str:
    """Return a code as it is kept: capitals, plain digits, no spaces.

    Raises ``BadCreditCode`` with ``reason`` length, sign or check, so that the cashier knows what to look at.

    >>> read("91350100m000100y43")
    '91350100M000100Y43'
    """
    code = "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "").upper()
    wrong = next((sign for sign in code if sign not in _VALUES), None)
    if wrong is not None:
        raise BadCreditCode(reason="sign", typed=code[:24], sign=wrong)
    if len(code) != LENGTH:
        raise BadCreditCode(reason="length", typed=code[:24], count=len(code))
    if check_sign(code[:-1]) != code[-1]:
        raise BadCreditCode(reason="check", typed=code)
    return code


def check_sign(first: str) -> str:
    """Return the check sign of the first 17.

    >>> check_sign("91350100M000100Y4")
    '3'
    """
    total = sum(_VALUES[sign] * pow(3, place, 31) for place, sign in enumerate(first))
    return SIGNS[-total % 31]
