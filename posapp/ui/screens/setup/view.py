"""The first start: one card in the middle, one question at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from posapp.ui.notices import Notice
from posapp.ui.screens.setup import words
from posapp.ui.screens.setup.state import SetupState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.kept_field import KeptField
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import Card, row
from posapp.ui.words import BACK

CARD_WIDTH = 760
CODE_DIGITS = 8
LANGUAGE_HEIGHT = 160
LOOK_EVERY_MS = 500
_STEP_OF = {"language": 0, "pairing": 1, "asking": 1, "loading": 2, "ready": 2}


class SetupView(QWidget):
    """Sends ``language_chosen(language)``, ``pairing_asked(address, code)``, ``went_back()``, ``selling_started()``,
    and ``ticked()`` twice a second while it loads.
    """

    language_chosen = Signal(str)
    pairing_asked = Signal(str, str)
    went_back = Signal()
    selling_started = Signal()
    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._state = SetupState()
        self._told: Notice | None = None
        self._steps = [Chip() for _ in words.STEPS]
        self._title = Text("", "headline", wraps=True)
        self._how = Text("", "body", "faint", wraps=True)
        self._notice = NoticeBar(speech, theme)
        self._pairing = _PairingPage(speech, theme)
        self._pairing.asked.connect(self.pairing_asked)
        self._pairing.left.connect(self.went_back)
        self._loading = _LoadingPage(speech, theme)
        self._loading.started.connect(self.selling_started)
        self._pages = QStackedWidget()
        for page in (self._languages(), self._pairing, self._loading):
            self._pages.addWidget(page)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.ticked)
        card = Card("card", SPACE_24, SPACE_12)
        card.setFixedWidth(CARD_WIDTH)
        card.setMinimumHeight(520)
        card.column.addLayout(row(*self._steps, 1))
        card.column.addWidget(self._title)
        card.column.addWidget(self._how)
        card.column.addWidget(self._notice)
        card.column.addWidget(self._pages, 1)
        middle = QHBoxLayout(self)
        middle.setContentsMargins(SPACE_24, SPACE_24, SPACE_24, SPACE_24)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        speech.changed.connect(self._translate)
        self._translate()

    def offer_code(self, code: str) -> None:
        """Fill in a pairing code that came with the start, so that one press is left."""
        self._pairing.offer_code(code)

    def show_state(self, state: SetupState) -> None:
        """Show the step."""
        was, self._state = self._state, state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        step = _STEP_OF[state.stage]
        for place, chip in enumerate(self._steps):
            chip.set_tone("accent" if place <= step else "neutral")
        self._pages.setCurrentIndex(step)
        self._pairing.show_state(state)
        self._loading.show_state(state)
        if state.stage == "pairing" and was.stage == "language":
            self._pairing.begin()
        self._watch_the_load()
        self._say_title(state)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the first load while it can be seen."""
        super().showEvent(event)
        self._watch_the_load()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _watch_the_load(self) -> None:
        is_wanted = self._state.stage == "loading" and self.isVisible()
        if is_wanted and not self._timer.isActive():
            self._timer.start()
        elif not is_wanted:
            self._timer.stop()

    def _say_title(self, state: SetupState) -> None:
        say = self._speech.say
        if state.stage == "language":
            self._title.setText(say(words.CHOOSE))
            self._how.setText("")
        elif state.stage in ("pairing", "asking"):
            self._title.setText(say(words.PAIR))
            self._how.setText(say(words.PAIR_HOW))
        elif state.stage == "ready":
            self._title.setText(say(words.READY))
            place = say(words.READY_HOW, chain=state.chain, till=state.till_no) if state.chain else ""
            self._how.setText(place)
        else:
            self._title.setText(say(words.MAY_SELL if state.may_sell else words.LOADING))
            self._how.setText(say(words.MAY_SELL_HOW if state.may_sell else words.LOADING_HOW))
        self._how.setVisible(bool(self._how.text()))

    def _languages(self) -> QWidget:
        page = QWidget()
        line = QHBoxLayout(page)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_16)
        for language, name in (("zh", words.CHINESE), ("en", words.ENGLISH)):
            choice = RowButton()
            choice.set_label(name.zh)
            told = Text(name.zh, "headline")
            told.setAlignment(Qt.AlignmentFlag.AlignCenter)
            choice.line.addWidget(told)
            choice.settle()
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            choice.setMaximumHeight(LANGUAGE_HEIGHT)
            choice.clicked.connect(lambda _checked=False, chosen=language: self.language_chosen.emit(chosen))
            line.addWidget(choice, 1)
        return page

    def _translate(self) -> None:
        for chip, step in zip(self._steps, words.STEPS, strict=True):
            chip.setText(self._speech.say(step))
        self.show_state(self._state)


