"""Find a member without her code: four digits, a number or a name, then ask and choose."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.services.members import MemberHit
from posapp.ui import formatting
from posapp.ui.screens.member import words
from posapp.ui.screens.member.state import MemberState
from posapp.ui.theme import SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import ScrollColumn, clear, row
from posapp.ui.words import BACK, level

TYPING_PAUSE_MS = 150


class FinderView(QWidget):
    """The field and its candidates. Sends ``searched(text)``, ``chosen(member_id)`` and ``left()``.

    Enter takes the only candidate; with several, arrow down goes to the list.
    """

    searched = Signal(str)
    chosen = Signal(str)
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._clock = speech, theme, clock
        self._shown: tuple[tuple[MemberHit, ...] | None, str] | None = None
        self._rows: list[RowButton] = []
        self._back = IconButton("back", theme)
        self._back.clicked.connect(self.left)
        self._title = Text("", "title")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._field = QLineEdit()
        self._field.textEdited.connect(lambda: self._pause.start())
        self._field.returnPressed.connect(self._take_only)
        self._pause.timeout.connect(lambda: self.searched.emit(self._field.text()))
        self._hint = Text("", "caption", "faint", wraps=True)
        self._hits = ScrollColumn(SPACE_8)
        self._nobody = EmptyState("member", theme)
        self._answers = QStackedWidget()
        self._answers.addWidget(self._hits)
        self._answers.addWidget(self._nobody)
        self._keypad = Keypad(theme, has_point=False, key_height=56)
        self._keypad.pressed.connect(self._type)
        self._keypad.erased.connect(lambda: self._retype(self._field.text()[:-1]))
        self._keypad.cleared.connect(lambda: self._retype(""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addLayout(row(self._back, self._title, 1))
        column.addWidget(self._field)
        column.addWidget(self._hint)
        column.addWidget(self._answers, 1)
        column.addWidget(self._keypad)
        speech.changed.connect(self._translate)
        self._translate()

    def begin(self) -> None:
        """Empty the field and put the cursor into it."""
        self._field.clear()
        self._field.setFocus()

    def show_state(self, state: MemberState) -> None:
        """Show the candidates."""
        wanted = (state.hits, self._speech.language)
        if self._shown == wanted:
            return
        self._shown = wanted
        clear(self._hits.column)
        self._rows = [self._candidate(hit) for hit in state.hits or ()]
        for candidate in self._rows:
            self._hits.column.addWidget(candidate)
        self._hits.column.addStretch(1)
        say = self._speech.say
        self._nobody.say(say(words.FIND_NOBODY, query=state.query), say(words.FIND_NOBODY_HOW))
        self._answers.setCurrentWidget(self._nobody if state.hits == () else self._hits)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the candidates with the arrows; Escape leaves."""
        rows = [self._field, *self._rows]
        place = next((i for i, one in enumerate(rows) if one.hasFocus()), 0)
        if event.key() == Qt.Key.Key_Down:
            rows[min(place + 1, len(rows) - 1)].setFocus()
        elif event.key() == Qt.Key.Key_Up:
            rows[max(place - 1, 0)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and place > 0:
            self._rows[place - 1].click()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _candidate(self, hit: MemberHit) -> RowButton:
        say, language = self._speech.say, self._speech.language
        if hit.last_visit is None:
            seen = say(words.NEVER_HERE)
        else:
            seen = say(words.LAST_SEEN, day=formatting.day(hit.last_visit, language, self._clock.now()))
        candidate = RowButton()
        candidate.set_label(f"{say(hit.name)} {hit.phone_masked}")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(row(Text(say(hit.name), "lead"), Chip(say(level(hit.level))), 1))
        column.addWidget(Text(f"{hit.phone_masked} · {seen}", "caption", "faint", wraps=True))
        candidate.line.addLayout(column, 1)
        candidate.settle()
        candidate.clicked.connect(lambda: self.chosen.emit(hit.member_id))
        return candidate

    def _take_only(self) -> None:
        if self._pause.isActive() or len(self._rows) != 1:
            self._pause.stop()
            self.searched.emit(self._field.text())
        else:
            self._rows[0].click()

    def _type(self, digits: str) -> None:
        self._retype(self._field.text() + digits)

    def _retype(self, text: str) -> None:
        self._field.setText(text)
        self._field.setFocus()
        self._pause.start()

    def _translate(self) -> None:
        say = self._speech.say
        self._back.set_label(say(BACK))
        self._title.setText(say(words.FIND_TITLE))
        self._field.setPlaceholderText(say(words.FIND_FIELD))
        self._field.setAccessibleName(say(words.FIND_FIELD))
        self._hint.setText(say(words.FIND_HINT))
