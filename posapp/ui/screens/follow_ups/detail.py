"""One follow-up opened: why, what she would read, what came of it, and what a clerk may say."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import Clock, Millis
from posapp.services.follow_ups import FollowUpCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.follow_ups import words
from posapp.ui.screens.follow_ups.tiles import STATUS_TONES
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Chip, KeyCap, Text
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.surfaces import Card, ScrollColumn, clear, row

PICTURE = 96


class FollowUpDetail(QWidget):
    """One follow-up, with a signal for each word about it and for the next step."""

    released = Signal()
    held_back = Signal()
    call_wanted = Signal()
    called = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._card: FollowUpCard | None = None
        self._shown: tuple[object, ...] = ()
        self._list = ScrollColumn(SPACE_12)
        self._hint = Text("", "body", "faint", wraps=True)
        self._hold_back, self._call = PillButton(""), PillButton("")
        self._hold_back.clicked.connect(self.held_back)
        self._call.clicked.connect(self.call_wanted)
        self._key = KeyCap("Enter")
        self._next = PillButton("", "pay")
        self._next.clicked.connect(self.next_step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._list, 1)
        column.addWidget(self._hint)
        column.addLayout(row(1, self._hold_back, self._call, self._key, self._next, spacing=SPACE_12))

    def show_card(self, card: FollowUpCard, *, is_busy: bool) -> None:
        """Show a follow-up; while a word is on its way nothing can be pressed."""
        self._card = card
        wanted = (card, self._speech.language, formatting.day(self._clock.now(), "en"))
        if self._shown != wanted:
            self._shown = wanted
            self._build(card)
        say = self._speech.say
        self._hint.setText(self._hint_for(card))
        self._hold_back.setText(say(words.HOLD_BACK))
        self._hold_back.setVisible(card.may_be_held_back)
        self._call.setText(say(words.CALL))
        self._call.setVisible(card.status == "proposed")
        for shown in (self._key, self._next):
            shown.setVisible(card.next_step is not None)
        self._next.setText(say(words.CALLED if card.next_step == "called" else words.RELEASE))
        for button in (self._hold_back, self._call, self._next):
            button.setEnabled(not is_busy)

    def next_step(self) -> None:
        """Do what comes next: let it go, or note that she was called."""
        if self._card is None or self._card.next_step is None or not self._next.isEnabled():
            return
        if self._card.next_step == "called":
            self.called.emit()
        else:
            self.released.emit()

    def _build(self, card: FollowUpCard) -> None:
        say = self._speech.say
        clear(self._list.column)
        self._list.column.addWidget(self._head(card))
        self._part(words.WHY, [Text(say(card.why), "title", wraps=True)])
        self._list.column.addWidget(Text(say(words.WHAT_SHE_READS), "title"))
        letter = Card("sunk", SPACE_16, SPACE_8)
        letter.column.addWidget(Text(say(card.title), "title", wraps=True))
        letter.column.addWidget(Text(say(card.text), "body", wraps=True))
        self._list.column.addWidget(letter)
        if results := list(self._results(card)):
            self._part(words.RESULT, results)
        self._list.column.addStretch(1)

    def _head(self, card: FollowUpCard) -> Card:
        say = self._speech.say
        head = Card("card", SPACE_16, SPACE_8)
        about = QVBoxLayout()
        about.setSpacing(SPACE_4)
        name = Text(f"{say(card.name)} · {card.phone_masked}", "headline")
        status = Chip(say(words.STATUSES[card.status]), STATUS_TONES[card.status])
        about.addLayout(row(name, status, 1, spacing=SPACE_12))
        if card.is_mine:
            about.addWidget(Text(say(words.SERVED_BY_YOU), "body", "faint"))
        elif card.clerk is not None:
            about.addWidget(Text(say(words.SERVED_BY, name=card.clerk), "body", "faint"))
        if card.decided_by is not None:
            about.addWidget(Text(say(words.DECIDED_BY, name=card.decided_by), "body", "faint"))
        about.addStretch(1)
        line = row(self._picture(card), spacing=SPACE_16)
        line.addLayout(about, 1)
        head.column.addLayout(line)
        return head

    def _picture(self, card: FollowUpCard) -> QWidget:
        if card.colour is None:
            return IconPicture("coupon" if card.reason == "coupon" else "hanger", self._theme, "faint", 48)
        picture = ArtPicture(self._art, self._theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        return picture

    def _results(self, card: FollowUpCard) -> Iterator[Text]:
        say = self._speech.say
        if card.ended_why in words.ENDED:
            yield Text(say(words.ENDED[card.ended_why]), "body", wraps=True)
        if card.sent is not None:
            yield Text(say(words.SENT_AT, when=self._when(card.sent)), "body")
            if card.opened is None:
                yield Text(say(words.NOT_OPENED), "body", "faint")
        for sentence, at in (
            (words.OPENED_AT, card.opened),
            (words.CAME_BACK_AT, card.came_back),
            (words.BOUGHT_AT, card.bought),
        ):
            if at is not None:
                yield Text(say(sentence, when=self._when(at)), "body", "success")

    def _part(self, title: object, things: list[Text]) -> None:
        self._list.column.addWidget(Text(self._speech.say(title), "title"))  # type: ignore[arg-type]
        part = Card("card", SPACE_16, SPACE_8)
        for thing in things:
            part.column.addWidget(thing)
        self._list.column.addWidget(part)

    def _hint_for(self, card: FollowUpCard) -> str:
        say = self._speech.say
        if card.status == "proposed":
            return f"{say(words.UNTIL, when=self._when(card.until))} · {say(words.NOT_EDITABLE)}"
        if card.status == "released":
            return say(words.GOES, when=self._when(card.goes))
        return ""

    def _when(self, instant: Millis) -> str:
        return formatting.moment(instant, self._speech.language, self._clock.now())
