"""The whole till in its real window: somebody signed in, a shift open, and eyes that read what the screen says."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from posapp.domain.money import Fen
from posapp.front import TillOptions, make_application
from posapp.services.carts import Cart
from posapp.services.members import MemberPanel
from posapp.services.paying import FinishedSale
from posapp.till import open_at_once
from posapp.tour.hand import Hand, wait_for
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.lamp import Lamp
from posapp.ui.widgets.notice_bar import NoticeBar

SIZE = (1366, 768)


class NoWorker:
    """Stands where the worker stands, for sentences that need none."""

    def start(self) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Nothing runs."""


class Told(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


class OpenedTill(Hand):
    """A till with the hand that works it. ``with_worker`` starts the real sync worker beside it."""

    def __init__(
        self,
        folder: Path,
        *,
        staff: tuple[str, str] | None = ("1002", "135790"),
        language: str | None = None,
        with_worker: bool = False,
    ) -> None:
        till = open_at_once(make_application(), TillOptions(folder, language))
        super().__init__(till)
        self.shop = till.shop
        self._is_open = True
        if not with_worker:
            till.worker = NoWorker()  # type: ignore[assignment]  # only start and stop are asked of it
        if staff is not None:
            self.shop.signing_in.sign_in(*staff)
            if self.shop.shifts.current() is None:
                self.shop.shifts.open(Fen(50_000))
        till.show(SIZE)
        if staff is not None:
            wait_for("the counter", lambda: self.shell.stage == "open" and self.selling.state.tiles is not None)

    def close(self) -> None:
        """Close the window and what stands behind it; once is enough."""
        if self._is_open:
            self._is_open = False
            self.till.close()
            gc.freeze()  # what is left of it is buried later; until then no collection need look at it
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # --- what the till knows

    @property
    def selling(self):
        return self.till.counter.presenters.selling

    @property
    def payment(self):
        return self.till.counter.presenters.paying.state

    @property
    def shell(self):
        return self.till.counter.presenters.shell.state

    @property
    def is_paying(self) -> bool:
        return self.till.counter.selling_view.is_paying

    @property
    def panel(self) -> MemberPanel | None:
        state = self.till.counter.presenters.member.state
        return state.panel if state.stage == "shown" else None

    def kept_cart(self) -> Cart:
        """Return the cart as it lies in the file, not as it is shown."""
        return self.shop.selling.current()

    def sales(self) -> int:
        return len(self.shop.paying.recent(200))

    # --- what the screen says

    def notice(self) -> Told:
        """Wait for a notice and return what it says; both its sentences, in both languages."""
        wait_for("a notice", self._notice)
        return self._in_both(self._notice)

    def put_notice_away(self) -> None:
        """Press the cross of the notice in front."""
        for bar in self._bars():
            QTest.mouseClick(bar.findChild(IconButton), Qt.MouseButton.LeftButton)
        wait_for("no notice", self.no_notice)

    def no_notice(self) -> bool:
        return not self._notice()

    def lamp(self) -> Told:
        """Return what the lamp in the top bar says."""
        return self._in_both(lambda: self.window.findChild(Lamp).sentence())

    def screen(self) -> str:
        """Return every word that is to be seen."""
        return "\n".join(_texts(self.window))

    def _notice(self) -> str:
        return "\n".join(text for bar in self._bars() for text in _texts(bar))

    def _bars(self) -> list[NoticeBar]:
        return [bar for bar in self.window.findChildren(NoticeBar) if bar.isVisible()]

    def _in_both(self, read) -> Told:
        speech = self.till.speech
        mine = speech.language
        told = {}
        for language in ("zh", "en"):
            speech.use(language)
            told[language] = read()
        speech.use(mine)
        return Told(**told)

    # --- what the hand does

    def type_code(self, text: str) -> None:
        """Type into the scan box with fingers, and Enter."""
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def ring_up(self, *barcodes: str) -> Cart:
        """Scan pieces and wait until each is on the cart that is shown."""
        for barcode in barcodes:
            pieces = self.kept_cart().pieces
            self.scan(barcode)
            wait_for("the piece", lambda wanted=pieces + 1: (cart := self.selling.state.cart) and cart.pieces == wanted)
        assert self.selling.state.cart is not None
        return self.selling.state.cart

    def pay_exact(self) -> FinishedSale:
        """Take the exact amount in two keys, and wait until the receipt is drawn."""
        self.key(Qt.Key.Key_Return)
        wait_for("the payment", lambda: self.is_paying)
        self.key(Qt.Key.Key_Return)
        return wait_for("the receipt", lambda: self.payment.finished if self.payment.preview else None)


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]
