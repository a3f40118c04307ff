"""A line of the cart in full, in the place of the tiles: why it costs that, its note, and whose sale it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.cart import LONGEST_NOTE
from posapp.domain.text import Language
from posapp.services.selling import Cart, CartLine, SalesPerson
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import line_words as words
from posapp.ui.screens.selling.size_card import SizeCardView
from posapp.ui.screens.selling.words import SHEET_BACK
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, FlowLayout, Rule, ScrollColumn, clear, row

Shown = tuple[CartLine, Cart, tuple[SalesPerson, ...], Language]


class LinePanel(Card):
    """``note_written(line_id, note)``, ``clerk_chosen(staff_id, line_id)``, ``grid_asked()`` and ``left()``."""

    note_written = Signal(str, str)
    clerk_chosen = Signal(str, str)
    grid_asked = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_16, SPACE_12)
        self._speech = speech
        self._shown: Shown | None = None
        self._line_id = ""
        self._back = PillButton("", "quiet")
        self._grid = PillButton("", "outline")
        self._picture = ArtPicture(art, theme, 88)
        self._name = Text("", "title", wraps=True)
        self._detail = Text("", "caption", "faint", wraps=True)
        self._note = QLineEdit()
        self._note.setMaxLength(LONGEST_NOTE)
        self._keep = PillButton("", "primary")
        self.her_size = SizeCardView(speech)
        self._scroll = ScrollColumn(SPACE_8)
        self._lay_out()
        self._back.clicked.connect(self.left)
        self._grid.clicked.connect(self.grid_asked)
        self._note.returnPressed.connect(self._write)
        self._keep.clicked.connect(self._write)
        speech.changed.connect(self._show_again)

    def show_line(self, line: CartLine, cart: Cart, people: tuple[SalesPerson, ...]) -> None:
        """Show a line of a cart; the note takes the focus when the line is another one."""
        shown = (line, cart, people, self._speech.language)
        if shown == self._shown:
            return
        is_another = line.line_id != self._line_id
        self._shown, self._line_id = shown, line.line_id
        self._show()
        if is_another or self._note.text().strip() == "":
            self._note.setText(line.note)
        if is_another:
            self._note.setFocus()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.addStretch(1)
        texts.addWidget(self._name)
        texts.addWidget(self._detail)
        texts.addStretch(1)
        top = row(self._picture, spacing=SPACE_16)
        top.addLayout(texts, 1)
        self.column.addLayout(row(self._back, 1, self._grid))
        self.column.addLayout(top)
        self.column.addWidget(self.her_size)
        self.column.addLayout(row(self._note, self._keep, spacing=SPACE_8))
        self.column.addWidget(self._scroll, 1)

    def _show_again(self) -> None:
        self._grid.setText(self._speech.say(words.GRID))
        if self._shown is not None:
            line, cart, people, _ = self._shown
            self.show_line(line, cart, people)

    def _show(self) -> None:
        if self._shown is None:
            return
        say = self._speech.say
        line, cart, people, language = self._shown
        self._back.setText(f"‹  {say(SHEET_BACK)}")
        self._grid.setText(say(words.GRID))
        self._keep.setText(say(words.KEEP_NOTE))
        self._note.setPlaceholderText(say(words.NOTE))
        self._note.setAccessibleName(say(words.NOTE))
        self._picture.show_art(line.art, line.colour.hex)
        self._name.setText(say(line.name))
        size = sizes.said(line.size, language)
        self._detail.setText(f"{line.style_code} · {say(line.colour.name)} · {size} · {line.barcode}")
        clear(self._scroll.column)
        self._say_why(line)
        self._say_what_else(cart)
        self._offer_people(line, people)
        self._scroll.column.addStretch(1)

    def _say_why(self, line: CartLine) -> None:
        say, add = self._speech.say, self._scroll.column.addWidget
        add(Text(say(words.WHY), "strong", "accent"))
        price = say(words.SHELF_PRICE, price=formatting.price(line.list_price), count=line.quantity)
        add(_sum(price, formatting.money(line.gross)))
        for step in line.steps:
            add(_sum(say(step.title), f"−{formatting.money(step.fen)}", "seal"))
        if not line.steps:
            add(Text(say(words.NOTHING_OFF), "caption", "faint", wraps=True))
        add(_sum(say(words.COSTS), formatting.money(line.paid), step="strong"))
        add(Rule())

    def _say_what_else(self, cart: Cart) -> None:
        """Say of the whole cart what a little more would save, and which offers were looked at in vain."""
        say, add = self._speech.say, self._scroll.column.addWidget
        if not cart.hints and not cart.passed:
            return
        add(Text(say(words.WHAT_ELSE), "strong", "accent"))
        near = {say(hint.title) for hint in cart.hints}
        for hint in cart.hints:
            saves = formatting.price(hint.saves)
            told = words.MORE_PIECES if hint.pieces else words.MORE_MONEY
            more = say(told, pieces=hint.pieces, gap=formatting.price(hint.gap), saves=saves)
            add(_sum(say(hint.title), more, "seal"))
        for passed in cart.passed:
            if say(passed.title) not in near:
                add(_sum(say(passed.title), say(words.PASSED[passed.reason]), "faint"))
        add(Rule())

    def _offer_people(self, line: CartLine, people: Sequence[SalesPerson]) -> None:
        say = self._speech.say
        self._scroll.column.addWidget(Text(say(words.WHOSE), "strong", "accent"))
        keys = QWidget()
        flow = FlowLayout(SPACE_8)
        flow.setContentsMargins(0, SPACE_4, 0, 0)
        keys.setLayout(flow)
        for person in people:
            key = ChipButton(f"{say(person.name)} · {person.number}", stays=True)
            key.setChecked(person.staff_id == line.clerk_id)
            key.clicked.connect(
                lambda _checked=False, chosen=person.staff_id: self.clerk_chosen.emit(chosen, line.line_id)
            )
            flow.addWidget(key)
        self._scroll.column.addWidget(keys)
        if line.clerk_id is not None:
            whole = PillButton(say(words.WHOLE_CART, name=line.clerk_name or ""), "outline")
            whole.clicked.connect(lambda: self.clerk_chosen.emit(line.clerk_id, ""))
            self._scroll.column.addLayout(row(whole, 1))

    def _write(self) -> None:
        self.note_written.emit(self._line_id, self._note.text())
        self.left.emit()


def _sum(text: str, amount: str, tone: str = "ink", *, step: str = "body") -> QWidget:
    """Return a text with an amount at the right."""
    line = QWidget()
    said, told = Text(text, "body", wraps=True), Text(amount, "strong" if step == "strong" else "body")
    told.setProperty("tone", tone)
    inside = row(said, told, spacing=SPACE_12)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setStretch(0, 1)
    line.setLayout(inside)
    return line
