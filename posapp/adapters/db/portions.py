"""How many rows of a page one transaction lays, so that a sale waits for the worker for 20 ms at most, not for a page.

While somebody works at the counter it is 5 ms: whoever rings up commits at each scan, and that can be seen from here.
A page is laid in portions, each a transaction of its own, and the cursor moves with the last one. Whoever is killed in
between is sent the page again: laying a row twice changes nothing, because its version is no newer than itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from sync.protocol.wire import MOST_ROWS, FeedPage

LONGEST_MS = 20
"""What a transaction of the worker's may take, from the moment it holds the file until it is committed."""

AT_WORK_MS = 5
"""The same while the till is at work: two more transactions a page cost the load less than a sale's wait the queue."""

STILL_AT_WORK_MS = 5_000
"""So long after it was last seen to write the till is taken to be at work: from one piece to the next."""

_FEWEST, _FEWEST_AT_WORK, _MOST_AT_WORK = 5, 20, 50
_STEP = 5

PAUSE_S = 0.003
"""How long the file is left alone between two portions: whoever waits for it asks every 0.5 to 2 ms."""


class Portion(NamedTuple):
    """Some rows of a page as a page of their own; ``is_last``: it says what the whole page says, cursor and all."""

    page: FeedPage
    is_last: bool


class Portions:
    """Learns from the time that each transaction took: halves at once, grows step by step."""

    def __init__(self) -> None:
        self._rows = MOST_ROWS
        self._seen: int | None = None
        self._at_work_until = 0

    def of(self, page: FeedPage) -> Iterator[Portion]:
        """Cut a page. What ``took`` hears of one portion counts for the next one already."""
        rest = page.rows
        while len(rest) > self._rows:
            part, rest = rest[: self._rows], rest[self._rows :]
            yield Portion(replace(page, rows=part, results=[], more=True, ahead=page.ahead + len(rest)), is_last=False)
        yield Portion(replace(page, rows=rest), is_last=True)

    def begins(self, version: int, now: int) -> None:
        """Hear SQLite's ``data_version`` as a transaction begins: another one means that the till has written."""
        if self._seen not in (None, version):
            self._at_work_until = now + STILL_AT_WORK_MS
            self._rows = min(self._rows, _MOST_AT_WORK)
        elif not self._at_work_until - STILL_AT_WORK_MS <= now < self._at_work_until:
            self._at_work_until = 0  # it is quiet, or the clock was set
        self._seen = version

    def took(self, rows: int, ms: int) -> None:
        """Hear how long a transaction held the file. A clock that was set meanwhile spoils one portion at most."""
        longest, fewest = (AT_WORK_MS, _FEWEST_AT_WORK) if self._at_work_until else (LONGEST_MS, _FEWEST)
        if ms > LONGEST_MS and rows:
            self._rows = max(min(rows, self._rows) // 2, _FEWEST)
        elif ms > longest and rows:
            self._rows = min(max(self._rows // 2, fewest), self._rows)
        elif 0 <= ms < longest // 2 and rows >= self._rows:
            self._rows = min(self._rows + _STEP, MOST_ROWS)
