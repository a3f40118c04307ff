"""The orders that wait here, oldest promise first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from posapp.domain.clock import DAY, Clock
from posapp.services.pickups import PickupCard
from posapp.ui import formatting
from posapp.ui.screens.pickups import words
from posapp.ui.screens.pickups.state import PickupsState
from posapp.ui.theme import SPACE_4, SPACE_8, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.lazy_column import LazyColumn
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import row

STATUS_TONES: dict[str, ChipTone] = {
    "ready": "success",
    "handed_over": "neutral",
    "promised": "accent",
    "pending": "warning",
    "group_forming": "warning",
    "asked": "warning",
}


class WaitingList(QStackedWidget):
    """The list, or that nothing waits. ``chosen(order_id)``."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._clock = speech, theme, clock
        self._cards: dict[str, PickupCard] = {}
        self._list = LazyColumn(SPACE_8)
        self._empty = EmptyState("pickups", theme)
        self.addWidget(self._list)
        self.addWidget(self._empty)

    def show_state(self, state: PickupsState) -> None:
        """Show what waits and which one is open."""
        language = self._speech.language
        self._cards = {card.order_id: card for card in state.waiting or ()}
        self._list.show_rows({key: (card, language) for key, card in self._cards.items()}, self._row)
        self._list.show_chosen(state.card.order_id if state.card is not None else None)
        self._empty.say(self._speech.say(words.NONE_WAITING), self._speech.say(words.NONE_WAITING_HOW))
        self.setCurrentWidget(self._empty if state.waiting == () else self._list)

    def _row(self, order_id: str) -> RowButton:
        card, say, language = self._cards[order_id], self._speech.say, self._speech.language
        now = self._clock.now()
        pieces = formatting.pieces(card.pieces, language)
        is_urgent, is_late = card.collect_until - now < DAY, card.collect_until < now
        until = formatting.day(card.collect_until, language, now)
        one = RowButton(stays=True)
        one.set_label(f"{say(card.member_name)}, {card.number}")
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        chips = [one for one in (kind_chip(card, self._speech), status_chip(card, self._speech)) if one is not None]
        column.addLayout(row(Text(say(card.member_name), "title"), 1, *chips))
        shelf = card.lines[0].shelf if card.lines else ""
        column.addLayout(
            row(
                Text(say(words.PIECES_ON, pieces=pieces, shelf=shelf), "body"),
                1,
                Text(say(words.HINT, hint=card.code_hint), "caption", "faint"),
            )
        )
        word = words.EXPIRED_SINCE if is_late else words.UNTIL
        kept = Text(say(word, day=until), "caption", "warning" if is_urgent else "faint")
        column.addLayout(row(Text(card.number, "caption", "faint"), 1, kept))
        one.line.addLayout(column, 1)
        one.settle()
        one.clicked.connect(lambda: self.chosen.emit(card.order_id))
        return one


def status_chip(card: PickupCard, speech: Speech) -> Chip:
    """Return where an order stands."""
    standing = card.status
    if card.hindrance == "group_forming":
        standing = "group_forming"
    elif card.asked and not card.pieces:
        standing = "asked"
    return Chip(speech.say(words.STATUSES[standing]), STATUS_TONES.get(standing, "warning"))


def kind_chip(card: PickupCard, speech: Speech) -> Chip | None:
    """Return what is special about an order: a group's, a flash sale's, to be paid here; None for any other."""
    if card.kind in words.KINDS:
        return Chip(speech.say(words.KINDS[card.kind]), "seal")
    return Chip(speech.say(words.TO_BE_PAID), "accent") if card.payment == "on_collection" else None
