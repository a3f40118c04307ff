"""The lines of an open order: where each piece is, and, once she has shown her code, what she takes of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from posapp.services.pickups import OtherPiece, PickupCard, PickupLine
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.pickups import words
from posapp.ui.screens.pickups.state import LineChoice, PickupsState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton, PillButton
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, FlowLayout, ScrollColumn, clear, row

_PICTURE = 72


class OrderLines(ScrollColumn):
    """Sends the id of a line: ``line_picked``, ``line_missed``, ``fewer_taken``, ``more_taken``, ``rest_left_out`` and
    ``swap_wanted``; and ``swap_chosen(variant_id)``.
    """

    line_picked = Signal(str)
    line_missed = Signal(str)
    fewer_taken = Signal(str)
    more_taken = Signal(str)
    rest_left_out = Signal(str)
    swap_wanted = Signal(str)
    swap_chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art = speech, theme, art
        self._shown: object = None

    def show_state(self, state: PickupsState) -> None:
        """Show the lines of the open order at the step it is at."""
        card = state.card
        if card is None:
            return
        wanted = (card, state.stage, state.choices, state.swapping, state.others, self._speech.language)
        if self._shown == wanted:
            return
        self._shown = wanted
        clear(self.column)
        for line in card.lines:
            self.column.addWidget(self._line(card, line, state))
        self.column.addStretch(1)

    def _line(self, card: PickupCard, line: PickupLine, state: PickupsState) -> Card:
        say = self._speech.say
        chosen = state.choice(line.line_id)
        colour, size = (
            (line.colour, line.size) if chosen.instead is None else (chosen.instead.colour, chosen.instead.size)
        )
        picture = ArtPicture(self._art, self._theme, _PICTURE)
        picture.show_art(line.art, colour.hex)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(say(line.name), "strong", wraps=True))
        said = sizes.said(size, self._speech.language)
        told.addWidget(Text(say(words.LINE, colour=colour.name, size=said, quantity=line.quantity), "lead"))
        chips = row(*self._chips(line, chosen, state), 1, spacing=SPACE_8)
        told.addLayout(chips)
        made = Card("card", SPACE_12)
        inside = row(picture, spacing=SPACE_12)
        inside.addLayout(told, 1)
        is_taken_apart = state.stage == "confirm" and line.waits > 0 and card.hindrance in ("", "expired")
        if is_taken_apart:
            for one in self._choosing(card, line, chosen):
                inside.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            if state.stage == "card" and line.to_pick:
                missed = self._button(words.CANNOT_FIND, lambda: self.line_missed.emit(line.line_id))
                found = self._button(words.PICK_LINE, lambda: self.line_picked.emit(line.line_id))
                inside.addWidget(missed, 0, Qt.AlignmentFlag.AlignVCenter)
                inside.addWidget(found, 0, Qt.AlignmentFlag.AlignVCenter)
            shelf = Text(say(words.SHELF, shelf=line.shelf), "headline")
            shelf.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            inside.addWidget(shelf)
        made.column.addLayout(inside)
        if is_taken_apart and state.swapping == line.line_id:
            made.column.addLayout(self._offered(line, chosen, state.others))
        return made

    def _chips(self, line: PickupLine, chosen: LineChoice, state: PickupsState) -> list[Chip]:
        counted: list[tuple[int, Bilingual, ChipTone]] = [
            (line.handed, words.LINE_HANDED, "neutral"),
            (line.picked if state.stage == "card" else 0, words.LINE_PICKED, "success"),
            (line.missing, words.LINE_MISSING, "warning"),
            (line.dropped, words.LINE_DROPPED, "neutral"),
        ]
        chips = [Chip(self._speech.say(word, count=count), tone) for count, word, tone in counted if count]
        if state.stage == "confirm" and line.waits:
            rest = line.waits - chosen.taken
            if chosen.instead is not None and chosen.taken:
                chips.append(Chip(self._speech.say(words.SWAPPED), "accent"))
            if rest:
                word = words.REST_LEFT_OUT if chosen.is_rest_left_out else words.REST_WAITS
                chips.append(Chip(self._speech.say(word, count=rest), "warning"))
        return chips

    def _choosing(self, card: PickupCard, line: PickupLine, chosen: LineChoice) -> list[PillButton | IconButton | Text]:
        say = self._speech.say
        made: list[PillButton | IconButton | Text] = []
        if chosen.taken < line.waits:
            word = words.WANTS_AFTER_ALL if chosen.is_rest_left_out else words.LEAVE_OUT
            made.append(self._button(word, lambda: self.rest_left_out.emit(line.line_id)))
        elif card.may_swap:
            made.append(self._button(words.SWAP, lambda: self.swap_wanted.emit(line.line_id)))
        fewer = IconButton("minus", self._theme, say(words.FEWER))
        fewer.setEnabled(chosen.taken > 0)
        fewer.clicked.connect(lambda: self.fewer_taken.emit(line.line_id))
        count = Text(str(chosen.taken), "headline")
        count.setMinimumWidth(32)
        count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        more = IconButton("plus", self._theme, say(words.MORE))
        more.setEnabled(chosen.taken < line.waits)
        more.clicked.connect(lambda: self.more_taken.emit(line.line_id))
        return [*made, fewer, count, more]

    def _offered(self, line: PickupLine, chosen: LineChoice, others: tuple[OtherPiece, ...]) -> FlowLayout:
        say, language = self._speech.say, self._speech.language
        flow = FlowLayout(SPACE_8)
        if chosen.instead is not None:
            as_ordered = PillButton(say(words.AS_ORDERED), "primary")
            as_ordered.clicked.connect(lambda: self.swap_chosen.emit(line.variant_id))
            flow.addWidget(as_ordered)
        for one in others:
            text = say(words.OTHER, colour=one.colour.name, size=sizes.said(one.size, language), count=one.on_hand)
            choice = PillButton(text)
            choice.setEnabled(one.on_hand > 0)
            choice.clicked.connect(lambda _checked=False, wanted=one.variant_id: self.swap_chosen.emit(wanted))
            flow.addWidget(choice)
        return flow

    def _button(self, title: Bilingual, pressed: Callable[[], None]) -> PillButton:
        made = PillButton(self._speech.say(title))
        made.clicked.connect(pressed)
        return made
