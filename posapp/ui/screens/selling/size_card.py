"""Her size in the garment in hand: a card beside its colours and in its line, and a row over the total."""

from __future__ import annotations

from posapp.services.size_cards import SizeCard
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ElidedText, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.size_words import HER_SIZE, TONES, said_size
from posapp.ui.widgets.surfaces import Card, row
from posapp.ui.widgets.tips import as_said


class SizeCardView(Card):
    """Her size, how sure that is, why, and how the style fits others. Hidden while there is nothing to say."""

    def __init__(self, speech: Speech) -> None:
        super().__init__("sunk", SPACE_8, SPACE_4)
        self._speech = speech
        self._card: SizeCard | None = None
        self._what = Text("", "strong")
        self._size = Chip()
        self._why = Text("", "caption", "faint", wraps=True)
        self._note = Text("", "caption", "ink", wraps=True)
        self.column.addLayout(row(self._what, self._size, 1, spacing=SPACE_8))
        self.column.addWidget(self._why)
        self.column.addWidget(self._note)
        self.hide()
        speech.changed.connect(self._say)

    def show_card(self, card: SizeCard | None) -> None:
        """Show her size, or nothing."""
        self._card = card
        self.setVisible(card is not None)
        self._say()

    def _say(self) -> None:
        card, say = self._card, self._speech.say
        if card is None:
            return
        self._what.setText(say(HER_SIZE))
        self._size.setText(said_size(self._speech, card.size, card.second, card.confidence))
        self._size.set_tone(TONES[card.confidence])
        self._why.setText(say(card.reason))
        self._note.setText(say(card.note) if card.note is not None else "")
        self._note.setVisible(card.note is not None)


class SizeRow(RowButton):
    """The same in two lines, for the piece that was scanned last; a press opens its colours and sizes."""

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._card: SizeCard | None = None
        self._what = Text("", "strong")
        self._size = Chip()
        self._why = ElidedText("", "caption", "faint")
        picture = IconPicture("hanger", theme, "accent", 20)
        self.fill_in_two_lines(picture, row(self._what, self._size, 1, spacing=SPACE_8), self._why)
        self.hide()
        speech.changed.connect(self._say)

    def show_card(self, card: SizeCard | None) -> None:
        """Show her size, or nothing."""
        self._card = card
        self.setVisible(card is not None)
        self._say()

    def _say(self) -> None:
        card, say = self._card, self._speech.say
        if card is None:
            return
        size = said_size(self._speech, card.size, card.second, card.confidence)
        why = " · ".join(say(told) for told in (card.note, card.reason) if told is not None)
        self._what.setText(say(HER_SIZE))
        self._size.setText(size)
        self._size.set_tone(TONES[card.confidence])
        self._why.set_whole(why)
        self.setToolTip(as_said(why))
        self.set_label(f"{say(HER_SIZE)}: {size}. {why}")
