"""The carts that were put aside, to choose from, in the place of the tiles."""

from __future__ import annotations

from PySide6.QtCore import Signal

from posapp.services.holding import HeldCart
from posapp.ui.screens.selling import line_words as words
from posapp.ui.screens.selling.held_carts import called, told
from posapp.ui.screens.selling.words import SHEET_BACK
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, ScrollColumn, clear, row

KEY_HEIGHT = 64


class HeldPanel(Card):
    """Shows every cart that lies aside, the newest first: ``recalled(cart_id)``, ``left()``.

    The newest that may be taken has the focus, so that the recalling key and Enter take it back; Tab and the arrows
    walk to the others.
    """

    recalled = Signal(str)
    left = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__("card", SPACE_16, SPACE_12)
        self._speech = speech
        self._held: tuple[HeldCart, ...] = ()
        self._said = ""
        self._back = PillButton("", "quiet")
        self._back.clicked.connect(self.left)
        self._title = Text("", "title")
        self._scroll = ScrollColumn(SPACE_8)
        self.column.addLayout(row(self._back, 1))
        self.column.addWidget(self._title)
        self.column.addWidget(self._scroll, 1)

    def show_held(self, held: tuple[HeldCart, ...]) -> None:
        """Show them."""
        if (held, self._speech.language) == (self._held, self._said):
            return
        self._held, self._said = held, self._speech.language
        say = self._speech.say
        self._back.setText(f"‹  {say(SHEET_BACK)}")
        self._title.setText(say(words.HELD))
        clear(self._scroll.column)
        is_in_focus = False
        for cart in sorted(held, key=lambda one: -one.held_at):
            key = PillButton(f"{called(cart, self._speech)}\n{told(cart, self._speech)}", "outline")
            key.setMinimumHeight(KEY_HEIGHT)
            key.setEnabled(cart.may_be_taken)
            key.clicked.connect(lambda _checked=False, chosen=cart.cart_id: self.recalled.emit(chosen))
            self._scroll.column.addWidget(key)
            if cart.may_be_taken and not is_in_focus:
                key.setFocus()
                is_in_focus = True
        self._scroll.column.addStretch(1)
