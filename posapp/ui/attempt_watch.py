"""Works on payments by phone that nobody waits for at a screen: after a crash, after cash was taken, over night."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from posapp.services.changes import Changes
from posapp.services.errors import Unavailable

if TYPE_CHECKING:
    from posapp.services.attempts import Attempts, Step
    from posapp.services.ports import Runner

EVERY_MS = 2_000


class AttemptWatch(QObject):
    """Wakes what an earlier run left open, then asks every two seconds for what is due, one look at a time.

    ``announce`` hears of a sale that a late payment finished.
    """

    def __init__(
        self, attempts: Attempts, runner: Runner, announce: Callable[[Changes], None], *, every_ms: int = EVERY_MS
    ) -> None:
        super().__init__()
        self._attempts = attempts
        self._runner = runner
        self._announce = announce
        self._is_woken = False
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            self._runner.run(self._work, done=self._worked, failed=self._failed, lane="devices")

    def _work(self) -> tuple[Step, ...]:
        if not self._is_woken:
            self._attempts.wake()
            self._is_woken = True
        return self._attempts.resolve()

    def _worked(self, steps: tuple[Step, ...]) -> None:
        self._is_looking = False
        if any(step.finished is not None for step in steps):
            self._announce(Changes(cart=True, sale=True, stock=True, sync=True))

    def _failed(self, error: Exception) -> None:
        """Try again at the next look; anything but a world that is not ready is a bug and goes on to the one edge."""
        self._is_looking = False
        if not isinstance(error, Unavailable):
            raise error
