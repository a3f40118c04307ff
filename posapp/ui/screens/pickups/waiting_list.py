"""The orders that wait here, oldest promise first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from posapp.domain.clock import DAY, Clock
from posapp.domain.text import Bilingual
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
        self._speech = speech
        self._cards: dict[str, PickupCard] = {}
        self._list: LazyColumn[OrderRow] = LazyColumn(lambda: OrderRow(speech, clock), self._fill, SPACE_8)
        self._list.chosen.connect(self.chosen)
        self._empty = EmptyState("pickups", theme)
        self.addWidget(self._list)
        self.addWidget(self._empty)

    def show_state(self, state: PickupsState) -> None:
        """Show what waits and which one is open."""
        language = self._speech.language
        self._cards = {card.order_id: card for card in state.waiting or ()}
        self._list.show_rows({key: (card, language) for key, card in self._cards.items()})
        self._list.show_chosen(state.card.order_id if state.card is not None else None)
        self._empty.say(self._speech.say(words.NONE_WAITING), self._speech.say(words.NONE_WAITING_HOW))
        self.setCurrentWidget(self._empty if state.waiting == () else self._list)

    def _fill(self, row: OrderRow, order_id: str) -> None:
        row.show_order(self._cards[order_id])


class OrderRow(RowButton):
    """One order that waits; built once, and filled for one order after the other."""

    def __init__(self, speech: Speech, clock: Clock) -> None:
        super().__init__(stays=True)
        self._speech, self._clock = speech, clock
        self._name = Text("", "title")
        self._kind, self._status = Chip(), Chip()
        self._pieces = Text("", "body")
        self._hint = Text("", "caption", "faint")
        self._number = Text("", "caption", "faint")
        self._until = Text("", "caption", "faint")
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addLayout(row(self._name, 1, self._kind, self._status))
        column.addLayout(row(self._pieces, 1, self._hint))
        column.addLayout(row(self._number, 1, self._until))
        self.line.addLayout(column, 1)
        self.settle()

    def show_order(self, card: PickupCard) -> None:
        """Show an order."""
        say, language = self._speech.say, self._speech.language
        now = self._clock.now()
        pieces = formatting.pieces(card.pieces, language)
        is_urgent, is_late = card.collect_until - now < DAY, card.collect_until < now
        self.set_label(f"{say(card.member_name)}, {card.number}")
        self._name.setText(say(card.member_name))
        kind = kind_of(card)
        self._kind.setVisible(kind is not None)
        if kind is not None:
            word, tone = kind
            self._kind.tell(say(word), tone)
        word, tone = status_of(card)
        self._status.tell(say(word), tone)
        self._pieces.setText(say(words.PIECES_ON, pieces=pieces, shelf=card.lines[0].shelf if card.lines else ""))
        self._hint.setText(say(words.HINT, hint=card.code_hint))
        self._number.setText(card.number)
        until = formatting.day(card.collect_until, language, now)
        self._until.setText(say(words.EXPIRED_SINCE if is_late else words.UNTIL, day=until))
        self._until.set_tone("warning" if is_urgent else "faint")


Said = tuple[Bilingual, ChipTone]
"""What a chip says, and in which tone."""


def status_of(card: PickupCard) -> Said:
    """Return where an order stands."""
    standing = card.status
    if card.hindrance == "group_forming":
        standing = "group_forming"
    elif card.asked and not card.pieces:
        standing = "asked"
    return words.STATUSES[standing], STATUS_TONES.get(standing, "warning")


def kind_of(card: PickupCard) -> Said | None:
    """Return what is special about an order: a group's, a flash sale's, to be paid here; None for any other."""
    if card.kind in words.KINDS:
        return words.KINDS[card.kind], "seal"
    return (words.TO_BE_PAID, "accent") if card.payment == "on_collection" else None


def said_chip(said: Said, speech: Speech) -> Chip:
    """Return a chip that says it."""
    return Chip(speech.say(said[0]), said[1])
