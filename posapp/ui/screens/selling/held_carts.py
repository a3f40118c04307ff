"""The carts that were put aside, in the empty cart's place, and how one of them is called."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.holding import HeldCart
from posapp.ui import formatting
from posapp.ui.screens.selling import line_words, words
from posapp.ui.theme import SPACE_4, SPACE_8, TARGET
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import ElidedText, Text
from posapp.ui.widgets.surfaces import Card, clear

MOST_SHOWN = 3


def called(cart: HeldCart, speech: Speech) -> str:
    """Return since when it lies aside and for whom."""
    who = cart.member_name or words.HELD_NOBODY
    return speech.say(words.HELD_ROW, time=formatting.clock_time(cart.held_at), who=who)


def told(cart: HeldCart, speech: Speech) -> str:
    """Return what lies in it, and the till where it is when that is another one."""
    title = f"{formatting.pieces(cart.pieces, speech.language)} · {formatting.money(cart.total)}"
    where: Bilingual | None = None
    if cart.taken_at:
        where = line_words.HELD_TAKEN
    elif cart.till_no:
        where = line_words.HELD_ONLY_THERE if cart.is_bound else line_words.HELD_THERE
    return title if where is None else speech.say(where, title=title, till_no=cart.taken_at or cart.till_no)


class HeldCarts(QWidget):
    """The carts that were put aside, while the counter is empty. ``recalled(cart_id)``."""

    recalled = Signal(str)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_8)

    def show_held(self, held: tuple[HeldCart, ...]) -> None:
        """Show them, those first that may be taken here, the newest first, at most three."""
        clear(self._column)
        self.setVisible(bool(held))
        if not held:
            return
        self._column.addWidget(Text(self._speech.say(words.HELD_TITLE), "strong", "faint"))
        for cart in sorted(held, key=lambda one: (not one.may_be_taken, -one.held_at))[:MOST_SHOWN]:
            card = Card("sunk", SPACE_4)
            card.setMinimumHeight(TARGET + 2 * SPACE_4)
            title = ElidedText(called(cart, self._speech), "strong")
            title.set_whole(called(cart, self._speech))
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(title)
            detail = ElidedText(told(cart, self._speech), "caption", "faint")
            detail.set_whole(told(cart, self._speech))
            texts.addWidget(detail)
            line = QHBoxLayout()
            line.setContentsMargins(SPACE_4, 0, 0, 0)
            line.addLayout(texts, 1)
            if cart.may_be_taken:
                back = PillButton(self._speech.say(words.TAKE_BACK), "outline")
                back.clicked.connect(lambda _checked=False, chosen=cart.cart_id: self.recalled.emit(chosen))
                line.addWidget(back)
            card.column.addLayout(line)
            self._column.addWidget(card)
