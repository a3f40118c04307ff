"""The chosen piece: how many, why, whether it can be sold again, and the grid of its style to take another instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.services.return_plan import Piece
from posapp.services.searching import GridCell
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.state import ReturningState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, IconButton, Look, PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.pictures import ArtPicture, EmptyState
from posapp.ui.widgets.surfaces import Card, FlowLayout, ScrollColumn, clear, row
from posapp.ui.words import FEWER, MORE


class ChoicePanel(Card):
    """``swapped(variant_id)``, ``money_wanted()``, ``quantity_changed(by)``, ``condition_pressed()``,
    ``reason_chosen(reason)``, ``piece_left_out()``.
    """

    swapped = Signal(str)
    money_wanted = Signal()
    quantity_changed = Signal(int)
    condition_pressed = Signal()
    reason_chosen = Signal(str)
    piece_left_out = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_16, SPACE_12)
        self._speech, self._theme, self._art = speech, theme, art
        self._scroll = ScrollColumn(SPACE_12)
        self._invitation = EmptyState("hanger", theme)
        self.column.addWidget(self._scroll, 1)
        self.column.addWidget(self._invitation, 1)
        self.cells: list[GridCell] = []

    def show_state(self, state: ReturningState) -> None:
        """Show the piece that is chosen, or ask for one."""
        say, line, piece = self._speech.say, state.line, state.piece
        self.setEnabled(state.stage == "choose")
        self._invitation.setVisible(piece is None)
        self._scroll.setVisible(piece is not None)
        self._invitation.say(say(words.CHOOSE_PIECE), say(words.CHOOSE_PIECE_HOW))
        clear(self._scroll.column)
        self.cells = []
        if line is None or piece is None:
            return
        column = self._scroll.column
        leave = PillButton(say(words.NOT_THIS), "quiet")
        leave.clicked.connect(self.piece_left_out)
        column.addLayout(row(Text(say(line.name), "title", wraps=True), 1, leave))
        column.addLayout(self._how_many(piece, line.left))
        reasons = QWidget()
        flow = FlowLayout(SPACE_8)
        reasons.setLayout(flow)
        for reason, word in words.REASONS.items():
            chip = ChipButton(say(word), stays=True)
            chip.setChecked(reason == piece.reason)
            chip.clicked.connect(lambda _checked=False, said=reason: self.reason_chosen.emit(said))
            flow.addWidget(chip)
        column.addWidget(reasons)
        money = ChipButton(say(words.MONEY_BACK), stays=True)
        money.setChecked(piece.swap_to is None)
        money.clicked.connect(self.money_wanted)
        column.addLayout(row(Text(say(words.CHANGE_FOR), "strong"), 1, money))
        if state.sheet is not None:
            for _, cells in groupby(state.sheet.cells, key=lambda cell: cell.colour):
                column.addWidget(self._colour(list(cells), state.sheet.art, piece))
        column.addStretch(1)

    def _how_many(self, piece: Piece, left: int) -> QVBoxLayout:
        say = self._speech.say
        fewer = IconButton("minus", self._theme, say(FEWER))
        fewer.setEnabled(piece.quantity > 1)
        fewer.clicked.connect(lambda: self.quantity_changed.emit(-1))
        more = IconButton("plus", self._theme, say(MORE))
        more.setEnabled(piece.quantity < left)
        more.clicked.connect(lambda: self.quantity_changed.emit(1))
        broken = ChipButton(say(words.DEFECTIVE), stays=True)
        broken.setChecked(piece.condition == "defective")
        broken.clicked.connect(self.condition_pressed)
        box = QVBoxLayout()
        count = Text(f"{piece.quantity} / {left}", "lead")
        box.addLayout(row(Text(say(words.QUANTITY), "body", "faint"), fewer, count, more, 1, broken))
        return box

    def _colour(self, cells: Sequence[GridCell], art: str, piece: Piece) -> QWidget:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        picture = ArtPicture(self._art, self._theme, 40)
        picture.show_art(art, cells[0].colour.hex)
        column.addLayout(row(picture, Text(self._speech.say(cells[0].colour.name), "strong"), 1))
        keys = QWidget()
        flow = FlowLayout(SPACE_8)
        keys.setLayout(flow)
        for cell in sorted(cells, key=lambda one: one.size_order):
            self.cells.append(cell)
            flow.addWidget(self._key(cell, len(self.cells), piece))
        column.addWidget(keys)
        return group

    def _key(self, cell: GridCell, number: int, piece: Piece) -> PillButton:
        """Return a size to press; its number is the digit that presses it from the keyboard."""
        say = self._speech.say
        if cell.here > 0:
            stock = say(words.HERE, count=cell.here)
        elif cell.elsewhere > 0:
            stock = say(words.ELSEWHERE, count=cell.elsewhere)
        else:
            stock = say(words.NONE_LEFT)
        look: Look = "asked" if cell.variant_id == piece.swap_to else "cell" if cell.here > 0 else "away"
        size = sizes.said(cell.size, self._speech.language)
        digit = f"{number}  " if number < 10 else ""
        key = PillButton(f"{digit}{size}\n{stock}", look)
        key.setAccessibleName(f"{say(cell.colour.name)} {size}, {stock}")
        key.clicked.connect(lambda: self.swapped.emit(cell.variant_id))
        return key
