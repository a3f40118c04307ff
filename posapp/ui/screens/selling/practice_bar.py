"""The band over a practising sell screen: nobody may ever take it for a real one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from posapp.ui.screens.selling import line_words as words
from posapp.ui.theme import SPACE_4, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.pictures import IconPicture


class PracticeBar(QFrame):
    """``ended()`` when the practice is to end. It stands over the payment too."""

    ended = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self.setProperty("surface", "warning")
        self._said = Text("", "strong", "warning", wraps=True)
        self._end = PillButton("", "outline")
        self._end.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._end.clicked.connect(self.ended)
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE_12, SPACE_4, SPACE_4, SPACE_4)
        line.setSpacing(SPACE_12)
        line.addWidget(IconPicture("alert", theme, "warning", 24))
        line.addWidget(self._said, 1)
        line.addWidget(self._end)
        speech.changed.connect(self._translate)
        self._translate()
        self.hide()

    def _translate(self) -> None:
        self._said.setText(self._speech.say(words.PRACTISING))
        self._end.setText(self._speech.say(words.END_PRACTICE))
