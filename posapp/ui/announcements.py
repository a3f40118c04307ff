"""One signal tells every open screen what changed, and one timer notices what the worker wrote."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from posapp.services.changes import Changes


class Announcements(QObject):
    """``changed(Changes)`` reaches every open screen on the UI thread, whatever thread announced it."""

    changed = Signal(Changes)

    def announce(self, changes: Changes) -> None:
        """Tell every open screen; silence when nothing changed."""
        if changes:
            self.changed.emit(changes)


class NewsWatch(QObject):
    """Asks the till's file a few times a second whether another process wrote to it, and announces that.

    ``version`` is the database's ``data_version``: it moves when another connection committed. Which kinds of thing
    changed the number does not tell, so the news is that anything may have.
    """

    def __init__(self, version: Callable[[], int], announcements: Announcements, every_ms: int = 300) -> None:
        super().__init__()
        self._version = version
        self._announcements = announcements
        self._seen: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to watch."""
        self._seen = self._version()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        version = self._version()
        if version != self._seen:
            self._seen = version
            self._announcements.announce(Changes.everything())
