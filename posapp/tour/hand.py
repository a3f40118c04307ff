"""The clerk's hand in the tour: real keys, real clicks on what is really on the screen, and eyes that wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from posapp.domain.text import Bilingual
from posapp.till import Till

T = TypeVar("T")

PATIENCE_S = 60.0
LOOK_EVERY_MS = 20
SCANNER_EVERY_MS = 2
"""Between two keys of a scanner."""


class NotSeen(Exception):
    """The screen did not come to show what the story says; the message says what was waited for."""


def wait_for(what: str, look: Callable[[], T | None], seconds: float = PATIENCE_S) -> T:
    """Let the window live until ``look`` finds something, and return it. Raises ``NotSeen``."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSeen(f"waited {seconds:g} s for: {what}")
        QTest.qWait(LOOK_EVERY_MS)


def scan_into(text: str, window: QWidget) -> None:
    """Let a keyboard-wedge scanner type a code and its Enter into whatever has the focus.

    Each key carries the time at which the scanner sent it, as the window system's keys do: a machine that stalls while
    they are handed over tears no code apart.
    """
    at = time.monotonic_ns() // 1_000_000
    for sign in f"{text}\r":
        at += SCANNER_EVERY_MS
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, _key_of(sign), Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(at)
            QApplication.sendEvent(QApplication.focusWidget() or window, event)


def _key_of(sign: str) -> Qt.Key:
    """Return the key that bears a sign; full-width digits, which some scanners send, are on none."""
    if sign == "\r":
        return Qt.Key.Key_Return
    return Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown


class Hand:
    """Works one till's window."""

    def __init__(self, till: Till) -> None:
        self.till = till

    @property
    def window(self) -> QWidget:
        """The window in front of the hand."""
        return self.till.window

    def scan(self, text: str) -> None:
        """Let a keyboard-wedge scanner type a code and its Enter into whatever has the focus."""
        scan_into(text, self.window)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, unhurried: nothing like a scanner."""
        QTest.qWait(80)
        QTest.keyClick(self._focus(), key, modifier)

    def type(self, text: str) -> None:
        """Type with fingers."""
        for sign in text:
            QTest.qWait(60)
            QTest.keyClicks(self._focus(), sign)
        QTest.qWait(80)

    def compose(self, text: str) -> None:
        """Give a text at once, as an input method does."""
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(self._focus(), composed)
        QTest.qWait(80)

    def press(self, label: Bilingual | str, *, nth: int = 0) -> None:
        """Click the ``nth`` button that shows or is called this. Raises ``NotSeen`` when there is none to press."""
        text = label if isinstance(label, str) else self.till.speech.say(label)
        button = wait_for(f"a button “{text}”", lambda: self._button(text, nth))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def see(self, what: str, look: Callable[[], T | None], seconds: float = PATIENCE_S) -> T:
        """Wait until the till shows something, and return it."""
        return wait_for(what, look, seconds)

    def settle(self, milliseconds: int = 350) -> None:
        """Let pictures, fades and answers on their way arrive."""
        QTest.qWait(milliseconds)

    def picture(self, path: Path) -> None:
        """Save what the window shows."""
        self.settle()
        self.window.grab().save(str(path))

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _button(self, text: str, nth: int) -> QAbstractButton | None:
        found = [
            button
            for button in self.window.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled() and text in (button.text(), button.accessibleName())
        ] or [
            button
            for button in self.window.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled() and text in button.text()
        ]
        found.sort(key=lambda button: self._place(button))
        return found[nth] if len(found) > nth else None

    def _place(self, button: QAbstractButton) -> tuple[int, int]:
        corner = button.mapTo(self.window, QPoint(0, 0))
        return corner.y(), corner.x()
