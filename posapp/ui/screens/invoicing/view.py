"""The invoice panel: the titles used before, two fields, and the receipt as a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from posapp.ui.screens.invoicing import words
from posapp.ui.screens.invoicing.state import InvoicingState
from posapp.ui.theme import SPACE_8, SPACE_12, TARGET, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, PillButton
from posapp.ui.widgets.kept_field import KeptField
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.surfaces import FlowLayout, clear, row
from posapp.ui.widgets.tips import as_said
from posapp.ui.words import BACK

PANEL_WIDTH = 720


class InvoicingView(Overlay):
    """Shows an ``InvoicingState``; ``typed(name, tax_no)`` with each change of a field. Escape leaves."""

    typed = Signal(str, str)
    title_chosen = Signal(int)
    confirmed = Signal()
    page_pressed = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__(theme)
        self._speech = speech
        self._state = InvoicingState()
        self._title, self._receipt = Text("", "headline"), Text("", "body", "faint")
        self._notice = NoticeBar(speech, theme)
        self._used = Text("", "strong")
        self._titles = QWidget()
        self._flow = FlowLayout(SPACE_8)
        self._titles.setLayout(self._flow)
        self._name_label, self._tax_label = Text("", "strong"), Text("", "strong")
        self._name, self._tax_no = QLineEdit(), KeptField()
        for field in (self._name, self._tax_no):
            field.setMinimumHeight(TARGET)
            field.textEdited.connect(lambda _text: self.typed.emit(self._name.text(), self._tax_no.text()))
        self._name.returnPressed.connect(self._tax_no.setFocus)
        self._tax_no.entered.connect(lambda _text: self.confirmed.emit())
        self._self = Text("", "caption", "faint", wraps=True)
        self._ask, self._page, self._back = (
            PillButton("", "primary"),
            PillButton("", "outline"),
            PillButton("", "quiet"),
        )
        self._ask.clicked.connect(self.confirmed)
        self._page.clicked.connect(self.page_pressed)
        self._back.clicked.connect(self.left)
        self.card.setFixedWidth(PANEL_WIDTH)
        column = self.card.column
        column.addLayout(row(self._title, 1, self._receipt))
        for widget in (
            self._notice, self._used, self._titles, self._name_label, self._name, self._tax_label, self._tax_no,
            self._self,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(row(self._ask, self._page, 1, self._back, spacing=SPACE_12))
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: InvoicingState) -> None:
        """Come to the front with a sale, go away without one."""
        was_away = self._state.sale_id is None
        self._state = state
        self._notice.show_notice(state.notice)
        self._translate()
        if state.sale_id is None:
            self.put_away()
        elif was_away:
            self.bring()
            self._name.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.accept()

    def _translate(self) -> None:
        say, state = self._speech.say, self._state
        self._title.setText(say(words.TITLE))
        self._receipt.setText(say(words.RECEIPT, number=state.receipt_no))
        self._used.setText(say(words.REMEMBERED))
        self._used.setVisible(bool(state.titles))
        self._titles.setVisible(bool(state.titles))
        clear(self._flow)
        for place, title in enumerate(state.titles):
            chip = ChipButton(title.name if len(title.name) <= 20 else f"{title.name[:19]}…")
            chip.setToolTip(as_said(f"{title.name} {title.tax_no}"))
            chip.clicked.connect(lambda _checked=False, place=place: self.title_chosen.emit(place))
            self._flow.addWidget(chip)
        self._name_label.setText(say(words.NAME))
        self._tax_label.setText(say(words.TAX_NO))
        for field, text in ((self._name, state.name), (self._tax_no, state.tax_no)):
            if field.text() != text:
                field.setText(text)
        self._name.setAccessibleName(say(words.NAME))
        self._tax_no.setAccessibleName(say(words.TAX_NO))
        self._self.setText(say(words.SELF))
        self._ask.setText(say(words.ASKING if state.is_busy else words.ASK))
        self._page.setText(say(words.PAGE))
        self._back.setText(f"{say(BACK)}   Esc")
        for button in (self._ask, self._page):
            button.setEnabled(not state.is_busy)
