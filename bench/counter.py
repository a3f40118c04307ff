"""A till's real window with somebody signed in, offscreen unless told otherwise, driven from the bench itself.

Its worker process runs beside it as in a shop, against a mall that does not answer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from bench.chain import MANAGER, MANAGER_PIN
from posapp.domain.money import Fen
from posapp.front import TillOptions, make_application
from posapp.services.ports import Lane
from posapp.till import Till, open_at_once

SIZE = (1366, 768)
PATIENCE_S = 30.0
LANES: tuple[Lane, ...] = ("database", "looks")


@contextmanager
def open_counter(folder: Path) -> Iterator[OpenCounter]:
    """Open the window on a till's folder and show the sell screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    till = open_at_once(application, TillOptions(folder, "zh"))
    till.shop.signing_in.sign_in(MANAGER, MANAGER_PIN)
    if till.shop.shifts.current() is None:
        till.shop.shifts.open(Fen(20_000))
    till.show(SIZE)
    till.stay_open()
    counter = OpenCounter(application, till)
    try:
        counter.until(lambda: till.counter.presenters.selling.state.tiles is not None)
        counter.rest(3.0)
        yield counter
    finally:
        till.close()


class OpenCounter:
    """The open window, and an eye that sees when something is painted."""

    def __init__(self, application: QApplication, till: Till) -> None:
        self.till = till
        self._application = application

    @property
    def window(self) -> QWidget:
        """The window itself."""
        return self.till.window

    def until(self, look: Callable[[], object]) -> None:
        """Let the window live until ``look`` finds something."""
        end = time.monotonic() + PATIENCE_S
        while not look():
            if time.monotonic() > end:
                raise TimeoutError("the window did not come to show it")
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            # A running event loop buries what was deleted later; one that is only turned by hand does not.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def answered(self) -> None:
        """Let the window live until all that was asked is answered: first what was done, then the looks it led to."""
        for lane in LANES:
            answers: list[None] = []
            self.till.runner.run(_nothing, done=answers.append, failed=_raise, lane=lane)
            self.until(answers.__len__)

    def paint(self) -> None:
        """Lay out and paint the whole window now."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.window.repaint()

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)


def _nothing() -> None:
    """Mark a place in a lane."""


def _raise(error: Exception) -> None:
    raise error
