"""What a till is before its shop is open: its folder and lock, its settings, its look, and the door.

It imports PySide6, the sign-in and the bare database driver, and nothing else that costs time: ``tests/unit/programs/
test_what_a_start_imports.py`` holds it to that. Whatever works on the shop is ``till``, the second step of a start.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLockFile, Qt
from PySide6.QtWidgets import QApplication

from posapp.adapters.db.first_look import DoorPlate, first_look
from posapp.adapters.secrets import open_secrets
from posapp.config.paths import RESOURCES, TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import SystemClock
from posapp.domain.text import Language
from posapp.services.errors import AlreadyRunning
from posapp.ui.background import BackgroundRunner
from posapp.ui.collecting import Collecting
from posapp.ui.shell.door import Door, Doorkeeper
from posapp.ui.shell.state import Place
from posapp.ui.shell.wedge import WedgeFilter, WedgeTiming
from posapp.ui.sounds import find_sounds
from posapp.ui.theme import Theme, load_fonts
from posapp.ui.translation import Speech

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TillOptions:
    """How the till was asked to open. None leaves what the settings say."""

    folder: Path
    language: str | None = None
    theme: str | None = None
    hub_url: str = ""
    pairing_code: str = ""
    size: tuple[int, int] | None = None


class Front:
    """A till seen from in front: one window at a time on its folder, in its language and its light."""

    def __init__(self, application: QApplication, options: TillOptions) -> None:
        """Raises ``AlreadyRunning`` or ``BadSettings``; then nothing is left open."""
        self.application, self.options = application, options
        self.paths = TillPaths(options.folder).make()
        self._lock = QLockFile(str(self.paths.window_lock))
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(0):
            raise AlreadyRunning
        try:
            self._build()
        except BaseException:
            self._lock.unlock()
            raise

    def _build(self) -> None:
        self.settings = settings = Settings.load(self.paths.settings)
        language: Language = "en" if (self.options.language or settings.language) == "en" else "zh"
        self.speech = Speech(language)
        self.secrets = open_secrets(self.paths.folder)
        self._plate: DoorPlate | None = first_look(self.paths.database, self.secrets)
        self.doorkeeper = Doorkeeper(() if self._plate is None else self._plate.staff)
        load_fonts(RESOURCES / "fonts")
        mode = self.options.theme or settings.theme
        self.theme = Theme(
            self.application, RESOURCES / "styles" / "counter.qss", "dark" if mode == "dark" else "light"
        )
        self.sounds = find_sounds(RESOURCES / "sounds", wanted=settings.sounds)
        self.runner = BackgroundRunner()
        self.collecting = Collecting()
        with self.theme.dressed_after():
            self.door = Door(self.doorkeeper, self.runner, SystemClock(), self.speech, self.theme, self.sounds)
        self.window = self.door.window
        self.wedge = WedgeFilter(WedgeTiming(largest_gap=settings.wedge_gap_ms))
        self.wedge.scanned.connect(self.door.scanned)
        self.speech.changed.connect(self._keep_looks)
        self.theme.changed.connect(self._keep_looks)
        self._is_shown = False

    def greet(self, size: tuple[int, int] | None = None) -> bool:
        """Show the door if the names of the staff are known, and tell whether they are; then it is painted.

        They are not on a till that is not set up, and where the file wants more than a look.
        """
        if self._plate is None:
            return False
        self.door.show(Place(self._plate.shop_name, self._plate.till_no), self._plate.staff)
        self.show(size)
        self.application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return True

    def show(self, size: tuple[int, int] | None = None) -> None:
        """Show the window, and listen for scans. Once is enough."""
        if self._is_shown:
            return
        self._is_shown = True
        if size is not None:
            self.window.resize(*size)
            self.window.show()
        else:
            # Without a window manager nobody maximises: take the whole screen first.
            self.window.setGeometry(self.window.screen().availableGeometry())
            self.window.showMaximized()
        self.wedge.watch(self.application, self.window)
        self.collecting.take_over()

    def leave(self) -> None:
        """Let the running jobs end and take the window away."""
        self.wedge.leave(self.application)
        self.runner.close()
        self.collecting.stop()
        self.window.close()
        self.window.deleteLater()

    def unlock(self) -> None:
        """Let the next one in, once the till's file is closed."""
        self._lock.unlock()

    def keep(self, **changed: object) -> None:
        """Keep settings for the next start; a disk that takes nothing costs a habit, not the counter."""
        try:
            # Read anew: the devices page keeps its choices in the same file.
            self.settings = Settings.load(self.paths.settings).keep(**changed)
        except OSError as trouble:
            log.warning("settings were not kept: %s", trouble)

    def _keep_looks(self) -> None:
        self.keep(language=self.speech.language, theme=self.theme.mode)


def make_application() -> QApplication:
    """Return the application, made once."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    if sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        # The wheels bring ibus' input method only; fcitx answers to the same name. It talks over D-Bus, which ends the
        # program on a system without a machine id, so not where nobody types anyway.
        os.environ.setdefault("QT_IM_MODULE", "ibus")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("posapp")
    application.setApplicationDisplayName("posapp")
    return application
