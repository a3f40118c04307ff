"""A calm bar beside the cart: who waits for a piece on it, until when, and the lawful ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.held_pieces import HeldLine, Waiting
from posapp.ui import formatting
from posapp.ui.screens.selling import waiting_words as words
from posapp.ui.screens.selling.waiting_presenter import WaitingState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton, PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.surfaces import Card, row
from posapp.ui.words import DISMISS

MOST_SHOPS = 2


class WaitingBar(QWidget):
    """Hidden while nobody waits. ``other_wanted()``, ``sold()``, ``released()``, ``put_away()``.

    It takes no focus: the next key is the sale's.
    """

    other_wanted = Signal()
    sold = Signal()
    released = Signal()
    put_away = Signal()

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._state = WaitingState()
        self._card = Card("warning", SPACE_12, SPACE_8)
        self._who = Text("", "strong", wraps=True)
        self._until = Text("", "body", wraps=True)
        self._shops = Text("", "body", "faint", wraps=True)
        self._close = IconButton("close", theme)
        self._other, self._sell, self._release = PillButton(), PillButton(), PillButton()
        self._news = NoticeBar(speech, theme)
        for key in (self._close, self._other, self._sell, self._release):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        for text in (self._who, self._until, self._shops):
            told.addWidget(text)
        head = row(spacing=SPACE_8)
        head.addLayout(told, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._card.column.addLayout(head)
        self._card.column.addLayout(row(self._other, self._sell, self._release, 1, spacing=SPACE_8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        column.addWidget(self._news)
        column.addWidget(self._card)
        self._close.clicked.connect(self.put_away)
        self._other.clicked.connect(self.other_wanted)
        self._sell.clicked.connect(self.sold)
        self._release.clicked.connect(lambda: self.released.emit())
        speech.changed.connect(self._say)
        self._say()

    def show_state(self, state: WaitingState) -> None:
        """Show who waits, or nothing."""
        self._state = state
        self._news.show_notice(state.notice)
        self._say()

    def _say(self) -> None:
        say, line = self._speech.say, self._state.shown
        self._close.set_label(say(DISMISS))
        self._card.setVisible(line is not None)
        self.setVisible(line is not None or self._state.notice is not None)
        if line is None:
            return
        her = line.waiting[-1]
        size = sizes.said(line.size, self._speech.language)
        piece = say(words.PIECE, style=line.name, colour=line.colour.name, size=size)
        self._who.setText(say(words.LAST, name=her.name, piece=piece))
        more = len(line.waiting) - 1
        until = [self._how_long(her), *([say(words.AND_MORE, count=more)] if more else [])]
        self._until.setText(" · ".join(until))
        self._shops.setText(self._elsewhere(line))
        self._shops.setVisible(bool(line.elsewhere))
        self._other.setText(say(words.OTHER))
        self._sell.setText(say(words.SELL))
        self._release.setText(say(words.RELEASE))
        self._sell.setVisible(her.kind == "try_on")
        self._release.setVisible(her.kind == "order")
        for key in (self._sell, self._release):
            key.setEnabled(not self._state.is_busy)

    def _how_long(self, her: Waiting) -> str:
        say, language, now = self._speech.say, self._speech.language, self._clock.now()
        until = formatting.moment(her.until, language, now)
        if her.kind == "order":
            told = say(words.ORDERED, number=her.number, until=until)
            return f"{told} · {say(words.PICKED)}" if her.is_picked else told
        if her.comes is None:
            return say(words.IS_HERE)
        return say(words.COMES, time=formatting.moment(her.comes, language, now), until=until)

    def _elsewhere(self, line: HeldLine) -> str:
        say, language = self._speech.say, self._speech.language
        shops = [
            say(words.SHOP, shop=one.shop_name, distance=formatting.distance(one.metres, language), count=one.on_hand)
            for one in line.elsewhere[:MOST_SHOPS]
        ]
        return say(words.ELSEWHERE, shops=say(words.AND).join(shops))
