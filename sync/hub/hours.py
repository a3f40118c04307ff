"""A shop's opening hours as instants."""

from __future__ import annotations

from datetime import date, timedelta

from posapp.domain.clock import HOUR, MINUTE, at, local
from sync.protocol.rows import Shop


def wall_clock(day: date, text: str) -> int:
    """Return the instant of a time of a shop's day, such as ``"22:00"``; ``"24:00"`` ends the day."""
    hour, minute = text.split(":")
    return at(day, 0) + int(hour) * HOUR + int(minute) * MINUTE


def open_ms(shop: Shop, first: int, last: int) -> int:
    """Return for how many ms between two instants a shop was open: a closed one neither sells nor speaks."""
    total = 0
    day = local(first).date()
    while at(day, 0) < last:
        total += max(0, min(last, wall_clock(day, shop.closes)) - max(first, wall_clock(day, shop.opens)))
        day += timedelta(days=1)
    return total
