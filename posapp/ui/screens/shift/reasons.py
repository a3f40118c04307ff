"""Pick a reason, or type one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui.screens.shift import words
from posapp.ui.theme import SPACE_12
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.kept_field import KeptField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import FlowLayout, clear

LONGEST = 80


class ReasonPicker(QWidget):
    """The usual reasons as chips over a field for any other. ``changed()``."""

    changed = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._offered: tuple[str, ...] = ()
        self._title = Text("", "body", "faint")
        self._chips = FlowLayout()
        self._field = KeptField()
        self._field.setProperty("look", "count")
        self._field.setMaxLength(LONGEST)
        self._field.textChanged.connect(lambda _text: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._title)
        column.addLayout(self._chips)
        column.addWidget(self._field)

    def begin(self) -> None:
        """Put the cursor into the field."""
        self._field.setFocus()

    def clear(self) -> None:
        """Forget what was said."""
        self._field.clear()

    def text(self) -> str:
        """Return the reason."""
        return " ".join(self._field.text().split())

    def offer(self, reasons: Sequence[Bilingual]) -> None:
        """Offer these reasons in the language that is spoken."""
        self._title.setText(self._speech.say(words.WHY))
        self._field.setPlaceholderText(self._speech.say(words.OTHER_REASON))
        self._field.setAccessibleName(self._speech.say(words.WHY))
        titles = tuple(self._speech.say(reason) for reason in reasons)
        if titles == self._offered:
            return
        self._offered = titles
        clear(self._chips)
        for title in titles:
            chip = ChipButton(title)
            chip.clicked.connect(lambda _checked=False, chosen=title: self._field.setText(chosen))
            self._chips.addWidget(chip)
