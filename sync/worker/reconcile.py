"""What the mall's answers mean, as pure functions: what was sent, what came back → what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sync.protocol.envelope import Operation
from sync.protocol.wire import MOST_OPERATIONS, FeedPage

USUAL_BATCH = 100


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How many operations go in one request: halved when one was too much, doubled when one got through."""

    most: int = USUAL_BATCH

    def halved(self) -> BatchSize:
        """Return half of it, at least one: in the end every operation travels alone and holds up nobody else."""
        return BatchSize(max(1, self.most // 2))

    def doubled(self) -> BatchSize:
        """Return twice as much, at most what the protocol takes."""
        return BatchSize(min(MOST_OPERATIONS, self.most * 2))


def outbox_moved(sent: Sequence[Operation], next_up: Sequence[Operation]) -> bool:
    """Tell whether a push moved the outbox: what is next now is something else, or nothing waits.

    It moves forward when the mall received something and back when the mall was restored. If neither, as with a log
    that the mall has put aside as forked, sending the same again at once would go round for ever.
    """
    return not next_up or next_up[0].seq != sent[0].seq


def ranges_wanted(want: Sequence[tuple[int, int]], last: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield what the mall wants sent again in ranges of at most ``most``, nothing beyond our own ``last`` seq.

    >>> list(ranges_wanted([(1, 5), (9, 99)], last=10, most=3))
    [(1, 3), (4, 5), (9, 10)]
    """
    for first, until in want:
        for start in range(max(1, first), min(until, last) + 1, most):
            yield start, min(start + most - 1, until, last)


def feed_moved(cursor: str, page: FeedPage) -> bool:
    """Tell whether a page led on. One that promises more and leads nowhere would be asked for again for ever."""
    return not page.more or page.next != cursor
