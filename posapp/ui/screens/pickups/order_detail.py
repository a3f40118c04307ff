"""An order opened: its pieces and where they lie, then the code, then the hand-over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.pickups import PickupCard, PickupLine
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.pickups import words
from posapp.ui.screens.pickups.state import PickupsState
from posapp.ui.screens.pickups.waiting_list import status_chip
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import KeyCap, MoneyLabel, Text
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.surfaces import Card, ScrollColumn, Surface, clear, row
from posapp.ui.words import BACK

_STEPS: dict[str, Surface] = {"pick": "accent", "card": "warning", "confirm": "success", "done": "success"}
_DRAWINGS = {"pick": "bag", "card": "scan", "confirm": "check", "done": "check"}
_TOLD = {
    "pick": (words.PICK_FIRST, words.PICK_FIRST_HOW),
    "card": (words.NEEDS_CODE, words.NEEDS_CODE_HOW),
    "confirm": (words.CODE_IS_RIGHT, words.CODE_IS_RIGHT_HOW),
}


class OrderDetail(QWidget):
    """One order. ``picked()`` it lies ready, ``confirmed()`` hands it over, ``left()`` goes back to the list."""

    picked = Signal()
    confirmed = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._shown: tuple[PickupCard, str] | None = None
        self._head = Card("card", SPACE_16, SPACE_4)
        self._lines = ScrollColumn(SPACE_8)
        self._step = Card("warning", SPACE_16)
        self._icon = IconPicture("scan", theme, "ink", 32)
        self._what = Text("", "title", wraps=True)
        self._how = Text("", "body", wraps=True)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(self._what)
        told.addWidget(self._how)
        step = row(self._icon, spacing=SPACE_12)
        step.addLayout(told, 1)
        self._step.column.addLayout(step)
        self._back = PillButton("", "quiet")
        self._back.clicked.connect(self.left)
        self._pick = PillButton("", "pay")
        self._pick.clicked.connect(self.picked)
        self._key = KeyCap("Enter")
        self._hand_over = PillButton("", "pay")
        self._hand_over.clicked.connect(self.confirmed)
        self._next = PillButton("", "primary")
        self._next.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._head)
        column.addWidget(self._lines, 1)
        column.addWidget(self._step)
        column.addLayout(row(self._back, 1, self._pick, self._key, self._hand_over, self._next, spacing=SPACE_12))

    def show_state(self, state: PickupsState) -> None:
        """Show the open order and the step it is at."""
        card = state.card
        if card is None:
            return
        say = self._speech.say
        if self._shown != (card, self._speech.language):
            self._shown = (card, self._speech.language)
            self._build(card)
        is_to_pick = state.stage == "card" and card.status in ("pending", "promised")
        step = "pick" if is_to_pick else state.stage
        self._step.set_surface(_STEPS.get(step, "warning"))
        self._icon.show_drawing(_DRAWINGS.get(step, "scan"))
        self._back.setText(say(BACK))
        self._pick.setText(say(words.PICK))
        self._pick.setVisible(is_to_pick)
        self._pick.setEnabled(not state.is_busy)
        self._hand_over.setText(say(words.HAND_OVER))
        self._next.setText(say(words.NEXT))
        self._back.setVisible(state.stage != "done")
        self._key.setVisible(state.stage in ("confirm", "done"))
        self._hand_over.setVisible(step in ("card", "confirm"))
        self._hand_over.setEnabled(state.stage == "confirm" and not state.is_busy)
        self._next.setVisible(state.stage == "done")
        if state.stage == "done":
            pieces = formatting.pieces(sum(line.quantity for line in card.lines), self._speech.language)
            time = formatting.moment(card.handed_over or card.placed, self._speech.language, self._clock.now())
            self._what.setText(say(words.DONE))
            self._how.setText(say(words.DONE_HOW, time=time, name=card.member_name, pieces=pieces))
        elif step in _TOLD:
            what, how = _TOLD[step]
            self._what.setText(say(what))
            self._how.setText(say(how))

    def _build(self, card: PickupCard) -> None:
        say, language = self._speech.say, self._speech.language
        clear(self._head.column)
        name = row(Text(say(card.member_name), "headline"), status_chip(card, self._speech), 1, spacing=SPACE_12)
        name.addWidget(MoneyLabel(card.total, "headline"))
        self._head.column.addLayout(name)
        placed = say(words.PLACED, day=formatting.day(card.placed, language, self._clock.now()))
        facts = " · ".join((say(words.ORDER, number=card.number), placed, card.phone_masked))
        self._head.column.addLayout(
            row(Text(facts, "caption", "faint"), 1, Text(say(words.PAID), "caption", "success"))
        )
        clear(self._lines.column)
        for line in card.lines:
            self._lines.column.addWidget(self._line(line))
        self._lines.column.addStretch(1)

    def _line(self, line: PickupLine) -> Card:
        say = self._speech.say
        picture = ArtPicture(self._art, self._theme, 72)
        picture.show_art(line.art, line.colour.hex)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(say(line.name), "strong", wraps=True))
        size = sizes.said(line.size, self._speech.language)
        told.addWidget(Text(say(words.LINE, colour=line.colour.name, size=size, quantity=line.quantity), "lead"))
        told.addStretch(1)
        shelf = Text(say(words.SHELF, shelf=line.shelf), "headline")
        shelf.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        card = Card("card", SPACE_12)
        inside = row(picture, spacing=SPACE_12)
        inside.addLayout(told, 1)
        inside.addWidget(shelf)
        card.column.addLayout(inside)
        return card
