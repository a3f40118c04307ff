"""The walking list: bookings and orders at the left, their pieces along the shelves at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from posapp.domain.clock import Clock
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.walking import words
from posapp.ui.screens.walking.errand_list import ErrandList
from posapp.ui.screens.walking.piece_rows import PieceRows
from posapp.ui.screens.walking.state import WalkState
from posapp.ui.theme import SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.desks import DeskPages, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

LIST_WIDTH = 372


class WalkView(QWidget):
    """Sends what ``pieces`` and ``errands`` send, ``set_out()``, ``list_printed()`` and the keys.

    Arrow up and down walk along the pieces; Enter ticks the marked one, ``N`` says that it is not there.
    """

    set_out = Signal()
    list_printed = Signal()
    walked = Signal(int)
    marked_done = Signal()
    marked_missing = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._state = WalkState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._progress = Text("", "title", "faint")
        self._hint = Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._print = PillButton("", "plain")
        self._print.clicked.connect(self.list_printed)
        self._go = PillButton("", "primary")
        self._go.clicked.connect(self.set_out)
        self.errands = ErrandList(speech, theme)
        self.errands.setFixedWidth(LIST_WIDTH)
        self.pieces = PieceRows(speech, theme, art)
        self._none_chosen = EmptyState("hanger", theme)
        self._empty = EmptyState("hanger", theme)
        self._right = QStackedWidget()
        self._right.addWidget(self.pieces)
        self._right.addWidget(self._none_chosen)
        self._pages = DeskPages(self.errands, self._right, self._empty)
        head = row(self._title, self._progress, self._hint, 1, self._print, self._go, spacing=SPACE_16)
        lay_out_desk(self, head, self._notice, self._pages)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: WalkState) -> None:
        """Show the errands and the pieces."""
        self._state = state
        say, now = self._speech.say, self._clock.now()
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._progress.setText(say(words.PROGRESS, done=state.done, all=len(state.pieces)) if state.pieces else "")
        is_there = bool(state.errands)
        for thing in (self._hint, self._print, self._go):
            thing.setVisible(is_there)
        can_go = any(piece.stand == "wanted" and piece.key.kind in ("booking", "not_come") for piece in state.pieces)
        self._go.setEnabled(can_go)
        self._print.setEnabled(bool(state.open_pieces))
        self.errands.show_state(state, now)
        self.pieces.show_state(state, now)
        self._right.setCurrentIndex(0 if state.pieces else 1)
        self._pages.show_as(is_empty=state.errands == ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the pieces and say how each is."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.marked_done.emit()
        elif event.key() == Qt.Key.Key_N:
            self.marked_missing.emit()
        else:
            super().keyPressEvent(event)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._hint.setText(say(words.SCAN_HOW))
        self._print.setText(say(words.PRINT))
        self._go.setText(say(words.SET_OUT))
        self._empty.say(say(words.NONE), say(words.NONE_HOW))
        self._none_chosen.say(say(words.NONE_CHOSEN), say(words.NONE_CHOSEN_HOW))
        self.show_state(self._state)
