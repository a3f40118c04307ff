"""Count the drawer, note by note; nothing here says what should be in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.money import Fen
from posapp.ui import formatting
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.state import DENOMINATIONS, ShiftState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton, PillButton
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.kept_field import KeptField
from posapp.ui.widgets.labels import MoneyLabel, Text
from posapp.ui.widgets.surfaces import Card, row


class CountingPage(QWidget):
    """``pieces_counted(denomination, pieces)``, ``count_given()``, ``counting_left()``."""

    pieces_counted = Signal(int, int)
    count_given = Signal()
    counting_left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._rows = [_DenominationRow(fen, theme) for fen in DENOMINATIONS]
        self._title = Text("", "headline")
        self._how = Text("", "body", "faint", wraps=True)
        counted = Card("card", SPACE_24, SPACE_8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_12)
        grid.setVerticalSpacing(SPACE_12)
        grid.setColumnStretch(5, 1)
        for place, one in enumerate(self._rows):
            for column, thing in enumerate((one.value, one.fewer, one.field, one.more, one.worth)):
                grid.addWidget(thing, place, column)
            one.counted.connect(self.pieces_counted)
            one.field.entered.connect(lambda _text, at=place: self._next(at))
        counted.column.addLayout(grid)
        counted.column.addStretch(1)
        self._so_far = Text("", "body", "faint")
        self._total = MoneyLabel(0, "total")
        self._keypad = Keypad(theme, has_point=False, key_height=60)
        self._keypad.pressed.connect(self._type)
        self._keypad.erased.connect(lambda: self._focused().retype(self._focused().field.text()[:-1]))
        self._keypad.cleared.connect(lambda: self._focused().retype(""))
        self._give = PillButton("", "pay")
        self._give.clicked.connect(self.count_given)
        self._leave = PillButton("", "quiet")
        self._leave.clicked.connect(self.counting_left)
        total = Card("card", SPACE_24, SPACE_12)
        total.setFixedWidth(400)
        total.column.addWidget(self._so_far)
        total.column.addWidget(self._total)
        total.column.addStretch(1)
        total.column.addWidget(self._keypad)
        total.column.addWidget(self._give)
        total.column.addWidget(self._leave)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addWidget(counted, 1)
        halves.addWidget(total)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_12)
        page.addLayout(row(self._title, self._how, 1, spacing=SPACE_16))
        page.addLayout(halves, 1)

    def begin(self) -> None:
        """Put the cursor to the largest note."""
        self._rows[0].field.setFocus()

    def show_state(self, state: ShiftState) -> None:
        """Show the count so far."""
        say = self._speech.say
        for one, pieces in zip(self._rows, state.pieces, strict=True):
            one.show_pieces(pieces)
            one.name(self._speech)
        self._title.setText(say(words.COUNT))
        self._how.setText(say(words.COUNT_HOW))
        self._so_far.setText(say(words.COUNTED_SO_FAR))
        self._total.show_amount(state.counted)
        self._give.setText(say(words.GIVE_COUNT))
        self._give.setEnabled(not state.is_busy)
        self._leave.setText(say(words.GO_ON_SELLING))

    def _focused(self) -> _DenominationRow:
        return next((one for one in self._rows if one.field.hasFocus()), self._rows[0])

    def _type(self, digits: str) -> None:
        one = self._focused()
        one.field.setFocus()
        one.retype(one.field.text() + digits)

    def _next(self, place: int) -> None:
        """Enter goes to the next note, and from the last to the button that gives the count."""
        following = self._rows[place + 1].field if place + 1 < len(self._rows) else self._give
        following.setFocus()


class _DenominationRow(QWidget):
    """The widgets of one note or coin, laid out by the page's grid. ``counted(denomination, pieces)``."""

    counted = Signal(int, int)

    def __init__(self, denomination: Fen, theme: Theme) -> None:
        super().__init__()
        self._denomination = denomination
        self._pieces = 0
        self.value = Text(formatting.price(denomination), "title")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setMinimumWidth(72)
        self.fewer = IconButton("minus", theme)
        self.more = IconButton("plus", theme)
        self.field = CountField()
        self.field.textEdited.connect(self._typed)
        self.worth = MoneyLabel(0, "title", "faint")
        self.worth.setMinimumWidth(160)
        self.fewer.clicked.connect(lambda: self._give(self._pieces - 1))
        self.more.clicked.connect(lambda: self._give(self._pieces + 1))

    def show_pieces(self, pieces: int) -> None:
        """Show how many there are; a field being typed into is left alone while it means the same."""
        self._pieces = pieces
        if pieces != int(self.field.text() or 0):
            self.field.setText(str(pieces) if pieces else "")
        self.worth.show_amount(pieces * self._denomination)
        self.worth.set_tone("ink" if pieces else "faint")
        self.fewer.setEnabled(pieces > 0)

    def name(self, speech: Speech) -> None:
        """Say what the field and its two keys are for."""
        amount = formatting.price(self._denomination)
        self.field.setAccessibleName(speech.say(words.PIECES_OF, amount=amount))
        self.fewer.set_label(speech.say(words.FEWER, amount=amount))
        self.more.set_label(speech.say(words.MORE, amount=amount))

    def retype(self, text: str) -> None:
        """Put a text into the field as if it had been typed."""
        self.field.setText(text[: self.field.maxLength()])
        self._typed(self.field.text())

    def _typed(self, text: str) -> None:
        self._give(int(text or 0))

    def _give(self, pieces: int) -> None:
        self.counted.emit(self._denomination, max(0, pieces))


class CountField(KeptField):
    """A field for a number of notes."""

    def __init__(self) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, 9_999, self))
        self.setMaxLength(4)
        self.setProperty("look", "count")
        self.setFixedWidth(120)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setPlaceholderText("0")
