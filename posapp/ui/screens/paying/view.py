"""The payment in the window itself: the cash and its keypad, then the change and the receipt. No dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from posapp.ui import formatting
from posapp.ui.screens.paying import words
from posapp.ui.screens.paying.accounts import Accounts
from posapp.ui.screens.paying.state import QUICK_KEYS, PayingState
from posapp.ui.screens.paying.waiting import CardSlipPage, PhoneWaiting
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import Keypad
from posapp.ui.widgets.labels import MoneyLabel, Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import Card, Rule, row
from posapp.ui.words import BACK, ERASE

PREVIEW_WIDTH = 300
WIDE_PREVIEW = 432
WAY_WIDTH, WAY_HEIGHT = 132, 48
WIDE_VIEW = 1000
"""From this width of the view on, in pixels, the receipt is shown larger."""


class AskingCash(QWidget):
    """What is due, what was received, the change; quick keys and the keypad."""

    value_pressed = Signal(str)
    amount_chosen = Signal(int)
    confirmed = Signal()
    went_back = Signal()
    card_pressed = Signal()
    given_back = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._back = PillButton("", "quiet")
        self._title = Text("", "headline")
        self._due_word, self._due = Text("", "lead", "faint"), MoneyLabel(0, "headline")
        self._drawn_word, self._drawn = Text("", "lead", "faint"), MoneyLabel(0, "headline", "accent")
        self._rest_word, self._rest = Text("", "lead", "faint"), MoneyLabel(0, "headline")
        self._received_word, self._received = Text("", "lead", "faint"), MoneyLabel(0, "total")
        self._change_word, self._change = Text("", "title"), MoneyLabel(0, "change", "accent")
        self.accounts = Accounts(speech)
        self._phone_hint = Text("", "body", "faint", wraps=True)
        self._card, self._give_back = PillButton("", "outline"), PillButton("", "outline")
        for key, pressed in ((self._card, self.card_pressed), (self._give_back, self.given_back)):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
            key.setMinimumSize(WAY_WIDTH, WAY_HEIGHT)
            key.clicked.connect(pressed)
        self._exact = PillButton("", "outline")
        self._quick = [PillButton("", "outline") for _ in range(QUICK_KEYS)]
        self.keypad = Keypad(theme, key_height=84)
        self.commit = PillButton("", "pay")
        self._amounts: list[int] = []
        for button in (self._back, self._exact, *self._quick, self.commit):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for button in (self._exact, *self._quick):
            button.setMaximumHeight(56)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._lay_out()
        self._back.clicked.connect(self.went_back)
        self._exact.clicked.connect(lambda: self.amount_chosen.emit(self._amounts[0]))
        for place, button in enumerate(self._quick, start=1):
            button.clicked.connect(lambda _checked=False, at=place: self.amount_chosen.emit(self._amounts[at]))
        self.commit.clicked.connect(self.confirmed)
        self.accounts.pressed.connect(self.value_pressed)

    def show_state(self, state: PayingState) -> None:
        """Show the sums."""
        say = self._speech.say
        is_short = state.change < 0
        has_accounts = bool(state.offers)
        back = BACK if has_accounts or state.what == "exchange" else words.BACK_TO_CART
        self._back.setText(f"‹  {say(back)}   Esc")
        self._title.setText(say(words.TITLE))
        self._title.setVisible(not has_accounts)  # their keys stand in its place: the keypad needs the height
        self._due_word.setText(say(words.DUE))
        self._received_word.setText(say(words.RECEIVED))
        self._change_word.setText(say(words.MISSING if is_short else words.CHANGE))
        self._due.show_amount(state.due)
        taken_word, taken = words.FROM_ACCOUNTS, state.due - state.rest
        if state.left == state.due:
            taken_word, taken = words.ROUNDED, -state.off_in_cash
        for word, figure, text, fen in (
            (self._drawn_word, self._drawn, taken_word, taken),
            (self._rest_word, self._rest, words.REST, state.rest),
        ):
            word.setText(say(text))
            figure.show_amount(fen)
            word.setVisible(state.rest != state.due)
            figure.setVisible(state.rest != state.due)
        self._phone_hint.setText(say(words.PHONE_HINT))
        self._card.setText(say(words.CARD))
        self._give_back.setText(say(words.GIVE_BACK))
        self._card.setVisible(state.rest > 0)
        # Accounts need the height; whoever holds a phone out is understood without being told.
        self._phone_hint.setVisible(state.rest > 0 and not has_accounts and state.notice is None)
        self._give_back.setVisible(bool(state.phones or state.cards))
        self.accounts.show_state(state)
        self._received.show_amount(state.received)
        self._change.show_amount(abs(state.change))
        self._change.set_tone("warning" if is_short else "accent")
        self._amounts = [state.rest, *state.quick]
        for button in (self._exact, *self._quick):
            button.setVisible(state.rest > 0)
        self._exact.setText(say(words.EXACT, amount=formatting.price(state.rest)))
        for button, amount in zip(self._quick, state.quick, strict=True):
            button.setText(formatting.price(amount))
        waits_for = {"writing": words.WRITING, "drawing": words.ASKING}.get(state.stage)
        self.commit.setText(f"{say(words.COMMIT)}   Enter" if waits_for is None else say(waits_for))
        self.commit.setEnabled(waits_for is None and not is_short)
        self.keypad.name_keys(say(ERASE))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_12)
        left.addStretch(1)
        for word, amount in (
            (self._due_word, self._due),
            (self._drawn_word, self._drawn),
            (self._rest_word, self._rest),
            (self._received_word, self._received),
        ):
            left.addLayout(row(word, 1, amount))
        left.addWidget(Rule())
        left.addWidget(self._change_word)
        left.addWidget(self._change)
        left.addStretch(1)
        left.addWidget(self._phone_hint)
        right = QVBoxLayout()
        right.setSpacing(SPACE_8)
        right.addLayout(row(self._exact, self._quick[0]))
        right.addLayout(row(self._quick[1], self._quick[2]))
        right.addSpacing(SPACE_8)
        right.addWidget(self.keypad, 1)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_32)
        middle.addLayout(left, 5)
        middle.addLayout(right, 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_16)
        top = row(self._title, spacing=SPACE_12)
        top.addWidget(self.accounts, 1)
        top.addStretch()
        top.addWidget(self._back)
        whole.addLayout(top)
        whole.addLayout(middle, 1)
        ways = row(self._card, self._give_back, spacing=SPACE_12)
        ways.addWidget(self.commit, 1)
        whole.addLayout(ways)


class PaidView(QWidget):
    """The change in the largest type, and the receipt as it is printed."""

    print_again = Signal()
    invoice_pressed = Signal()
    next_asked = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._icon = IconPicture("check", theme, "success", 56)
        self._paid = Text("", "headline")
        self._change_word = Text("", "title", "faint")
        self._change = Text("", "change", "accent")
        self._points = Text("", "lead", "seal")
        self._number = Text("", "body", "faint")
        self._advice = Text("", "body", "faint", wraps=True)
        self._print, self._invoice = PillButton("", "outline"), PillButton("", "outline")
        self.next = PillButton("", "pay")
        self._preview = QLabel()
        self._preview.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._preview.setWordWrap(True)
        self._paper = QScrollArea()
        self._paper.setWidget(self._preview)
        self._paper.setWidgetResizable(True)
        self._paper_width = PREVIEW_WIDTH
        self._paper.setFixedWidth(PREVIEW_WIDTH + 24)
        self._paper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: bytes | None = None
        for button in (self._print, self._invoice, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._paper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._print.clicked.connect(self.print_again)
        self._invoice.clicked.connect(self.invoice_pressed)
        self.next.clicked.connect(self.next_asked)

    def show_state(self, state: PayingState) -> None:
        """Show the change and the receipt."""
        finished = state.finished
        if finished is None:
            return
        say = self._speech.say
        self._paid.setText(say(words.PAID, total=formatting.money(finished.total)))
        self._change_word.setText(say(words.CHANGE) if finished.change else "")
        self._change.setText(formatting.money(finished.change) if finished.change else say(words.NO_CHANGE))
        self._points.setText(say(words.POINTS_EARNED, points=finished.points_earned))
        self._points.setVisible(finished.points_earned > 0)
        number = say(words.RECEIPT_NO, number=finished.receipt_no)
        self._number.setText(finished.receipt.title if finished.is_practice else number)
        self._advice.setText(say(words.NEXT_ADVICE))
        self._print.setText(say(words.PRINT_AGAIN))
        self._invoice.setText(say(words.INVOICE))
        self.next.setText(f"{say(words.NEXT)}   Enter")
        self._show_preview(state.preview)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the receipt larger where there is room."""
        super().resizeEvent(event)
        width = WIDE_PREVIEW if self.width() >= WIDE_VIEW else PREVIEW_WIDTH
        if width != self._paper_width:
            self._paper_width = width
            self._paper.setFixedWidth(width + 24)
            if self._shown is not None:
                self._draw_receipt(self._shown)

    def _show_preview(self, picture: bytes | None) -> None:
        if picture is None:
            self._preview.setText(self._speech.say(words.DRAWING))
        elif picture != self._shown:
            self._draw_receipt(picture)
        self._shown = picture

    def _draw_receipt(self, picture: bytes) -> None:
        pixmap = QPixmap()
        if pixmap.loadFromData(picture):
            ratio = self.devicePixelRatioF()
            scaled = pixmap.scaledToWidth(round(self._paper_width * ratio), Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
            self._preview.setPixmap(scaled)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_8)
        left.addStretch(2)
        left.addLayout(row(self._icon, self._paid, 1, spacing=SPACE_16))
        left.addSpacing(SPACE_24)
        for label in (self._change_word, self._change, self._points):
            left.addWidget(label)
        left.addSpacing(SPACE_16)
        left.addWidget(self._number)
        left.addLayout(row(self._print, self._invoice, 1, spacing=SPACE_12))
        left.addStretch(3)
        left.addWidget(self._advice)
        left.addWidget(self.next)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_24)
        line.addLayout(left, 1)
        line.addWidget(self._paper)


