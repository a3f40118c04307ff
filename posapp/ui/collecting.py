"""Keeps Python's garbage collection on the window's thread.

Widgets, their timers and what listens to them hold one another in circles, which only the collector takes apart. It
runs on whatever thread happens to allocate; on a lane of the runner it would delete timers and widgets there, and Qt
then warns, or crashes. So while a window lives nothing is collected by chance: a timer of its own thread asks.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 250


class Collecting(QObject):
    """Collects as Python would, by the same thresholds, from ``start`` to ``stop`` and on their thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._is_first = True
        self._was_automatic = True
        self._has_taken_over = False

    def take_over(self) -> None:
        """Let nothing be collected by chance any more, and nothing at all before ``start``."""
        if not self._has_taken_over:
            self._has_taken_over = True
            self._was_automatic = gc.isenabled()
            gc.disable()

    def start(self) -> None:
        """Take over from the automatic collection."""
        self.take_over()
        self._is_first = True
        self._timer.start()

    def stop(self) -> None:
        """Collect what is left, and let Python do it by itself again if it did so before."""
        self._timer.stop()
        self._has_taken_over = False
        gc.unfreeze()
        gc.collect()
        if self._was_automatic:
            gc.enable()

    def _look(self) -> None:
        if self._is_first:
            # What the start has built is set aside: it stays anyway. It is not gone through for what does not, which
            # is a thousand objects of 170,000 and would keep the first key of a day waiting for a tenth of a second.
            self._is_first = False
            gc.freeze()
            return
        young, middle, old = gc.get_count()
        most_young, most_middle, most_old = gc.get_threshold()
        if young > most_young:
            gc.collect(2 if old > most_old else 1 if middle > most_middle else 0)
