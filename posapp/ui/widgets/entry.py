"""Ways to type: a field that no input method touches, a field for words, and a keypad for fingers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from posapp.ui.theme import SPACE_8, Theme
from posapp.ui.widgets.icons import icon

_PAD_SIGNS = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Slash)


class ScanField(QLineEdit):
    """A field for codes and digits that refuses the input method, so that no scan turns into hanzi.

    Answering ``ImEnabled`` with False is the one way that holds; attributes and hints do not.
    ``entered(text)`` on Enter with text, ``entered_empty()`` on Enter or Space without.
    """

    entered = Signal(str)
    entered_empty = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(False)
        self.returnPressed.connect(self._submit)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # type: ignore[override]  # Qt overloads it
        """Say no to input methods."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)

    def event(self, event: QEvent) -> bool:
        """Leave the signs of the number pad to the counter's keys while nothing is typed; no code begins with one."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_pad = event.modifiers() == Qt.KeyboardModifier.KeypadModifier
            if is_pad and event.key() in _PAD_SIGNS and not self.text():
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Space in the empty field for Enter: the widest key of the keyboard pays."""
        if event.key() == Qt.Key.Key_Space and not self.text():
            self.entered_empty.emit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        text = self.text().strip()
        self.clear()
        if text:
            self.entered.emit(text)
        else:
            self.entered_empty.emit()


class Keypad(QWidget):
    """Digits for fingers. ``pressed(str)`` carries a digit, ``00``, ``.``; ``erased()`` and ``cleared()``.

    The physical keyboard types into whatever has the focus; this widget never takes it.
    """

    pressed = Signal(str)
    erased = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme, *, has_point: bool = True, key_height: int = 60) -> None:
        super().__init__()
        self._theme = theme
        self._key_height = key_height
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_8)
        keys = ("7", "8", "9", "4", "5", "6", "1", "2", "3", "." if has_point else "C", "0")
        for place, label in enumerate(keys):
            grid.addWidget(self._key(label, key_height), place // 3, place % 3)
        self._erase = self._key("", key_height)
        self.setMaximumHeight(4 * _tallest(key_height) + 3 * SPACE_8)
        grid.addWidget(self._erase, 3, 2)
        self._draw()
        theme.changed.connect(self._draw)

    def sizeHint(self) -> QSize:
        """Ask for keys of the wanted height; with less room they grow smaller together, with more taller."""
        return QSize(super().sizeHint().width(), 4 * self._key_height + 3 * SPACE_8)

    def name_keys(self, erase: str) -> None:
        """Say what the erasing key is called."""
        self._erase.setAccessibleName(erase)
        self._erase.setToolTip(erase)

    def _key(self, label: str, height: int) -> QPushButton:
        key = QPushButton(label)
        key.setProperty("look", "key")
        key.setMaximumHeight(_tallest(height))
        key.setIconSize(QSize(28, 28))
        key.setMinimumWidth(64)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.clicked.connect(lambda: self._pressed(label))
        return key

    def _pressed(self, label: str) -> None:
        if label == "C":
            self.cleared.emit()
        elif label:
            self.pressed.emit(label)
        else:
            self.erased.emit()

    def _draw(self) -> None:
        self._erase.setIcon(icon("erase", self._theme.colour("ink"), 26))


def _tallest(key_height: int) -> int:
    """Return how tall a key may grow in a high window before it looks lost, in pixels."""
    return key_height * 3 // 2


class SearchField(QLineEdit):
    """A field for words; the input method is welcome here. A lens at the left, a cross to empty it at the right.

    ``word_taken_off()`` on Ctrl+Backspace, while what was typed ``is_read_in_words``; else it erases as everywhere.
    ``takes_digits_at_once`` while nothing is lost when a digit turns out to be a scanner's and is taken back.
    """

    word_taken_off = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.is_read_in_words = False
        self.takes_digits_at_once = True
        self._theme = theme
        self.setTextMargins(-8, 0, 0, 0)
        self._lens = self.addAction(icon("search", theme.colour("faint"), 20), QLineEdit.ActionPosition.LeadingPosition)
        self._cross = self.addAction(
            icon("close", theme.colour("faint"), 20), QLineEdit.ActionPosition.TrailingPosition
        )
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.empty)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        theme.changed.connect(self._draw)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the last word off as it was understood, not as it is spaced."""
        is_word = event.key() == Qt.Key.Key_Backspace and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_word and self.is_read_in_words:
            self.word_taken_off.emit()
        else:
            super().keyPressEvent(event)

    def as_it_is(self) -> Callable[[], None]:
        """Return what makes it again as it is now, text and selection, as if somebody had typed it."""
        text, cursor, start, length = self.text(), self.cursorPosition(), self.selectionStart(), self.selectionLength()

        def put_back() -> None:
            self.setText(text)
            self.setCursorPosition(cursor)
            if length:
                self.setSelection(start, length)
            self.textEdited.emit(text)

        return put_back

    def empty(self) -> None:
        """Take the words away, as if somebody had erased them."""
        if self.text():
            self.clear()
            self.textEdited.emit("")

    def _draw(self) -> None:
        self._cross.setIcon(icon("close", self._theme.colour("faint"), 20))
        self._lens.setIcon(icon("search", self._theme.colour("faint"), 20))
