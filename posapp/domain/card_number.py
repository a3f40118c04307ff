"""Numbers of bank cards in what people type: none is kept or printed, only its last four digits.

Card data lives in the terminal alone. Here a number can only come from a slip that somebody copied, or from a card that
was scanned in the wrong place.
"""

from __future__ import annotations

import re

_DIGITS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?|[0-9]{4}[ -][0-9]{6}[ -][0-9]{5})"
    r"(?![0-9A-Za-z])"
)
"""In one go, or in the groups in which it stands on a card."""

_ISSUERS = {13: "4", 14: "3[0689]", 15: "3[47]|35"}
_LONG = "35|4|5[0-8]|2[2-7]|6[0-9]"
"""What the networks' numbers begin with, by their length: 13 digits from 69 are goods."""


def without_card_numbers(text: str) -> str:
    """Return a text in which a card's number is its last four digits behind stars.

    >>> without_card_numbers("slip 004711 of 4111 1111 1111 1111")
    'slip 004711 of ****1111'
    >>> without_card_numbers("RRN 261122004711, 01a20169-31e8-7416-b9c4-06acdc64803e, 6901234567892")
    'RRN 261122004711, 01a20169-31e8-7416-b9c4-06acdc64803e, 6901234567892'
    """
    return _DIGITS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"[ -]", "", found.group())
    is_card = re.match(_ISSUERS.get(len(digits), _LONG), digits) is not None and _is_luhn(digits)
    return f"****{digits[-4:]}" if is_card else found.group()


def _is_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(each), 10)) for each in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
