"""What shops ask of one another: at the left what is asked of us, at the right what we ask."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.transfers import TransferCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.transfers import words
from posapp.ui.screens.transfers.cards import TransferTile
from posapp.ui.screens.transfers.state import TransfersState
from posapp.ui.theme import SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.desks import DeskPages, HeadedList, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row


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
        self._of_us, self._ours = HeadedList(), HeadedList()
        self._empty = EmptyState("between_shops", theme)
        self._pages = DeskPages(self._of_us, self._ours, self._empty, shares=(1, 1), gap=SPACE_24)
        lay_out_desk(self, row(self._title), self._notice, self._pages)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: TransfersState) -> None:
        """Show both lists."""
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._state = state
        self._fill()
        self._pages.show_as(is_empty=state.cards == ())

    def _fill(self) -> None:
        self._fill_half(self._of_us, words.OF_US, self._state.asked_of_us)
        self._fill_half(self._ours, words.OURS, self._state.ours)

    def _fill_half(self, half: HeadedList, heading: Bilingual, cards: Sequence[TransferCard]) -> None:
        say, has_none = self._speech.say, self._state.cards is not None and not cards
        half.say(say(heading), say(words.NONE) if has_none else "")
        by_id = {card.transfer_id: card for card in cards}
        declining, language = self._state.declining, self._speech.language
        told = {name: (card, name == declining, language) for name, card in by_id.items()}
        half.tiles.show(told, lambda name: self._tile(by_id[name], is_declining=name == declining))

    def _tile(self, card: TransferCard, *, is_declining: bool) -> TransferTile:
        now = self._clock.now()
        tile = TransferTile(card, self._speech, self._theme, self._art, now, is_declining=is_declining)
        tile.sent.connect(self.sent)
        tile.received.connect(self.received)
        tile.declining.connect(self.declining)
        tile.declined.connect(self.declined)
        tile.called_off.connect(self.called_off)
        return tile

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.NONE), say(words.NONE_HOW))
        self._fill()
