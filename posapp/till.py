"""The till behind its door: the shop on its file, the counter in its window, the worker beside it.

``main`` imports it, and takes its steps, while whoever works here types her PIN.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from posapp.adapters.devices.camera import Camera
from posapp.bootstrap import Shop, open_shop
from posapp.domain.clock import SystemClock
from posapp.front import Front, TillOptions
from posapp.programs import command, environment
from posapp.ui.announcements import Announcements, NewsWatch
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.attempt_watch import AttemptWatch
from posapp.ui.bill_watch import BillWatch
from posapp.ui.event_watch import EventWatch
from posapp.ui.shell.camera_watch import CameraWatch
from posapp.ui.shell.counter import Counter, Surroundings
from posapp.ui.shell.idle import IdleWatch
from posapp.ui.shell.state import Place
from posapp.ui.shell.views import CounterViews
from posapp.ui.shell.worker_process import WorkerProcess
from posapp.ui.spool_watch import SpoolWatch

if TYPE_CHECKING:
    from posapp.adapters.devices.receipt_template import Template
    from posapp.services.ports import Mall, Paper


class Till:
    """A running till: the shop behind its front, its worker. ``close`` puts everything down in order."""

    counter: Counter
    worker: WorkerProcess

    def __init__(self, front: Front, shop: Shop) -> None:
        """Begin; whoever opens the till then takes the ``steps``, one by one or all at once."""
        self.front, self.shop = front, shop
        self.paths, self.speech, self.theme, self.runner = front.paths, front.speech, front.theme, front.runner
        self.window, self.wedge = front.window, front.wedge
        self.announcements = Announcements()
        self._around = Surroundings(
            runner=self.runner,
            announcements=self.announcements,
            speech=self.speech,
            theme=self.theme,
            art=ArtPictures(_drawing),
            clock=shop.data.clock,
            sounds=front.sounds,
            place=self._place,
            hub_url=front.options.hub_url or front.settings.hub_url,
        )
        self._views = CounterViews(shop, self._around, self.window)
        self._cameras: list[Camera] = []

    def steps(self) -> tuple[Callable[[], object], ...]:
        """Return what is left to build, in order; each is short enough for a key to wait for it."""
        keys = partial(self.speech.use_keys, self.shop.keying.current())
        return (keys, *self._views.steps(), self._build_counter, self._build_watches)

    def _build_counter(self) -> None:
        shop = self.shop
        self.counter = Counter(shop, self._around, paired=self._paired, door=self.front.door, views=self._views)
        shop.machine.display_moved = self.counter.display.wished.emit
        shop.machine.draw_page = _page

    def _build_watches(self) -> None:
        shop = self.shop
        self._idle = IdleWatch(self.front.settings.lock_after_minutes)
        self._idle.idle.connect(self.counter.rest)
        self._news = NewsWatch(shop.data, self.announcements, self.runner)
        self._spool = SpoolWatch(shop.printing.run, self.runner)
        self._attempts = AttemptWatch(shop.attempts, self.runner, self.announcements.announce)
        self._bills = BillWatch(shop.bills.work, self.runner, self.announcements.announce)
        self._events = EventWatch(shop.events, self.runner)
        program, *arguments = command("sync", "run", "--watched", "--data-dir", str(self.paths.folder))
        self.worker = WorkerProcess(program, arguments, environment=environment())

    def show(self, size: tuple[int, int] | None = None) -> None:
        """Show the window unless it stands already, look for news, start the worker."""
        self.front.show(size)
        self._idle.watch(self.window)
        self.front.collecting.start()
        self.counter.open()
        self.counter.display.place(self.shop.machine.settings().display)
        self._news.start()
        self._spool.start()
        self._attempts.start()
        self._bills.start()
        self._events.start()
        self.worker.start()

    def stay_open(self) -> None:
        """Never lock for want of touches: for a hand of the program's own, whose keys no window system brings."""
        self._idle.leave()

    def watch_camera(self, camera: Camera) -> None:
        """Take what the camera shows as scans, until the till is closed."""
        from posapp.adapters.devices.frames import FrameJudge, LadderReader

        watch = CameraWatch(LadderReader(), FrameJudge(), self.runner, SystemClock(), self._shown)
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
        self._idle.leave()
        self.counter.display.close()
        self.front.leave()
        self.shop.close()
        self.front.unlock()

    def _shown(self, text: str) -> None:
        """A code before the camera is no key and no press; whoever holds it there is here all the same."""
        self._idle.touched()
        self.counter.scanned(text)

    def _place(self) -> Place | None:
        found = self.shop.place()
        return None if found is None else Place(*found)

    def _paired(self) -> None:
        """The worker finds by itself that there is a mall now, unless the settings still sent it to another address."""
        before = self.front.settings.hub_url
        with self.shop.data.view() as view:
            if view.paired is None:
                return
            self.front.keep(hub_url=view.paired.hub_url)
        if before and before != self.front.settings.hub_url:
            self.worker.stop()
            self.worker.start()


def _drawing(what: str, tint: str) -> str:
    """Return a drawn product as SVG; what draws them is imported with the first picture, not to start."""
    from posapp.domain import art

    return art.svg(what, tint)


def _page(paper: Paper, template: Template | None) -> bytes:
    from posapp.adapters.devices.receipt_page import receipt_page  # with Pillow, and seldom needed

    return receipt_page(paper, template)


def open_at_once(application: QApplication, options: TillOptions, *, mall: Mall | None = None) -> Till:
    """Open front and shop in one go, all but the event loop: for a tour or a test, where nobody waits at the door.

    Raises ``Unavailable`` or ``BadSettings``; then nothing is left open.
    """
    front = Front(application, options)
    try:
        shop = open_shop(
            front.paths, front.settings, language=lambda: front.speech.language, mall=mall, secrets=front.secrets
        )
        front.doorkeeper.open_to(shop.signing_in)
        till = Till(front, shop)
        with front.theme.dressed_after():
            for step in till.steps():
                step()
        return till
    except BaseException:
        front.leave()
        front.unlock()
        raise
