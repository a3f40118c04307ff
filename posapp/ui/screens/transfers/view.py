"""What shops ask of one another: at the left what is asked of us, at the right what we ask."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.transfers import TransferCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.transfers import words
from posapp.ui.screens.transfers.cards import TransferTile
from posapp.ui.screens.transfers.state import TransfersState
from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import ScrollColumn, clear


class TransfersView(QWidget):
    """Sends what a ``TransferTile`` sends."""

    sent = Signal(str, str)
    received = Signal(str)
    declining = Signal(str)
    declined = Signal(str, str)
    called_off = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._state = TransfersState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._notice = NoticeBar(speech, theme)
        self._of_us, self._ours = _Half(), _Half()
        self._empty = EmptyState("between_shops", theme)
        both = QWidget()
        halves = QHBoxLayout(both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(SPACE_24)
        halves.addWidget(self._of_us, 1)
        halves.addWidget(self._ours, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(both)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_24, SPACE_16, SPACE_16, SPACE_16)
        column.setSpacing(SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: TransfersState) -> None:
        """Show both lists."""
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        if (state.cards, state.declining) != (self._state.cards, self._state.declining):
            self._state = state
            self._fill()
        self._state = state
        self._pages.setCurrentIndex(1 if state.cards == () else 0)

    def _fill(self) -> None:
        self._of_us.show_cards(words.OF_US, self._tiles(self._state.asked_of_us), self._speech)
        self._ours.show_cards(words.OURS, self._tiles(self._state.ours), self._speech)

    def _tiles(self, cards: Sequence[TransferCard]) -> list[TransferTile]:
        now = self._clock.now()
        tiles = []
        for card in cards:
            is_declining = card.transfer_id == self._state.declining
            tile = TransferTile(card, self._speech, self._theme, self._art, now, is_declining=is_declining)
            tile.sent.connect(self.sent)
            tile.received.connect(self.received)
            tile.declining.connect(self.declining)
            tile.declined.connect(self.declined)
            tile.called_off.connect(self.called_off)
            tiles.append(tile)
        return tiles

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.NONE), say(words.NONE_HOW))
        self._fill()


class _Half(QWidget):
    """One of the two lists under its heading."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text("", "title")
        self._none = Text("", "body", "faint")
        self._scroll = ScrollColumn(SPACE_12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._heading)
        column.addWidget(self._none)
        column.addWidget(self._scroll, 1)

    def show_cards(self, heading: Bilingual, tiles: Sequence[TransferTile], speech: Speech) -> None:
        """Show cards under a heading, or that there is nothing to do."""
        self._heading.setText(speech.say(heading))
        self._none.setText(speech.say(words.NONE))
        self._none.setVisible(not tiles)
        clear(self._scroll.column)
        for tile in tiles:
            self._scroll.column.addWidget(tile)
        self._scroll.column.addStretch(1)
