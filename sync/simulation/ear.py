"""An ear for errors that the product caught and wrote into its log: each is a bug that somebody swallowed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import is_disk_full


@contextmanager
def listening(chronicle: Chronicle, is_hub_full: Callable[[], bool]) -> Iterator[None]:
    """Hear of them while inside; that a full disk is full is none."""
    logger = logging.getLogger("sync")
    ear = _Ear(chronicle, is_hub_full)
    kept = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(ear)
        logger.propagate = kept


class _Ear(logging.Handler):
    def __init__(self, chronicle: Chronicle, is_hub_full: Callable[[], bool]) -> None:
        super().__init__(logging.ERROR)
        self._chronicle = chronicle
        self._is_hub_full = is_hub_full

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            if self._is_hub_full() and is_disk_full(record.exc_info[1]):
                return  # it says so and tries again
            self._chronicle.wrong("no error escapes", f"{record.getMessage()}: {record.exc_info[1]!r}")
