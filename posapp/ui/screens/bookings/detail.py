"""A booking opened: what to hang ready in the order of the walk, then what became of each garment."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.identity import GarmentId
from posapp.domain.text import Bilingual
from posapp.services.booking import BookedGarment, BookingCard
from posapp.services.outcomes import NOTHING_SAID, Outcome
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.board import show_status
from posapp.ui.screens.bookings.moving import MovingPanel
from posapp.ui.screens.bookings.prepared import prepared_said
from posapp.ui.screens.bookings.state import BookingsState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Chip, KeyCap, Text
from posapp.ui.widgets.outcome_picker import OutcomePicker
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.repeated import Repeated
from posapp.ui.widgets.surfaces import Card, ScrollColumn, row

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
        self._walk: tuple[BookedGarment, ...] = ()
        self.moving = MovingPanel(speech)
        self._head = HeadCard(speech)
        self._head.checked_in.connect(self.checked_in)
        self._head.moving_wanted.connect(self.moving_wanted)
        self._list = ScrollColumn(SPACE_8)
        self._heading = Text("", "title")
        self._list.column.addWidget(self._heading)
        self._to_hang: Repeated[BookedGarment, GarmentView] = Repeated(
            self._add_column(), lambda _: GarmentView(speech, theme, art, may_judge=False), GarmentView.show_garment
        )
        self._to_judge: Repeated[BookedGarment, GarmentView] = Repeated(
            self._add_column(), self._judged_view, GarmentView.show_garment
        )
        self._list.column.addStretch(1)
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
            self._fill(card, state.walk)
            if is_other:
                self._list.verticalScrollBar().setValue(0)
                self._leave_focus()
        self.moving.show_moving(state.moving, card)
        self._list.setVisible(state.moving is None)
        self._times.setVisible(state.moving is not None)
        outcomes = {garment.garment_id: garment.outcome for garment in card.garments}
        for view in self._to_judge.shown:
            view.show_outcome(outcomes[view.garment_id])
        self._foot.setVisible(card.status in WEARABLE)
        self._say_kept(card, state)

    def _fill(self, card: BookingCard, walk: tuple[BookedGarment, ...]) -> None:
        say = self._speech.say
        self._head.show_booking(card)
        is_here = card.status in WEARABLE
        pieces = formatting.pieces(len(walk), self._speech.language)
        self._heading.setText(say(words.OUTCOMES) if is_here else say(words.PREPARE, pieces=pieces))
        self._to_hang.show(() if is_here else walk)
        self._to_judge.show(walk if is_here else ())

    def _leave_focus(self) -> None:
        """Let the next key belong to the desk: an answer that was pressed last was another garment's."""
        focused = QApplication.focusWidget()
        if focused is not None and self._list.isAncestorOf(focused):
            focused.clearFocus()

    def _add_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_8)
        self._list.column.addLayout(column)
        return column

    def _judged_view(self, _: int) -> GarmentView:
        view = GarmentView(self._speech, self._theme, self._art, may_judge=True)
        if view.picker is not None:
            view.picker.judged.connect(lambda said: self.judged.emit(view.garment_id, said))
            view.picker.size_wanted.connect(lambda said, size: self.size_wanted.emit(view.garment_id, said, size))
        return view

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


