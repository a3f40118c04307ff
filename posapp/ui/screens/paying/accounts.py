"""What the member and the gift card on the cart may pay with: a key each, lit while it pays a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.ui import formatting
from posapp.ui.screens.paying import words
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import ElidedText
from posapp.ui.widgets.row_button import RowButton

if TYPE_CHECKING:
    from posapp.services.value import Drawing, ValueOffer

KEY_HEIGHT = 60


class Accounts(QWidget):
    """The keys of the accounts that hold something. ``pressed(instrument)``."""

    pressed = Signal(str)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._keys = {name: _AccountKey(speech, name) for name in words.ACCOUNTS}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_8)
        for name, key in self._keys.items():
            key.clicked.connect(lambda _checked=False, name=name: self.pressed.emit(name))
            line.addWidget(key)

    def show_state(self, state: PayingState) -> None:
        """Show the accounts that hold something, and what they pay."""
        offers: dict[str, ValueOffer] = {offer.instrument: offer for offer in state.offers}
        drawn: dict[str, Drawing] = {drawing.instrument: drawing for drawing in state.drawn}
        self.setVisible(bool(offers))
        for name, key in self._keys.items():
            offer, drawing = offers.get(name), drawn.get(name)
            key.setVisible(offer is not None)
            if offer is not None:
                key.show_account(offer, drawing)
                key.setEnabled(state.stage == "asking" and (drawing is not None or state.rest > 0))


class _AccountKey(RowButton):
    """One account: its name with what it holds or pays, below it what a cashier has to know about that."""

    def __init__(self, speech: Speech, name: str) -> None:
        super().__init__()
        self._speech, self._name = speech, name
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(KEY_HEIGHT)
        self._what, self._note = ElidedText("", "strong"), ElidedText("", "caption", "faint")
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self._what)
        told.addWidget(self._note)
        self.line.setContentsMargins(SPACE_12, SPACE_4, SPACE_12, SPACE_4)
        self.line.addLayout(told)
        self.settle()

    def show_account(self, offer: ValueOffer, drawing: Drawing | None) -> None:
        """Show what it offers, or what it pays."""
        say = self._speech.say
        name = words.ACCOUNTS[self._name]
        if drawing is not None:
            what, note = words.PAYS, say(words.UNDO)
        else:
            what = words.HOLDS
            offline = formatting.price(offer.offline)
            note = say(words.OFFLINE, offline=offline) if offer.offline else say(words.ONLINE_ONLY)
        amount = formatting.price(offer.balance if drawing is None else drawing.amount)
        text = say(what, name=name, amount=amount)
        self._what.set_whole(text)
        self._note.set_whole(note)
        self._what.set_tone("ink" if drawing is None else "accent")
        self.set_lit(is_lit=drawing is not None)
        self.set_label(f"{text}, {note}")
