"""A scanner that types: its bursts are told from a person's keys by their timing, whatever has the focus.

Figures measured with real key events: gaps of 1 to 20 ms are found at a limit of 35 ms, and nobody types six
characters that fast. The first keys are held back for a moment and typed again when no burst follows. The counter's
own codes are digits, so in a text field only digits are held back, and a search by letters never waits. Nor does one
by digits: the first is in the search at once, and taken back when it turns out to be a scanner's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from posapp.ui.widgets.entry import SearchField


@dataclass(frozen=True, slots=True)
class WedgeTiming:
    """How a burst is recognised; milliseconds."""

    largest_gap: int = 35
    fewest_characters: int = 6
    hold: int = 45
    late: int = 20


@dataclass(slots=True)
class Burst:
    """The characters of what may be a scan, with the time of the newest."""

    timing: WedgeTiming
    text: str = ""
    newest: int = 0

    def goes_on(self, at: int) -> bool:
        """Tell whether a character at this time belongs to the burst."""
        return bool(self.text) and at - self.newest <= self.timing.largest_gap

    def take(self, characters: str, at: int) -> None:
        """Add characters."""
        self.text += characters
        self.newest = at

    def ends_as_scan(self, at: int) -> bool:
        """Tell whether a terminator at this time makes it a scan."""
        return self.goes_on(at) and len(self.text) >= self.timing.fewest_characters

    def clear(self) -> None:
        """Forget it."""
        self.text = ""


@dataclass(frozen=True, slots=True)
class _HeldKey:
    """What is needed to type a key again."""

    key: int
    modifiers: Qt.KeyboardModifier
    text: str


_TERMINATORS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SILENT = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class WedgeFilter(QObject):
    """Watches every key of a window. ``scanned(str)`` carries what a scanner typed, without its terminator.

    Times are those of the window system (``QKeyEvent.timestamp``): with the time of handling, a stalled window would
    make a person's keys look like a burst.
    """

    scanned = Signal(str)

    def __init__(self, timing: WedgeTiming | None = None) -> None:
        super().__init__()
        self._timing = timing or WedgeTiming()
        self._burst = Burst(self._timing)
        self._held: list[_HeldKey] = []
        self._take_back: Callable[[], None] | None = None  # the first key of the burst, which was let through
        self._is_replaying = False
        self._let_through: int | None = None
        self._own_clock = QElapsedTimer()
        self._own_clock.start()
        self._due = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._waited)
        self._window: QWidget | None = None

    def watch(self, application: QApplication, window: QWidget) -> None:
        """Watch a window and whatever has the focus, until ``leave``.

        Keys come to the focus first, so nothing is missed; as a filter of the whole application it would be asked about
        every event of every widget, which took a third of the time in which a member's panel is built.
        """
        self._window = window
        window.installEventFilter(self)
        application.focusChanged.connect(self._follow)
        self._follow(None, application.focusWidget())

    def leave(self, application: QApplication) -> None:
        """Watch no more."""
        if self._window is not None:
            application.focusChanged.disconnect(self._follow)
            self._follow(application.focusWidget(), None)
            self._window.removeEventFilter(self)
            self._window = None

    @property
    def is_holding(self) -> bool:
        """Tell whether a key is held back that nobody has seen yet."""
        return bool(self._held)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and before is not self._window and isValid(before):
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back, swallow or let pass a key press."""
        if event.type() != QEvent.Type.KeyPress or self._is_replaying or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not _is_first_to_see(watched):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        at = event.timestamp() or self._own_clock.elapsed()
        if event.key() in _SILENT:
            return False
        if event.key() in _TERMINATORS:
            if self._burst.ends_as_scan(at):
                self._scan()
                return True
            self._replay()
            return False
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS or not event.text().isprintable() or not event.text():
            self._replay()
            return False
        if self._is_typing(event.text(), at):
            self._replay()
            self._let_through = at
            return False
        if not self._burst.goes_on(at):
            self._replay()
            field = QApplication.focusWidget()
            if isinstance(field, SearchField) and field.takes_digits_at_once:
                self._take_back = field.as_it_is()
                self._burst.take(event.text(), at)
                return False
        self._burst.take(event.text(), at)
        self._held.append(_HeldKey(event.key(), event.modifiers(), event.text()))
        self._wait()
        return True

    def _is_typing(self, text: str, at: int) -> bool:
        """Tell whether a key belongs to a text field at once: no digit, or a digit right behind such a key.

        The digits of a code that begins with letters are thus not taken for a shorter code.
        """
        if not isinstance(QApplication.focusWidget(), QLineEdit):
            return False
        follows = self._let_through is not None and at - self._let_through <= self._timing.largest_gap
        return follows or not text.isdigit()

    def _scan(self) -> None:
        text, take_back = self._burst.text, self._take_back
        self._forget()
        if take_back is not None:
            take_back()
        self.scanned.emit(text)

    def _wait(self) -> None:
        self._due = self._own_clock.elapsed() + self._timing.hold
        self._timer.start(self._timing.hold)

    def _waited(self) -> None:
        """No key came in time, unless this timer itself is late and keys are still queued behind a stall."""
        if self._own_clock.elapsed() - self._due > self._timing.late:
            self._wait()
        else:
            self._replay()

    def _replay(self) -> None:
        keys, target = self._held, QApplication.focusWidget() or QApplication.activeWindow()
        self._forget()
        if target is None:
            return
        self._is_replaying = True
        try:
            for held in keys:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(target, QKeyEvent(kind, held.key, held.modifiers, held.text))
        finally:
            self._is_replaying = False

    def _forget(self) -> None:
        self._timer.stop()
        self._burst.clear()
        self._held = []
        self._take_back = None


def _is_first_to_see(widget: QWidget) -> bool:
    """Tell whether a key reaches this widget first; an ignored key comes by again for every parent."""
    focused = QApplication.focusWidget()
    if focused is not None:
        return widget is focused
    return widget.isWindow() and QGuiApplication.focusWindow() is widget.windowHandle()
