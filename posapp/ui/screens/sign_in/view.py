"""The door: names at the left, six digits at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.services.signed_in import SignedIn
from posapp.ui.notices import Notice
from posapp.ui.screens.sign_in import words
from posapp.ui.screens.sign_in.state import PIN_LENGTH, SignInState
from posapp.ui.theme import SPACE_8, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.along import next_along
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState, IconPicture
from posapp.ui.widgets.pin_dots import PinDots
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import Card, ScrollColumn, clear, row
from posapp.ui.words import ERASE, ROLES

DOOR_WIDTH = 880


class SignInView(QWidget):
    """Sends ``staff_chosen(number)``, ``digit_typed(digit)``, ``erased()``, ``cleared()``, ``ticked()``.

    Digits of the keyboard and of the keypad are the same; Backspace erases, Escape clears, arrows choose a name.
    """

    staff_chosen = Signal(str)
    digit_typed = Signal(str)
    erased = Signal()
    cleared = Signal()
    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self._state = SignInState()
        self._told: Notice | None = None
        self._listed: tuple[tuple[SignedIn, ...], str] | None = None
        self._names: dict[str, RowButton] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._who = Text("", "headline")
        self._list = ScrollColumn(SPACE_8)
        self._nobody = EmptyState("member", theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._nobody)
        self._asks = Text("", "title", wraps=True)
        self._asks.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._dots = PinDots(theme, PIN_LENGTH)
        self._notice = NoticeBar(speech, theme)
        self._keypad = Keypad(theme, has_point=False, key_height=64)
        self._keypad.pressed.connect(self.digit_typed)
        self._keypad.erased.connect(self.erased)
        self._keypad.cleared.connect(self.cleared)
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self.ticked)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: SignInState) -> None:
        """Show the names, the dots, and what is wrong."""
        self._state = state
        say = self._speech.say
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._list_names(state.staff or ())
        for number, name in self._names.items():
            name.setChecked(state.chosen is not None and state.chosen.number == number)
        self._pages.setCurrentIndex(1 if state.staff == () else 0)
        if state.seconds_left:
            self._asks.setText(say(words.WAIT, seconds=state.seconds_left))
        elif state.is_checking:
            self._asks.setText(say(words.CHECKING))
        elif state.chosen is None:
            self._asks.setText(say(words.CHOOSE))
        else:
            self._asks.setText(say(words.PIN, name=state.chosen.name))
        self._dots.show_count(state.digits)
        self._keypad.setEnabled(state.chosen is not None and not state.is_checking and not state.seconds_left)
        if state.seconds_left and not self._second.isActive():
            self._second.start()
        elif not state.seconds_left:
            self._second.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits from the keyboard too."""
        if event.text().isdecimal():
            self.digit_typed.emit(str(int(event.text())))
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._names:
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        chosen = self._state.chosen
        self.staff_chosen.emit(next_along(self._names, chosen.number if chosen is not None else None, step))

    def _list_names(self, staff: tuple[SignedIn, ...]) -> None:
        wanted = (staff, self._speech.language)
        if self._listed == wanted:
            return
        self._listed = wanted
        clear(self._list.column)
        self._names = {one.number: self._name(one) for one in staff}
        for name in self._names.values():
            self._list.column.addWidget(name)
        self._list.column.addStretch(1)

    def _name(self, one: SignedIn) -> RowButton:
        say = self._speech.say
        name = RowButton(stays=True)
        name.set_label(say(one.name))
        name.line.addWidget(IconPicture("member", self._theme, "accent", 28))
        name.line.addWidget(Text(say(one.name), "title"), 1)
        role = say(ROLES[one.role]) if one.role in ROLES else one.role
        name.line.addWidget(Text(f"{role} · {one.number}", "caption", "faint"))
        name.setMinimumHeight(64)
        name.settle()
        name.clicked.connect(lambda: self._chose(one.number))
        return name

    def _chose(self, number: str) -> None:
        self.setFocus()
        self.staff_chosen.emit(number)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(SPACE_16)
        names.addWidget(self._who)
        names.addWidget(self._pages, 1)
        pin = Card("card", SPACE_24, SPACE_16)
        pin.column.addWidget(self._asks)
        pin.column.addLayout(row(1, self._dots, 1))
        pin.column.addWidget(self._notice)
        pin.column.addStretch(1)
        pin.column.addWidget(self._keypad)
        pin.setFixedWidth(400)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_32)
        halves.addLayout(names, 1)
        halves.addWidget(pin)
        door = QWidget()
        door.setLayout(halves)
        door.setMaximumSize(DOOR_WIDTH, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_24, SPACE_24, SPACE_24, SPACE_24)
        column.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(door, 8)
        middle.addStretch(1)
        column.addLayout(middle, 12)
        column.addStretch(1)

    def _translate(self) -> None:
        say = self._speech.say
        self._who.setText(say(words.WHO))
        self._nobody.say(say(words.NOBODY), say(words.NOBODY_HOW))
        self._keypad.name_keys(say(ERASE))
        self.show_state(self._state)
