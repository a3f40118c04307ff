"""The window of the customer's screen: where it stands, and how it follows the cashier's.

It takes no focus and no key, so a scan always reaches the counter. A second screen that is unplugged takes the window
with it and nothing else; one that is plugged in shows it at once.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from posapp.services.devices import DisplayWish
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.customer import words
from posapp.ui.customer.state import customer_state
from posapp.ui.customer.view import CustomerView
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.screens.selling.state import SellingState
from posapp.ui.shell.state import ShellState
from posapp.ui.theme import Theme
from posapp.ui.translation import Speech

BESIDE = QSize(1024, 640)
"""The size of its window on a machine with one screen."""

_FLAGS = Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus


class CustomerDisplay(QObject):
    """``counter`` is the cashier's window: the display stands on another screen than that.

    ``show_shell``, ``show_selling`` and ``show_payment`` hear every state that the cashier's views are shown. What
    follows from them is painted after the cashier's own screen, and only while somebody can see it.

    ``wished(wish)`` is ``place`` for other threads.
    """

    wished = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, counter: QWidget) -> None:
        super().__init__(counter)
        self._speech = speech
        self._counter = counter
        self._wish: DisplayWish = "off"
        self._is_paying = False
        self._shell, self._selling, self._payment = ShellState(), SellingState(), PayingState()
        self.view = CustomerView(speech, theme, art)
        self.view.setWindowFlags(_FLAGS)
        self.view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._paint)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._look_around)
            application.screenRemoved.connect(self._look_around)
        self.wished.connect(self.place)
        speech.changed.connect(self._translate)
        self._translate()

    # --- what the cashier sees

    def show_shell(self, state: ShellState) -> None:
        """The counter is locked or open, here or there."""
        self._shell = state
        self._follow()

    def show_selling(self, state: SellingState) -> None:
        """The cart is another."""
        self._selling = state
        self._follow()

    def show_payment(self, state: PayingState) -> None:
        """The payment is another."""
        self._payment = state
        self._follow()

    def payment_in_front(self, is_shown: bool) -> None:
        """The payment came to the front, or the cart again."""
        self._is_paying = is_shown
        self._follow()

    def _follow(self) -> None:
        if self.view.isVisible():
            self._late.start(0)

    def _paint(self) -> None:
        payment = self._payment if self._is_paying else None
        state = customer_state(self._shell, self._selling.cart, payment)
        if state != self.view.state:
            self.view.show_state(state)

    # --- where it stands

    def place(self, wish: DisplayWish) -> None:
        """Stand where the shop wants it."""
        self._wish = wish
        self._look_around()

    def close(self) -> None:
        """Go away with the counter."""
        self._wish = "off"
        self._late.stop()
        self.view.close()
        self.view.deleteLater()

    def _look_around(self, _screen: QScreen | None = None) -> None:
        """Go to the second screen, into a window, or away."""
        if self._wish == "window":
            self._stand_beside()
            return
        second = None if self._wish == "off" else _second_screen(self._counter)
        if second is None:
            self.view.hide()
            return
        self.view.setWindowFlags(_FLAGS | Qt.WindowType.FramelessWindowHint)
        self.view.setGeometry(second.geometry())
        self.view.show()
        self._paint()

    def _stand_beside(self) -> None:
        self.view.setWindowFlags(_FLAGS)
        self.view.resize(BESIDE)
        self.view.show()
        self._paint()

    def _translate(self) -> None:
        self.view.setWindowTitle(self._speech.say(words.WINDOW))


def _second_screen(counter: QWidget) -> QScreen | None:
    """Return a screen that the cashier does not look at."""
    screens = QGuiApplication.screens()  # one that was added is in it, one that was removed is not
    return next((one for one in screens if one is not counter.screen()), None) if len(screens) > 1 else None
