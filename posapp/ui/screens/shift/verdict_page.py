"""The count is off by more than may pass without a word: how far, and what now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.ui import formatting
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.reasons import ReasonPicker
from posapp.ui.screens.shift.state import ShiftState
from posapp.ui.theme import SPACE_12, SPACE_24
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import MoneyLabel, Text
from posapp.ui.widgets.surfaces import Card, Rule, clear, row


class VerdictPage(QWidget):
    """``closing_confirmed(reason)``, ``counting_begun()``."""

    closing_confirmed = Signal(str)
    counting_begun = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._sums = Card("card", SPACE_24, SPACE_12)
        self._sums.setFixedWidth(440)
        self._reason = ReasonPicker(speech)
        self._close = PillButton("", "pay")
        self._again = PillButton("", "outline")
        self._close.clicked.connect(lambda: self.closing_confirmed.emit(self._reason.text()))
        self._again.clicked.connect(self.counting_begun)
        self._reason.changed.connect(self._allow)
        self._is_busy = False
        why = Card("card", SPACE_24, SPACE_12)
        why.setFixedWidth(440)
        why.column.addWidget(self._reason)
        why.column.addStretch(1)
        why.column.addWidget(self._close)
        why.column.addWidget(self._again)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addStretch(1)
        halves.addWidget(self._sums)
        halves.addWidget(why)
        halves.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addStretch(1)
        page.addLayout(halves)
        page.addStretch(1)

    def begin(self) -> None:
        """Start without a reason."""
        self._reason.clear()
        self._reason.begin()

    def show_state(self, state: ShiftState) -> None:
        """Show how far the count is off."""
        say, verdict = self._speech.say, state.verdict
        if verdict is None:
            return
        self._is_busy = state.is_busy
        column = self._sums.column
        clear(column)
        what = words.SHORT if verdict.difference < 0 else words.OVER
        column.addWidget(Text(say(words.DIFFERENCE), "headline"))
        shown = Text(formatting.money(abs(verdict.difference)), "total", "warning")
        column.addLayout(row(Text(say(what), "lead", "warning"), 1, shown))
        column.addWidget(Rule())
        for meaning, fen in ((words.EXPECTED, verdict.expected), (words.COUNTED, verdict.counted)):
            column.addLayout(row(Text(say(meaning), "lead", "faint"), 1, MoneyLabel(fen, "title")))
        column.addWidget(Rule())
        how = words.WANTS_LEAVE if verdict.wants_leave else words.WANTS_REASON
        column.addWidget(Text(say(how), "body", "faint", wraps=True))
        if verdict.tries > 1:
            column.addWidget(Text(say(words.COUNTED_TIMES, count=verdict.tries), "body", "faint", wraps=True))
        column.addStretch(1)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._reason.offer(words.DIFFERENCE_REASONS)
        self._close.setText(say(words.CLOSE_WITH_REASON))
        self._again.setText(say(words.COUNT_AGAIN))
        self._allow()

    def _allow(self) -> None:
        self._close.setEnabled(bool(self._reason.text()) and not self._is_busy)
        self._again.setEnabled(not self._is_busy)
