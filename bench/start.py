"""From the start of the process to a window that can be used, against a bare window of the same size.

python3 -m bench.start [--quick]
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.table import Figures, arguments, show

ROUNDS, QUICK_ROUNDS = 7, 3
MOST_TIMES = 2.0
SIZE = (1366, 768)
_COMPILED = Path(tempfile.gettempdir()) / "posapp-bench" / "compiled"
"""An installed till compiles its modules once, whatever the machine of the bench is told about that."""


def main() -> None:
    """Start each of them in turn, a few times, and show how long it took until it was painted."""
    from bench.chain import SMALL, till_folder

    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    bare = Figures("a bare PySide6 window")
    till = Figures("the till's sign-in")
    imports = Figures("of it: until all is imported")
    with till_folder(SMALL) as (folder, truth):
        for number in range(rounds + 1):
            empty, opened = _start("bare"), _start("till", str(folder))
            if number:  # the first of each only warms the disk's cache
                bare.times.append(empty[-1])
                imports.times.append(opened[0])
                till.times.append(opened[-1])
    till.within_times(MOST_TIMES, bare, share=0.5)
    note = f"till: {truth.size}; sign-in with the names of the staff, painted; its worker process starts meanwhile"
    show(
        "Start: process start to window usable",
        [bare, imports, till],
        note,
        "warm, modules compiled, offscreen, 1366×768",
    )


def _start(*what: str) -> list[float]:
    """Start one and return when it said something, in milliseconds after its start."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(_COMPILED)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    said = []
    command = [sys.executable, "-m", "bench.start", *what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(b"bench "):
                said.append((time.perf_counter() - start) * 1000)
                if line == b"bench painted\n":
                    process.stdin.close()  # type: ignore[union-attr]  # it waits for this to end
    return said


def _say(what: str) -> None:
    sys.stdout.write(f"bench {what}\n")
    sys.stdout.flush()


def _bare() -> None:
    """Be a window that does nothing."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    _say("imported")
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    application.processEvents()
    window.repaint()
    _say("painted")
    sys.stdin.read()


def _till(folder: Path) -> None:
    """Be the till, step by step as ``posapp till``, until somebody may sign in."""
    gc.disable()
    import posapp.bootstrap
    from posapp.config.logs import start_logging
    from posapp.config.paths import TillPaths
    from posapp.main import Till, TillOptions, make_application

    _say(f"imported {posapp.bootstrap.__name__}")
    start_logging(TillPaths(folder).make().logs, "till")
    application = make_application()
    till = Till(application, TillOptions(folder))
    till.show(SIZE)
    sign_in = till.counter.presenters.sign_in
    while not (till.counter.sign_in_view.isVisible() and sign_in.state.staff):
        application.processEvents()
    till.window.repaint()
    _say("painted")
    sys.stdin.read()
    till.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            _bare()
        case ["till", folder]:
            _till(Path(folder))
        case _:
            main()
