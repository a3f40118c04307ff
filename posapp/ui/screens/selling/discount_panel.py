"""The discount panel over the sell screen: what comes off, why, and for the whole sale also rounding down."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.given import REASONS
from posapp.domain.text import Bilingual
from posapp.ui import formatting
from posapp.ui.notices import Notice
from posapp.ui.screens.selling import discount_words as words
from posapp.ui.screens.selling.discounts import DiscountState
from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.chips import Chips
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.surfaces import Card
from posapp.ui.words import ERASE

PANEL_WIDTH = 860
USUAL = (5, 10, 15, 20, 30, 50)
"""Per cent off that are asked for most, as 95 折 to 5 折."""

_KEYS: Mapping[str, str] = {"%": "percent", "-": "off", "=": "price"}


class DiscountPanel(Overlay):
    """Shows a ``DiscountState``. Sends ``kind_chosen``, ``sign_typed``, ``erased``, ``percent_chosen``,
    ``reason_chosen``, ``confirmed``, ``taken_back``, ``rounding_chosen`` and ``left``.
    """

    kind_chosen = Signal(str)
    sign_typed = Signal(str)
    erased = Signal()
    percent_chosen = Signal(int)
    reason_chosen = Signal(str)
    confirmed = Signal()
    taken_back = Signal()
    rounding_chosen = Signal(int)
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(theme)
        self._speech = speech
        self._state = DiscountState()
        self._told: Notice | None = None
        self._title = Text("", "headline", wraps=True)
        self._costs = Text("", "body", "faint")
        self._kinds = Chips(("percent", "off", "price"))
        self._asks = Text("", "strong", "faint")
        self._typed = Text("", "total")
        self._typed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._usual = Chips(USUAL)
        self._why = Text("", "strong")
        self._reasons = Chips(tuple(REASONS))
        self._rounding = Card("sunk", SPACE_12)
        self._rounding_word = Text("", "strong")
        self._round_to = Chips(tuple(words.ROUND))
        self._notice = NoticeBar(speech, theme)
        self._keypad = Keypad(theme, key_height=60)
        self._give = PillButton("", "primary")
        self._take_back = PillButton("", "danger")
        self._leave = PillButton("", "outline")
        self._lay_out()
        self._connect()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: DiscountState) -> None:
        """Show the panel, or go away."""
        self._state = state
        if not state.is_open:
            self.put_away()
            return
        self._show()
        self.bring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type with the keyboard too: %, − and = choose what comes off, Enter gives it, Escape goes back."""
        sign = event.text()
        if sign.isdecimal() or sign == ".":
            self.sign_typed.emit(sign)
        elif sign in _KEYS:
            self.kind_chosen.emit(_KEYS[sign])
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.accept()  # no key of the panel reaches what lies behind it

    def _show(self) -> None:
        say, state = self._speech.say, self._state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        is_line = state.line is not None
        self._title.setText(say(state.line.name) if state.line is not None else say(words.TITLE_TICKET))
        about = f"{say(words.TITLE_LINE)} · " if is_line else ""
        self._costs.setText(about + say(words.COSTS, price=formatting.money(state.costs)))
        self._kinds.show_one("price", is_shown=is_line)
        self._kinds.show_chosen(state.kind)
        self._asks.setText(say(words.ASKS[state.kind]))
        shown = state.typed or "0"
        self._typed.setText({"percent": f"−{shown}%", "off": f"−¥{shown}", "price": f"¥{shown}"}[state.kind])
        self._usual.setVisible(state.kind == "percent")
        self._usual.show_chosen(int(state.typed) if state.typed.isdecimal() else None)
        self._reasons.show_chosen(state.reason)
        self._rounding.setVisible(not is_line)
        self._round_to.show_chosen(state.rounding.to if state.rounding is not None else 1)
        self._take_back.setVisible(state.given is not None)
        self._give.setEnabled(bool(state.typed) and not state.is_writing)

    def _lay_out(self) -> None:
        self.card.setFixedWidth(PANEL_WIDTH)
        left = QVBoxLayout()
        left.setSpacing(SPACE_12)
        for widget in (self._title, self._costs, self._kinds, self._usual, self._why, self._reasons):
            left.addWidget(widget)
        self._rounding.column.addWidget(self._rounding_word)
        self._rounding.column.addWidget(self._round_to)
        left.addWidget(self._rounding)
        left.addStretch(1)
        left.addWidget(self._take_back)
        right = QWidget()
        right.setFixedWidth(344)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._asks)
        column.addWidget(self._typed)
        column.addWidget(self._notice)
        column.addStretch(1)
        column.addWidget(self._keypad)
        column.addWidget(self._give)
        column.addWidget(self._leave)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.addLayout(left, 1)
        halves.addSpacing(SPACE_16)
        halves.addWidget(right)
        self.card.column.addLayout(halves)

    def _connect(self) -> None:
        self._kinds.chosen.connect(self.kind_chosen.emit)
        self._usual.chosen.connect(self.percent_chosen.emit)
        self._reasons.chosen.connect(self.reason_chosen.emit)
        self._round_to.chosen.connect(self.rounding_chosen.emit)
        self._keypad.pressed.connect(self.sign_typed)
        self._keypad.erased.connect(self.erased)
        self._give.clicked.connect(self.confirmed)
        self._take_back.clicked.connect(self.taken_back)
        self._leave.clicked.connect(self.left)
        for chips in (self._kinds, self._usual, self._reasons):
            chips.chosen.connect(lambda _chosen: self._pressed())

    def _pressed(self) -> None:
        """Give the keys back to the panel, and let a chip that was pressed out again stand as it is."""
        self.setFocus()
        self._show()

    def _translate(self) -> None:
        say = self._speech.say
        for kind, title in words.KINDS.items():
            self._kinds.say(kind, say(title))
        for percent in USUAL:
            self._usual.say(percent, say(words.QUICK, zh=_tenths(percent), en=percent))
        for reason, title in REASONS.items():
            self._reasons.say(reason, say(title))
        for to, title in words.ROUND.items():
            self._round_to.say(to, say(title))
        texts: tuple[tuple[Text | PillButton, Bilingual], ...] = (
            (self._why, words.WHY),
            (self._rounding_word, words.ROUNDING),
            (self._give, words.GIVE),
            (self._take_back, words.TAKE_BACK),
            (self._leave, words.LEAVE),
        )
        for widget, title in texts:
            widget.setText(say(title))
        self._keypad.name_keys(say(ERASE))
        if self._state.is_open:
            self._show()


def _tenths(percent: int) -> str:
    """Return how many tenths of the price are left, as shops say it: 5 per cent off is 95 折, 10 is 9 折."""
    left = 100 - percent
    return str(left // 10) if left % 10 == 0 else str(left)
