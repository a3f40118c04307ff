"""How long a shop was open."""

from __future__ import annotations

from datetime import timedelta

from posapp.domain.clock import at, local
from sync.protocol.shops import Shop, open_between


def open_ms(shop: Shop, first: int, last: int) -> int:
    """Return for how many ms between two instants a shop was open: a closed one neither sells nor speaks."""
    total = 0
    day = local(first).date()
    while at(day, 0) < last:
        if (hours := open_between(shop, day)) is not None:
            total += max(0, min(last, hours[1]) - max(first, hours[0]))
        day += timedelta(days=1)
    return total
