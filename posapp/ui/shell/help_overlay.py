"""The keys of the counter, shown over the window while they are asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui.shell import words
from posapp.ui.shell.shortcuts import SHORTCUTS
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import KeyCap, Text
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.surfaces import clear, row

KEY_COLUMN = 68
WIDE_KEY_COLUMN = 124
"""Wide enough for the widest key, or for two of them, so that the groups stand in line; pixels."""


class HelpOverlay(Overlay):
    """Any key or click puts it away. ``keys_asked()`` when somebody wants others."""

    keys_asked = Signal()

    def __init__(self, speech: Speech, theme: Theme, ground: QWidget) -> None:
        super().__init__(theme)
        self._speech = speech
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SPACE_32)
        self._title = Text("", "headline")
        self._close = Text("", "body", "faint")
        self._change = PillButton("", "outline")
        self._change.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._change.clicked.connect(self._asked)
        self.card.column.addWidget(self._title)
        self.card.column.addLayout(self._columns)
        self.card.column.addLayout(row(self._close, 1, self._change))
        self.cover(ground)
        speech.changed.connect(self._translate)
        self._translate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away."""
        self.put_away()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away."""
        self.put_away()

    def _asked(self) -> None:
        self.put_away()
        self.keys_asked.emit()

    def _translate(self) -> None:
        self._title.setText(self._speech.say(words.HELP_TITLE))
        self._close.setText(self._speech.say(words.HELP_CLOSE))
        self._change.setText(self._speech.say(words.CHANGE_KEYS))
        clear(self._columns)
        for groups, key_column in (
            ((words.GROUP_SALE,), WIDE_KEY_COLUMN),
            ((words.GROUP_PAGES,), KEY_COLUMN),
            ((words.GROUP_PAY, words.GROUP_TILL), WIDE_KEY_COLUMN),
        ):
            column = QVBoxLayout()
            column.setSpacing(SPACE_24)
            for group in groups:
                column.addLayout(self._group(group, key_column))
            column.addStretch(1)
            self._columns.addLayout(column)

    def _group(self, group: Bilingual, key_column: int) -> QVBoxLayout:
        keys = self._speech.keys
        rows = [(one, caps) for one in SHORTCUTS if one.group == group and (caps := one.caps(keys))]
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_16)
        grid.setVerticalSpacing(SPACE_8)
        for number, (shortcut, caps) in enumerate(rows):
            grid.addLayout(row(*(KeyCap(cap) for cap in caps), 1, spacing=SPACE_4), number, 0)
            grid.addWidget(Text(self._speech.say(shortcut.meaning)), number, 1)
        grid.setColumnMinimumWidth(0, key_column)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(SPACE_8)
        column.addWidget(Text(self._speech.say(group), "strong", "accent"))
        column.addLayout(grid)
        return column
