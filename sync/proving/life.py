"""One life of a program: a process of its own, started fast, that ends by ``kill -9``.

A fork server imports the programs once and forks each life from there: a start costs hundredths of a second instead of
half a one, and what is killed is a process like any other, with its own memory, descriptors and locks.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from posapp.domain.clock import SHIFT_VARIABLE
from sync import kill_points

_family = threading.Lock()
"""``multiprocessing`` asks after all its children whenever it starts one; two threads must not ask after the same."""

_PRELOADED = ["__main__", "sync.proving.programs", "sync.worker.lock", "sync.worker.run", "sync.worker.mall.client"]


class Life:
    """A running program and what it says. ``order`` is the moment at which it dies by itself, ``""`` for none."""

    def __init__(self, program: Callable[..., None], log: Path, order: str, clock_shift_ms: int, **given: Any) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        self.order = order
        self._log = log
        self._rest = b""
        self.voice, mouth = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_live, args=(mouth, log, order, clock_shift_ms, program, given), daemon=True
        )
        with _family:
            self._process.start()
        mouth.close()

    @property
    def sentinel(self) -> int:
        """Return what becomes ready when the process has ended."""
        return self._process.sentinel

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        with _family:
            return self._process.is_alive()

    def lines(self) -> list[str]:
        """Return the whole lines said since the last look; waits for something, or for the end."""
        try:
            data = os.read(self.voice.fileno(), 1 << 16)
        except OSError:
            data = b""
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode() for line in whole]

    def kill(self) -> None:
        """Kill it. Nothing is tidied up, in it or behind it."""
        self._process.kill()

    def end(self) -> tuple[int, list[str]]:
        """Wait for the end; return the exit status (−9: killed) and the last lines."""
        with _family:
            self._process.join()
            status = self._process.exitcode
        said: list[str] = []
        while more := self.lines():
            said += more
        self.voice.close()
        self._process.close()
        return -1 if status is None else status, said

    def last_words(self) -> str:
        """Return the end of what it wrote about its troubles."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2_000:]


KILLED = -int(signal.SIGKILL)


def _live(
    mouth: Connection, log: Path, order: str, clock_shift_ms: int, program: Callable[..., None], given: dict[str, Any]
) -> None:
    os.dup2(mouth.fileno(), 1)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    mouth.close()
    faulthandler.enable()  # a crash of native code says where it was
    os.environ[SHIFT_VARIABLE] = str(clock_shift_ms)
    kill_points.aim(order)
    program(**given)
