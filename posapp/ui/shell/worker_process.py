"""Starts the sync worker as a process of its own, watches it, and starts it anew when it dies.

The till never depends on it: a worker that cannot be started at all costs freshness, not a sale.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QProcessEnvironment, QTimer, Signal

_log = logging.getLogger(__name__)

SHORTEST_PAUSE_MS = 500
LONGEST_PAUSE_MS = 30_000
SETTLED_MS = 30_000
"""A worker that lived so long was well; its next death starts the pauses from the shortest."""

SILENT_MS = 15_000
"""A worker that says nothing for so long hangs, and is killed: all it does may be cut off anywhere."""

FIRST_WORD_MS = 60_000
"""How long a start may take. On a machine that is busy or has a cold disk a program's modules are long in coming."""

MOST_FIRST_WORD_MS = 960_000
"""A start that was too slow gets twice the time at the next try, up to this: what never speaks only costs a start."""


class WorkerProcess(QObject):
    """The sync worker under the till's care.

    Signals:
        alive_changed(bool): it spoke for the first time after a start, or it is gone.
    """

    alive_changed = Signal(bool)

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        parent: QObject | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """``program`` with ``arguments`` runs the worker; it must say a line each second and end when stdin ends.

        Without an ``environment`` it inherits ours.
        """
        super().__init__(parent)
        self._program = program
        self._arguments = list(arguments)
        self._is_wanted = False
        self._is_alive = False
        self._pause_ms = 0
        self._first_word_ms = FIRST_WORD_MS
        self._age = QElapsedTimer()

        self._process = QProcess(self)
        if environment is not None:
            self._process.setProcessEnvironment(_environment(environment))
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._process.readyReadStandardOutput.connect(self._heard)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)

        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.timeout.connect(self._launch)

        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._too_silent)

    def start(self) -> None:
        """Start it, and keep it running until ``stop``."""
        self._is_wanted = True
        if self._process.state() == QProcess.ProcessState.NotRunning and not self._restart.isActive():
            self._launch()

    def stop(self, patience_ms: int = 3_000) -> None:
        """Let it end by itself, then not so gently. Blocks for ``patience_ms`` at most, and a moment for the kill."""
        self._is_wanted = False
        self._restart.stop()
        self._silence.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(patience_ms):
            self._process.kill()
            self._process.waitForFinished(1_000)

    def is_alive(self) -> bool:
        """Tell whether it runs and has spoken."""
        return self._is_alive

    def process_id(self) -> int:
        """Return its process id, 0 when it does not run."""
        return self._process.processId()

    def next_start_in(self) -> int:
        """Return the pause before it is started anew, in ms; 0 while none is under way."""
        return self._restart.interval() if self._restart.isActive() else 0

    def _launch(self) -> None:
        self._age.start()
        self._silence.start(self._first_word_ms)
        self._process.start(self._program, self._arguments)

    def _heard(self) -> None:
        self._process.readAllStandardOutput()
        self._first_word_ms = FIRST_WORD_MS
        self._silence.start(SILENT_MS)
        self._tell(alive=True)

    def _too_silent(self) -> None:
        if not self._is_alive:
            self._first_word_ms = min(self._first_word_ms * 2, MOST_FIRST_WORD_MS)
        _log.warning("the sync worker says nothing after %d ms; it is killed", self._age.elapsed())
        self._process.kill()

    def _ended(self) -> None:
        self._silence.stop()
        self._tell(alive=False)
        if not self._is_wanted:
            return
        has_settled = self._age.elapsed() >= SETTLED_MS
        self._pause_ms = SHORTEST_PAUSE_MS if has_settled else self._longer_pause()
        _log.warning(
            "the sync worker ended with %d; starting it anew in %d ms", self._process.exitCode(), self._pause_ms
        )
        self._restart.start(self._pause_ms)

    def _longer_pause(self) -> int:
        return min(max(self._pause_ms * 2, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)

    def _failed(self, error: QProcess.ProcessError) -> None:
        # Only a failed start comes without `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self._ended()

    def _tell(self, *, alive: bool) -> None:
        if alive != self._is_alive:
            self._is_alive = alive
            self.alive_changed.emit(alive)


def _environment(values: Mapping[str, str]) -> QProcessEnvironment:
    environment = QProcessEnvironment()
    for name, value in values.items():
        environment.insert(name, value)
    return environment
