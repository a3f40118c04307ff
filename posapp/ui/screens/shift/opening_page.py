"""Open the drawer: one amount, typed or tapped."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posapp.ui import formatting
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.state import ShiftState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, PillButton
from posapp.ui.widgets.entry import Keypad, ScanField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, row

USUAL_FLOATS = (20_000, 30_000, 50_000, 100_000)
"""Amounts a drawer is usually opened with, in fen."""


class OpeningPage(QWidget):
    """``float_given(typed)`` in yuan."""

    float_given = Signal(str)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._title = Text("", "headline")
        self._how = Text("", "body", "faint", wraps=True)
        self._open = PillButton("", "pay")
        self._field = ScanField()
        self._field.setProperty("look", "amount")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._field.setMaxLength(10)
        self._field.textChanged.connect(lambda text: self._open.setEnabled(bool(text.strip())))
        self._field.entered.connect(self.float_given)
        self._open.clicked.connect(self._field.returnPressed)
        self._keypad = Keypad(theme, key_height=60)
        self._keypad.pressed.connect(self._field.insert)
        self._keypad.erased.connect(self._field.backspace)
        card = Card("card", SPACE_24, SPACE_12)
        card.setFixedWidth(440)
        card.column.addWidget(self._title)
        card.column.addWidget(self._how)
        card.column.addWidget(self._field)
        usual = row(spacing=SPACE_8)
        for fen in USUAL_FLOATS:
            chip = ChipButton(formatting.price(fen))
            chip.clicked.connect(lambda _checked=False, yuan=fen // 100: self._field.setText(str(yuan)))
            usual.addWidget(chip, 1)
        card.column.addLayout(usual)
        card.column.addWidget(self._keypad)
        card.column.addWidget(self._open)
        middle = QHBoxLayout(self)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def begin(self) -> None:
        """Put the cursor into the amount."""
        self._field.setFocus()

    def show_state(self, state: ShiftState) -> None:
        """Ask for the float."""
        say = self._speech.say
        self._title.setText(say(words.OPEN))
        self._how.setText(say(words.OPEN_HOW))
        self._field.setPlaceholderText(formatting.price(0))
        self._field.setAccessibleName(say(words.FLOAT))
        self._open.setText(say(words.OPEN_NOW))
        self._open.setEnabled(bool(self._field.text().strip()) and not state.is_busy)
