"""The follow-ups: the list at the left, the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.clock import Clock
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.follow_ups import words
from posapp.ui.screens.follow_ups.detail import FollowUpDetail
from posapp.ui.screens.follow_ups.state import FollowUpsState
from posapp.ui.screens.follow_ups.tiles import FollowUpTiles
from posapp.ui.theme import SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.along import next_along
from posapp.ui.widgets.desks import DeskPages, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.surfaces import row

TILES_WIDTH = 400


class FollowUpsView(QWidget):
    """Sends ``chosen(follow_up_id)``, and what ``detail`` sends.

    Arrow up and down walk the list; Enter does what comes next with the chosen one.
    """

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech = speech
        self._state = FollowUpsState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Text("", "headline")
        self._to_decide = Text("", "body", "faint")
        self._results = Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._tiles = FollowUpTiles(speech, theme, art)
        self._tiles.setFixedWidth(TILES_WIDTH)
        self._tiles.chosen.connect(self.chosen)
        self.detail = FollowUpDetail(speech, theme, art, clock)
        self._empty = EmptyState("follow_ups", theme)
        self._pages = DeskPages(self._tiles, self.detail, self._empty)
        head = row(self._title, self._to_decide, 1, self._results, spacing=SPACE_16)
        lay_out_desk(self, head, self._notice, self._pages)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: FollowUpsState) -> None:
        """Show the list and the chosen one."""
        self._state = state
        say = self._speech.say
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._to_decide.setVisible(bool(state.cards))
        count = state.to_decide
        self._to_decide.setText(say(words.TO_DECIDE, count=count) if count else say(words.NOTHING_TO_DECIDE))
        results = state.results
        self._results.setVisible(results.sent > 0)
        self._results.setText(
            say(
                words.SUMMARY,
                sent=results.sent,
                opened=results.opened,
                came_back=results.came_back,
                bought=results.bought,
            )
        )
        self._tiles.show_state(state)
        self.detail.setVisible(state.chosen is not None)
        if state.chosen is not None:
            self.detail.show_card(state.chosen, is_busy=state.is_busy)
        self._pages.show_as(is_empty=state.cards == ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the list, and do what comes next with the chosen one."""
        cards = self._state.cards or ()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and cards:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.chosen.emit(next_along((card.follow_up_id for card in cards), self._state.chosen_id or None, step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.detail.next_step()
        else:
            super().keyPressEvent(event)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.EMPTY), say(words.EMPTY_HOW))
        self.show_state(self._state)
