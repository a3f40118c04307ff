"""Keeps the Runner's promise with threads: work runs on four lanes, answers come back on the UI thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from posapp.services.ports import Lane

T = TypeVar("T")


SWITCH_S = 0.000_5
"""So long a lane may hold the interpreter while the window's thread wants it; Python's own 5 ms are many times a
painting, which gives it back and takes it again for every widget.
"""

_WAITED_FOR: tuple[Lane, ...] = ("database", "looks")
"""A printer or a channel may take its time, and nobody stands at the screen for it."""


class BackgroundRunner(QObject):
    """Lanes: ``database`` and ``looks`` with one worker each, so that each keeps its order; ``devices`` and
    ``channels`` with three each, so that one that hangs holds up none of the others.

    While it is open, threads take turns more often than Python has them by itself.

    The till's file lets one thread read while another writes, so a look never holds up what the cashier just did.

    An exception in ``done`` or ``failed`` is a bug and goes to ``sys.excepthook`` like any other on the UI thread.
    """

    _answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            "database": ThreadPoolExecutor(max_workers=1, thread_name_prefix="database"),
            "looks": ThreadPoolExecutor(max_workers=1, thread_name_prefix="looks"),
            "devices": ThreadPoolExecutor(max_workers=3, thread_name_prefix="devices"),
            "channels": ThreadPoolExecutor(max_workers=3, thread_name_prefix="channels"),
        }
        self._is_open = True
        self._turns_before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_S)
        self._on_their_way = 0
        self._answered.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        job: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        lane: Lane = "database",
    ) -> None:
        """Run ``job`` on a lane; answer on the UI thread. After ``close`` nothing is taken any more."""
        if not self._is_open:
            return
        if lane in _WAITED_FOR:
            self._on_their_way += 1
            done, failed = self._arriving(done), self._arriving(failed)

        def work() -> None:
            try:
                answer = job()
            except Exception as error:  # noqa: BLE001 - the runner's edge: every failure goes to whoever asked
                self._answered.emit(_call_later(failed, error))
            else:
                self._answered.emit(_call_later(done, answer))

        self._lanes[lane].submit(work)

    @property
    def is_idle(self) -> bool:
        """Tell whether no answer about the till's file is on its way."""
        return not self._on_their_way

    def once_painted(self, call: Callable[[], None]) -> None:
        """Call ``call`` on the UI thread when it has nothing left to lay out or to paint, unless closed meanwhile."""
        # Qt serves a timer of no length only after every posted event, and layouts and paintings are such.
        QTimer.singleShot(0, self, lambda: self._call(call))

    def close(self) -> None:
        """Take no more work, let the running jobs end and drop their answers."""
        self._is_open = False
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
        sys.setswitchinterval(self._turns_before)

    def _arriving(self, call: Callable[[T], None]) -> Callable[[T], None]:
        def arrived(value: T) -> None:
            self._on_their_way -= 1
            call(value)

        return arrived

    @Slot(object)
    def _call(self, answer: Callable[[], None]) -> None:
        if self._is_open:
            answer()


def _call_later(call: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: call(value)
