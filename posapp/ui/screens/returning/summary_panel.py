"""What it comes to: what comes back, what leaves, which way the money goes, and the one key that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal

from posapp.domain.text import Bilingual
from posapp.services.receipts import TENDERS
from posapp.services.return_ticket import CHANNELS, FinishedReturn
from posapp.ui import formatting
from posapp.ui import words as shared
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.state import ReturningState
from posapp.ui.theme import PAY_TARGET, SPACE_8, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text, Tone
from posapp.ui.widgets.surfaces import Card, Rule, ScrollColumn, clear, row

INVOICED: Mapping[str, Bilingual] = {"asked": words.INVOICED, "unknown": words.INVOICED_PERHAPS}


class SummaryPanel(Card):
    """``confirmed()`` and ``left()``."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__("card", SPACE_16, SPACE_8)
        self._speech, self._theme = speech, theme
        self._lines = ScrollColumn(SPACE_8)
        self._go = PillButton("", "pay")
        self._go.setMinimumHeight(PAY_TARGET)
        self._go.clicked.connect(self.confirmed)
        self._leave = PillButton("", "quiet")
        self._leave.clicked.connect(self.left)
        self.column.addWidget(self._lines, 1)
        self.column.addWidget(self._go)
        self.column.addWidget(self._leave)

    def show_state(self, state: ReturningState) -> None:
        """Show what a press on the key would do, or what it did."""
        say, plan = self._speech.say, state.plan
        clear(self._lines.column)
        if state.stage == "done" and state.finished is not None:
            self._show_done(state.finished, state)
            self._go.setText(say(words.NEXT))
            self._go.setEnabled(True)
            self._leave.hide()
            return
        self._leave.show()
        self._leave.setText(say(shared.CANCEL))
        is_exchange = plan is not None and bool(plan.bought)
        is_due = plan is not None and plan.due > 0
        confirm = words.CONFIRM_DUE if is_due else words.CONFIRM_EXCHANGE if is_exchange else words.CONFIRM_RETURN
        self._go.setText(say(confirm))
        self._go.setEnabled(plan is not None and not state.is_busy)
        if plan is None:
            self._lines.column.addStretch(1)
            return
        self._amount(say(words.COMING_BACK), plan.back.total)
        if plan.bought:
            self._amount(say(words.LEAVING), plan.cost)
            for one in state.new:
                self._lines.column.addWidget(Text(f"{say(one.name)} × {one.quantity}", "caption", "faint", wraps=True))
        self._lines.column.addWidget(Rule())
        for route, amount, _ in plan.refunds:
            way = TENDERS.get(route.kind)
            name = say(way) if way is not None else route.kind
            self._amount(say(words.TO_ROUTE, way=name), amount)
        if plan.due:
            self._sum(say(words.DUE), plan.due)
        elif plan.given_out:
            self._sum(say(words.GIVE), plan.given_out)
        else:
            self._lines.column.addWidget(Text(say(words.EVEN), "headline", "success"))
        if plan.back.points and not plan.bought and state.found is not None and state.found.sale.member_id is not None:
            self._lines.column.addWidget(Text(say(words.POINTS, points=plan.back.points), "caption", "faint"))
        if plan.coupons:
            told = words.COUPON if len(plan.coupons) == 1 else words.COUPONS
            self._lines.column.addWidget(Text(say(told, count=len(plan.coupons)), "caption", "accent"))
        if not plan.bought and state.found is not None and state.found.sale.lacks_coupons:
            self._lines.column.addWidget(Text(say(words.NO_ROOM), "caption", "warning", wraps=True))
        self._invoice(state)
        self._lines.column.addStretch(1)

    def _invoice(self, state: ReturningState) -> None:
        """Say what becomes of the sale's invoice; an even exchange leaves it as it is."""
        if state.found is None or state.plan is None or state.plan.is_even or not state.plan.back.total:
            return
        said = INVOICED.get(state.found.sale.invoiced)
        if said is not None:
            tone: Tone = "warning" if state.found.sale.invoiced == "asked" else "faint"
            amount = formatting.money(state.plan.back.total)
            self._lines.column.addWidget(Text(self._speech.say(said, amount=amount), "body", tone, wraps=True))

    def _amount(self, word: str, fen: int) -> None:
        self._lines.column.addLayout(row(Text(word, "body", "faint"), 1, Text(formatting.money(fen), "strong")))

    def _sum(self, word: str, fen: int) -> None:
        self._lines.column.addWidget(Text(word, "body", "faint"))
        self._lines.column.addWidget(Text(formatting.money(fen), "total"))

    def _show_done(self, finished: FinishedReturn, state: ReturningState) -> None:
        say, plan = self._speech.say, finished.plan
        column = self._lines.column
        column.addWidget(Text(say(words.DONE_EXCHANGE if plan.bought else words.DONE_RETURN), "headline", "success"))
        column.addWidget(Text(say(words.DONE_HOW, receipt_no=finished.receipt_no), "body", "faint", wraps=True))
        column.addWidget(Rule())
        for tender in finished.tenders:
            if tender.kind == "cash":
                told = say(words.CASH_IN, amount=formatting.money(finished.received))
                column.addWidget(Text(told, "title", wraps=True))
            else:
                taken = formatting.money(tender.amount_fen)
                told = say(words.PAID_BY, way=TENDERS.get(tender.kind, tender.kind), amount=taken)
                column.addWidget(Text(told, "body", wraps=True))
        if finished.change:
            told = say(words.CHANGE_OUT, amount=formatting.money(finished.change))
            column.addWidget(Text(told, "total", "accent", wraps=True))
        for route, amount, _ in plan.refunds:
            told = formatting.money(amount)
            if route.kind == "cash":
                column.addWidget(Text(say(words.CASH_OUT, amount=told), "title", wraps=True))
            elif route.kind in CHANNELS:
                column.addWidget(Text(say(words.PHONE_LATER, amount=told), "body", wraps=True))
            elif route.kind == "card":
                column.addWidget(Text(say(words.CARD_NOW, amount=told), "title", "warning", wraps=True))
            elif route.kind in TENDERS:
                way = say(TENDERS[route.kind])
                column.addWidget(Text(say(words.TO_ACCOUNT, amount=told, way=way), "body", wraps=True))
        if any(line.condition == "defective" for line in plan.returned):
            column.addWidget(Text(say(words.SET_ASIDE), "body", "warning", wraps=True))
        self._invoice(replace(state, plan=plan))
        column.addStretch(1)
