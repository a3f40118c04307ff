"""Prints the receipts that wait for the printer: when the till opens, and once the printer is back."""

from __future__ import annotations

from collections.abc import Callable

from posapp.services.ports import Runner
from posapp.ui.repeating import Repeating

FIRST_AFTER_MS = 3_000
"""The window and its first screen come before yesterday's paper."""

EVERY_MS = 30_000


class SpoolWatch(Repeating[None]):
    """Asks every 30 seconds for what waits to be printed, one look at a time.

    It says nothing when the printer is still away: whoever sold has been told beside the change.
    """

    def __init__(
        self,
        print_what_waits: Callable[[], None],
        runner: Runner,
        *,
        first_after_ms: int = FIRST_AFTER_MS,
        every_ms: int = EVERY_MS,
    ) -> None:
        super().__init__(print_what_waits, runner, lane="devices", every_ms=every_ms, first_after_ms=first_after_ms)
