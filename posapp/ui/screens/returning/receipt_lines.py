"""The lines of the receipt that is open: what was bought, what may still come back, what does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.found_sales import FoundLine, SaleOfMember
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.state import ReturningState
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ElidedText, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import ScrollColumn, clear, row

_PROOFS: dict[str, Bilingual] = {"signed": words.SIGNED, "mall": words.TOLD}
"""How the till knows a sale that is in no book of this shop."""


class ReceiptLines(ScrollColumn):
    """``chosen(place)`` for a press on a line; before a receipt is open, ``asked(receipt_no)`` for one of a member."""

    chosen = Signal(int)
    asked = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock

    def show_state(self, state: ReturningState) -> None:
        """Show the receipt, or what the member at the counter bought."""
        clear(self.column)
        if state.found is not None and state.stage != "find":
            self._show_head(state)
            for line in state.found.lines:
                self.column.addWidget(self._line(line, state))
            if state.stage == "pay":
                self._show_leaving(state)
        elif state.of_member:
            self.column.addWidget(Text(self._speech.say(words.OF_MEMBER), "strong"))
            for number, sale in enumerate(state.of_member, start=1):
                self.column.addWidget(self._sale(number, sale))
            if state.is_of_here:
                self.column.addWidget(Text(self._speech.say(words.OF_HERE), "caption", "faint", wraps=True))
        self.column.addStretch(1)

    def _show_head(self, state: ReturningState) -> None:
        found, say, language = state.found, self._speech.say, self._speech.language
        if found is None:
            return
        day = formatting.day(found.sale.sold, language, self._clock.now())
        self.column.addWidget(Text(found.sale.receipt_no, "strong"))
        told = Text(say(words.SOLD_ON, day=day, total=formatting.money(state.paid)), "caption", "faint")
        chips = [Chip(say(words.LATE), "warning")] if found.is_late else []
        if found.sale.proof in _PROOFS:
            chips.append(Chip(say(_PROOFS[found.sale.proof]), "accent"))
        self.column.addLayout(row(told, 1, *chips))

    def _show_leaving(self, state: ReturningState) -> None:
        """Show what leaves for it: the payment stands where that was chosen."""
        say, language = self._speech.say, self._speech.language
        for one in state.new:
            pieces = formatting.pieces(one.quantity, language)
            told = f"{say(words.LEAVING)} · {say(one.name)} · {pieces}"
            self.column.addWidget(Text(told, "body", wraps=True))

    def _line(self, line: FoundLine, state: ReturningState) -> RowButton:
        say, language = self._speech.say, self._speech.language
        one = RowButton(stays=True)
        one.setChecked(line.place == state.chosen)
        one.setEnabled(bool(line.left) and state.stage == "choose")
        if line.art and line.colour is not None:
            picture = ArtPicture(self._art, self._theme, 48)
            picture.show_art(line.art, line.colour.hex)
            one.line.addWidget(picture)
        colour = "" if line.colour is None else f"{say(line.colour.name)} / {sizes.said(line.size, language)}"
        if not line.variant_id:
            left = say(words.UNKNOWN)
        elif line.left:
            left = say(words.LEFT, left=line.left, quantity=line.quantity)
        else:
            left = say(words.ALL_BACK)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addLayout(row(ElidedText(say(line.name), "strong"), Text(formatting.money(line.paid), "strong")))
        column.addLayout(row(ElidedText(colour, "caption", "faint"), Text(left, "caption", "faint")))
        piece = next((piece for piece in state.pieces if piece.place == line.place), None)
        if piece is not None:
            chips = [Chip(say(words.COMES_BACK, quantity=piece.quantity), "accent")]
            if piece.condition == "defective":
                chips.append(Chip(say(words.DEFECTIVE), "danger"))
            column.addLayout(row(*chips, 1))
        one.line.addLayout(column, 1)
        one.set_label(f"{say(line.name)}, {colour}, {left}")
        one.settle()
        one.clicked.connect(lambda: self.chosen.emit(line.place))
        return one

    def _sale(self, number: int, sale: SaleOfMember) -> RowButton:
        say, language = self._speech.say, self._speech.language
        one = RowButton()
        day = formatting.day(sale.sold, language, self._clock.now())
        pieces = formatting.pieces(sale.pieces, language)
        if sale.shop is None:
            told = say(words.RECEIPT_OF, pieces=pieces, day=day)
        else:
            told = say(words.RECEIPT_AT, pieces=pieces, day=day, shop=sale.shop)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addLayout(row(Text(sale.receipt_no, "strong"), 1, Text(formatting.money(sale.total), "strong")))
        column.addWidget(ElidedText(told, "caption", "faint"))
        one.line.addWidget(Text(str(number), "lead", "faint"))
        one.line.addLayout(column, 1)
        one.set_label(f"{sale.receipt_no}, {told}")
        one.settle()
        one.clicked.connect(lambda: self.asked.emit(sale.receipt_no))
        return one
