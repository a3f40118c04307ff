"""The sync desk: the lamp and its sentence, four figures, what waits for a person, each operation in plain words."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from posapp.services.syncing import OutboxEntry, SyncStatus
from posapp.ui import formatting
from posapp.ui.notices import Notice
from posapp.ui.screens.sync_desk import bill_words, payment_words, words
from posapp.ui.screens.sync_desk.bill_cards import BillsSection
from posapp.ui.screens.sync_desk.parked_card import ParkedOnDesk
from posapp.ui.screens.sync_desk.payment_card import PaymentOnDesk
from posapp.ui.screens.sync_desk.rights_card import RightsCard
from posapp.ui.screens.sync_desk.state import NO_BILLS, SyncDeskState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
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
    "revoked": "warning",
    "forked": "warning",
}
_DRAWINGS = {
    "online": "check",
    "offline": "cloud_off",
    "attention": "alert",
    "revoked": "alert",
    "forked": "alert",
}
_MARKS: dict[str, tuple[str, Tone]] = {
    "here": ("clock", "faint"),
    "relayed": ("clock", "accent"),
    "received": ("sync", "accent"),
    "applied": ("check", "success"),
    "backed_up": ("check", "success"),
    "parked": ("alert", "warning"),
}


class SyncDeskView(QWidget):
    """Shows a ``SyncDeskState``. ``ticked()`` every five seconds while it is seen, because ages grow by themselves.

    ``way_chosen(op_id, place)``, ``confirmed()`` and ``left()`` settle what is parked; ``pair_again_pressed()``.
    ``payment_asked(id)``, ``payment_taken_back(id)``, ``payment_closing(id)``, then ``payment_closed(reason)`` or
    ``payment_left()``: what is done about a payment that is not at its end.
    ``bill_read(channel, day)``, ``bill_given_back(id)``, ``bill_settling(id)``, then ``bill_settled(reason)`` or
    ``bill_left()``: the same of a channel's bill.
    """

    ticked = Signal()
    way_chosen = Signal(str, int)
    confirmed = Signal()
    left = Signal()
    pair_again_pressed = Signal()
    payment_asked = Signal(str)
    payment_taken_back = Signal(str)
    payment_closing = Signal(str)
    payment_closed = Signal(str)
    payment_left = Signal()
    bill_read = Signal(str, str)
    bill_given_back = Signal(str)
    bill_settling = Signal(str)
    bill_settled = Signal(str)
    bill_left = Signal()

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
        self._pair_again = PillButton("", "quiet")
        self._pair_again.setMinimumHeight(3 * SPACE_16)
        self._pair_again.clicked.connect(self.pair_again_pressed)
        self._figures = QHBoxLayout()
        self._freshness = Text("", "caption", "faint")
        self._pack = Text("", "body", "warning", wraps=True)
        self._heading = Text("", "title")
        self._entries = ScrollColumn(0)
        self._nothing = EmptyState("sync", theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._entries)
        self._pages.addWidget(self._nothing)
        self._listed: tuple[object, ...] | None = None
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
        self._show_list(state)

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
        lamp = _lamp_of(status)
        self._lamp.set_surface(_SURFACES[lamp])
        self._icon.show_drawing(_DRAWINGS.get(lamp, "sync"))
        self._sentence.setText(say(words.LAMPS[lamp]))
        if lamp in ("revoked", "forked"):
            advice = words.ADVICE[lamp]
        elif status.clock_is_off:
            advice = words.CLOCK_IS_SLOW if status.clock_off_ms > 0 else words.CLOCK_IS_FAST
        elif status.lamp == "offline" and status.is_stranger:
            advice = words.MALL_IS_A_STRANGER
        elif status.lamp == "offline" and status.days_without_prices:
            advice = words.PRICES_ARE_OLD
        elif not status.worker_is_alive and status.lamp in ("online", "loading"):
            advice = words.WORKER_IS_GONE
        elif lamp in ("online", "sending") and any(one.wants_a_look for one in self._state.payments):
            advice = payment_words.SEE_BELOW
        elif lamp in ("online", "sending") and self._state.bills.want_a_look:
            advice = bill_words.SEE_BELOW
        else:
            advice = words.ADVICE[lamp]
        self._advice.setText(say(advice, by=formatting.span(status.clock_off_ms, self._speech.language)))
        self._pair_again.setVisible(self._state.may_settle)
        is_wanted = status.is_revoked or status.is_forked or status.is_stranger
        self._pair_again.set_look("primary" if is_wanted else "quiet")

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
        each = " · ".join(
            f"{self._speech.say(words.STREAMS[stream])} {self._age(at)}"
            for stream, at in status.fresh_as_of
            if stream in words.STREAMS
        )
        self._freshness.setText(self._speech.say(words.FRESHNESS, each=each) if each else "")
        self._freshness.setVisible(bool(each))
        trouble = words.PACK_TROUBLES.get(status.pack_trouble)
        self._pack.setText(self._speech.say(trouble) if trouble is not None else "")
        self._pack.setVisible(trouble is not None)

    def _show_list(self, state: SyncDeskState) -> None:
        """Show open payments, what waits for a person, what works without the mall, then the latest operations."""
        wanted = (
            state.entries,
            state.parked,
            state.rights,
            state.may_settle,
            state.confirming,
            state.payments,
            state.asking,
            state.closing,
            state.bills,
            state.reading,
            state.settling,
            self._speech.language,
            state.now // 60_000,
        )
        if self._listed == wanted:
            return
        self._listed = wanted
        clear(self._entries.column)
        headings: list[Bilingual] = []
        if state.payments:
            self._head(headings, payment_words.HEADING)
            self._show_payments(state)
        if state.parked:
            self._head(headings, words.WAITING_FOR_A_PERSON)
            self._show_parked(state)
        if state.bills != NO_BILLS:
            self._head(headings, bill_words.HEADING)
            self._show_bills(state)
        if state.rights is not None:
            self._head(headings, words.WITHOUT_THE_MALL)
            self._entries.column.addWidget(RightsCard(state.rights, self._speech, state.now))
        if state.entries or not headings:
            self._head(headings, words.OPERATIONS)
        for entry in state.entries:
            self._entries.column.addLayout(self._entry(entry))
            self._entries.column.addWidget(Rule())
        self._entries.column.addStretch(1)
        self._heading.setText(self._speech.say(headings[0]))
        is_something = state.entries or state.parked or state.payments or state.bills != NO_BILLS
        self._pages.setCurrentWidget(self._entries if is_something else self._nothing)

    def _head(self, headings: list[Bilingual], heading: Bilingual) -> None:
        """Put a heading over what follows; the first one stands still above the column."""
        if headings:
            self._entries.column.addWidget(Text(self._speech.say(heading), "title"))
        headings.append(heading)

    def _show_payments(self, state: SyncDeskState) -> None:
        for payment in state.payments:
            shown = PaymentOnDesk(payment, state, self._speech, self._theme)
            shown.asked.connect(self.payment_asked)
            shown.taken_back.connect(self.payment_taken_back)
            shown.closing.connect(self.payment_closing)
            shown.closed.connect(self.payment_closed)
            shown.left.connect(self.payment_left)
            self._entries.column.addWidget(shown)

    def _show_bills(self, state: SyncDeskState) -> None:
        shown = BillsSection(state, self._speech, self._theme)
        shown.read.connect(self.bill_read)
        shown.given_back.connect(self.bill_given_back)
        shown.settling.connect(self.bill_settling)
        shown.settled.connect(self.bill_settled)
        shown.left.connect(self.bill_left)
        self._entries.column.addWidget(shown)

    def _show_parked(self, state: SyncDeskState) -> None:
        overdue = sum(card.is_overdue for card in state.parked)
        if overdue:
            told = Text(self._speech.say(words.OVERDUE, count=overdue), "body", "warning", wraps=True)
            told.setContentsMargins(0, 0, 0, SPACE_8)
            self._entries.column.addWidget(told)
        for card in state.parked:
            shown = ParkedOnDesk(card, state, self._speech, self._theme)
            shown.chosen.connect(self.way_chosen)
            shown.confirmed.connect(self.confirmed)
            shown.left.connect(self.left)
            self._entries.column.addWidget(shown)

    def _entry(self, entry: OutboxEntry) -> QHBoxLayout:
        say, language = self._speech.say, self._speech.language
        drawing, tone = _MARKS[entry.state]
        kind = words.KINDS.get(entry.kind, words.OTHER_KIND)
        where = say(words.STATES[entry.state], hub_no=entry.hub_no, reason=Bilingual(entry.reason_zh, entry.reason_en))
        if entry.clock_off_ms:
            then = words.CLOCK_WAS_SLOW if entry.clock_off_ms > 0 else words.CLOCK_WAS_FAST
            where += " · " + say(then, by=formatting.span(entry.clock_off_ms, language))
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
        inside.addWidget(self._pair_again)
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
        column.addWidget(self._freshness)
        column.addWidget(self._pack)
        column.addWidget(listed, 1)

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._pair_again.setText(say(words.PAIR_AGAIN))
        self._nothing.say(say(words.NOTHING), say(words.NOTHING_HOW))
        self.show_state(self._state)


def _lamp_of(status: SyncStatus) -> str:
    """Return which sentence stands on the lamp: what the mall decided about this till comes before the network."""
    if status.is_revoked:
        return "revoked"
    if status.is_forked:
        return "forked"
    return "sending" if status.lamp == "online" and status.waiting else status.lamp
