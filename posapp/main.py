"""The start of the till, told in order: folders, log, one window at a time, settings, file, window, worker."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from posapp.adapters.devices.camera import Camera, open_camera
from posapp.bootstrap import Shop, open_shop
from posapp.config.logs import start_logging
from posapp.config.paths import RESOURCES, TillPaths
from posapp.config.settings import BadSettings, Settings
from posapp.domain.clock import SystemClock
from posapp.domain.text import Language
from posapp.programs import command, environment
from posapp.services.errors import AlreadyRunning, Unavailable
from posapp.ui.announcements import Announcements, NewsWatch
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.attempt_watch import AttemptWatch
from posapp.ui.background import BackgroundRunner
from posapp.ui.bill_watch import BillWatch
from posapp.ui.collecting import Collecting
from posapp.ui.event_watch import EventWatch
from posapp.ui.shell.camera_watch import CameraWatch
from posapp.ui.shell.counter import Counter, Surroundings
from posapp.ui.shell.idle import IdleWatch
from posapp.ui.shell.state import Place
from posapp.ui.shell.wedge import WedgeFilter, WedgeTiming
from posapp.ui.shell.worker_process import WorkerProcess
from posapp.ui.sounds import find_sounds
from posapp.ui.spool_watch import SpoolWatch
from posapp.ui.theme import Theme, load_fonts
from posapp.ui.translation import Speech
from posapp.ui.why_not import CANNOT_START, why_not

if TYPE_CHECKING:
    from posapp.adapters.devices.receipt_template import Template
    from posapp.services.ports import Mall, Paper

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


class Till:
    """A running till: the shop behind it, its window, its worker. ``close`` puts everything down in order."""

    def __init__(self, application: QApplication, options: TillOptions, *, mall: Mall | None = None) -> None:
        """Open everything but the event loop. Raises ``Unavailable`` or ``BadSettings``; then nothing is left open."""
        self._application = application
        self.paths = TillPaths(options.folder).make()
        self._lock = QLockFile(str(self.paths.window_lock))
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(0):
            raise AlreadyRunning
        try:
            self._open(options, mall)
        except BaseException:
            self._lock.unlock()
            raise

    def _open(self, options: TillOptions, mall: Mall | None) -> None:
        settings = Settings.load(self.paths.settings)
        language: Language = "en" if (options.language or settings.language) == "en" else "zh"
        self.speech = Speech(language)
        self.shop: Shop = open_shop(self.paths, settings, language=lambda: self.speech.language, mall=mall)
        self.speech.use_keys(self.shop.keying.current())
        load_fonts(RESOURCES / "fonts")
        mode = options.theme or settings.theme
        self.theme = Theme(
            self._application, RESOURCES / "styles" / "counter.qss", "dark" if mode == "dark" else "light"
        )
        self.runner = BackgroundRunner()
        self.announcements = Announcements()
        self.counter = Counter(
            self.shop,
            Surroundings(
                runner=self.runner,
                announcements=self.announcements,
                speech=self.speech,
                theme=self.theme,
                art=ArtPictures(_drawing),
                clock=self.shop.data.clock,
                sounds=find_sounds(RESOURCES / "sounds", wanted=settings.sounds),
                place=self._place,
                hub_url=options.hub_url or settings.hub_url,
            ),
            paired=self._paired,
        )
        self.window = self.counter.window
        self.shop.machine.display_moved = self.counter.display.wished.emit
        self.shop.machine.draw_page = _page
        self.wedge = WedgeFilter(WedgeTiming(largest_gap=settings.wedge_gap_ms))
        self.wedge.scanned.connect(self.counter.scanned)
        self._idle = IdleWatch(settings.lock_after_minutes)
        self._idle.idle.connect(self.counter.rest)
        self._news = NewsWatch(self.shop.data, self.announcements, self.runner)
        self._spool = SpoolWatch(self.shop.printing.run, self.runner)
        self._attempts = AttemptWatch(self.shop.attempts, self.runner, self.announcements.announce)
        self._bills = BillWatch(self.shop.bills.work, self.runner, self.announcements.announce)
        self._events = EventWatch(self.shop.events, self.runner)
        program, *arguments = command("sync", "run", "--watched", "--data-dir", str(self.paths.folder))
        self.worker = WorkerProcess(program, arguments, environment=environment())
        self._collecting = Collecting()
        self.speech.changed.connect(self._keep_looks)
        self.theme.changed.connect(self._keep_looks)
        self._settings = settings
        self._cameras: list[Camera] = []

    def show(self, size: tuple[int, int] | None = None) -> None:
        """Show the window, listen for scans and news, start the worker."""
        if size is not None:
            self.window.resize(*size)
            self.window.show()
        else:
            # Without a window manager nobody maximises: take the whole screen first.
            self.window.setGeometry(self.window.screen().availableGeometry())
            self.window.showMaximized()
        self.wedge.watch(self._application, self.window)
        self._idle.watch(self.window)
        self._collecting.start()
        self.counter.open()
        self.counter.display.place(self.shop.machine.settings().display)
        self._news.start()
        self._spool.start()
        self._attempts.start()
        self._bills.start()
        self._events.start()
        self.worker.start()

    def watch_camera(self, camera: Camera) -> None:
        """Take what the camera shows as scans, until the till is closed."""
        from posapp.adapters.devices.frames import FrameJudge, LadderReader

        watch = CameraWatch(LadderReader(), FrameJudge(), self.runner, SystemClock(), self.counter.scanned)
        camera.start(watch.seen)
        self._cameras.append(camera)

    def close(self) -> None:
        """Stop the worker and close the file; what runs is finished first."""
        for camera in self._cameras:
            camera.stop()
        self.worker.stop()
        self._news.stop()
        self._spool.stop()
        self._attempts.stop()
        self._bills.stop()
        self._events.stop()
        self.wedge.leave(self._application)
        self._idle.leave()
        self.runner.close()
        self._collecting.stop()
        self.counter.display.close()
        self.window.close()
        self.window.deleteLater()
        self.shop.close()
        self._lock.unlock()

    def _place(self) -> Place | None:
        found = self.shop.place()
        return None if found is None else Place(*found)

    def _paired(self) -> None:
        """The worker finds by itself that there is a mall now, unless the settings still sent it to another address."""
        before = self._settings.hub_url
        with self.shop.data.view() as view:
            if view.paired is None:
                return
            self._keep(hub_url=view.paired.hub_url)
        if before and before != self._settings.hub_url:
            self.worker.stop()
            self.worker.start()

    def _keep_looks(self) -> None:
        self._keep(language=self.speech.language, theme=self.theme.mode)

    def _keep(self, **changed: object) -> None:
        """Keep settings for the next start; a disk that takes nothing costs a habit, not the counter."""
        try:
            # Read anew: the devices page keeps its choices in the same file.
            self._settings = Settings.load(self.paths.settings).keep(**changed)
        except OSError as trouble:
            log.warning("settings were not kept: %s", trouble)


def _drawing(what: str, tint: str) -> str:
    """Return a drawn product as SVG; what draws them is imported with the first picture, not to start."""
    from posapp.domain import art

    return art.svg(what, tint)


def _page(paper: Paper, template: Template | None) -> bytes:
    from posapp.adapters.devices.receipt_page import receipt_page  # with Pillow, and seldom needed

    return receipt_page(paper, template)


def open_till(options: TillOptions) -> int:
    """Open the till and stay until its window is closed; return the exit status."""
    paths = TillPaths(options.folder).make()
    start_logging(paths.logs, "till")
    application = make_application()
    try:
        till = Till(application, options)
    except (Unavailable, BadSettings) as trouble:
        say_why_not(trouble)
        return CANNOT_START
    watch_for_bugs()
    log.info("secrets are kept in: %s", till.shop.data.secrets.describe())
    if options.pairing_code:
        till.counter.presenters.desks.setup.view.offer_code(options.pairing_code)
    till.show(options.size)
    camera = open_camera()
    if camera is not None:
        till.watch_camera(camera)
    # The news timer lets Python look up several times a second, so a signal is heard.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.quit())
    status = application.exec()
    till.close()
    return status


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


def say_why_not(trouble: Unavailable | BadSettings) -> None:
    """Say in both languages why the till cannot open, in a window where there is one."""
    text = why_not(trouble)
    sys.stderr.write(text + "\n")
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        QMessageBox.critical(None, "posapp", text)


def watch_for_bugs() -> None:
    """Bring every bug to one place: the log with its traceback, and a number to name; the sale stays safe on disk."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("bug %s", secrets.token_hex(3), exc_info=(kind, error, trace))

    sys.excepthook = report
    threading.excepthook = lambda args: report(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
