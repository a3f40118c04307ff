"""One suggestion: what it is, why, in which size and why, where it hangs, and one key to take it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from posapp.services.members import SuggestionCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member import words
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton, PillButton
from posapp.ui.widgets.labels import Chip, ChipTone, KeyCap, Text
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.surfaces import Card, row

PICTURE = 76
_CONFIDENCE: dict[str, ChipTone] = {"high": "success", "medium": "accent", "low": "warning"}


class SuggestionView(Card):
    """A suggestion on the panel. ``taken()`` puts it on the cart, ``dismissed()`` takes it away for her."""

    taken = Signal()
    dismissed = Signal()

    def __init__(self, card: SuggestionCard, place: int, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_12, SPACE_8)
        self._card, self._speech, self._theme = card, speech, theme
        self._key = KeyCap(f"Alt+{place + 1}")
        self._take = PillButton("", "outline")
        self._take.setAccessibleName(speech.say(words.ADD_LONG, name=card.name, size=self._her_size()))
        self._take.clicked.connect(self.taken)
        self.column.addLayout(self._head(art))
        self.column.addLayout(self._why())
        if card.size not in formatting.ONE_SIZE:
            self.column.addLayout(self._size())
        self.column.addLayout(self._foot())
        self.show_taken(is_taken=False)

    def show_taken(self, *, is_taken: bool) -> None:
        """Say whether it is on the cart already."""
        self._take.setText(self._speech.say(words.ADDED if is_taken else words.ADD))
        self._take.set_look("quiet" if is_taken else "outline")

    def _head(self, art: ArtPictures) -> QHBoxLayout:
        card, say = self._card, self._speech.say
        picture = ArtPicture(art, self._theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addWidget(Text(say(card.name), "strong", wraps=True))
        column.addWidget(Text(say(card.colour.name), "caption", "faint"))
        column.addLayout(self._price())
        column.addStretch(1)
        not_this = IconButton("close", self._theme, say(words.NOT_THIS, name=card.name), "faint", 18)
        not_this.clicked.connect(self.dismissed)
        head = row(picture, spacing=SPACE_12)
        head.addLayout(column, 1)
        head.addWidget(not_this, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _price(self) -> QHBoxLayout:
        card = self._card
        if not 0 < card.member_price < card.price:
            return row(Text(formatting.price(card.price), "lead"), 1)
        was = Text(formatting.price(card.price), "caption", "faint")
        struck = was.font()
        struck.setStrikeOut(True)
        was.setFont(struck)
        return row(Text(formatting.price(card.member_price), "lead", "seal"), was, 1)

    def _why(self) -> QHBoxLayout:
        line = row(spacing=SPACE_8)
        line.addWidget(IconPicture("star", self._theme, "accent", 18), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(self._speech.say(self._card.reason), "body", wraps=True), 1)
        return line

    def _size(self) -> QHBoxLayout:
        card, say = self._card, self._speech.say
        size = self._her_size()
        if card.second_size:
            size = f"{size} {say(words.SECOND_SIZE, size=card.second_size)}"
        chip = Chip(f"{size} · {say(words.CONFIDENCE[card.size_confidence])}", _CONFIDENCE[card.size_confidence])
        line = row(chip, spacing=SPACE_8)
        line.addWidget(Text(say(card.size_reason), "caption", "faint", wraps=True), 1)
        return line

    def _her_size(self) -> str:
        return formatting.size(self._card.size, self._speech.language)

    def _foot(self) -> QHBoxLayout:
        hangs = formatting.pieces(self._card.on_hand, self._speech.language)
        place = Text(self._speech.say(words.HANGS, shelf=self._card.shelf, pieces=hangs), "caption", "faint")
        return row(place, 1, self._key, self._take)