class PayingView(Card):
    """Shows a ``PayingState``. It holds the focus itself: every digit reaches it, whatever was pressed before."""

    typed = Signal(str)
    erased = Signal()
    value_pressed = Signal(str)
    amount_chosen = Signal(int)
    confirmed = Signal()
    went_back = Signal()
    print_again = Signal()
    invoice_pressed = Signal()
    card_pressed = Signal()
    cash_pressed = Signal()
    given_back = Signal()
    ticked = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__("card", SPACE_24, SPACE_12)
        self._state = PayingState()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._notice = NoticeBar(speech, theme)
        self.asking = AskingCash(speech, theme)
        self.paid = PaidView(speech, theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.asking)
        self._stack.addWidget(self.paid)
        self.waiting, self.slip = PhoneWaiting(speech), CardSlipPage(speech)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.slip)
        self.waiting.cancelled.connect(self.went_back)
        self.waiting.cash_pressed.connect(self.cash_pressed)
        self.waiting.ticked.connect(self.ticked)
        self.slip.confirmed.connect(self.confirmed)
        self.slip.went_back.connect(self.went_back)
        self.asking.card_pressed.connect(self.card_pressed)
        self.asking.given_back.connect(self.given_back)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._stack, 1)
        self.asking.value_pressed.connect(self.value_pressed)
        self.asking.amount_chosen.connect(self.amount_chosen)
        self.asking.confirmed.connect(self.confirmed)
        self.asking.went_back.connect(self.went_back)
        self.asking.keypad.pressed.connect(self.typed)
        self.asking.keypad.erased.connect(self.erased)
        self.paid.print_again.connect(self.print_again)
        self.paid.invoice_pressed.connect(self.invoice_pressed)
        self.paid.next_asked.connect(self.confirmed)
        speech.changed.connect(lambda: self.show_state(self._state))

    def show_state(self, state: PayingState) -> None:
        """Show all of it."""
        self._state = state
        self._notice.show_notice(state.notice)
        self.waiting.show_state(state)
        if state.stage == "phone":
            self._stack.setCurrentWidget(self.waiting)
        elif state.stage == "card":
            self.slip.show_state(state)
            self._stack.setCurrentWidget(self.slip)
        elif state.stage == "done":
            self.paid.show_state(state)
            self._stack.setCurrentWidget(self.paid)
        else:
            self.asking.show_state(state)
            self._stack.setCurrentWidget(self.asking)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, point, Backspace, Enter or Space, Escape."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.confirmed.emit()
            case Qt.Key.Key_Backspace:
                self.erased.emit()
            case Qt.Key.Key_Escape:
                self.went_back.emit()
            case _ if event.text() == "." or (event.text().isdigit() and event.text().isascii()):
                self.typed.emit(event.text())
            case _:
                super().keyPressEvent(event)
