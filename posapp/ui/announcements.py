"""One signal tells every open screen what changed, and one timer notices what other processes wrote."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from posapp.services.changes import Changes
from posapp.services.errors import Unavailable
from posapp.services.ports import Runner


class Announcements(QObject):
    """``changed(Changes)`` reaches every open screen on the UI thread, whatever thread announced it."""

    changed = Signal(Changes)

    def announce(self, changes: Changes) -> None:
        """Tell every open screen; silence when nothing changed."""
        if changes:
            self.changed.emit(changes)


class NewsSource(Protocol):
    """The till's file, as far as news goes."""

    def data_version(self) -> int:
        """Return a number that changes when another process committed; cheap."""
        ...

    def news(self) -> Changes:
        """Return what other processes changed since this was last asked."""
        ...


class NewsWatch(QObject):
    """Looks a few times a second whether another process wrote to the till's file, and announces what it wrote.

    While a first load pours in there is news at every look, and each makes the screens read again. So the next look
    waits until what the last news set off has been read: both lanes keep their order, and an empty job at the end of
    each tells.
    """

    def __init__(self, source: NewsSource, announcements: Announcements, runner: Runner, every_ms: int = 300) -> None:
        super().__init__()
        self._source = source
        self._announcements = announcements
        self._runner = runner
        self._seen: int | None = None
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to watch."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        version = self._source.data_version()
        if version != self._seen and not self._is_asking:
            self._seen = version
            self._is_asking = True
            self._runner.run(self._source.news, done=self._tell, failed=self._later, lane="looks")

    def _tell(self, changes: Changes) -> None:
        self._announcements.announce(changes)
        self._runner.run(_nothing, done=self._carts_read, failed=self._later)

    def _carts_read(self, _: None) -> None:
        self._runner.run(_nothing, done=self._all_read, failed=self._later, lane="looks")

    def _all_read(self, _: None) -> None:
        """Everything the last news set off is read."""
        self._is_asking = False

    def _later(self, error: Exception) -> None:
        """Ask again at the next look; anything but a busy file is a bug and goes on to the one edge."""
        self._is_asking = False
        self._seen = None
        if not isinstance(error, Unavailable):
            raise error


def _nothing() -> None:
    """Mark a place in the lane."""
