"""The list of follow-ups: for whom, why, where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from posapp.services.follow_ups import FollowUpCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.follow_ups import words
from posapp.ui.screens.follow_ups.state import FollowUpsState
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ChipTone, ElidedText
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import ScrollColumn, clear, row

STATUS_TONES: Mapping[str, ChipTone] = {
    "proposed": "seal",
    "calling": "warning",
    "released": "accent",
    "sent": "success",
    "called": "success",
    "held_back": "neutral",
    "ended": "neutral",
}
PICTURE = 52


class FollowUpTiles(ScrollColumn):
    """One tile each, what waits for a word at the top. ``chosen(follow_up_id)``."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art = speech, theme, art
        self._shown: tuple[tuple[FollowUpCard, ...], str] | None = None
        self._tiles: dict[str, RowButton] = {}

    def show_state(self, state: FollowUpsState) -> None:
        """Show the list, and which one is open."""
        cards = state.cards or ()
        wanted = (cards, self._speech.language)
        if self._shown != wanted:
            self._shown = wanted
            clear(self.column)
            self._tiles = {card.follow_up_id: self._tile(card) for card in cards}
            for tile in self._tiles.values():
                self.column.addWidget(tile)
            self.column.addStretch(1)
        for follow_up_id, tile in self._tiles.items():
            tile.setChecked(follow_up_id == state.chosen_id)

    def _tile(self, card: FollowUpCard) -> RowButton:
        say = self._speech.say
        tile = RowButton(stays=True)
        tile.set_label(f"{say(card.name)}: {say(words.REASONS[card.reason])}, {say(words.STATUSES[card.status])}")
        if card.colour is not None:
            picture = ArtPicture(self._art, self._theme, PICTURE)
            picture.show_art(card.art, card.colour.hex)
            tile.line.addWidget(picture)
        else:
            tile.line.addWidget(IconPicture("coupon", self._theme, "faint", PICTURE))
        about = QVBoxLayout()
        about.setSpacing(SPACE_4)
        is_over = card.next_step is None
        about.addWidget(ElidedText(say(card.name), "title", "faint" if is_over else "ink"))
        chips = row(Chip(say(words.STATUSES[card.status]), STATUS_TONES[card.status]), spacing=SPACE_8)
        chips.addWidget(ElidedText(say(words.REASONS[card.reason]), "body", "faint"), 1)
        about.addLayout(chips)
        tile.line.addLayout(about, 1)
        tile.settle()
        tile.clicked.connect(lambda: self.chosen.emit(card.follow_up_id))
        return tile
