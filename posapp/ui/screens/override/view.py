"""The manager panel: what is asked, who allows it and why at the left, six digits at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.permission import Ask
from posapp.domain.permission_words import ACTS, reasons_for
from posapp.ui import formatting
from posapp.ui.notices import Notice
from posapp.ui.screens.override import words
from posapp.ui.screens.override.state import PIN_LENGTH, OverrideState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.along import next_along
from posapp.ui.widgets.buttons import ChipButton, PillButton
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.pin_dots import PinDots
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import FlowLayout, ScrollColumn, clear, row
from posapp.ui.words import ERASE, ROLES

PANEL_WIDTH = 860
_NAMES_HEIGHT = 204
"""Three names stand in it, and a fourth is seen to be there."""

_COUNTS = frozenset({"reprint"})
"""Permissions whose amount is no money."""


class OverrideView(Overlay):
    """Shows an ``OverrideState``. Sends ``staff_chosen(number)``, ``reason_chosen(code)``, ``digit_typed(digit)``,
    ``erased()``, ``cleared()`` and ``left()``. Digits, Backspace and Escape of the keyboard do the same.
    """

    staff_chosen = Signal(str)
    reason_chosen = Signal(str)
    digit_typed = Signal(str)
    erased = Signal()
    cleared = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(theme)
        self._speech, self._theme = speech, theme
        self._state = OverrideState()
        self._told: Notice | None = None
        self._listed: tuple[object, ...] = ()
        self._names: dict[str, RowButton] = {}
        self._reasons: dict[str, ChipButton] = {}
        self._title = Text("", "strong", "faint")
        self._what = Text("", "headline", wraps=True)
        self._once = Text("", "caption", "faint", wraps=True)
        self._who = Text("", "strong")
        self._list = ScrollColumn(SPACE_8)
        self._list.setFixedHeight(_NAMES_HEIGHT)
        self._why = Text("", "strong")
        self._chips = QWidget()
        self._flow = FlowLayout(SPACE_8)
        self._chips.setLayout(self._flow)
        self._asks = Text("", "title", wraps=True)
        self._asks.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._dots = PinDots(theme, PIN_LENGTH)
        self._notice = NoticeBar(speech, theme)
        self._keypad = Keypad(theme, has_point=False, key_height=60)
        self._leave = PillButton("", "outline")
        self._keypad.pressed.connect(self.digit_typed)
        self._keypad.erased.connect(self.erased)
        self._keypad.cleared.connect(self.cleared)
        self._leave.clicked.connect(self.left)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: OverrideState) -> None:
        """Show the question, or go away when there is none."""
        self._state = state
        if state.ask is None:
            self.put_away()
            return
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._show_question(state, state.ask)
        self.bring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits from the keyboard too; Escape leaves it."""
        if event.text().isdecimal():
            self.digit_typed.emit(str(int(event.text())))
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._names:
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            event.accept()  # no key of the panel reaches what lies behind it

    def _walk(self, step: int) -> None:
        chosen = self._state.chosen
        self.staff_chosen.emit(next_along(self._names, chosen.number if chosen is not None else None, step))

    def _show_question(self, state: OverrideState, ask: Ask) -> None:
        say = self._speech.say
        self._what.setText(self._said(ask))
        self._list_choices(state, ask)
        for number, name in self._names.items():
            name.setChecked(state.chosen is not None and state.chosen.number == number)
        for code, chip in self._reasons.items():
            chip.setChecked(code == state.reason)
        is_nobody = state.approvers == ()
        self._who.setText(say(words.NOBODY if is_nobody else words.WHO))
        if state.is_checking:
            self._asks.setText(say(words.CHECKING))
        elif is_nobody:
            self._asks.setText(say(words.NOBODY_HOW))
        elif state.chosen is None:
            self._asks.setText(say(words.CHOOSE))
        else:
            self._asks.setText(say(words.PIN, name=state.chosen.name))
        self._dots.show_count(state.digits)
        self._keypad.setEnabled(state.chosen is not None and not state.is_checking)

    def _said(self, ask: Ask) -> str:
        say, extent = self._speech.say, ask.extent
        act = ACTS[ask.permission]
        if not extent.fen or ask.permission in _COUNTS:
            return say(act)
        amount = formatting.money(extent.fen)
        if not extent.percent_bp:
            return say(words.WITH_AMOUNT, act=act, amount=amount)
        return say(words.WITH_SHARE, act=act, amount=amount, percent=f"{extent.percent_bp / 100:g}")

    def _list_choices(self, state: OverrideState, ask: Ask) -> None:
        wanted = (state.approvers, ask.permission, self._speech.language)
        if self._listed == wanted:
            return
        self._listed = wanted
        say = self._speech.say
        clear(self._list.column)
        self._names = {}
        for one in state.approvers or ():
            name = RowButton(stays=True)
            name.set_label(say(one.name))
            role = say(ROLES[one.role]) if one.role in ROLES else one.role
            name.line.addWidget(Text(say(one.name), "strong"), 1)
            name.line.addWidget(Text(f"{role} · {one.number}", "caption", "faint"))
            name.setMinimumHeight(56)
            name.settle()
            name.clicked.connect(lambda _=False, number=one.number: self._pressed(self.staff_chosen.emit, number))
            self._names[one.number] = name
            self._list.column.addWidget(name)
        self._list.column.addStretch(1)
        clear(self._flow)
        self._reasons = {}
        for code, title in reasons_for(ask.permission).items():
            chip = ChipButton(say(title), stays=True)
            chip.clicked.connect(lambda _=False, chosen=code: self._pressed(self.reason_chosen.emit, chosen))
            self._reasons[code] = chip
            self._flow.addWidget(chip)

    def _pressed(self, tell: Callable[[str], None], value: str) -> None:
        self.setFocus()
        tell(value)
        self.show_state(self._state)  # a chip that was pressed out again stands as it is

    def _lay_out(self) -> None:
        self.card.setFixedWidth(PANEL_WIDTH)
        left = QVBoxLayout()
        left.setSpacing(SPACE_12)
        for widget in (self._title, self._what, self._who, self._list, self._why, self._chips):
            left.addWidget(widget)
        left.addStretch(1)
        left.addWidget(self._once)
        right = QWidget()
        right.setFixedWidth(344)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_16)
        column.addWidget(self._asks)
        column.addLayout(row(1, self._dots, 1))
        column.addWidget(self._notice)
        column.addStretch(1)
        column.addWidget(self._keypad)
        column.addWidget(self._leave)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addLayout(left, 1)
        halves.addWidget(right)
        self.card.column.addLayout(halves)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._why.setText(say(words.WHY))
        self._once.setText(say(words.ONCE))
        self._leave.setText(f"{say(words.LEAVE)}   Esc")
        self._keypad.name_keys(say(ERASE))
        if self._state.ask is not None:
            self._show_question(self._state, self._state.ask)
