"""From the start of the process to a window that takes digits, and to a till that checks a PIN.

python3 -m bench.start [--quick]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.table import Figures, arguments, show

if TYPE_CHECKING:
    from posapp.main import Opening

ROUNDS, QUICK_ROUNDS = 11, 3
MOST_TIMES = 2.0
MOST_MS = 100.0
KEY_EVERY_MS, LOOK_EVERY_MS = 80, 5
SIZE = (1366, 768)
_COMPILED = Path(tempfile.gettempdir()) / "posapp-bench" / "compiled"
"""An installed till compiles its modules once, whatever the machine of the bench is told about that."""


def main() -> None:
    """Start each of them in turn, a few times, and show how long it took until it was painted."""
    from bench.chain import SMALL, till_folder

    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    bare = Figures("a bare PySide6 window")
    door = Figures("the till's sign-in, taking digits")
    digit = Figures("a digit meanwhile: key to its dot painted")
    stands = Figures("all stands: a PIN can be checked")
    with till_folder(SMALL) as (folder, truth):
        for number in range(rounds + 1):
            empty, opened = _start("bare"), _start("till", str(folder))
            if number:  # the first of each only warms the disk's cache
                bare.times += empty["painted"]
                door.times += opened["painted"]
                digit.times += opened["digit"]
                stands.times += opened["stands"]
    door.within_times(MOST_TIMES, bare, share=0.5)
    digit.within(MOST_MS)
    stands.against(bare)
    note = (
        f"till: {truth.size}; sign-in with the names of the staff, painted; from then on a digit or its taking back "
        f"every {KEY_EVERY_MS} ms (from when the key was due; 45 ms of it the digit might still be a scanner's) until "
        "all stands; the worker process starts after that"
    )
    show(
        "Start: process start to window usable",
        [bare, door, digit, stands],
        note,
        "warm, modules compiled, offscreen, 1366×768",
    )


def _start(*what: str) -> dict[str, list[float]]:
    """Start one and return what it said: when, in milliseconds after its start, or how many milliseconds it named."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(_COMPILED)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    said: dict[str, list[float]] = {}
    command = [sys.executable, "-m", "bench.start", *what]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stdin=pipe, text=True, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            now = (time.perf_counter() - start) * 1000
            word, name, *value = line.split()
            if word == "bench":
                said.setdefault(name, []).append(float(value[0]) if value else now)
                if name == "end":
                    process.stdin.close()  # it waits for this to end
    return said


def _say(what: str) -> None:
    sys.stdout.write(f"bench {what}\n")
    sys.stdout.flush()


def _bare() -> None:
    """Be a window that does nothing."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    application.processEvents()
    window.repaint()
    _say("painted")
    _say("end")
    sys.stdin.read()


def _till(folder: Path) -> None:
    """Be the till, step by step as ``posapp till``, with somebody who types as soon as there is a window."""
    from posapp.cli import begin_to_import, read_till

    asked = read_till(["--data-dir", str(folder)])
    begin_to_import()
    from posapp.front import Front, TillOptions, make_application
    from posapp.main import Opening, keep_log

    application = make_application()
    front = Front(application, TillOptions(asked.data_dir))
    opening = Opening(front)
    if not front.greet(SIZE):
        raise SystemExit("the till's names are not known without its shop")
    application.processEvents()
    front.window.repaint()
    _say("painted")
    keep_log(front)
    opening.begin()
    _type_until_open(opening)
    application.exec()
    _say("end")
    sys.stdin.read()
    opening.close()


def _type_until_open(opening: Opening) -> None:
    """Choose the first name, then press a digit and take it back, again and again, and say when each was painted."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from posapp.ui.widgets.pin_dots import PinDots

    view = opening.front.door.view
    (dots,) = view.findChildren(PinDots)

    class Typist(QObject):
        """Presses keys when they are due, however late this thread lets it, and one more once everything stands."""

        def __init__(self) -> None:
            super().__init__(view)
            self.begun, self.pressed, self.waits, self.stands = time.perf_counter(), 0, False, False
            dots.installEventFilter(self)
            self.press(Qt.Key.Key_Down, "")
            self.timer = QTimer(self, interval=LOOK_EVERY_MS, timerType=Qt.TimerType.PreciseTimer)
            self.timer.timeout.connect(self.look)
            self.timer.start()

        def due(self) -> float:
            return self.begun + self.pressed * KEY_EVERY_MS / 1000

        def look(self) -> None:
            if opening.till is not None and not self.stands:
                self.stands = True
                _say("stands")
            if time.perf_counter() >= self.due() + KEY_EVERY_MS / 1000 and not self.waits:
                if self.stands and self.pressed % 2:
                    QApplication.exit()
                    return
                self.pressed += 1
                self.waits = self.pressed % 2 == 1
                self.press(*((Qt.Key.Key_5, "5") if self.waits else (Qt.Key.Key_Backspace, "\b")))

        def press(self, key: Qt.Key, text: str) -> None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.postEvent(view, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if self.waits and event.type() == QEvent.Type.Paint and opening.front.door.sign_in.state.digits == 1:
                self.waits = False
                QTimer.singleShot(0, self, partial(self.tell, self.due()))  # once this painting is done
            return False

        def tell(self, due: float) -> None:
            _say(f"digit {(time.perf_counter() - due) * 1000:.1f}")

    Typist()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            _bare()
        case ["till", folder]:
            _till(Path(folder))
        case _:
            main()
