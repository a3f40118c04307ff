"""When to try again: exponential back-off with full jitter, its state kept in the till's database.

The next try is an instant in a table, never a timer in memory: a worker that was killed in the middle of a back-off
goes on where it stood, and nothing that waits can be forgotten.
"""

from __future__ import annotations

from random import Random

from posapp.domain.clock import SECOND, Millis
from posapp.services.ports import Attempt

BASE = 1 * SECOND
CAP = 120 * SECOND
PROBE_AFTER = 5
"""From so many failures in a row the breaker is open: the next try is a probe, as small as can be."""

FRESH = Attempt()
"""Where a direction stands after a success: free to go."""


def after_failure(attempt: Attempt, trouble: str, now: Millis, rng: Random, *, retry_after_ms: int = 0) -> Attempt:
    """Return where a direction stands after one more failure.

    The wait is uniform between nothing and ``BASE`` doubled at each failure, at most ``CAP``; when the mall named a
    wait of its own, at least that, within the same cap.
    """
    ceiling = min(CAP, BASE << min(attempt.failures, 16))
    wait = max(rng.randint(0, ceiling), min(retry_after_ms, CAP))
    return Attempt(failures=attempt.failures + 1, next_try=now + wait, trouble=trouble)


def is_due(attempt: Attempt, now: Millis) -> bool:
    """Tell whether a direction may try now.

    A next try further away than any back-off can reach means that the clock was set back, so it is due.
    """
    return now >= attempt.next_try or attempt.next_try - now > CAP


def is_probing(attempt: Attempt) -> bool:
    """Tell whether the next try is a probe: the breaker is half open."""
    return attempt.failures >= PROBE_AFTER