class _PairingPage(QWidget):
    """Address and code. ``asked(address, code)``, ``left()``."""

    asked = Signal(str, str)
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._known_address = ""
        self._is_asking = False
        self._address_title = Text("", "caption", "faint")
        self._address = QLineEdit()
        self._code_title = Text("", "caption", "faint")
        self._code = KeptField()
        self._code.setProperty("look", "amount")
        self._code.setMaxLength(CODE_DIGITS + 1)
        self._code.textChanged.connect(self._judge)
        self._code.entered.connect(self._ask)
        self._connect = PillButton("", "primary")
        self._connect.setMinimumHeight(64)
        self._connect.clicked.connect(self._ask)
        self._back = PillButton("", "quiet")
        self._back.clicked.connect(self.left)
        self._keypad = Keypad(theme, has_point=False, key_height=60)
        self._keypad.setFixedWidth(280)
        self._keypad.pressed.connect(self._code.insert)
        self._keypad.erased.connect(self._code.backspace)
        self._keypad.cleared.connect(self._code.clear)
        fields = QVBoxLayout()
        fields.setSpacing(SPACE_8)
        for thing in (self._address_title, self._address, self._code_title, self._code):
            fields.addWidget(thing)
        fields.addStretch(1)
        fields.addLayout(row(self._back, 1, self._connect))
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, SPACE_12, 0, 0)
        halves.setSpacing(SPACE_24)
        halves.addLayout(fields, 1)
        halves.addWidget(self._keypad, 0, Qt.AlignmentFlag.AlignBottom)

    def offer_code(self, code: str) -> None:
        """Fill in a code that came with the start."""
        self._code.setText(code)

    def begin(self) -> None:
        """Put the cursor where something is missing."""
        (self._code if self._address.text() else self._address).setFocus()

    def show_state(self, state: SetupState) -> None:
        """Show the address, and whether the mall is being asked."""
        say = self._speech.say
        self._address_title.setText(say(words.ADDRESS))
        self._address.setAccessibleName(say(words.ADDRESS))
        self._code_title.setText(say(words.CODE))
        self._code.setAccessibleName(say(words.CODE))
        self._back.setText(say(BACK))
        self._is_asking = state.stage == "asking"
        self._connect.setText(say(words.CONNECTING if self._is_asking else words.CONNECT))
        if state.hub_url != self._known_address:
            self._known_address = state.hub_url
            self._address.setText(state.hub_url)
        for thing in (self._address, self._code, self._keypad, self._back):
            thing.setEnabled(not self._is_asking)
        self._judge()

    def _judge(self) -> None:
        has_code = sum(sign.isdecimal() for sign in self._code.text()) == CODE_DIGITS
        self._connect.setEnabled(has_code and bool(self._address.text().strip()) and not self._is_asking)

    def _ask(self) -> None:
        if self._connect.isEnabled():
            self.asked.emit(self._address.text(), self._code.text())


class _LoadingPage(QWidget):
    """How much is here. ``started()``."""

    started = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._icon = IconPicture("sync", theme, "accent", 72)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._counts = Text("", "lead", "faint")
        self._counts.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paused = Text("", "body", "warning", wraps=True)
        self._paused.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._start = PillButton("", "pay")
        self._start.clicked.connect(self.started)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_16)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._bar)
        column.addWidget(self._counts)
        column.addWidget(self._paused)
        column.addStretch(1)
        column.addWidget(self._start)

    def show_state(self, state: SetupState) -> None:
        """Show the progress, and whether selling may begin."""
        say = self._speech.say
        is_ready = state.stage == "ready"
        self._icon.show_drawing("check" if is_ready else "sync", "success" if is_ready else "accent")
        self._bar.setValue(1000 if is_ready else round(state.share * 1000))
        counts = say(words.COUNTS, loaded=f"{state.loaded:,}", to_load=f"{state.to_load:,}")
        self._counts.setText(counts if state.to_load else "")
        self._paused.setText(say(words.PAUSED))
        self._paused.setVisible(state.is_offline and not is_ready)
        self._start.setText(say(words.START))
        self._start.setEnabled(state.may_sell)
        if state.may_sell and self._start.isVisible() and not self._start.hasFocus():
            self._start.setFocus()
