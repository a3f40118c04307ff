"""What goes with the cart: up to three quiet tiles below goods and member, each with why, and a key that adds it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.keys import OUTFITS
from posapp.services.advising import SuggestionCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.key_names import written
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets import outfit_words as words
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.outfit_tile import OutfitTile


class OutfitRow(QWidget):
    """Hidden while nothing goes with the cart. ``taken(place)`` for a press or a key. It never takes the focus."""

    taken = Signal(int)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech = speech
        self._cards: tuple[SuggestionCard, ...] = ()
        self._is_members = self._is_hers = False
        self._title = Text("", "caption", "faint")
        self._tiles = tuple(OutfitTile(speech, theme, art, words.ADD) for _ in range(OUTFITS))
        line = QHBoxLayout()
        line.setSpacing(SPACE_8)
        for place, tile in enumerate(self._tiles):
            tile.clicked.connect(lambda _checked=False, chosen=place: self.taken.emit(chosen))
            line.addWidget(tile, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_4)
        column.addWidget(self._title)
        column.addLayout(line)
        self._takes = tuple(QShortcut(self) for _ in range(OUTFITS))
        for place, shortcut in enumerate(self._takes):
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda chosen=place: self.taken.emit(chosen))
        self.hide()
        speech.changed.connect(self._translate)
        self._translate()

    def show_outfit(self, cards: Sequence[SuggestionCard], *, is_members: bool, is_hers: bool) -> None:
        """Show what goes with the cart, or nothing. ``is_hers``: her size and what she did may be in it."""
        self._cards, self._is_members, self._is_hers = tuple(cards), is_members, is_hers
        self._fill()

    def _fill(self) -> None:
        for tile, card in zip(self._tiles, self._cards, strict=False):
            tile.show_card(card, is_members=self._is_members, is_hers=self._is_hers)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(self._cards))
        self.setVisible(bool(self._cards))

    def _translate(self) -> None:
        self._title.setText(self._speech.say(words.GOES_WITH))
        keys = self._speech.keys.keys("outfit") or ("",) * OUTFITS
        for tile, shortcut, key in zip(self._tiles, self._takes, keys, strict=True):
            shortcut.setKey(QKeySequence(key))
            tile.say_key(written(key))
        self._fill()
