"""The keys of the counter, shown over the window while they are asked for."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui.shell import words
from posapp.ui.shell.shortcuts import SHORTCUTS, Shortcut
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import KeyCap, Text
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.surfaces import clear

KEY_COLUMN = 68
"""Wide enough for the widest key, so that the groups stand in line; pixels."""


class HelpOverlay(Overlay):
    """Any key or click puts it away."""

    def __init__(self, speech: Speech, theme: Theme, ground: QWidget) -> None:
        super().__init__(theme)
        self._speech = speech
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_32)
        self._title = Text("", "headline")
        self._close = Text("", "body", "faint")
        self.card.column.addWidget(self._title)
        self.card.column.addLayout(self._columns)
        self.card.column.addWidget(self._close)
        self.cover(ground)
        speech.changed.connect(self._translate)
        self._translate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away."""
        self.put_away()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away."""
        self.put_away()

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
