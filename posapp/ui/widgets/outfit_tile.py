"""A piece that goes with others, as a tile to press."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from posapp.services.advising import SuggestionCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.theme import SPACE_2, SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets import outfit_words as words
from posapp.ui.widgets.labels import ElidedText, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import row
from posapp.ui.widgets.tips import as_said

PICTURE = 56


class OutfitTile(RowButton):
    """One piece: what it is, why, in which size, and what it costs; ``does`` says what a press of it does."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, does: Bilingual) -> None:
        super().__init__()
        self._speech, self._does = speech, does
        self._picture = ArtPicture(art, theme, PICTURE)
        self._name = ElidedText("", "strong")
        self._price = Text("", "strong")
        self._reason = ElidedText("", "caption", "accent", in_middle=True)  # how often stands at its end
        self._size = ElidedText("", "caption", "faint")
        self._key = Text("", "caption", "faint")
        said = QVBoxLayout()
        said.setSpacing(SPACE_2)
        foot = row(spacing=SPACE_8)
        foot.addWidget(self._price)
        foot.addWidget(self._size, 1)
        foot.addWidget(self._key)
        said.addWidget(self._name)
        said.addWidget(self._reason)
        said.addLayout(foot)
        self.line.setContentsMargins(SPACE_8, SPACE_4, SPACE_12, SPACE_4)
        self.line.setSpacing(SPACE_8)
        self.line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line.addLayout(said, 1)
        self.settle()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press leaves the scan box its focus

    def show_card(self, card: SuggestionCard, *, is_members: bool, is_hers: bool) -> None:
        """Show a piece: at her price for a member, in her size only where her size may be read."""
        say = self._speech.say
        size = sizes.said(card.size, self._speech.language)
        has_member_price = is_members and 0 < card.member_price < card.price
        self._picture.show_art(card.art, card.colour.hex)
        self._name.set_whole(say(card.name))
        self._price.setText(formatting.price(card.member_price if has_member_price else card.price))
        self._price.set_tone("seal" if has_member_price else "ink")
        self._reason.set_whole(say(card.reason))
        if card.size in sizes.ONE_SIZE:
            self._size.set_whole(say(words.HANGS, shelf=card.shelf, count=card.on_hand))
        elif is_hers:
            self._size.set_whole(say(words.SIZE, size=size, sureness=words.SURENESS[card.size_confidence]))
        else:
            self._size.set_whole(f"{size} · {card.shelf}")  # how many hang there has no room beside both
        self.set_label(say(self._does, name=card.name, size=size, reason=card.reason))
        self.setToolTip(as_said(f"{say(card.name)} · {say(card.colour.name)}\n{say(card.reason)}"))

    def say_key(self, key: str) -> None:
        """Name the key that does the same as a press, empty for none."""
        self._key.setText(key)
