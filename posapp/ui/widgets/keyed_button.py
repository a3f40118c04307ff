"""A button that says its key under its word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout

from posapp.ui.theme import SPACE_8, TARGET
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.labels import Text


class KeyedButton(PillButton):
    """A word above the key that does the same: compact, and the key is learned by looking."""

    def __init__(self, look: Look = "outline") -> None:
        super().__init__("", look)
        self._word = Text("", "strong")
        self._key = Text("", "caption", "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_8, 0, SPACE_8, 0)
        column.setSpacing(0)
        column.addStretch(1)
        for label in (self._word, self._key):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        column.addStretch(1)

    def say(self, word: str, key: str) -> None:
        """Show another word and key; an empty key takes no room."""
        self._word.setText(word)
        self._key.setText(key)
        self._key.setVisible(bool(key))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the room of both lines."""
        column = self.layout()
        inside = column.totalSizeHint() if column is not None else QSize()
        return QSize(max(68, inside.width() + SPACE_8), max(TARGET, inside.height()))

    def minimumSizeHint(self) -> QSize:
        """Shrink no further than both lines."""
        return self.sizeHint()
