"""The returns screen: receipt at the left, the piece and its grid in the middle, what it comes to at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.choice_panel import ChoicePanel
from posapp.ui.screens.returning.receipt_lines import ReceiptLines
from posapp.ui.screens.returning.state import ReturningState
from posapp.ui.screens.returning.summary_panel import SummaryPanel
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import ScanField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

LIST_WIDTH, SUMMARY_WIDTH = 380, 300
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReturningView(QWidget):
    """Finds a sale and takes it back; ``payment`` is the payment of what is due on top, built elsewhere.

    Sends ``code_given(text)``, ``listed_chosen(number)``, ``line_chosen(place)``, ``confirmed()``, ``left()``,
    ``payment_shown(bool)``, and what the panel sends.

    While a grid is open a digit presses the size with that number; Enter carries it out, Escape puts it away. With a
    member's receipts in front Enter takes the newest.
    """

    code_given = Signal(str)
    listed_chosen = Signal(int)
    line_chosen = Signal(int)
    confirmed = Signal()
    left = Signal()
    payment_shown = Signal(bool)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock, payment: QWidget) -> None:
        super().__init__()
        self._speech = speech
        self._state = ReturningState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._notice = NoticeBar(speech, theme)
        self._field = ScanField()
        self._field.entered.connect(self.code_given)
        self._field.entered_empty.connect(self._enter)
        self._look_up = PillButton("", "primary")
        self._look_up.clicked.connect(self._give_typed)
        self._how = Text("", "caption", "faint", wraps=True)
        self._lines = ReceiptLines(speech, theme, art, clock)
        self._lines.chosen.connect(self.line_chosen)
        self._lines.asked.connect(self.code_given)
        self.choice = ChoicePanel(speech, theme, art)
        self._summary = SummaryPanel(speech, theme)
        self._summary.confirmed.connect(self.confirmed)
        self._summary.left.connect(self.left)
        self._invitation = EmptyState("scan", theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._invitation)
        self._pages.addWidget(self._work())
        self._payment = payment
        self._pages.addWidget(payment)
        self._make_room(is_paying=False)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: ReturningState) -> None:
        """Show all of it."""
        is_other, self._state = (state.stage == "pay") != (self._state.stage == "pay"), state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._lines.show_state(state)
        self.choice.show_state(state)
        self._summary.show_state(state)
        self._pages.setCurrentIndex({"find": 0, "pay": 2}.get(state.stage, 1))
        self._how.setText(self._speech.say(self._hint(state)))
        if is_other:
            self._make_room(is_paying=state.stage == "pay")
            self.payment_shown.emit(state.stage == "pay")
            (self._payment if state.stage == "pay" else self).setFocus()
        if self.isVisible() and state.stage in ("choose", "done") and self._field.hasFocus():
            self.setFocus()  # the next digit is a size, not a part of a code

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a size by its digit, confirm with Enter, leave with Escape; other digits go into the field."""
        digit = event.text()
        if digit.isdigit() and digit.isascii():
            place = int(digit) - 1
            if self._state.stage == "choose" and 0 <= place < len(self.choice.cells):
                self.choice.swapped.emit(self.choice.cells[place].variant_id)
            elif self._state.stage != "choose" or not self.choice.cells:
                self._field.setFocus()
                self._field.insert(digit)
        elif event.key() in _ENTER:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape and self._state.stage in ("choose", "done"):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._state.stage == "done" or self._state.plan is not None:
            self.confirmed.emit()
        elif self._state.stage == "find" and self._state.of_member:
            self.listed_chosen.emit(1)

    def _make_room(self, *, is_paying: bool) -> None:
        """Let the payment ask for its height only while it is in front, and no code be typed meanwhile."""
        policy = QSizePolicy.Policy
        self._payment.setSizePolicy(policy.Expanding, policy.Expanding if is_paying else policy.Ignored)
        self._field.setEnabled(not is_paying)
        self._look_up.setEnabled(not is_paying)

    def _hint(self, state: ReturningState) -> Bilingual:
        if state.is_asking:
            return words.ASKING
        if state.stage == "pay":
            return words.PAY_HOW
        return words.OF_MEMBER_HOW if state.stage == "find" and state.of_member else words.CODE_HOW

    def _give_typed(self) -> None:
        if self._field.text().strip():
            self._field.returnPressed.emit()
        else:
            self._field.setFocus()

    def _work(self) -> QWidget:
        page = QWidget()
        line = QHBoxLayout(page)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_16)
        line.addWidget(self.choice, 1)
        self._summary.setFixedWidth(SUMMARY_WIDTH)
        line.addWidget(self._summary)
        return page

    def _lay_out(self) -> None:
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE_8)
        left.addWidget(self._title)  # beside the payment, which needs the whole height
        left.addLayout(row(self._field, self._look_up))
        left.addWidget(self._how)
        left.addWidget(self._lines, 1)
        side.setFixedWidth(LIST_WIDTH)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_16)
        halves.addWidget(side)
        halves.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_24, SPACE_16, SPACE_24, SPACE_16)
        column.setSpacing(SPACE_12)
        column.addWidget(self._notice)
        column.addLayout(halves, 1)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._field.setPlaceholderText(say(words.CODE))
        self._field.setAccessibleName(say(words.CODE))
        self._look_up.setText(say(words.LOOK_UP))
        self._invitation.say(say(words.INVITE), say(words.INVITE_HOW))
        self.show_state(self._state)
