"""How many rows of a page one transaction lays, so that a sale waits for the worker for 20 ms at most, not for a page.

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

_SHORT_MS = LONGEST_MS // 2
_FEWEST = 5
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

    def of(self, page: FeedPage) -> Iterator[Portion]:
        """Cut a page. What ``took`` hears of one portion counts for the next one already."""
        rest = page.rows
        while len(rest) > self._rows:
            part, rest = rest[: self._rows], rest[self._rows :]
            yield Portion(replace(page, rows=part, results=[], more=True, ahead=page.ahead + len(rest)), is_last=False)
        yield Portion(replace(page, rows=rest), is_last=True)

    def took(self, rows: int, ms: int) -> None:
        """Hear how long a transaction held the file. A clock that was set meanwhile spoils one portion at most."""
        if ms > LONGEST_MS and rows:
            self._rows = max(min(rows, self._rows) // 2, _FEWEST)
        elif 0 <= ms < _SHORT_MS and rows >= self._rows:
            self._rows = min(self._rows + _STEP, MOST_ROWS)
