"""A look that is taken again and again, off the window's thread, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from posapp.services.errors import Unavailable
from posapp.services.ports import Lane, Runner

T = TypeVar("T")


class Repeating(QObject, Generic[T]):
    """Runs ``look`` on a lane every so many ms, never two at once; ``seen`` hears of each answer.

    A world that is not ready (``Unavailable``) is asked again at the next look; any other error is a bug and goes on to
    the one edge.
    """

    def __init__(
        self,
        look: Callable[[], T],
        runner: Runner,
        *,
        lane: Lane,
        every_ms: int,
        first_after_ms: int | None = None,
        seen: Callable[[T], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._take_look = look
        self._runner = runner
        self._lane = lane
        self._every_ms = every_ms
        self._seen = seen
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms if first_after_ms is None else first_after_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        self._timer.setInterval(self._every_ms)
        if not self._is_looking:
            self._is_looking = True
            self._runner.run(self._take_look, done=self._done, failed=self._failed, lane=self._lane)

    def _done(self, answer: T) -> None:
        self._is_looking = False
        self._seen(answer)

    def _failed(self, error: Exception) -> None:
        self._is_looking = False
        if not isinstance(error, Unavailable):
            raise error
