"""What stands on the screen while a phone's payment is not decided, and while a card's slip is typed in."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.payment_errors import is_mall_silent
from posapp.ui import formatting
from posapp.ui.screens.paying import words
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import MoneyLabel, Text
from posapp.ui.widgets.surfaces import row

SECOND_MS = 1_000
KEY_HEIGHT = 56
_TOLD: dict[str, tuple[Bilingual, Bilingual]] = {
    "intent": (words.CONFIRMING, words.SAY_CONFIRMING),
    "unknown": (words.CONFIRMING, words.SAY_CONFIRMING),
    "reversing": (words.UNDOING, words.SAY_UNDOING),
    "watch": (words.NOT_THERE, words.SAY_NOT_THERE),
}


def _told(attempt: PaymentAttempt) -> tuple[Bilingual, Bilingual]:
    """Return what is true of a payment and what to tell the customer; who does not answer is named."""
    if attempt.progress.is_open and is_mall_silent(attempt.said):
        return words.MALL_AWAY, words.SAY_MALL_AWAY
    return _TOLD[attempt.progress.state]


class PhoneWaiting(QWidget):
    """One calm page: what is true, what to tell the customer, and the two ways out."""

    cancelled = Signal()
    cash_pressed = Signal()
    ticked = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._channel, self._amount = Text("", "headline", "faint"), MoneyLabel(0, "change", "accent")
        self._what = Text("", "headline", wraps=True)
        self._say = Text("", "lead", "faint", wraps=True)
        self._waited = Text("", "body", "faint")
        self._cancel, self._cash = PillButton("", "outline"), PillButton("", "outline")
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self.ticked)
        for button in (self._cancel, self._cash):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(KEY_HEIGHT)
        self._cancel.clicked.connect(self.cancelled)
        self._cash.clicked.connect(self.cash_pressed)
        self._lay_out()

    def show_state(self, state: PayingState) -> None:
        """Show where the payment stands; the seconds run only while this is in front."""
        is_waiting = state.stage == "phone"
        if is_waiting != self._timer.isActive():
            self._timer.start() if is_waiting else self._timer.stop()
        if not is_waiting:
            return
        say, attempt = self._speech.say, state.attempt
        what, told = (words.SENDING, words.SAY_SENDING) if attempt is None else _told(attempt)
        self._channel.setText("" if attempt is None else say(words.CHANNELS[attempt.channel]))
        self._amount.show_amount(state.rest if attempt is None else attempt.amount)
        self._what.setText(say(what))
        self._say.setText(say(told))
        self._waited.setText(say(words.WAITED, seconds=state.waited_s))
        self._cancel.setText(f"{say(words.CANCEL_PHONE)}   Esc")
        self._cash.setText(say(words.CASH_INSTEAD))
        self._cancel.setEnabled(attempt is not None and attempt.progress.state in ("intent", "unknown"))
        self._cash.setEnabled(attempt is not None)

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(SPACE_16)
        keys.addWidget(self._cancel, 1)
        keys.addWidget(self._cash, 1)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_12)
        column.addStretch(2)
        column.addLayout(row(self._channel, 1, self._amount))
        column.addSpacing(SPACE_24)
        for label in (self._what, self._say, self._waited):
            column.addWidget(label)
        column.addStretch(3)
        column.addLayout(keys)


class CardSlipPage(QWidget):
    """Asks for the reference on a terminal's slip; Enter says that the terminal has taken it."""

    confirmed = Signal()
    went_back = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._title = Text("", "headline")
        self._how = Text("", "lead", "faint", wraps=True)
        self._reference = Text("", "total")
        self._back, self._done = PillButton("", "outline"), PillButton("", "pay")
        for button in (self._back, self._done):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(KEY_HEIGHT)
        self._back.clicked.connect(self.went_back)
        self._done.clicked.connect(self.confirmed)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_16)
        column.addStretch(1)
        for label in (self._title, self._how, self._reference):
            column.addWidget(label)
        column.addStretch(2)
        column.addWidget(self._back)
        column.addWidget(self._done)

    def show_state(self, state: PayingState) -> None:
        """Show the amount and what was typed."""
        say = self._speech.say
        self._title.setText(say(words.CARD_TITLE, amount=formatting.money(state.card_amount)))
        self._how.setText(say(words.CARD_HOW))
        self._reference.setText(state.reference or "—")
        self._back.setText(f"{say(words.CARD_BACK)}   Esc")
        self._done.setText(f"{say(words.CARD_DONE)}   Enter")
