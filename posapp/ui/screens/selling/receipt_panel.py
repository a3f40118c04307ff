"""A sale that was found by its receipt, in the place of the tiles: where and when, what was bought, how it was paid."""

from __future__ import annotations

from PySide6.QtCore import Signal

from posapp.domain import sizes
from posapp.services.past_sales import PastLine, PastSale
from posapp.ui import formatting
from posapp.ui.screens.selling import words
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, Rule, ScrollColumn, clear, row


class ReceiptPanel(Card):
    """Shows a ``PastSale``; ``left()`` to go back to the tiles."""

    left = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__("card", SPACE_16, SPACE_12)
        self._speech = speech
        self._sale: PastSale | None = None
        self._back = PillButton("", "quiet")
        self._back.clicked.connect(self.left)
        self._number = Text("", "title", wraps=True)
        self._where = Text("", "lead", "accent", wraps=True)
        self._people = Text("", "caption", "faint", wraps=True)
        self._lines = ScrollColumn(SPACE_8)
        self.column.addLayout(row(self._back, 1))
        for text in (self._number, self._where, self._people):
            self.column.addWidget(text)
        self.column.addWidget(self._lines, 1)
        speech.changed.connect(self._show)

    def show_sale(self, sale: PastSale) -> None:
        """Show a sale."""
        if sale != self._sale:
            self._sale = sale
            self._show()
            self._back.setFocus()

    def _show(self) -> None:
        say, sale = self._speech.say, self._sale
        self._back.setText(f"‹  {say(words.SHEET_BACK)}")
        if sale is None:
            return
        when = formatting.moment(sale.sold, self._speech.language, sale.asked)
        self._number.setText(say(words.RECEIPT, number=sale.receipt_no))
        if sale.is_ours:
            self._where.setText(say(words.SOLD_HERE, when=when))
        else:
            self._where.setText(say(words.SOLD_THERE, till_no=sale.till_no, when=when))
        staff = [] if sale.staff is None else [say(words.SOLD_BY, name=sale.staff)]
        member = [] if sale.member is None else [say(words.SOLD_TO, name=sale.member)]
        self._people.setText(" · ".join(staff + member))
        column = self._lines.column
        clear(column)
        for line in sale.lines:
            column.addLayout(row(Text(self._said(line), "body", wraps=True), 1, Text(formatting.money(line.paid))))
        column.addWidget(Rule())
        total = Text(formatting.money(sale.total), "strong")
        pieces = sum(line.quantity for line in sale.lines)
        column.addLayout(row(Text(say(words.SOLD_TOTAL, count=pieces), "strong"), 1, total))
        for kind, amount in sale.tenders:
            paid = Text(formatting.money(amount), "body", "faint")
            column.addLayout(row(Text(say(kind), "body", "faint"), 1, paid))
        column.addStretch(1)

    def _said(self, line: PastLine) -> str:
        say = self._speech.say
        size = sizes.said(line.size, self._speech.language)
        known = [say(line.name), "" if line.colour is None else say(line.colour.name)]
        count = say(words.SOLD_PIECES, size=size, count=line.quantity).strip()
        return "  ".join(part for part in (*known, count) if part)
