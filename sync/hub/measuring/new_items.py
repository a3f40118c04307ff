"""The goal ``new-items``: of the styles that a member has never bought and buys next, how many are among the first ten.

``[goals.new-items]`` is as ``[goals.next-basket]``; the blend is tuned on new styles alone.
"""

from __future__ import annotations

from sync.hub.history.log import ImportedLog
from sync.hub.measuring.goal import Measured
from sync.hub.measuring.next_basket import by_time


def measure(log: ImportedLog) -> Measured:
    """Replay the log. Raises ``LogUnreadable`` where it has nobody to ask."""
    return by_time(log, log.description.goal("new-items"), only_new=True)
