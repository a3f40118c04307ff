"""The rooms as tiles that a clerk reads from two metres: number, minutes, what she asks for, what is not back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from posapp.domain.clock import MINUTE, Millis
from posapp.services.room_cards import RoomCard
from posapp.ui import formatting
from posapp.ui.screens.rooms import words
from posapp.ui.screens.rooms.state import RoomsState
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ChipTone, ElidedText, Text
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import ScrollColumn, clear, row

STATUS_TONES: Mapping[str, ChipTone] = {"free": "success", "in_use": "accent", "to_clean": "warning"}
NUMBER_WIDTH = 64


class TilesView(ScrollColumn):
    """One tile a room, by number. ``chosen(room_id)``."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme = speech, theme
        self._shown: tuple[tuple[RoomCard, ...], int, str] | None = None
        self._tiles: dict[str, RoomTile] = {}

    def show_state(self, state: RoomsState, now: Millis) -> None:
        """Show the rooms as of now."""
        cards = state.cards or ()
        wanted = (cards, now // MINUTE, self._speech.language)
        if self._shown != wanted:
            self._shown = wanted
            clear(self.column)
            self._tiles = {card.room_id: self._tile(card, now) for card in cards}
            for tile in self._tiles.values():
                self.column.addWidget(tile)
            self.column.addStretch(1)
        for room_id, tile in self._tiles.items():
            tile.setChecked(room_id == state.chosen_id)

    def _tile(self, card: RoomCard, now: Millis) -> RoomTile:
        made = RoomTile(card, now, self._speech)
        made.clicked.connect(lambda: self.chosen.emit(card.room_id))
        return made


class RoomTile(RowButton):
    """One room."""

    def __init__(self, card: RoomCard, now: Millis, speech: Speech) -> None:
        super().__init__(stays=True)
        say = speech.say
        minutes = say(words.MINUTES, minutes=max(now - card.since, 0) // MINUTE)
        self.set_label(f"{say(words.ROOM_NO, room=card.number)} {say(words.STATUSES[card.status])}")
        number = Text(str(card.number), "total", "accent" if card.status == "in_use" else "faint")
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        number.setFixedWidth(NUMBER_WIDTH)
        self.line.addWidget(number)
        self.line.addLayout(self._who(card, speech), 1)
        if card.status != "free":
            passed = Text(minutes, "headline", "danger" if card.is_long else "ink")
            self.line.addWidget(passed, 0, Qt.AlignmentFlag.AlignVCenter)
        self.settle()

    def _who(self, card: RoomCard, speech: Speech) -> QVBoxLayout:
        say = speech.say
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        if who := who_is_in(card, speech):
            column.addWidget(ElidedText(who, "title", "ink" if card.status == "in_use" else "faint"))
        chips = row(Chip(say(words.STATUSES[card.status]), STATUS_TONES[card.status]), spacing=SPACE_8)
        if card.asks:
            chips.addWidget(Chip(say(words.ASKS, count=len(card.asks)), "seal"))
        if card.missing:
            chips.addWidget(Chip(say(words.MISSING, count=len(card.missing)), "danger"))
        if card.is_long:
            chips.addWidget(Chip(say(words.LONG), "warning"))
        chips.addStretch(1)
        column.addLayout(chips)
        if card.status == "in_use":
            column.addWidget(Text(say(words.INSIDE, inside=len(card.pieces), back=card.given_back), "body", "faint"))
        return column


def who_is_in(card: RoomCard, speech: Speech) -> str:
    """Return who is in a room, or who comes next."""
    say = speech.say
    if card.status == "in_use":
        return say(card.name) if card.name is not None else say(words.WALK_IN)
    if card.next is None:
        return ""
    if card.next.is_here:
        return say(words.NEXT_HERE, name=card.next.name)
    return say(words.NEXT, time=formatting.clock_time(card.next.starts), name=card.next.name)
