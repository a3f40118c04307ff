"""The devices page: the printer with its address and paper at the left, what waits for it at the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui.screens.devices import words
from posapp.ui.screens.devices.queue_card import QueueCard
from posapp.ui.screens.devices.state import DevicesState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, TARGET, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, PillButton
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.surfaces import Card, row

_TONES: dict[str, ChipTone] = {
    "ready": "success",
    "unknown": "neutral",
    "paper_low": "warning",
    "paper_out": "danger",
    "cover_open": "danger",
    "away": "danger",
    "error": "danger",
}


class DevicesView(QWidget):
    """Shows a ``DevicesState``; every act is a signal of the presenter's method of the same name."""

    kind_chosen = Signal(str)
    place_typed = Signal(str)
    width_chosen = Signal(int)
    used = Signal()
    asked = Signal()
    tested = Signal()
    printed_now = Signal()
    printed_again = Signal(str)
    drawer_pressed = Signal()
    display_chosen = Signal(str)
    keys_pressed = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._state = DevicesState()
        self._notice = NoticeBar(speech, theme)
        self._title, self._lamp = Text("", "title"), Chip()
        self._kinds = _Choices(words.KINDS)
        self._kinds.chosen.connect(self.kind_chosen)
        self._place = QLineEdit()
        self._place.setMinimumHeight(TARGET)
        self._place.textEdited.connect(self.place_typed)
        self._place.returnPressed.connect(self.used)
        self._hint = Text("", "caption", "faint", wraps=True)
        self._paper = Text("", "strong")
        self._widths = _Choices({str(columns): name for columns, name in words.WIDTHS.items()})
        self._widths.chosen.connect(lambda columns: self.width_chosen.emit(int(columns)))
        self._use, self._test, self._ask = PillButton("", "primary"), PillButton("", "outline"), PillButton("", "quiet")
        for button, signal in ((self._use, self.used), (self._test, self.tested), (self._ask, self.asked)):
            button.clicked.connect(signal)
        self._template = Text("", "caption", "warning", wraps=True)
        self._drawer_title, self._drawer_advice = Text("", "title"), Text("", "caption", "faint", wraps=True)
        self._drawer = PillButton("", "outline")
        self._drawer.clicked.connect(self.drawer_pressed)
        self._display_title = Text("", "title")
        self._displays = _Choices(words.DISPLAYS)
        self._displays.chosen.connect(self.display_chosen)
        self._keys_title, self._keys_advice = Text("", "title"), Text("", "caption", "faint")
        self._keys = PillButton("", "outline")
        self._keys.clicked.connect(self.keys_pressed)
        self._queue = QueueCard(speech)
        self._queue.print_now.connect(self.printed_now)
        self._queue.again.connect(self.printed_again)
        self._lay_out()
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: DevicesState) -> None:
        """Show all of it."""
        self._state = state
        self._notice.show_notice(state.notice)
        self._translate()

    def _translate(self) -> None:
        say, state = self._speech.say, self._state
        self._title.setText(say(words.PRINTER))
        self._lamp.setText(say(words.ASKING if state.printer is None else words.STATES[state.printer]))
        self._lamp.set_tone("neutral" if state.printer is None else _TONES[state.printer])
        self._kinds.show_choice(state.kind, self._speech)
        if self._place.text() != state.place:
            self._place.setText(state.place)
        self._hint.setText(say(words.PLACES[state.kind]))
        self._place.setAccessibleName(say(words.PLACES[state.kind]))
        self._paper.setText(say(words.PAPER))
        self._widths.show_choice(str(state.columns), self._speech)
        self._use.setText(say(words.USE))
        self._test.setText(say(words.PRINTING if state.is_busy else words.TEST))
        self._ask.setText(say(words.ASK))
        for button in (self._use, self._test, self._drawer):
            button.setEnabled(not state.is_busy)
        settings = state.sheet.settings if state.sheet is not None else None
        trouble = settings.template_trouble if settings is not None else ""
        self._template.setText(say(words.TEMPLATE, trouble=trouble))
        self._template.setVisible(bool(trouble))
        self._drawer_title.setText(say(words.DRAWER))
        self._drawer_advice.setText(say(words.DRAWER_ADVICE))
        self._drawer.setText(say(words.OPEN_DRAWER))
        self._display_title.setText(say(words.DISPLAY))
        self._displays.show_choice(settings.display if settings is not None else "auto", self._speech)
        self._keys_title.setText(say(words.KEYS))
        self._keys_advice.setText(say(words.KEYS_ADVICE))
        self._keys.setText(say(words.CHANGE_KEYS))
        self._queue.show_sheet(state.sheet, is_busy=state.is_busy)
        self._queue.translate()

    def _lay_out(self) -> None:
        printer = Card("card", SPACE_24, SPACE_12)
        printer.column.addLayout(row(self._title, 1, self._lamp))
        printer.column.addWidget(self._kinds)
        printer.column.addWidget(self._place)
        printer.column.addWidget(self._hint)
        printer.column.addLayout(row(self._paper, self._widths, 1, spacing=SPACE_16))
        printer.column.addSpacing(SPACE_8)
        printer.column.addLayout(row(self._use, self._test, self._ask, 1, spacing=SPACE_12))
        printer.column.addWidget(self._template)
        display = Card("card", SPACE_24, SPACE_12)
        display.column.addWidget(self._display_title)
        display.column.addWidget(self._displays)
        display.column.addStretch(1)
        drawer = Card("card", SPACE_24, SPACE_12)
        drawer.column.addWidget(self._drawer_title)
        drawer.column.addLayout(row(self._drawer, 1))
        drawer.column.addWidget(self._drawer_advice)
        left = QVBoxLayout()
        left.setSpacing(SPACE_16)
        left.addWidget(printer)
        beside = QHBoxLayout()
        beside.setSpacing(SPACE_16)
        beside.addWidget(display, 1)
        beside.addWidget(drawer, 1)
        left.addLayout(beside)
        keys = Card("card", SPACE_24, SPACE_12)
        keys.column.addLayout(row(self._keys_title, self._keys_advice, 1, self._keys, spacing=SPACE_16))
        left.addWidget(keys)
        left.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(SPACE_16)
        both.addLayout(left, 3)
        both.addWidget(self._queue, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_16, SPACE_16, SPACE_16, SPACE_16)
        column.setSpacing(SPACE_12)
        column.addWidget(self._notice)
        column.addLayout(both, 1)


class _Choices(QWidget):
    """Words side by side, one of them chosen. ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(self, choices: Mapping[str, Bilingual]) -> None:
        super().__init__()
        self._choices = choices
        self._group = QButtonGroup(self)
        self._keys: dict[str, ChipButton] = {}
        self.setMinimumHeight(TARGET)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_8)
        for key in choices:
            button = ChipButton("", stays=True)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._keys[key] = button
            line.addWidget(button)
        line.addStretch(1)

    def show_choice(self, chosen: str, speech: Speech) -> None:
        """Mark the one that is chosen."""
        for key, button in self._keys.items():
            button.setText(speech.say(self._choices[key]))
            button.setChecked(key == chosen)
