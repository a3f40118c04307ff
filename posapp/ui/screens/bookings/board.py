"""The day's bookings as cards that a clerk reads from two metres: time, name, room."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.identity import BookingId
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


class BoardView(LazyColumn):
    """The cards in the order of time. ``chosen(booking_id)``. A booking that just arrived pulses once."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art = speech, theme, art
        self._cards: dict[str, BookingCard] = {}
        self._known: set[BookingId] | None = None
        self._brought: BookingId | None = None

    def show_state(self, state: BookingsState) -> None:
        """Show the day."""
        cards, language = state.listed, self._speech.language
        self._cards = {card.booking_id: card for card in cards}
        self.show_rows({key: (card, language) for key, card in self._cards.items()}, self._row)
        self.show_chosen(state.chosen_id)
        if state.chosen_id in self._cards and state.chosen_id != self._brought:
            self._brought = state.chosen_id
            self.bring(state.chosen_id)
        self._pulse_new(cards)

    def _row(self, booking_id: str) -> BookingRow:
        made = BookingRow(self._cards[booking_id], self._speech, self._theme, self._art)
        made.clicked.connect(lambda: self.chosen.emit(booking_id))
        return made

    def _pulse_new(self, cards: tuple[BookingCard, ...]) -> None:
        arrived = {card.booking_id for card in cards} - (self._known or set())
        for card in cards:
            row = self.built.get(card.booking_id)
            if card.is_new and card.booking_id in arrived and isinstance(row, BookingRow):
                row.pulse()
        self._known = (self._known or set()) | arrived


class BookingRow(RowButton):
    """One booking of the day."""

    def __init__(self, card: BookingCard, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(stays=True)
        self._theme = theme
        self.glow = 0.0
        say = speech.say
        is_over = card.status in _OVER
        tone: Tone = "faint" if is_over else "ink"
        starts = formatting.clock_time(card.starts)
        name = say(card.member_name)
        room = say(words.ROOM_NO, room=card.room) if card.room else say(words.NO_ROOM)
        self.set_label(f"{starts} {name}, {room}, {say(words.STATUSES[card.status])}")
        time = Text(starts, "headline", tone)
        time.setFixedWidth(80)
        self.line.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        self.line.addLayout(self._who(card, speech, art, tone), 1)
        self.line.addWidget(self._room(card, speech, tone))
        self.settle()
        self._pulse = QVariantAnimation(self)
        self._pulse.setDuration(PULSE_MS)
        self._pulse.setStartValue(0.0)
        self._pulse.setKeyValueAt(0.3, 1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._pulse.valueChanged.connect(self._show_glow)

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

    def _who(self, card: BookingCard, speech: Speech, art: ArtPictures, tone: Tone) -> QVBoxLayout:
        name = ElidedText(speech.say(card.member_name), "headline", tone)
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addWidget(name)
        pictures = row(spacing=SPACE_4)
        for garment in card.garments[:PICTURES]:
            picture = ArtPicture(art, self._theme, 36)
            picture.show_art(garment.art, garment.colour.hex)
            pictures.addWidget(picture)
        if len(card.garments) > PICTURES:
            pictures.addWidget(Text(f"+{len(card.garments) - PICTURES}", "caption", "faint"))
        pictures.addStretch(1)
        pictures.addWidget(status_chip(card, speech))
        column.addLayout(pictures)
        column.addStretch(1)
        return column

    def _room(self, card: BookingCard, speech: Speech, tone: Tone) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        number = Text(str(card.room) if card.room else "–", "total", "faint" if tone == "faint" else "accent")
        meaning = Text(speech.say(words.ROOM), "caption", "faint")
        for label in (number, meaning):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        block.setFixedWidth(56)
        return block

    def _show_glow(self, glow: float) -> None:
        self.glow = glow
        self.update()


def status_chip(card: BookingCard, speech: Speech) -> Chip:
    """Return where a booking stands: late and new are said first, because they ask for something."""
    if card.is_late:
        return Chip(speech.say(words.LATE), "warning")
    if card.is_new and card.status == "booked":
        return Chip(speech.say(words.NEW), "seal")
    return Chip(speech.say(words.STATUSES[card.status]), STATUS_TONES.get(card.status, "accent"))
