"""The row over the total that says what to add, what it saves and what she pays then; a press adds it."""

from __future__ import annotations

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from posapp.services.topping_up import TopUpCard, TopUpPiece
from posapp.ui import formatting
from posapp.ui.screens.selling import top_up_words as words
from posapp.ui.theme import Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import ElidedText, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import row
from posapp.ui.widgets.tips import as_said


class TopUpRow(RowButton):
    """Hidden while there is nothing to say."""

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._card: TopUpCard | None = None
        self._what = ElidedText("", "strong")
        self._worth = Text("", "strong", "seal")
        self._key = Text("", "caption", "faint")
        self.fill_in_two_lines(IconPicture("gift", theme, "seal", 20), row(self._what, self._key), self._worth)
        self.hide()
        speech.changed.connect(self._say)

    def show_card(self, card: TopUpCard | None) -> None:
        """Show what to add, or nothing."""
        self._card = card
        self.setVisible(card is not None)
        self._say()

    def _say(self) -> None:
        card, say = self._card, self._speech.say
        if card is None:
            return
        pieces = say(words.BETWEEN).join(self._piece(piece) for piece in card.pieces)
        word = words.LESS if card.more < 0 else words.MORE if card.more > 0 else words.EVEN
        adds, saves, rest = (formatting.price(fen) for fen in (card.adds, card.saves, abs(card.more)))
        worth = say(word, adds=adds, saves=saves, rest=rest)
        self._what.set_whole(pieces)
        self._worth.setText(worth)
        self._key.setText(self._speech.key("top_up"))
        self.set_label(f"{pieces}: {worth}")
        self.setToolTip(as_said(pieces))

    def _piece(self, piece: TopUpPiece) -> str:
        is_plain = not piece.size or piece.size in sizes.ONE_SIZE
        template: Bilingual = words.PIECE if is_plain else words.SIZED
        size = sizes.said(piece.size, self._speech.language)
        return self._speech.say(template, name=piece.name, colour=piece.colour.name, size=size)
