"""Cash in, cash out, a drop to the safe: an amount and a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.ui import formatting
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.reasons import ReasonPicker
from posapp.ui.screens.shift.state import ShiftState
from posapp.ui.theme import SPACE_12, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import Keypad, ScanField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card


class MovingPage(QWidget):
    """``move_given(typed, reason)`` in yuan, ``moving_left()``."""

    move_given = Signal(str, str)
    moving_left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._title = Text("", "headline")
        self._how = Text("", "body", "faint", wraps=True)
        self._field = ScanField()
        self._field.setProperty("look", "amount")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._field.setMaxLength(10)
        self._keypad = Keypad(theme, key_height=60)
        self._keypad.pressed.connect(self._field.insert)
        self._keypad.erased.connect(self._field.backspace)
        self._reason = ReasonPicker(speech)
        self._give = PillButton("", "pay")
        self._leave = PillButton("", "quiet")
        self._leave.clicked.connect(self.moving_left)
        self._give.clicked.connect(lambda: self.move_given.emit(self._field.text(), self._reason.text()))
        self._field.entered.connect(lambda _text: self._reason.begin())
        for changed in (self._field.textChanged, self._reason.changed):
            changed.connect(lambda *_: self._allow())
        amount = Card("card", SPACE_24, SPACE_12)
        amount.setFixedWidth(440)
        for widget in (self._title, self._how, self._field, self._keypad):
            amount.column.addWidget(widget)
        why = Card("card", SPACE_24, SPACE_12)
        why.setFixedWidth(440)
        why.column.addWidget(self._reason)
        why.column.addStretch(1)
        why.column.addWidget(self._give)
        why.column.addWidget(self._leave)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addStretch(1)
        halves.addWidget(amount)
        halves.addWidget(why)
        halves.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addStretch(1)
        page.addLayout(halves)
        page.addStretch(1)
        self._is_busy = False

    def begin(self) -> None:
        """Start with an empty amount and no reason."""
        self._field.clear()
        self._reason.clear()
        self._field.setFocus()

    def show_state(self, state: ShiftState) -> None:
        """Say which way the cash goes."""
        say, direction = self._speech.say, state.direction
        self._is_busy = state.is_busy
        self._title.setText(say(words.MOVES[direction]))
        self._how.setText(say(words.MOVE_HOW[direction]))
        self._field.setPlaceholderText(formatting.price(0))
        self._field.setAccessibleName(say(words.MOVES[direction]))
        self._reason.offer(words.MOVE_REASONS[direction])
        self._give.setText(say(words.MOVE_NOW[direction]))
        self._leave.setText(say(words.GO_ON_SELLING))
        self._allow()

    def _allow(self) -> None:
        is_ready = bool(self._field.text().strip()) and bool(self._reason.text())
        self._give.setEnabled(is_ready and not self._is_busy)
