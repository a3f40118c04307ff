"""Prints the receipts that wait for the printer: when the till opens, and once the printer is back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from posapp.services.errors import Unavailable
from posapp.services.ports import Runner

FIRST_AFTER_MS = 3_000
"""The window and its first screen come before yesterday's paper."""

EVERY_MS = 30_000


class SpoolWatch(QObject):
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
        super().__init__()
        self._print_what_waits = print_what_waits
        self._runner = runner
        self._is_printing = False
        self._every_ms = every_ms
        self._timer = QTimer(self)
        self._timer.setInterval(first_after_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        self._timer.setInterval(self._every_ms)
        if not self._is_printing:
            self._is_printing = True
            self._runner.run(self._print_what_waits, done=self._printed, failed=self._not_printed, lane="devices")

    def _printed(self, _: None) -> None:
        self._is_printing = False

    def _not_printed(self, error: Exception) -> None:
        """Try again at the next look; anything but a world that is not ready is a bug and goes on to the one edge."""
        self._is_printing = False
        if not isinstance(error, Unavailable):
            raise error
