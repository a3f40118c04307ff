"""Desks that are built before anybody goes there, one at a time, once the till has settled down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from posapp.ui.shell.desks import Desks
from posapp.ui.shell.state import PAGES

if TYPE_CHECKING:
    from posapp.services.ports import Runner

DESK_EVERY_MS = 2_000
"""A desk takes some 50 ms, in which a scan would wait: often enough to be done in half a minute, and seldom felt."""

LATER_MS = 100
"""So much later, when an answer is on its way: whoever waits for it would wait for a desk as well."""


class BuildingAhead(QObject):
    """Builds the desks that are still missing, in the order of the rail."""

    def __init__(self, desks: Desks, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._desks, self._runner = desks, runner
        self._missing = [page for page in PAGES if page != "sell"]
        self._timer = QTimer(self)
        self._timer.setInterval(DESK_EVERY_MS)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Begin, unless everything is built."""
        if self._missing and not self._timer.isActive():
            self._timer.start()

    def _step(self) -> None:
        if not self._runner.is_idle:
            self._timer.setInterval(LATER_MS)
            return
        self._timer.setInterval(DESK_EVERY_MS)
        while self._missing:
            page = self._missing.pop(0)
            if not self._desks.is_built(page):
                self._desks.view(page)
                return
        self._timer.stop()
