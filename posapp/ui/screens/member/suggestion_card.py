"""One suggestion: what it is, why, in which size and why, where it hangs, and one key to take it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from posapp.domain import sizes
from posapp.services.members import SuggestionCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member import words
from posapp.ui.theme import SPACE_2, SPACE_4, SPACE_6, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.keyed_button import KeyedButton
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, row

PICTURE = 72
_CONFIDENCE: dict[str, ChipTone] = {"high": "success", "medium": "accent", "low": "warning"}


class SuggestionView(Card):
    """A suggestion on the panel. ``taken()`` puts it on the cart, ``dismissed()`` takes it away for her.

    Dense enough that two stand whole beside a booking and an order; nothing of it hides behind a tool tip.
    """

    taken = Signal()
    dismissed = Signal()

    def __init__(self, card: SuggestionCard, place: int, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_8)
        self.column.setContentsMargins(SPACE_8, SPACE_6, SPACE_8, SPACE_6)
        self._card, self._speech, self._theme = card, speech, theme
        self._has_size = card.size not in sizes.ONE_SIZE
        self._take = KeyedButton(f"Alt+{place + 1}")
        self._take.setAccessibleName(speech.say(words.ADD_LONG, name=card.name, size=self._her_size()))
        self._take.clicked.connect(self.taken)
        words_of_it = QVBoxLayout()
        words_of_it.setSpacing(SPACE_2)
        words_of_it.addLayout(self._head())
        words_of_it.addWidget(Text(speech.say(card.reason), "body", "accent", wraps=True))
        if self._has_size:
            words_of_it.addLayout(self._size_and_place())
        words_of_it.addLayout(self._foot())
        line = row(spacing=SPACE_12)
        line.addLayout(self._picture(art))
        line.addLayout(words_of_it, 1)
        self.column.addLayout(line)
        self.show_taken(is_taken=False)

    def show_taken(self, *, is_taken: bool) -> None:
        """Say whether it is on the cart already."""
        self._take.say(self._speech.say(words.ADDED if is_taken else words.ADD))
        self._take.set_look("quiet" if is_taken else "outline")

    def _picture(self, art: ArtPictures) -> QVBoxLayout:
        """Show the piece with the name of its colour below, as a label in a museum."""
        picture = ArtPicture(art, self._theme, PICTURE)
        picture.show_art(self._card.art, self._card.colour.hex)
        colour = Text(self._speech.say(self._card.colour.name), "caption", "faint", wraps=True)
        colour.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        colour.setFixedWidth(PICTURE)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addWidget(picture)
        column.addWidget(colour)
        column.addStretch(1)
        return column

    def _head(self) -> QHBoxLayout:
        card = self._card
        line = row(spacing=SPACE_8)
        line.addWidget(Text(self._speech.say(card.name), "strong", wraps=True), 1, Qt.AlignmentFlag.AlignTop)
        has_member_price = 0 < card.member_price < card.price
        if has_member_price:
            was = Text(formatting.price(card.price), "caption", "faint")
            struck = was.font()
            struck.setStrikeOut(True)
            was.setFont(struck)
            line.addWidget(was, 0, Qt.AlignmentFlag.AlignTop)
        price = card.member_price if has_member_price else card.price
        shown = Text(formatting.price(price), "strong", "seal" if has_member_price else "ink")
        line.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _size_and_place(self) -> QHBoxLayout:
        card, say = self._card, self._speech.say
        line = row(spacing=SPACE_8)
        size = self._her_size()
        if card.second_size:
            size = f"{size} {say(words.SECOND_SIZE, size=card.second_size)}"
        certainty = say(words.CONFIDENCE[card.size_confidence])
        line.addWidget(Chip(f"{size} · {certainty}", _CONFIDENCE[card.size_confidence]))
        line.addStretch(1)
        line.addWidget(Text(self._place(), "caption", "faint"))
        return line

    def _foot(self) -> QHBoxLayout:
        say = self._speech.say
        not_this = IconButton("close", self._theme, say(words.NOT_THIS, name=self._card.name), "faint", 18)
        not_this.clicked.connect(self.dismissed)
        line = row(spacing=SPACE_4)
        said = say(self._card.size_reason) if self._has_size else self._place()
        line.addWidget(Text(said, "caption", "faint", wraps=True), 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(not_this)
        line.addWidget(self._take)
        return line

    def _place(self) -> str:
        return self._speech.say(words.HANGS, shelf=self._card.shelf, count=self._card.on_hand)

    def _her_size(self) -> str:
        return sizes.said(self._card.size, self._speech.language)
