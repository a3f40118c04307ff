"""The only way to ask the time.

An instant is a whole number of milliseconds since 1970-01-01 UTC, the same integer in the domain, in the database
and on the wire; only screens and receipts turn it into a local time.
"""

from __future__ import annotations

import os
import time
from datetime import date, datetime, timedelta, timezone
from typing import NewType, Protocol

Millis = NewType("Millis", int)

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SHIFT_VARIABLE = "POSAPP_CLOCK_SHIFT_MS"

SHOP_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time zone without daylight saving, so a fixed offset is exact."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> Millis:
        """Return this instant."""
        ...


class SystemClock:
    """The machine's own clock, moved by ``POSAPP_CLOCK_SHIFT_MS`` where that is set (the tour, tests, support)."""

    def __init__(self) -> None:
        self._shift = int(os.environ.get(SHIFT_VARIABLE, "0"))

    def now(self) -> Millis:
        """Return this instant."""
        return Millis(time.time_ns() // 1_000_000 + self._shift)


def local(instant: int) -> datetime:
    """Return the shop's wall-clock time of an instant."""
    return datetime.fromtimestamp(instant / 1000, SHOP_TIME)


def at(day: date, hour: int, minute: int = 0) -> Millis:
    """Return the instant of a wall-clock time in the shop."""
    return Millis(int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHOP_TIME).timestamp() * 1000))
