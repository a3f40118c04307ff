"""A style opened in place of the tiles: its colours and sizes with what hangs here and in the other shops."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.counting import MOST_COUNTED
from posapp.services.searching import GridCell, StyleSheet
from posapp.services.size_cards import SizeCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.nearby_card import NearbyCard
from posapp.ui.screens.selling.size_card import SizeCardView
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, Theme, restyle
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.entry import ScanField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.size_words import HERS, HERS_LONG
from posapp.ui.widgets.surfaces import Card, FlowLayout, ScrollColumn, clear, row


class StylePanel(Card):
    """``variant_chosen(variant_id)`` for a press on a size, ``left()`` to go back to the tiles.

    While counting, a press on a size asks how many there are: ``counted(variant_id, pieces)``. Another shop is asked
    for one that does not hang here by ``asked_elsewhere(variant_id, shop_id, way, note)``.
    """

    variant_chosen = Signal(str)
    counted = Signal(str, int)
    asked_elsewhere = Signal(str, str, str, str)
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__("card", SPACE_16, SPACE_12)
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._opened: OpenSheet | None = None
        self._keys: list[tuple[QPushButton, GridCell]] = []
        self._back = PillButton("", "quiet")
        self._back.clicked.connect(self.left)
        self._count = PillButton("", "quiet")
        self._count.clicked.connect(self._begin_or_end_counting)
        self._is_counting = False
        self._name = Text("", "title", wraps=True)
        self._detail = Text("", "caption", "faint", wraps=True)
        self._picture = ArtPicture(art, theme, 112)
        self._scroll = ScrollColumn(SPACE_16)
        self._size = SizeCardView(speech)
        self._hers: SizeCard | None = None
        words_column = QVBoxLayout()
        words_column.addStretch(1)
        words_column.addWidget(self._name)
        words_column.addWidget(self._detail)
        words_column.addWidget(self._size)  # beside the picture, where it takes no room from the grid
        words_column.addStretch(1)
        top = row(spacing=SPACE_16)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words_column, 1)
        self.column.addLayout(row(self._back, 1, self._count))
        self.column.addLayout(top)
        self._nearby = QVBoxLayout()
        self._card: NearbyCard | None = None
        self.column.addLayout(self._nearby)
        self.column.addWidget(self._scroll, 1)
        speech.changed.connect(self._show)

    def show_sheet(self, opened: OpenSheet | None) -> None:
        """Show a style's grid."""
        if opened != self._opened:
            self._opened = opened
            self._is_counting = False
            self._show()
        elif self._card is not None:
            self._card.setEnabled(True)  # what was asked of another shop was refused; the notice says why

    def show_size(self, card: SizeCard | None) -> None:
        """Show her size in the style that is opened, and mark it among the sizes."""
        if card != self._hers:
            self._hers = card
            self._size.show_card(card)
            for key, cell in self._keys:
                self._name_key(key, cell)

    def _show(self) -> None:
        self._back.setText(f"‹  {self._speech.say(words.SHEET_BACK)}")
        self._count.setText(self._speech.say(words.COUNT_END if self._is_counting else words.COUNT))
        opened = self._opened
        if opened is None:
            return
        say, sheet = self._speech.say, opened.sheet
        self._name.setText(say(sheet.name))
        code = say(words.SHEET_CODE, code=sheet.code)
        material = say(sheet.material)
        self._detail.setText(f"{code} · {material}" if material else code)
        if sheet.cells:
            shown = next((cell for cell in sheet.cells if cell.variant_id == opened.asked), sheet.cells[0])
            self._picture.show_art(sheet.art, shown.colour.hex)
        self._back.setFocus()
        clear(self._scroll.column)
        self._keys = []
        first: QPushButton | None = None
        for _, cells in groupby(sheet.cells, key=lambda cell: cell.colour):
            widget, button = self._colour_rows(list(cells), sheet.art, opened)
            first = first or button
            self._scroll.column.addWidget(widget)
        if sheet.shops:
            self._scroll.column.addWidget(self._shops(sheet))
        self._scroll.column.addStretch(1)
        clear(self._nearby)
        self._card = None
        if self._is_counting:
            self._nearby.addWidget(Text(say(words.COUNT_WHICH), "title", "accent", wraps=True))
            (first or self._back).setFocus()
        elif opened.counted is not None:
            self._nearby.addWidget(self._was_counted(opened))
            self._count.setFocus()  # one Enter too many must not put a piece on the cart
        elif opened.asked is not None:
            card = self._card = NearbyCard(opened, self._speech, self._clock)
            card.anyway.connect(self.variant_chosen)
            card.asked.connect(self.asked_elsewhere)
            self._scroll.column.insertWidget(0, card)  # a chain has more shops than the panel has room
            self._scroll.verticalScrollBar().setValue(0)
            card.first.setFocus()
        else:
            (first or self._back).setFocus()

    def _was_counted(self, opened: OpenSheet) -> Text:
        """Say what was kept: a count that finds what was shown already changes no figure."""
        variant_id, pieces = opened.counted or ("", 0)
        cell = next(one for one in opened.sheet.cells if one.variant_id == variant_id)
        size = sizes.said(cell.size, self._speech.language)
        text = self._speech.say(words.COUNTED, colour=cell.colour.name, size=size, count=pieces)
        return Text(f"✓  {text}", "strong", "success", wraps=True)

    def _colour_rows(self, cells: Sequence[GridCell], art: str, opened: OpenSheet) -> tuple[QWidget, QPushButton]:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        picture = ArtPicture(self._art, self._theme, 40)
        picture.show_art(art, cells[0].colour.hex)
        price = Text(formatting.price(cells[0].price), "body", "faint")
        column.addLayout(row(picture, Text(self._speech.say(cells[0].colour.name), "strong"), 1, price))
        sizes = QWidget()
        flow = FlowLayout(SPACE_8)
        sizes.setLayout(flow)
        cells = sorted(cells, key=lambda one: one.size_order)
        buttons = [self._size_key(cell, opened) for cell in cells]
        for button in buttons:
            flow.addWidget(button)
        column.addWidget(sizes)
        in_stock = next((key for key, cell in zip(buttons, cells, strict=True) if cell.here > 0), buttons[0])
        return group, in_stock

    def _shops(self, sheet: StyleSheet) -> Card:
        """Say what the nearest shops have of this style, colour by colour."""
        say = self._speech.say
        card = Card("sunk", SPACE_12)
        card.column.addWidget(Text(say(words.SHOPS_NEARBY), "strong"))
        for shop in sheet.shops:
            far = formatting.distance(shop.metres, self._speech.language)
            card.column.addWidget(Text(say(words.NEARBY_ROW, shop=shop.shop_name, distance=far), "body"))
            free = dict(shop.pieces)
            for colour, cells in groupby(sheet.cells, key=lambda cell: cell.colour):
                have = [
                    f"{sizes.said(cell.size, self._speech.language)} × {free[cell.variant_id]}"
                    for cell in sorted(cells, key=lambda cell: cell.size_order)
                    if cell.variant_id in free
                ]
                if have:
                    card.column.addWidget(
                        Text(f"{say(colour.name)}   {'   '.join(have)}", "caption", "faint", wraps=True)
                    )
        return card

    def _size_key(self, cell: GridCell, opened: OpenSheet) -> QPushButton:
        look: Look = "asked" if cell.variant_id == opened.asked else "cell" if cell.here > 0 else "away"
        key = PillButton("", look)
        self._name_key(key, cell)
        self._keys.append((key, cell))
        key.clicked.connect(lambda: self._press(cell))
        return key

    def _name_key(self, key: QPushButton, cell: GridCell) -> None:
        """Write a size and what hangs of it on its key; hers is marked."""
        say = self._speech.say
        if cell.here > 0:
            stock = say(words.CELL_HERE, count=cell.here)
        elif cell.elsewhere > 0:
            stock = say(words.CELL_ELSEWHERE, count=cell.elsewhere)
        else:
            stock = say(words.CELL_NONE)
        size = sizes.said(cell.size, self._speech.language)
        is_hers = self._hers is not None and cell.size == self._hers.size
        key.setText(f"{say(HERS, size=size) if is_hers else size}\n{stock}")
        told = say(HERS_LONG, size=size) if is_hers else size
        key.setAccessibleName(f"{say(cell.colour.name)} {told}, {stock}")
        if key.property("hers") != is_hers:
            key.setProperty("hers", is_hers)
            restyle(key)

    def _press(self, cell: GridCell) -> None:
        if self._is_counting:
            self._ask_for_count(cell)
        else:
            self.variant_chosen.emit(cell.variant_id)

    def _begin_or_end_counting(self) -> None:
        self._is_counting = not self._is_counting
        self._show()

    def _ask_for_count(self, cell: GridCell) -> None:
        """Ask how many pieces of one size are there; only whole numbers are taken."""
        say = self._speech.say
        clear(self._nearby)
        card = Card("sunk", SPACE_12)
        size = sizes.said(cell.size, self._speech.language)
        card.column.addWidget(Text(say(words.COUNT_ASK, colour=cell.colour.name, size=size), "strong", wraps=True))
        field = ScanField()
        field.setValidator(QIntValidator(0, MOST_COUNTED, field))
        field.setAccessibleName(say(words.COUNT))
        field.entered.connect(lambda text: self._keep(cell, int(text)))
        keep = PillButton(say(words.COUNT_KEEP), "primary")
        keep.clicked.connect(lambda: field.returnPressed.emit() if field.hasAcceptableInput() else None)
        card.column.addLayout(row(field, keep))
        self._nearby.addWidget(card)
        field.setFocus()

    def _keep(self, cell: GridCell, pieces: int) -> None:
        self._is_counting = False
        self.counted.emit(cell.variant_id, pieces)
        self._show()
