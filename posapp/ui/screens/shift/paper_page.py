"""A paper of the shift on the screen: X, Z or handover sheet, to read, print and save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.services.paper import Divider, Fact, Note, Slip, Title
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.state import ShiftState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_24
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, Rule, ScrollColumn, clear, row
from posapp.ui.words import BACK

_WIDTH = 560


class PaperPage(QWidget):
    """``paper_printed()``, ``paper_saved()``, ``paper_left()``."""

    paper_printed = Signal()
    paper_saved = Signal()
    paper_left = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._paper = Card("card", SPACE_24, SPACE_8)
        self._scroll = ScrollColumn()
        self._scroll.column.addWidget(self._paper)
        self._scroll.column.addStretch(1)
        self._scroll.setFixedWidth(_WIDTH)
        self._print = PillButton("", "primary")
        self._save = PillButton("", "outline")
        self._leave = PillButton("", "quiet")
        self._print.clicked.connect(self.paper_printed)
        self._save.clicked.connect(self.paper_saved)
        self._leave.clicked.connect(self.paper_left)
        side = QVBoxLayout()
        side.setSpacing(SPACE_12)
        for button in (self._print, self._save, self._leave):
            button.setMinimumHeight(56)
            button.setMinimumWidth(240)
            side.addWidget(button)
        side.addStretch(1)
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(SPACE_24)
        halves.addStretch(1)
        halves.addWidget(self._scroll)
        halves.addLayout(side)
        halves.addStretch(1)
        self._shown: Slip | None = None

    def begin(self) -> None:
        """Put the cursor on the way back: Enter leaves."""
        self._leave.setFocus()

    def show_state(self, state: ShiftState) -> None:
        """Show the paper."""
        say = self._speech.say
        self._print.setText(say(words.PRINT))
        self._save.setText(say(words.SAVE_PDF))
        self._leave.setText(say(BACK))
        for button in (self._print, self._save):
            button.setEnabled(not state.is_busy)
        if state.paper is not None and state.paper is not self._shown:
            self._shown = state.paper
            self._lay_out(state.paper)

    def _lay_out(self, paper: Slip) -> None:
        column = self._paper.column
        clear(column)
        for each in paper.rows:
            match each:
                case Title(text):
                    column.addWidget(Text(text, "headline"))
                case Fact(label, value, is_strong):
                    column.addLayout(
                        row(Text(label, "strong"), 1, Text(value, "title"))
                        if is_strong
                        else row(Text(label, "body", "faint"), 1, Text(value, "body"))
                    )
                case Note(text) if text:
                    column.addWidget(Text(text, "body", wraps=True))
                case Divider():
                    column.addWidget(Rule())
                case _:
                    pass  # gaps, and codes for a scanner, are for paper alone
