"""A hybrid logical clock in one integer: milliseconds that never go back and never fall behind what was heard.

After Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014). Theirs is a pair, the largest wall time seen and a
counter for what happens within it; ours is their sum. Every ``hlc`` that tills have ever sent is plain milliseconds,
is in range, and compares with the new ones; the price is that a burst of n operations within one millisecond runs
n ms ahead, until the wall clock has caught up.

What holds: an operation that could know of another one has the larger ``hlc`` (as far as each was within
``LARGEST_LEAD_MS`` of the wall clock that heard it); and a clock is never further ahead of its own wall clock than
``LARGEST_LEAD_MS`` and one millisecond for each operation since, unless that wall clock itself was set back.

Nothing is decided by it: order within a device is ``seq``, contested rights go by the order of the hub's inbox.
"""

from __future__ import annotations

LARGEST_LEAD_MS = 5 * 60 * 1000
"""A remote clock further ahead than this is not followed: it is wrong, and would take everybody along."""


def tick(last: int, wall: int) -> int:
    """Return the time of the next operation of a clock that stands at ``last``.

    >>> tick(1_000, 5_000), tick(5_000, 5_000), tick(9_000, 5_000)
    (5000, 5001, 9001)
    """
    return max(wall, last + 1)


def merged(last: int, heard: int, wall: int) -> int:
    """Return where a clock stands after hearing a remote one.

    >>> merged(1_000, 6_000, 5_000), merged(1_000, 5_000 + LARGEST_LEAD_MS + 1, 5_000), merged(9_000, 6_000, 5_000)
    (6000, 5000, 9000)
    """
    return max(last, wall, heard if heard <= wall + LARGEST_LEAD_MS else last)
