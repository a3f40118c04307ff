"""A till that nobody touches locks itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel})


class IdleWatch(QObject):
    """``idle()`` after so many minutes without a key, a press or a code at the camera; none when it is 0 minutes.

    It looks at what the window system brings to the window, not at every event of every widget.
    """

    idle = Signal()

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(minutes * 60_000)
        self._timer.timeout.connect(self.idle)

    def watch(self, window: QWidget) -> None:
        """Watch a window from now on."""
        if self._timer.interval():
            window.winId()  # there is a native window from here on
            handle = window.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)
            self._timer.start()

    def leave(self) -> None:
        """Wait for nothing any more: what would rest is about to be closed."""
        self._timer.stop()
        self._timer.setInterval(0)

    def touched(self) -> None:
        """Somebody is here."""
        if self._timer.interval():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew at every touch."""
        if event.type() in _TOUCHES:
            self.touched()
        return False
