"""The start of the till, told in order, in two steps: the door, then the shop behind it.

1. ``Front``: folder, lock, settings, look, and the window with the names of the staff. It takes digits.
2. ``Opening``: everything else is imported and the file is opened beside the window, then the counter built around it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from posapp.config.settings import BadSettings
from posapp.front import Front, TillOptions, make_application
from posapp.services.errors import Unavailable
from posapp.ui.why_not import CANNOT_START, why_not

if TYPE_CHECKING:
    from posapp.bootstrap import Shop
    from posapp.till import Till

log = logging.getLogger(__name__)

KEY_MS = 5
"""How often is looked whether a digit has got through, before the next part of the counter is built."""


def open_till(options: TillOptions) -> int:
    """Open the till and stay until its window is closed; return the exit status."""
    application = make_application()
    try:
        front = Front(application, options)
        opening = Opening(front)
        is_early = front.greet(options.size)
        keep_log(front)
        if is_early:
            opening.begin()
        else:
            opening.at_once()
    except (Unavailable, BadSettings) as trouble:
        say_why_not(trouble)
        return CANNOT_START
    # The news timer lets Python look up several times a second, so a signal is heard.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.quit())
    status = application.exec()
    opening.close()
    return opening.status or status


class Opening:
    """The second step: the shop is opened on the lane that checks PINs, so one that was typed meanwhile waits for it.

    ``till`` is there when everything stands; ``status`` is the exit status if it never will.
    """

    def __init__(self, front: Front) -> None:
        self.front = front
        self._shop: Shop | None = None
        self._bug: Exception | None = None
        self.till: Till | None = None
        self.status = 0

    def begin(self) -> None:
        """Open everything beside the window, before any key is taken: the lane keeps its order."""
        self.front.runner.run(self._open, done=lambda _: self._build(), failed=self._end)

    def at_once(self) -> None:
        """Open everything before the window is shown. Raises ``Unavailable``; then nothing is left open."""
        try:
            self._open()
            till = self._new_till()
            with self.front.theme.dressed_after():
                for step in till.steps():
                    step()
        except BaseException:
            self.close()
            raise
        self._show(till)

    def close(self) -> None:
        """Put down what was opened, however far that went; a bug on the way is raised now."""
        if self.till is not None:
            self.till.close()
        else:
            self.front.leave()
            if self._shop is not None:
                self._shop.close()
            self.front.unlock()
        if self._bug is not None:
            raise self._bug

    def _open(self) -> None:
        # Most of a start: SQLAlchemy and the use cases. Nothing of Qt: PySide6 makes its classes when they are first
        # named, and two threads that do so at once crash.
        from posapp.bootstrap import open_shop

        front = self.front
        self._shop = open_shop(
            front.paths, front.settings, language=lambda: front.speech.language, secrets=front.secrets
        )
        front.doorkeeper.open_to(self._shop.signing_in)

    def _new_till(self) -> Till:
        from posapp.till import Till

        assert self._shop is not None
        return Till(self.front, self._shop)

    def _build(self) -> None:
        """Build the counter around the window in steps, between which keys are taken and painted."""
        parts = self._parts()

        def step() -> None:
            if self.front.wedge.is_holding:  # her digit first
                QTimer.singleShot(KEY_MS, self.front.window, step)
                return
            try:
                next(parts)
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001 - nobody shall stand at a door that leads nowhere
                self._end(error)
                return
            self.front.runner.once_painted(step)

        step()

    def _parts(self) -> Iterator[None]:
        import posapp.ui.shell.views  # noqa: F401 - a step of its own: half of what the counter's screens import

        yield
        till = self._new_till()
        yield
        for build in till.steps():
            build()
            yield
        self._show(till)

    def _show(self, till: Till) -> None:
        from posapp.adapters.devices.camera import open_camera

        log.info("secrets are kept in: %s", self.front.secrets.describe())
        options = self.front.options
        if options.pairing_code:
            till.counter.presenters.desks.setup.view.offer_code(options.pairing_code)
        self.till = till
        till.show(options.size)
        camera = open_camera()
        if camera is not None:
            till.watch_camera(camera)

    def _end(self, error: Exception) -> None:
        """Say why the shop would not open after all, and end; a PIN that waits is not tried any more."""
        self.front.runner.close()
        self.front.window.hide()
        if isinstance(error, (Unavailable, BadSettings)):
            self.status = CANNOT_START
            say_why_not(error)
        else:
            self.status, self._bug = 1, error
        self.front.application.exit(self.status)


def say_why_not(trouble: Unavailable | BadSettings) -> None:
    """Say in both languages why the till cannot open, in a window where there is one."""
    text = why_not(trouble)
    sys.stderr.write(text + "\n")
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "posapp", text)


def keep_log(front: Front) -> None:
    """Write a log from now on, with every bug in it."""
    from posapp.config.logs import start_logging  # its libraries come once the door is painted

    start_logging(front.paths.logs, "till")
    watch_for_bugs()


def watch_for_bugs() -> None:
    """Bring every bug to one place: the log with its traceback, and a number to name; the sale stays safe on disk."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import secrets  # with OpenSSL, and seldom needed

        log.error("bug %s", secrets.token_hex(3), exc_info=(kind, error, trace))

    sys.excepthook = report
    threading.excepthook = lambda args: report(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
