"""The day's bookings as cards that a clerk reads from two metres: time, name, room."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.identity import BookingId
from posapp.domain.text import Bilingual
from posapp.services.booking import BookingCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.state import BookingsState
from posapp.ui.theme import RADIUS, SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ChipTone, ElidedText, Text, Tone
from posapp.ui.widgets.lazy_column import LazyColumn
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import row

PICTURES = 4
PULSE_MS = 1_400
STATUS_TONES: dict[str, ChipTone] = {"checked_in": "success", "cancelled": "neutral", "done": "neutral"}
_OVER = ("done", "cancelled", "no_show")


class BookingRow(RowButton):
    """One booking of the day; built once, and filled for one booking after the other."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(stays=True)
        self._speech, self._theme = speech, theme
        self._booking_id: BookingId | None = None
        self.glow = 0.0
        self._time = Text("", "headline")
        self._time.setFixedWidth(80)
        self._name = ElidedText("", "headline")
        self._pictures = [ArtPicture(art, theme, 36) for _ in range(PICTURES)]
        self._more = Text("", "caption", "faint")
        self._status = Chip()
        self._room = Text("", "total", "accent")
        self._room_word = Text("", "caption", "faint")
        self.line.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        self.line.addLayout(self._who(), 1)
        self.line.addWidget(self._where())
        self.settle()
        self._pulse = QVariantAnimation(self)
        self._pulse.setDuration(PULSE_MS)
        self._pulse.setStartValue(0.0)
        self._pulse.setKeyValueAt(0.3, 1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._pulse.valueChanged.connect(self._show_glow)

    def show_booking(self, card: BookingCard) -> None:
        """Show a booking."""
        if card.booking_id != self._booking_id:
            self._booking_id = card.booking_id
            self._pulse.stop()  # the glow was another's
            self.glow = 0.0
        say = self._speech.say
        tone: Tone = "faint" if card.status in _OVER else "ink"
        starts = formatting.clock_time(card.starts)
        name = say(card.member_name)
        room = say(words.ROOM_NO, room=card.room) if card.room else say(words.NO_ROOM)
        self.set_label(f"{starts} {name}, {room}, {say(words.STATUSES[card.status])}")
        self._time.setText(starts)
        self._name.set_whole(name)
        for label in (self._time, self._name):
            label.set_tone(tone)
        for place, picture in enumerate(self._pictures):
            picture.setVisible(place < len(card.garments))
        for picture, garment in zip(self._pictures, card.garments, strict=False):
            picture.show_art(garment.art, garment.colour.hex)
        self._more.setText(f"+{len(card.garments) - PICTURES}")
        self._more.setVisible(len(card.garments) > PICTURES)
        show_status(self._status, card, self._speech)
        self._room.setText(str(card.room) if card.room else "–")
        self._room.set_tone("faint" if tone == "faint" else "accent")
        self._room_word.setText(say(words.ROOM))
        self.update()

    def pulse(self) -> None:
        """Glow once, because it just arrived."""
        self._pulse.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row, and the glow over its border."""
        super().paintEvent(event)
        if self.glow <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(self._theme.colour("seal"))
        tint.setAlphaF(self.glow)
        painter.setPen(QPen(tint, 4))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), RADIUS, RADIUS)
        painter.end()

    def _who(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addWidget(self._name)
        pictures = row(*self._pictures, self._more, spacing=SPACE_4)
        pictures.addStretch(1)
        pictures.addWidget(self._status)
        column.addLayout(pictures)
        column.addStretch(1)
        return column

    def _where(self) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self._room, self._room_word):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        block.setFixedWidth(56)
        return block

    def _show_glow(self, glow: float) -> None:
        self.glow = glow
        self.update()


class BoardView(LazyColumn[BookingRow]):
    """The cards in the order of time. ``chosen(booking_id)``. A booking that just arrived pulses once."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(lambda: BookingRow(speech, theme, art), self._fill_booking, SPACE_8)
        self._speech = speech
        self._cards: dict[str, BookingCard] = {}
        self._known: set[BookingId] | None = None
        self._brought: BookingId | None = None

    def show_state(self, state: BookingsState) -> None:
        """Show the day."""
        cards, language = state.listed, self._speech.language
        self._cards = {card.booking_id: card for card in cards}
        self.show_rows({key: (card, language) for key, card in self._cards.items()})
        self.show_chosen(state.chosen_id)
        if state.chosen_id in self._cards and state.chosen_id != self._brought:
            self._brought = state.chosen_id
            self.bring(state.chosen_id)
        self._pulse_new(cards)

    def _fill_booking(self, row: BookingRow, booking_id: str) -> None:
        row.show_booking(self._cards[booking_id])

    def _pulse_new(self, cards: tuple[BookingCard, ...]) -> None:
        arrived = {card.booking_id for card in cards} - (self._known or set())
        for card in cards:
            row = self.built.get(card.booking_id)
            if card.is_new and card.booking_id in arrived and row is not None:
                row.pulse()
        self._known = (self._known or set()) | arrived


def show_status(chip: Chip, card: BookingCard, speech: Speech) -> None:
    """Say where a booking stands: late and new are said first, because they ask for something."""
    said, tone = _status_said(card)
    chip.tell(speech.say(said), tone)


def _status_said(card: BookingCard) -> tuple[Bilingual, ChipTone]:
    if card.is_late:
        return words.LATE, "warning"
    if card.is_new and card.status == "booked":
        return words.NEW, "seal"
    return words.STATUSES[card.status], STATUS_TONES.get(card.status, "accent")
