"""The board of the fitting rooms: the rooms at the left, the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.clock import Clock
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.rooms import words
from posapp.ui.screens.rooms.detail import RoomDetail
from posapp.ui.screens.rooms.state import RoomsState
from posapp.ui.screens.rooms.tiles import TilesView
from posapp.ui.theme import SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.along import next_along
from posapp.ui.widgets.desks import DeskPages, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

TILES_WIDTH = 452
TICK_MS = 20_000
"""Minutes are what the board counts."""


class RoomsView(QWidget):
    """Sends ``chosen(room_id)``, ``ticked()`` while it is in front, and what ``detail`` sends.

    Arrow up and down walk the rooms; Enter does what comes next in the chosen one.
    """

    chosen = Signal(str)
    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._state = RoomsState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._free = Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._tiles = TilesView(speech, theme)
        self._tiles.setFixedWidth(TILES_WIDTH)
        self._tiles.chosen.connect(self.chosen)
        self.detail = RoomDetail(speech, theme, art)
        self._empty = EmptyState("room", theme)
        self._pages = DeskPages(self._tiles, self.detail, self._empty)
        head = row(self._title, self._free, 1, spacing=SPACE_16)
        lay_out_desk(self, head, self._notice, self._pages)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.ticked)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: RoomsState) -> None:
        """Show the rooms and the chosen one."""
        self._state = state
        say = self._speech.say
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._free.setVisible(bool(state.cards))
        self._free.setText(say(words.FREE, count=state.free) if state.free else say(words.NONE_FREE))
        self._tiles.show_state(state, self._clock.now())
        self.detail.setVisible(state.chosen is not None)
        self.detail.show_state(state)
        self._pages.show_as(is_empty=state.cards == ())

    def showEvent(self, event: QShowEvent) -> None:
        """Count the minutes while somebody looks."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        self._timer.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the rooms, and do what comes next in the chosen one."""
        cards = self._state.cards or ()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and cards:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.chosen.emit(next_along((card.room_id for card in cards), self._state.chosen_id or None, step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._state.unspoken:  # a piece goes missing by a press that means it, not by a key in passing
                self.detail.next_step()
        else:
            super().keyPressEvent(event)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.EMPTY), say(words.EMPTY_HOW))
        self.show_state(self._state)