class HeadCard(Card):
    """Who comes, when and where, and what the mall or she said of it. ``checked_in()`` and ``moving_wanted()``."""

    checked_in = Signal()
    moving_wanted = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__("card", SPACE_16, SPACE_8)
        self._speech = speech
        self._name = Text("", "headline")
        self._status = Chip()
        self._hint = Text("", "caption", "faint", wraps=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._check_in = PillButton("", "primary")
        self._check_in.setMinimumHeight(56)
        self._check_in.clicked.connect(self.checked_in)
        self._facts = Text("", "body", "faint", wraps=True)
        self._move = PillButton()
        self._move.clicked.connect(self.moving_wanted)
        self._answer, self._note = Card("accent", SPACE_8), Card("warning", SPACE_8)
        self._answered, self._noted = Text("", "body", wraps=True), Text("", "lead", wraps=True)
        self._answer.column.addWidget(self._answered)
        self._note.column.addWidget(self._noted)
        who = row(self._name, self._status, 1, spacing=SPACE_12)
        who.addWidget(self._hint, 1)
        who.addWidget(self._check_in)
        told = row(spacing=SPACE_12)
        told.addWidget(self._facts, 1)
        told.addWidget(self._move)
        self.column.addLayout(who)
        self.column.addLayout(told)
        self.column.addWidget(self._answer)
        self.column.addWidget(self._note)

    def show_booking(self, card: BookingCard) -> None:
        """Show a booking."""
        say = self._speech.say
        self._name.setText(say(card.member_name))
        show_status(self._status, card, self._speech)
        is_awaited = card.status in ("booked", "no_show")
        self._hint.setText(say(words.CHECK_IN_HOW))
        self._check_in.setText(say(words.CHECK_IN))
        for one in (self._hint, self._check_in):
            one.setVisible(is_awaited)
        self._facts.setText(" · ".join(self._facts_of(card)))
        self._move.setText(say(words.MOVE))
        self._move.setVisible(card.status == "booked")
        self._answer.setVisible(bool(card.answer))
        if card.answer:
            self._answer.set_surface("accent" if card.answer == "asked" else "warning")
            self._answered.setText(say(words.ANSWERS[card.answer]))
        self._note.setVisible(bool(card.note))
        self._noted.setText(card.note)

    def _facts_of(self, card: BookingCard) -> list[str]:
        say = self._speech.say
        times = say(words.FROM_TO, starts=formatting.clock_time(card.starts), ends=formatting.clock_time(card.ends))
        room = say(words.ROOM_NO, room=card.room) if card.room else say(words.NO_ROOM)
        facts = [times, room, card.phone_masked]
        if card.companions:
            facts.append(say(words.WITH_OTHERS, count=card.companions))
        if card.checked_in is not None:
            facts.append(say(words.CAME, time=formatting.clock_time(card.checked_in)))
        elif card.minutes_early:
            facts.append(say(words.EARLY, minutes=card.minutes_early))
        return facts


class GarmentView(Card):
    """One garment: picture, where it hangs, and what became of it in one tap. ``picker`` once she is here.

    Built once for its place, and filled anew for each booking.
    """

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, *, may_judge: bool) -> None:
        super().__init__("card", SPACE_12, SPACE_8)
        self._speech = speech
        self.garment_id = GarmentId("")
        self.picker = OutcomePicker(Bilingual("", ""), speech) if may_judge else None
        self._picture = ArtPicture(art, theme, 104 if may_judge else 80)
        self._facts = Text("", "body")
        self._my_size = Chip("", "accent")
        self._how_far = Chip()
        self._name = Text("", "strong", wraps=True)
        self._shelf = Text("", "body" if may_judge else "headline")
        self._stock = Text("", "caption", "faint")
        self._lay_out()

    def show_garment(self, garment: BookedGarment) -> None:
        """Show a garment; what was said of it is shown by itself."""
        say, language = self._speech.say, self._speech.language
        self.garment_id = garment.garment_id
        self._picture.show_art(garment.art, garment.colour.hex)
        size = sizes.said(garment.size, language)
        self._facts.setText(" · ".join([say(garment.colour.name), size, formatting.price(garment.price)]))
        self._my_size.setText(say(words.MY_SIZE))
        self._my_size.setVisible(garment.is_my_size)
        how_far = prepared_said(garment) if garment.verdict is None else None
        self._how_far.setVisible(how_far is not None)
        if how_far is not None:
            said, tone = how_far
            self._how_far.tell(say(said), tone)
        self._name.setText(say(garment.name))
        self._shelf.setText(say(words.SHELF, shelf=garment.shelf))
        is_here = garment.on_hand > 0
        pieces = formatting.pieces(garment.on_hand, language)
        self._stock.setText(say(words.ON_HAND, pieces=pieces) if is_here else say(words.OUT))
        self._stock.set_tone("faint" if is_here else "danger")
        if self.picker is not None:
            self.picker.rename(garment.name)

    def show_outcome(self, outcome: Outcome) -> None:
        """Mark the answer that stands; a tap marks nothing before it was kept."""
        if self.picker is not None:
            self.picker.show_outcome(outcome)

    def _lay_out(self) -> None:
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(self._name)
        told.addLayout(row(self._facts, self._my_size, self._how_far, 1, spacing=SPACE_8))
        told.addStretch(1)
        where = QVBoxLayout()
        where.setSpacing(SPACE_4)
        for label in (self._shelf, self._stock):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            where.addWidget(label)
        where.addStretch(1)
        above = row(spacing=SPACE_12)
        above.addLayout(told, 1)
        above.addLayout(where)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_8)
        beside.addLayout(above)
        if self.picker is not None:
            beside.addWidget(self.picker)
        line = row(spacing=SPACE_12)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(beside, 1)
        self.column.addLayout(line)


def _unsaid(card: BookingCard) -> BookingCard:
    """Return a booking without what was said of its garments, which its widgets show without being built anew."""
    return replace(card, garments=tuple(replace(garment, outcome=NOTHING_SAID) for garment in card.garments))
