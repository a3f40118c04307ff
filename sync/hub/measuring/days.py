"""Where a log's days begin."""

from __future__ import annotations

from datetime import date, datetime

from posapp.domain.clock import SECOND
from sync.hub.history.log import ImportedLog


def day_offset(log: ImportedLog) -> int:
    """Return how far before that of UTC a day of the shops begins, in ms.

    Where clocks change in summer it is that of summer: the midnight of a winter's day, as logs of dates without times
    have it, stays on its day.
    """
    zone = log.description.zone
    year = datetime.fromtimestamp(log.last_ms / 1000, zone).year
    offsets = [datetime(year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)]
    return max(int(offset.total_seconds()) * SECOND for offset in offsets if offset is not None)


def end_of(log: ImportedLog) -> int:
    """Return the first day after the log, counted from 1970-01-01 by the shops' clocks."""
    last = datetime.fromtimestamp(log.last_ms / 1000, log.description.zone).date()
    return last.toordinal() - date(1970, 1, 1).toordinal() + 1
