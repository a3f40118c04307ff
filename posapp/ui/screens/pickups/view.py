"""The pickup desk: code and list at the left, the open order at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.pickups import words
from posapp.ui.screens.pickups.order_detail import OrderDetail
from posapp.ui.screens.pickups.state import PickupsState
from posapp.ui.screens.pickups.waiting_list import WaitingList
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import Keypad, ScanField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

LIST_WIDTH = 400
CODE_DIGITS = 8


class PickupsView(QWidget):
    """Sends ``code_given(text)``, ``chosen(order_id)``, ``picked()``, ``confirmed()``, ``given_unpaid()``,
    ``to_cart()``, ``left()``; ``lines`` sends what is done to one line.

    Digits go into the code field wherever the focus is; Enter gives the code, or confirms once it was given; Escape
    goes back to the list.
    """

    code_given = Signal(str)
    chosen = Signal(str)
    picked = Signal()
    confirmed = Signal()
    given_unpaid = Signal()
    to_cart = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech = speech
        self._state = PickupsState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._count = Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._field = ScanField()
        self._field.entered.connect(self.code_given)
        self._field.entered_empty.connect(self._go_on)
        self._field.textEdited.connect(self._give_when_full)
        self._look_up = PillButton("", "primary")
        self._look_up.clicked.connect(self._give_typed)
        self._how = Text("", "caption", "faint", wraps=True)
        self._list = WaitingList(speech, theme, clock)
        self._list.chosen.connect(self.chosen)
        self._detail = OrderDetail(speech, theme, art, clock)
        self._detail.picked.connect(self.picked)
        self._detail.confirmed.connect(self.confirmed)
        self._detail.given_unpaid.connect(self.given_unpaid)
        self._detail.to_cart.connect(self.to_cart)
        self._detail.left.connect(self.left)
        self.lines = self._detail.lines
        self._invitation = EmptyState("scan", theme)
        self._keypad = Keypad(theme, has_point=False, key_height=64)
        self._keypad.setMaximumWidth(360)
        self._keypad.pressed.connect(self._type)
        self._keypad.erased.connect(self._field.backspace)
        self._keypad.cleared.connect(self._field.clear)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._idle())
        self._pages.addWidget(self._detail)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: PickupsState) -> None:
        """Show the list and the open order."""
        self._state = state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        waiting = len(state.waiting or ())
        self._count.setText(self._speech.say(words.WAITING, count=waiting) if waiting else "")
        self._list.show_state(state)
        self._detail.show_state(state)
        self._pages.setCurrentIndex(0 if state.card is None or state.stage == "list" else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type digits into the field, confirm with Enter, leave with Escape."""
        if event.text().isdigit():
            self._field.setFocus()
            self._type(event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        elif event.key() == Qt.Key.Key_Escape and self._state.stage != "list":
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        if self._state.stage == "confirm":
            self.confirmed.emit()
        elif self._state.stage == "done":
            self.left.emit()

    def _give_typed(self) -> None:
        if self._field.text().strip():
            self._field.returnPressed.emit()
        else:
            self._field.setFocus()

    def _type(self, digits: str) -> None:
        self._field.insert(digits)
        self._give_when_full(self._field.text())

    def _give_when_full(self, text: str) -> None:
        if len(text) == CODE_DIGITS and text.isdigit():
            self._field.clear()
            self.code_given.emit(text)

    def _idle(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._invitation, 1)
        column.addLayout(row(1, self._keypad, 1))
        column.addSpacing(SPACE_24)
        return page

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_8)
        left.addLayout(row(self._field, self._look_up))
        left.addWidget(self._how)
        left.addWidget(self._list, 1)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(LIST_WIDTH)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addWidget(side)
        halves.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_24, SPACE_16, SPACE_24, SPACE_16)
        column.setSpacing(SPACE_12)
        column.addLayout(row(self._title, self._count, 1, spacing=SPACE_16))
        column.addWidget(self._notice)
        column.addLayout(halves, 1)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._field.setPlaceholderText(say(words.CODE))
        self._field.setAccessibleName(say(words.CODE))
        self._look_up.setText(say(words.LOOK_UP))
        self._how.setText(say(words.CODE_HOW))
        self._invitation.say(say(words.NOTHING_OPEN), say(words.NOTHING_OPEN_HOW))
        self.show_state(self._state)
