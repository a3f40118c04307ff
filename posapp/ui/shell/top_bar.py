"""The bar at the top: where this till stands, how it stands with the mall, who works here, and four small keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui.shell import words
from posapp.ui.shell.state import ShellState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton, PillButton
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.lamp import Lamp, LampTone

if TYPE_CHECKING:
    from posapp.services.syncing import SyncStatus

BAR_HEIGHT = 60


class TopBar(QWidget):
    """``locked()`` and ``helped()``: the keys of the bar. Language and light are changed at once.

    None of them takes the focus; each has a key in ``shortcuts``.
    """

    locked = Signal()
    helped = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self._state = ShellState()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(BAR_HEIGHT)
        self._shop = Text("", "title")
        self._till = Chip()
        self._payments = Chip("", "warning")
        self._lamp = Lamp(theme)
        self._staff = Chip("", "accent")
        self._language = PillButton("", "quiet")
        self._light = IconButton("moon", theme)
        self._help = IconButton("help", theme)
        self._lock = IconButton("lock", theme)
        for button in (self._language, self._light, self._help, self._lock):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._language.setFixedWidth(56)
        self._language.setStyleSheet("padding: 1px 4px;")
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE_16, SPACE_4, SPACE_12, SPACE_4)
        line.setSpacing(SPACE_8)
        line.addWidget(self._shop)
        line.addWidget(self._till)
        line.addStretch(1)
        line.addWidget(self._payments)
        line.addSpacing(SPACE_12)
        line.addWidget(self._lamp)
        line.addSpacing(SPACE_12)
        line.addWidget(self._staff)
        line.addWidget(self._language)
        line.addWidget(self._light)
        line.addWidget(self._help)
        line.addWidget(self._lock)
        self._language.clicked.connect(speech.toggle)
        self._light.clicked.connect(theme.toggle)
        self._help.clicked.connect(self.helped)
        self._lock.clicked.connect(self.locked)
        speech.changed.connect(self._translate)
        theme.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: ShellState) -> None:
        """Show where, who and how it stands."""
        self._state = state
        self._translate()

    def _translate(self) -> None:
        say, state = self._speech.say, self._state
        self._shop.setText(say(state.place.shop_name if state.place else words.PRODUCT))
        self._till.setText(say(words.TILL, till=state.place.till_no) if state.place else "")
        self._till.setVisible(state.place is not None)
        self._staff.setVisible(state.staff is not None)
        self._lock.setVisible(state.stage == "open")
        self._help.setVisible(state.stage == "open")
        if state.staff is not None:
            self._staff.setText(say(words.SIGNED_IN_AS, name=state.staff.name, number=state.staff.number))
        self._payments.setVisible(state.payments > 0 and state.stage == "open")
        self._payments.setText(say(words.OPEN_PAYMENTS, count=state.payments))
        self._lamp.setVisible(state.sync is not None)
        if state.sync is not None:
            tone, sentence, values = lamp_of(state.sync)
            self._lamp.show_lamp(tone, say(sentence, **values))
        is_light = self._theme.mode == "light"
        self._light.set_drawing("moon" if is_light else "sun")
        self._light.set_label(self._speech.with_key(words.TO_DARK if is_light else words.TO_LIGHT, "light"))
        self._language.setText(say(words.LANGUAGE))
        self._language.setToolTip(self._speech.with_key(words.LANGUAGE_LABEL, "language"))
        self._language.setAccessibleName(say(words.LANGUAGE_LABEL))
        self._help.set_label(self._speech.with_key(words.HELP, "help"))
        self._lock.set_label(self._speech.with_key(words.LOCK, "lock"))


def lamp_of(status: SyncStatus) -> tuple[LampTone, Bilingual, dict[str, int]]:
    """Return the lamp's colour and its sentence: calm, and first what matters most at the counter."""
    values = {
        "waiting": status.waiting,
        "parked": status.parked,
        "loaded": status.loaded,
        "to_load": status.to_load,
        "days": status.days_without_prices,
    }
    if status.clock_is_off:
        return "warning", words.LAMP_CLOCK, values
    match status.lamp:
        case "unpaired":
            return "faint", words.LAMP_UNPAIRED, values
        case "offline" | "loading" if status.is_revoked:
            return "warning", words.LAMP_REVOKED, values
        case "loading":
            return "accent", words.LAMP_LOADING, values
        case "offline" if status.is_stranger:
            return "warning", words.LAMP_STRANGER, values
        case "offline" if status.days_without_prices:
            one_day = status.days_without_prices == 1
            return "warning", words.LAMP_PRICES_OF_YESTERDAY if one_day else words.LAMP_OLD_PRICES, values
        case "offline":
            return "warning", words.LAMP_OFFLINE_WAITING if status.waiting else words.LAMP_OFFLINE, values
        case "attention" if status.is_forked:
            return "warning", words.LAMP_FORKED, values
        case "attention":
            return "warning", words.LAMP_ATTENTION, values
        case "online":
            if not status.worker_is_alive:
                return "warning", words.LAMP_WORKER, values
            return "success", words.LAMP_SENDING if status.waiting else words.LAMP_ONLINE, values
