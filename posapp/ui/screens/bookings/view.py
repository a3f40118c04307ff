"""The bookings board: the day at the left, the chosen booking at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.board import BoardView
from posapp.ui.screens.bookings.detail import DetailView
from posapp.ui.screens.bookings.state import BookingsState
from posapp.ui.theme import SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.desks import DeskPages, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

BOARD_WIDTH = 452


class BookingsView(QWidget):
    """Sends ``chosen(booking_id)``, ``checked_in()``, ``judged(garment_id, said)``, ``kept_taken()``, and
    ``size_wanted(garment_id, said, variant_id)``.

    Arrow up and down walk the day; Enter checks in who is not here yet, and brings kept pieces to the cart of who is.
    """

    chosen = Signal(str)
    checked_in = Signal()
    judged = Signal(str, object)
    size_wanted = Signal(str, object, str)
    kept_taken = Signal()
    searched = Signal(str)
    moving_wanted = Signal()
    day_chosen = Signal(object)
    slot_chosen = Signal(object)
    companions_chosen = Signal(int)
    off_pressed = Signal()
    moving_left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech = speech
        self._state = BookingsState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._coming = Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._board = BoardView(speech, theme, art)
        self._board.setFixedWidth(BOARD_WIDTH)
        self._board.chosen.connect(self.chosen)
        self._detail = DetailView(speech, theme, art)
        self._detail.checked_in.connect(self.checked_in)
        self._detail.judged.connect(self.judged)
        self._detail.size_wanted.connect(self.size_wanted)
        self._detail.kept_taken.connect(self.kept_taken)
        self._detail.moving_wanted.connect(self.moving_wanted)
        moving = self._detail.moving
        moving.day_chosen.connect(self.day_chosen)
        moving.slot_chosen.connect(self.slot_chosen)
        moving.companions_chosen.connect(self.companions_chosen)
        moving.off_pressed.connect(self.off_pressed)
        moving.moving_left.connect(self.moving_left)
        self._field = QLineEdit()
        self._field.setMaximumWidth(BOARD_WIDTH)
        self._field.textEdited.connect(self.searched)
        self._field.returnPressed.connect(self._found)
        self._empty = EmptyState("bookings", theme)
        self._pages = DeskPages(self._board, self._detail, self._empty)
        head = row(self._title, self._coming, 1, spacing=SPACE_16)
        head.addWidget(self._field, 1)
        lay_out_desk(self, head, self._notice, self._pages)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: BookingsState) -> None:
        """Show the day and the chosen booking."""
        self._state = state
        say = self._speech.say
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._coming.setVisible(bool(state.cards))
        self._coming.setText(say(words.COMING, count=state.coming) if state.coming else say(words.NONE_COMING))
        self._board.show_state(state)
        self._detail.setVisible(state.chosen is not None)
        self._detail.show_state(state)
        self._field.setVisible(bool(state.cards))
        self._pages.show_as(is_empty=state.cards == ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the day, and do what comes next for the chosen booking."""
        card = self._state.chosen
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            if card.status in ("booked", "no_show"):
                self.checked_in.emit()
            else:
                self.kept_taken.emit()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        ids = [card.booking_id for card in self._state.listed]
        if not ids:
            return
        place = ids.index(self._state.chosen_id) + step if self._state.chosen_id in ids else 0
        self.chosen.emit(ids[min(max(place, 0), len(ids) - 1)])

    def _found(self) -> None:
        """Leave the field for whoever was found: Enter is then for her. What was typed is over."""
        self._field.clear()
        self.searched.emit("")
        self.setFocus()

    def _translate(self) -> None:
        say = self._speech.say
        self._field.setPlaceholderText(say(words.SEARCH))
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.EMPTY), say(words.EMPTY_HOW))
        self.show_state(self._state)
