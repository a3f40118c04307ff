"""Wait for what comes by itself, as long as it takes and no longer than is good."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(look: Callable[[], bool], seconds: float = 10.0) -> None:
    """Return as soon as it is so; fail when it is not in time."""
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
