"""The numbers under which a channel knows our payments and refunds, and which till made one.

02101 261122 3f9c8b7a6d5e4f10     shop and till for people, the day, and chance: no restored file repeats one
R02101 261122 …                   a refund
"""

from __future__ import annotations

import re

CHANCE = 22
"""So many signs at the end of a number are the day and chance."""

_OURS = re.compile(r"R?([0-9A-Za-z]{0,8})[0-9]{6}[0-9a-f]{16}")


def place_in(number: str) -> str | None:
    """Return which shop and till a number names, or None for one that no till of ours has made.

    >>> place_in("02101261122" + "3f9c8b7a6d5e4f10"), place_in("R02101261122" + "3f9c8b7a6d5e4f10")
    ('02101', '02101')
    >>> place_in("20261122-1234")
    """
    found = _OURS.fullmatch(number)
    return None if found is None else found.group(1)


def place_of(begin: str) -> str:
    """Return which shop and till the begin of a number names, as ``place_in`` does.

    >>> place_of("R02101")
    '02101'
    """
    return begin.removeprefix("R")
