"""The sync desk: the lamp and its sentence, four figures, and each operation in plain words."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from posapp.services.syncing import OutboxEntry, SyncStatus
from posapp.ui import formatting
from posapp.ui.notices import Notice
from posapp.ui.screens.sync_desk import words
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Text, Tone
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState, IconPicture
from posapp.ui.widgets.surfaces import Card, Rule, ScrollColumn, Surface, clear, row

LOOK_EVERY_MS = 5_000
_SURFACES: dict[str, Surface] = {
    "unpaired": "sunk",
    "loading": "accent",
    "online": "success",
    "sending": "accent",
    "offline": "warning",
    "attention": "warning",
}
_DRAWINGS = {"online": "check", "offline": "cloud_off", "attention": "alert"}
_MARKS: dict[str, tuple[str, Tone]] = {
    "here": ("clock", "faint"),
    "received": ("sync", "accent"),
    "applied": ("check", "success"),
    "parked": ("alert", "warning"),
}


class SyncDeskView(QWidget):
    """Shows a ``SyncDeskState``. ``ticked()`` every five seconds while it is seen, because ages grow by themselves."""

    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self._state = SyncDeskState()
        self._told: Notice | None = None
        self._title = Text("", "headline")
        self._notice = NoticeBar(speech, theme)
        self._lamp = Card("sunk", SPACE_24, SPACE_4)
        self._icon = IconPicture("sync", theme, "ink", 48)
        self._sentence = Text("", "headline", wraps=True)
        self._advice = Text("", "lead", wraps=True)
        self._figures = QHBoxLayout()
        self._heading = Text("", "title")
        self._entries = ScrollColumn(0)
        self._nothing = EmptyState("sync", theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._entries)
        self._pages.addWidget(self._nothing)
        self._listed: tuple[tuple[OutboxEntry, ...], str, int] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.ticked)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: SyncDeskState) -> None:
        """Show where the till stands."""
        self._state = state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        if state.status is not None:
            self._show_lamp(state.status)
            self._show_figures(state.status)
        self._show_entries(state.entries)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look again now and then."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _show_lamp(self, status: SyncStatus) -> None:
        say = self._speech.say
        lamp = "sending" if status.lamp == "online" and status.waiting else status.lamp
        self._lamp.set_surface(_SURFACES[lamp])
        self._icon.show_drawing(_DRAWINGS.get(lamp, "sync"))
        self._sentence.setText(say(words.LAMPS[lamp]))
        if status.clock_is_off:
            advice = words.CLOCK_IS_OFF
        elif status.lamp == "offline" and status.is_stranger:
            advice = words.MALL_IS_A_STRANGER
        elif status.lamp == "offline" and status.days_without_prices:
            advice = words.PRICES_ARE_OLD
        elif not status.worker_is_alive and status.lamp in ("online", "loading"):
            advice = words.WORKER_IS_GONE
        else:
            advice = words.ADVICE[lamp]
        self._advice.setText(say(advice))

    def _show_figures(self, status: SyncStatus) -> None:
        clear(self._figures)
        figures: list[tuple[str, Bilingual, Tone]] = [
            (self._age(status.last_contact), words.LAST_CONTACT, "ink"),
            (self._age(status.prices_as_of), words.PRICES_AS_OF, "ink"),
            (f"{status.waiting:,}", words.WAITING, "ink"),
            (f"{status.parked:,}", words.PARKED, "warning" if status.parked else "ink"),
        ]
        for figure, meaning, tone in figures:
            card = Card("card", SPACE_16, 0)
            card.column.addWidget(Text(figure, "headline", tone))
            card.column.addWidget(Text(self._speech.say(meaning), "caption", "faint"))
            self._figures.addWidget(card, 1)

    def _show_entries(self, entries: tuple[OutboxEntry, ...]) -> None:
        wanted = (entries, self._speech.language, self._state.now // 60_000)
        if self._listed == wanted:
            return
        self._listed = wanted
        clear(self._entries.column)
        for entry in entries:
            self._entries.column.addLayout(self._entry(entry))
            self._entries.column.addWidget(Rule())
        self._entries.column.addStretch(1)
        self._pages.setCurrentWidget(self._entries if entries else self._nothing)

    def _entry(self, entry: OutboxEntry) -> QHBoxLayout:
        say, language = self._speech.say, self._speech.language
        drawing, tone = _MARKS[entry.state]
        kind = words.KINDS.get(entry.kind, words.OTHER_KIND)
        where = say(words.STATES[entry.state], hub_no=entry.hub_no, reason=Bilingual(entry.reason_zh, entry.reason_en))
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(Text(say(kind, kind=entry.kind, subject=entry.subject), "strong", wraps=True))
        told.addWidget(Text(where, "body", tone if entry.state == "parked" else "faint", wraps=True))
        line = row(IconPicture(drawing, self._theme, tone, 24), spacing=SPACE_12)
        line.setContentsMargins(SPACE_4, SPACE_8, SPACE_4, SPACE_8)
        line.addLayout(told, 1)
        line.addWidget(Text(formatting.moment(entry.at, language, self._state.now), "body", "faint"))
        return line

    def _age(self, instant: Millis | None) -> str:
        if instant is None:
            return self._speech.say(words.NEVER)
        return formatting.ago(instant, self._speech.language, self._state.now)

    def _lay_out(self) -> None:
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(self._sentence)
        told.addWidget(self._advice)
        inside = row(self._icon, spacing=SPACE_24)
        inside.addLayout(told, 1)
        self._lamp.column.addLayout(inside)
        self._figures.setSpacing(SPACE_12)
        listed = Card("card", SPACE_16, SPACE_8)
        listed.column.addWidget(self._heading)
        listed.column.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_32, SPACE_16, SPACE_32, SPACE_24)
        column.setSpacing(SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._notice)
        column.addWidget(self._lamp)
        column.addLayout(self._figures)
        column.addWidget(listed, 1)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._heading.setText(say(words.OPERATIONS))
        self._nothing.say(say(words.NOTHING), say(words.NOTHING_HOW))
        self.show_state(self._state)
