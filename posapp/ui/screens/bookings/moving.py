"""Another time for a booking, more company, or none of it: what a clerk chooses while she stands or calls."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.booking import BookingCard
from posapp.services.rebooking import SlotHere
from posapp.ui import formatting
from posapp.ui.screens.bookings import words
from posapp.ui.screens.bookings.state import Moving
from posapp.ui.theme import SPACE_8, SPACE_16
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import DeliberateButton, PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, clear, row

DAYS_AHEAD = 7
MOST_COMPANIONS = 4
COLUMNS = 5


class MovingPanel(Card):
    """The choices. ``day_chosen(date)``, ``slot_chosen(starts)``, ``companions_chosen(count)``, ``off_pressed()`` and
    ``moving_left()``.
    """

    day_chosen = Signal(object)
    slot_chosen = Signal(object)
    companions_chosen = Signal(int)
    off_pressed = Signal()
    moving_left = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__("card", SPACE_16, SPACE_8)
        self._speech = speech
        self._shown: tuple[Moving, BookingCard, str] | None = None

    def show_moving(self, moving: Moving | None, card: BookingCard) -> None:
        """Show what can be chosen for a booking; nothing while nobody asked."""
        self.setVisible(moving is not None)
        if moving is None:
            self._shown = None
            return
        wanted = (moving, card, self._speech.language)
        if self._shown == wanted:
            return
        self._shown = wanted
        say = self._speech.say
        clear(self.column)
        self._part(
            words.WHICH_DAY, [self._day(moving.today + timedelta(days=ahead), moving) for ahead in range(DAYS_AHEAD)]
        )
        slots: list[QWidget] = [self._slot(one) for one in moving.slots]
        self._part(words.WHICH_TIME, slots or [Text(say(words.NO_SLOTS), "body", "faint", wraps=True)])
        self._part(words.WHO_COMES_ALONG, [self._company(count, card) for count in range(MOST_COMPANIONS + 1)])
        off = DeliberateButton(say(words.CALL_OFF_SURE if moving.is_off_armed else words.CALL_OFF))
        off.setProperty("look", "danger" if moving.is_off_armed else "quiet")
        off.clicked.connect(self.off_pressed)
        left = PillButton(say(words.LEAVE_IT))
        left.clicked.connect(self.moving_left)
        self.column.addLayout(row(off, 1, left, spacing=SPACE_8))

    def _part(self, title: Bilingual, choices: list[QWidget]) -> None:
        self.column.addWidget(Text(self._speech.say(title), "strong"))
        grid = QGridLayout()
        grid.setSpacing(SPACE_8)
        columns = COLUMNS if len(choices) > DAYS_AHEAD else DAYS_AHEAD
        for place, choice in enumerate(choices):
            grid.addWidget(choice, place // columns, place % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self.column.addLayout(grid)

    def _day(self, day: date, moving: Moving) -> PillButton:
        made = self._choice(f"{day:%m-%d}", is_chosen=day == moving.day)
        made.clicked.connect(lambda: self.day_chosen.emit(day))
        return made

    def _slot(self, slot: SlotHere) -> PillButton:
        time = formatting.clock_time(slot.starts)
        say = self._speech.say
        if slot.is_hers:
            title = time
        elif slot.is_late:
            title = say(words.SLOT_LATE, time=time)
        else:
            title = say(words.SLOT_FREE, time=time, count=slot.free) if slot.free else say(words.SLOT_FULL, time=time)
        made = self._choice(title, is_chosen=slot.is_hers)
        made.clicked.connect(lambda: self.slot_chosen.emit(slot.starts))
        return made

    def _company(self, count: int, card: BookingCard) -> PillButton:
        title = self._speech.say(words.ALONE) if not count else str(count)
        made = self._choice(title, is_chosen=count == card.companions)
        made.clicked.connect(lambda: self.companions_chosen.emit(count))
        return made

    @staticmethod
    def _choice(title: str, *, is_chosen: bool) -> PillButton:
        made = PillButton(title)
        made.setProperty("look", "verdict")
        made.setCheckable(True)
        made.setChecked(is_chosen)
        return made
