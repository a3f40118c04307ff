"""A booking opened: what to hang ready in the order of the walk, then what became of each garment."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.services.booking import BookedGarment, BookingCard
from posapp.services.outcomes import NOTHING_SAID, Outcome
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.board import status_chip
from posapp.ui.screens.bookings.moving import MovingPanel
from posapp.ui.screens.bookings.prepared_chip import prepared_chip
from posapp.ui.screens.bookings.state import BookingsState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Chip, KeyCap, Text
from posapp.ui.widgets.outcome_picker import OutcomePicker
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, ScrollColumn, clear, row

WEARABLE = ("checked_in", "done")
"""Only somebody who is here can have tried anything on."""


class DetailView(QWidget):
    """One booking. ``checked_in()``, ``judged(garment_id, said)``, ``size_wanted(garment_id, said, variant_id)``,
    ``kept_taken()``, ``moving_wanted()``; ``moving`` is the panel with other times.
    """

    checked_in = Signal()
    judged = Signal(str, object)
    size_wanted = Signal(str, object, str)
    kept_taken = Signal()
    moving_wanted = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech, self._theme, self._art = speech, theme, art
        self._shown: tuple[BookingCard, str] | None = None
        self.moving = MovingPanel(speech)
        self._garments: list[GarmentView] = []
        self._head = Card("card", SPACE_16, SPACE_8)
        self._list = ScrollColumn(SPACE_8)
        self._times = ScrollColumn()  # in the place of the garments, while another time is chosen
        self._times.column.addWidget(self.moving)
        self._times.column.addStretch(1)
        self._foot = QWidget()
        self._kept = Text("", "title")
        self._to_cart = PillButton("", "pay")
        self._to_cart.clicked.connect(self.kept_taken)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, SPACE_8, 0)
        foot.setSpacing(SPACE_16)
        foot.addWidget(self._kept, 1)
        foot.addWidget(KeyCap("Enter"))
        foot.addWidget(self._to_cart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addWidget(self._times, 1)
        column.addWidget(self._foot)

    def show_state(self, state: BookingsState) -> None:
        """Show the chosen booking."""
        card = state.chosen
        if card is None:
            return
        wanted = (_unsaid(card), self._speech.language)
        if self._shown != wanted:
            is_other = self._shown is None or self._shown[0].booking_id != card.booking_id
            self._shown = wanted
            self._build(card, state.walk)
            if is_other:
                self._list.verticalScrollBar().setValue(0)
        self.moving.show_moving(state.moving, card)
        self._list.setVisible(state.moving is None)
        self._times.setVisible(state.moving is not None)
        outcomes = {garment.garment_id: garment.outcome for garment in card.garments}
        for view in self._garments:
            view.show_outcome(outcomes[view.garment_id])
        self._foot.setVisible(card.status in WEARABLE)
        self._say_kept(card, state)

    def _build(self, card: BookingCard, walk: tuple[BookedGarment, ...]) -> None:
        say, language = self._speech.say, self._speech.language
        clear(self._head.column)
        self._head.column.addLayout(self._who(card))
        times = say(words.FROM_TO, starts=formatting.clock_time(card.starts), ends=formatting.clock_time(card.ends))
        room = say(words.ROOM_NO, room=card.room) if card.room else say(words.NO_ROOM)
        facts = [times, room, card.phone_masked]
        if card.companions:
            facts.append(say(words.WITH_OTHERS, count=card.companions))
        if card.checked_in is not None:
            facts.append(say(words.CAME, time=formatting.clock_time(card.checked_in)))
        elif card.minutes_early:
            facts.append(say(words.EARLY, minutes=card.minutes_early))
        told = row(spacing=SPACE_12)
        told.addWidget(Text(" · ".join(facts), "body", "faint", wraps=True), 1)
        if card.status == "booked":
            move = PillButton(say(words.MOVE))
            move.clicked.connect(self.moving_wanted)
            told.addWidget(move)
        self._head.column.addLayout(told)
        if card.answer:
            answer = Card("accent" if card.answer == "asked" else "warning", SPACE_8)
            answer.column.addWidget(Text(say(words.ANSWERS[card.answer]), "body", wraps=True))
            self._head.column.addWidget(answer)
        if card.note:
            note = Card("warning", SPACE_8)
            note.column.addWidget(Text(card.note, "lead", wraps=True))
            self._head.column.addWidget(note)
        clear(self._list.column)
        is_here = card.status in WEARABLE
        pieces = formatting.pieces(len(walk), language)
        heading = say(words.OUTCOMES) if is_here else say(words.PREPARE, pieces=pieces)
        self._list.column.addWidget(Text(heading, "title"))
        self._garments = []
        for garment in walk:
            view = GarmentView(garment, self._speech, self._theme, self._art, may_judge=is_here)
            if view.picker is not None:
                view.picker.judged.connect(lambda said, one=garment: self.judged.emit(one.garment_id, said))
                view.picker.size_wanted.connect(
                    lambda said, size, one=garment: self.size_wanted.emit(one.garment_id, said, size)
                )
            self._garments.append(view)
            self._list.column.addWidget(view)
        self._list.column.addStretch(1)

    def _who(self, card: BookingCard) -> QHBoxLayout:
        say = self._speech.say
        who = row(Text(say(card.member_name), "headline"), status_chip(card, self._speech), 1, spacing=SPACE_12)
        if card.status in ("booked", "no_show"):
            hint = Text(say(words.CHECK_IN_HOW), "caption", "faint", wraps=True)
            hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            check_in = PillButton(say(words.CHECK_IN), "primary")
            check_in.setMinimumHeight(56)
            check_in.clicked.connect(self.checked_in)
            who.addWidget(hint, 1)
            who.addWidget(check_in)
        return who

    def _say_kept(self, card: BookingCard, state: BookingsState) -> None:
        say = self._speech.say
        kept = [garment for garment in card.garments if garment.verdict == "kept"]
        if kept:
            pieces = say(words.KEPT, pieces=formatting.pieces(len(kept), self._speech.language))
            self._kept.setText(f"{pieces} · {formatting.price(sum(garment.price for garment in kept))}")
        else:
            self._kept.setText("")
        self._to_cart.setText(say(words.TO_CART))
        self._to_cart.setEnabled(bool(kept) and not state.is_busy)
        self._to_cart.setToolTip("" if kept else say(words.KEPT_NONE))


class GarmentView(Card):
    """One garment: picture, where it hangs, and what became of it in one tap. ``picker`` once she is here."""

    def __init__(
        self, garment: BookedGarment, speech: Speech, theme: Theme, art: ArtPictures, *, may_judge: bool
    ) -> None:
        super().__init__("card", SPACE_12, SPACE_8)
        self.garment_id = garment.garment_id
        self.picker = OutcomePicker(garment.name, speech) if may_judge else None
        say = speech.say
        picture = ArtPicture(art, theme, 104 if may_judge else 80)
        picture.show_art(garment.art, garment.colour.hex)
        size = sizes.said(garment.size, speech.language)
        facts = [say(garment.colour.name), size, formatting.price(garment.price)]
        chips = row(Text(" · ".join(facts), "body"), spacing=SPACE_8)
        if garment.is_my_size:
            chips.addWidget(Chip(say(words.MY_SIZE), "accent"))
        if (how_far := prepared_chip(garment, speech)) is not None and garment.verdict is None:
            chips.addWidget(how_far)
        chips.addStretch(1)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(say(garment.name), "strong", wraps=True))
        told.addLayout(chips)
        told.addStretch(1)
        above = row(spacing=SPACE_12)
        above.addLayout(told, 1)
        above.addLayout(self._where(garment, speech, may_judge=may_judge))
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_8)
        beside.addLayout(above)
        if self.picker is not None:
            beside.addWidget(self.picker)
        line = row(spacing=SPACE_12)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(beside, 1)
        self.column.addLayout(line)

    def show_outcome(self, outcome: Outcome) -> None:
        """Mark the answer that stands; a tap marks nothing before it was kept."""
        if self.picker is not None:
            self.picker.show_outcome(outcome)

    def _where(self, garment: BookedGarment, speech: Speech, *, may_judge: bool) -> QVBoxLayout:
        say = speech.say
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        shelf = Text(say(words.SHELF, shelf=garment.shelf), "body" if may_judge else "headline")
        if garment.on_hand > 0:
            pieces = formatting.pieces(garment.on_hand, speech.language)
            stock = Text(say(words.ON_HAND, pieces=pieces), "caption", "faint")
        else:
            stock = Text(say(words.OUT), "caption", "danger")
        for label in (shelf, stock):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            column.addWidget(label)
        column.addStretch(1)
        return column


def _unsaid(card: BookingCard) -> BookingCard:
    """Return a booking without what was said of its garments, which its widgets show without being built anew."""
    return replace(card, garments=tuple(replace(garment, outcome=NOTHING_SAID) for garment in card.garments))
