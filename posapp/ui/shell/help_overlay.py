"""The keys of the counter, shown over the window while they are asked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from posapp.domain.text import Bilingual
from posapp.ui.shell import words
from posapp.ui.shell.shortcuts import SHORTCUTS, Shortcut
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme, lift
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import KeyCap, Text
from posapp.ui.widgets.surfaces import Card, clear

KEY_COLUMN = 68
"""Wide enough for the widest key, so that the groups stand in line; pixels."""


class HelpOverlay(QWidget):
    """Covers its parent; any key or click puts it away."""

    def __init__(self, speech: Speech, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._card = Card("card", SPACE_32, SPACE_16)
        lift(self._card, theme)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_32)
        self._title = Text("", "headline")
        self._close = Text("", "body", "faint")
        self._card.column.addWidget(self._title)
        self._card.column.addLayout(self._columns)
        self._card.column.addWidget(self._close)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        parent.installEventFilter(self)
        speech.changed.connect(self._translate)
        self._translate()
        self.hide()

    def open(self) -> None:
        """Show the keys; the focus goes back afterwards to where it was."""
        self._before = QApplication.focusWidget()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the parent."""
        if event.type() == QEvent.Type.Resize and self.isVisible() and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(20, 16, 12, 120))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away."""
        self.close_quietly()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away."""
        self.close_quietly()

    def close_quietly(self) -> None:
        """Put the keys away and give the focus back first, so that no other widget takes it on the way."""
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.hide()

    def _translate(self) -> None:
        self._title.setText(self._speech.say(words.HELP_TITLE))
        self._close.setText(self._speech.say(words.HELP_CLOSE))
        clear(self._columns)
        left = QVBoxLayout()
        left.setSpacing(SPACE_24)
        left.addLayout(self._group(words.GROUP_SALE))
        left.addLayout(self._group(words.GROUP_PAY))
        left.addStretch(1)
        right = QVBoxLayout()
        right.addLayout(self._group(words.GROUP_PAGES))
        right.addStretch(1)
        self._columns.addLayout(left)
        self._columns.addLayout(right)

    def _group(self, group: Bilingual) -> QVBoxLayout:
        rows: list[Shortcut] = [one for one in SHORTCUTS if one.group == group]
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_16)
        grid.setVerticalSpacing(SPACE_12)
        for number, shortcut in enumerate(rows):
            grid.addWidget(KeyCap(shortcut.shown), number, 0)
            grid.addWidget(Text(self._speech.say(shortcut.meaning)), number, 1)
        grid.setColumnMinimumWidth(0, KEY_COLUMN)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(SPACE_8)
        column.addWidget(Text(self._speech.say(group), "strong", "accent"))
        column.addLayout(grid)
        return column
