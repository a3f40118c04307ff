"""The errands at the left: whose pieces are on the list, how far each is, and the label of its bag."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import Millis
from posapp.services.walk_cards import Errand, PieceKey
from posapp.services.walking import Subject
from posapp.ui import formatting
from posapp.ui.screens.walking import words
from posapp.ui.screens.walking.state import WalkState, is_done
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.kept_rows import KeptRows
from posapp.ui.widgets.labels import Chip, ChipTone, ElidedText, Text
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import ScrollColumn, row

KIND_TONES: Mapping[str, ChipTone] = {
    "booking": "neutral",
    "order": "seal",
    "put_back": "warning",
    "not_come": "warning",
}


LABEL_WIDTH = 52


class ErrandList(ScrollColumn):
    """``pressed(kind, subject)`` puts one on the list or leaves it out; ``label_asked(kind, subject)``."""

    pressed = Signal(str, str)
    label_asked = Signal(str, str)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme = speech, theme
        self._lines: KeptRows[Subject] = KeptRows(self)
        self._rows: dict[Subject, RowButton] = {}

    def show_state(self, state: WalkState, now: Millis) -> None:
        """Show the errands as of now."""
        every: dict[Subject, Errand] = {(one.kind, one.subject): one for one in state.errands or ()}
        language = self._speech.language
        told = {subject: (one, _done(one, state.hung), language) for subject, one in every.items()}
        self._lines.show(told, lambda subject: self._line(every[subject], _done(every[subject], state.hung), now))
        chosen = state.chosen
        self._rows = {subject: one for subject, one in self._rows.items() if subject in every}
        for subject, one in self._rows.items():
            one.setChecked(subject in chosen)

    def _line(self, errand: Errand, done: int, now: Millis) -> QWidget:
        say, language = self._speech.say, self._speech.language
        time = formatting.moment(errand.due, language, now)
        facts = [say(words.DUE[errand.kind], time=time)]
        if errand.room:
            facts.append(say(words.ROOM, room=errand.room))
        made = RowButton(stays=True)
        made.set_label(f"{say(words.KINDS[errand.kind])} {say(errand.name)}, {', '.join(facts)}")
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_4)
        kind = Chip(say(words.KINDS[errand.kind]), KIND_TONES[errand.kind])
        texts.addLayout(row(kind, ElidedText(say(errand.name), "title"), spacing=SPACE_8))
        texts.addWidget(ElidedText(" · ".join(facts), "body", "faint"))
        made.line.addLayout(texts, 1)
        if errand.is_whole:
            made.line.addWidget(Chip(say(words.WHOLE), "success"))
        else:
            count = Text(say(words.COUNT, done=done, all=len(errand.pieces)), "headline")
            made.line.addWidget(count, 0, Qt.AlignmentFlag.AlignVCenter)
        made.settle()
        made.clicked.connect(lambda: self.pressed.emit(errand.kind, errand.subject))
        self._rows[errand.kind, errand.subject] = made
        label = IconButton("print", self._theme, say(words.LABEL))
        label.setFixedWidth(LABEL_WIDTH)
        label.clicked.connect(lambda: self.label_asked.emit(errand.kind, errand.subject))
        has_bag = errand.kind in ("booking", "order")
        line = row(made, label if has_bag else None, spacing=SPACE_4)
        if not has_bag:
            line.addSpacing(LABEL_WIDTH)
        line.setStretch(0, 1)
        whole = QWidget()
        whole.setLayout(line)
        return whole


def _done(errand: Errand, hung: frozenset[PieceKey]) -> int:
    return sum(is_done(piece, hung) for piece in errand.pieces)
