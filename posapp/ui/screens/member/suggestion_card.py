"""One suggestion: what it is, why, in which size and why, where it hangs, and one key to take it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from posapp.domain import sizes
from posapp.services.members import SuggestionCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.key_names import written
from posapp.ui.screens.member import words
from posapp.ui.theme import SPACE_2, SPACE_4, SPACE_6, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.keyed_button import KeyedButton
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.size_words import TONES, said_size
from posapp.ui.widgets.surfaces import Card, row

PICTURE = 72
SUGGESTION_PICTURE = PICTURE - 2 * (PICTURE // 16)
"""The drawing itself, inside of the margin that ``ArtPicture`` leaves."""


class SuggestionView(Card):
    """A suggestion on the panel. ``taken()`` puts it on the cart, ``dismissed(style_id)`` takes it away for her,
    ``opened(style_id)``, a press on its picture, shows its colours and sizes.

    Dense enough that two stand whole beside a booking and an order; nothing of it hides behind a tool tip. Built once
    for its place, and filled anew for each member.
    """

    taken = Signal()
    dismissed = Signal(str)
    opened = Signal(str)

    def __init__(self, place: int, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_8)
        self.column.setContentsMargins(SPACE_8, SPACE_6, SPACE_8, SPACE_6)
        self._speech = speech
        self._style_id = ""
        self._place = place
        self._take = KeyedButton()
        self._take.clicked.connect(self.taken)
        self._not_this = IconButton("close", theme, "", "faint", 18)
        self._not_this.clicked.connect(lambda: self.dismissed.emit(self._style_id))
        self._picture = ArtPicture(art, theme, PICTURE)
        self._open = RowButton()
        self._open.clicked.connect(lambda: self.opened.emit(self._style_id))
        self._colour = Text("", "caption", "faint", wraps=True)
        self._name = Text("", "strong", wraps=True)
        self._was = Text("", "caption", "faint")
        self._price = Text("", "strong")
        self._reason = Text("", "body", "accent", wraps=True)
        self._size = Chip()
        self._hangs = Text("", "caption", "faint")
        self._why_size = Text("", "caption", "faint", wraps=True)
        self._fit_note = Text("", "caption", "ink", wraps=True)
        self._lay_out()

    def show_card(self, card: SuggestionCard) -> None:
        """Show a suggestion."""
        say = self._speech.say
        self._style_id = card.style_id
        size = sizes.said(card.size, self._speech.language)
        self._take.setAccessibleName(say(words.ADD_LONG, name=card.name, size=size))
        self._not_this.set_label(say(words.NOT_THIS, name=card.name))
        self._open.set_label(say(words.OPEN_LONG, name=card.name))
        self._picture.show_art(card.art, card.colour.hex)
        self._colour.setText(say(card.colour.name))
        self._name.setText(say(card.name))
        self._reason.setText(say(card.reason))
        self._show_price(card)
        self._show_size(card)

    def show_taken(self, *, is_taken: bool) -> None:
        """Say whether it is on the cart already."""
        keys = self._speech.keys.keys("suggestion")
        key = written(keys[self._place]) if keys else ""
        self._take.say(self._speech.say(words.ADDED if is_taken else words.ADD), key)
        self._take.set_look("quiet" if is_taken else "outline")

    def _show_price(self, card: SuggestionCard) -> None:
        has_member_price = 0 < card.member_price < card.price
        self._was.setText(formatting.price(card.price))
        self._was.setVisible(has_member_price)
        self._price.setText(formatting.price(card.member_price if has_member_price else card.price))
        self._price.set_tone("seal" if has_member_price else "ink")

    def _show_size(self, card: SuggestionCard) -> None:
        """Say her size with its certainty and its reason; of what comes in one size only where it hangs."""
        say = self._speech.say
        place = say(words.HANGS, shelf=card.shelf, count=card.on_hand)
        has_size = card.size not in sizes.ONE_SIZE
        self._size.setText(said_size(self._speech, card.size, card.second_size, card.size_confidence))
        self._size.set_tone(TONES[card.size_confidence])
        self._hangs.setText(place)
        self._size.setVisible(has_size)
        self._hangs.setVisible(has_size)
        self._why_size.setText(say(card.size_reason) if has_size else place)
        self._fit_note.setText(say(card.fit_note) if card.fit_note is not None else "")
        self._fit_note.setVisible(card.fit_note is not None)

    # --- how it is built ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words_of_it = QVBoxLayout()
        words_of_it.setSpacing(SPACE_2)
        words_of_it.addLayout(self._head())
        words_of_it.addWidget(self._reason)
        words_of_it.addLayout(row(self._size, 1, self._hangs, spacing=SPACE_8))
        words_of_it.addWidget(self._fit_note)
        foot = row(spacing=SPACE_4)
        foot.addWidget(self._why_size, 1, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._not_this)
        foot.addWidget(self._take)
        words_of_it.addLayout(foot)
        line = row(spacing=SPACE_12)
        line.addLayout(self._left())
        line.addLayout(words_of_it, 1)
        self.column.addLayout(line)

    def _left(self) -> QVBoxLayout:
        """Put the piece above the name of its colour, as a label in a museum."""
        self._colour.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._colour.setFixedWidth(PICTURE)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        self._open.line.setContentsMargins(0, 0, 0, 0)
        self._open.line.addWidget(self._picture)
        self._open.settle()
        self._open.setFixedSize(PICTURE, PICTURE)
        column.addWidget(self._open)
        column.addWidget(self._colour)
        column.addStretch(1)
        return column

    def _head(self) -> QHBoxLayout:
        struck = self._was.font()
        struck.setStrikeOut(True)
        self._was.setFont(struck)
        line = row(spacing=SPACE_8)
        line.addWidget(self._name, 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._was, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._price, 0, Qt.AlignmentFlag.AlignTop)
        return line
