"""The pages of the customer's screen, in large type and few words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.customer import words
from posapp.ui.customer.lines import CustomerLines
from posapp.ui.customer.state import CustomerState
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import MoneyLabel, Text
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.surfaces import Card, Rule, row

SUMS_WIDTH = 348
_IDLE_PICTURES = (("coat", "#b08d57"), ("dress_wrap", "#7a2e3a"), ("knit", "#d9cbb3"), ("tote", "#1d5c4c"))


class CustomerView(QWidget):
    """Shows a ``CustomerState``. Nothing on it can be pressed."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech = speech
        self._state = CustomerState()
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._idle = _Idle(speech, theme, art)
        self._sale = _Sale(speech, theme, art)
        self._done = _Done(speech, theme)
        self._stack = QStackedWidget()
        for page in (self._idle, self._sale, self._done):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_32, SPACE_24, SPACE_32, SPACE_24)
        column.addWidget(self._stack)
        speech.changed.connect(lambda: self.show_state(self._state))

    @property
    def state(self) -> CustomerState:
        """Return what is shown now."""
        return self._state

    def show_state(self, state: CustomerState) -> None:
        """Show all of it."""
        self._state = state
        page = self._idle if state.stage == "idle" else self._done if state.stage == "done" else self._sale
        page.show_state(state)
        self._stack.setCurrentWidget(page)


class _Idle(QWidget):
    """The shop's name and a welcome in both languages."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech = speech
        self._welcome, self._too = Text("", "total", "accent"), Text("", "headline", "faint")
        self._shop, self._advice = Text("", "headline"), Text("", "title", "faint", wraps=True)
        pictures = QHBoxLayout()
        pictures.setSpacing(SPACE_24)
        pictures.addStretch(1)
        for shape, tint in _IDLE_PICTURES:
            picture = ArtPicture(art, theme, 150)
            picture.show_art(shape, tint)
            pictures.addWidget(picture)
        pictures.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_12)
        column.addStretch(2)
        for label in (self._shop, self._welcome, self._too):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(SPACE_32)
        column.addLayout(pictures)
        column.addSpacing(SPACE_32)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._advice)
        column.addStretch(3)

    def show_state(self, state: CustomerState) -> None:
        """Show the shop."""
        say = self._speech.say
        self._shop.setText(say(state.shop) if state.shop is not None else "")
        self._welcome.setText(say(words.WELCOME))
        self._too.setText(say(words.WELCOME_TOO))
        self._advice.setText(say(words.IDLE_ADVICE))


class _Sale(QWidget):
    """What is rung up, and beside it what it comes to."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech = speech
        self._hello, self._pieces = Text("", "headline"), Text("", "title", "faint")
        self._practice = Text("", "lead", "warning")
        self._lines = CustomerLines(speech, theme, art)
        self._saved_word, self._saved = Text("", "title", "seal"), MoneyLabel(0, "headline", "seal")
        self._paid_word, self._paid = Text("", "title", "faint"), MoneyLabel(0, "headline", "faint")
        self._points = Text("", "title", "faint")
        self._sum_word, self._sum = Text("", "headline"), MoneyLabel(0, "total", "accent")
        self._prompt = Text("", "title", "faint", wraps=True)
        self._sums = Card("card", SPACE_24, SPACE_16)
        self._sums.setFixedWidth(SUMS_WIDTH)
        column = self._sums.column
        column.addStretch(1)
        column.addLayout(row(self._saved_word, 1, self._saved))
        column.addLayout(row(self._paid_word, 1, self._paid))
        column.addWidget(self._points)
        self._rule = Rule()
        column.addWidget(self._rule)
        column.addWidget(self._sum_word)
        column.addWidget(self._sum)
        column.addSpacing(SPACE_8)
        column.addWidget(self._prompt)
        column.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(SPACE_16)
        left.addLayout(row(self._hello, 1, self._pieces))
        left.addWidget(self._practice)
        left.addWidget(self._lines, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_32)
        line.addLayout(left, 1)
        line.addWidget(self._sums)

    def show_state(self, state: CustomerState) -> None:
        """Show lines and sums."""
        say = self._speech.say
        hello = words.HELLO_ANYBODY if state.member is None else words.HELLO
        self._hello.setText(say(hello, name=state.member))
        self._pieces.setText(say(words.PIECES, count=state.pieces))
        self._practice.setText(say(words.PRACTICE))
        self._practice.setVisible(state.is_practice)
        self._lines.show_lines(state.lines)
        for what, amount, word, fen in (
            (self._saved_word, self._saved, words.SAVED, state.discount),
            (self._paid_word, self._paid, words.PAID_SO_FAR, state.paid_so_far),
        ):
            what.setText(say(word))
            amount.show_amount(fen)
            what.setVisible(fen > 0)
            amount.setVisible(fen > 0)
        self._points.setText(say(words.POINTS, points=state.points))
        self._points.setVisible(state.points > 0)
        self._rule.setVisible(bool(state.discount or state.paid_so_far or state.points))
        is_due = state.stage != "cart"
        self._sum_word.setText(say(words.DUE if is_due else words.TOTAL))
        self._sum.show_amount(state.rest if is_due else state.total)
        self._prompt.setVisible(is_due)
        self._prompt.setText(say(_prompt(state)))
        self._sums.set_surface("accent" if is_due else "card")


def _prompt(state: CustomerState) -> Bilingual:
    return words.PROMPTS.get(state.stage, words.PROMPT_PAY)


class _Done(QWidget):
    """Thanks, and the change in the largest type."""

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        icon = IconPicture("check", theme, "success", 88)
        self._paid, self._word = Text("", "headline", "faint"), Text("", "headline")
        self._change, self._points = Text("", "change", "accent"), Text("", "title", "faint")
        self._thanks, self._advice = Text("", "total"), Text("", "title", "faint")
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_16)
        column.addStretch(2)
        column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._thanks, self._paid, self._word, self._change, self._points, self._advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(3)

    def show_state(self, state: CustomerState) -> None:
        """Show what she paid and gets back."""
        say = self._speech.say
        self._thanks.setText(say(words.THANKS))
        self._paid.setText(say(words.THANKS_PAID, total=formatting.money(state.total)))
        self._word.setText(say(words.CHANGE))
        self._change.setText(formatting.money(state.change))
        for label in (self._word, self._change):
            label.setVisible(state.change > 0)
        self._points.setText(say(words.POINTS, points=state.points))
        self._points.setVisible(state.points > 0)
        self._advice.setText(say(words.TAKE_RECEIPT))
