"""The shift's figures: while it runs, and once it is closed with its difference and the day proof."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.clock import Millis
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.shifts import ShiftSheet
from posapp.ui import formatting
from posapp.ui.screens.shift import words
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import MoneyLabel, Text, Tone, TypeStep
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import Card, Rule, Surface, clear, row

_PROOFS: dict[str, tuple[Surface, str]] = {
    "open": ("sunk", "clock"),
    "waiting": ("accent", "clock"),
    "equal": ("success", "check"),
    "different": ("danger", "alert"),
}


class RunningPage(QWidget):
    """The figures so far. ``counting_begun()``, ``moving_begun(direction)``, ``x_wanted()``, ``handover_wanted()``."""

    counting_begun = Signal()
    moving_begun = Signal(str)
    x_wanted = Signal()
    handover_wanted = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._title = Text("", "headline")
        self._since = Text("", "body", "faint")
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE_16)
        self._how = Text("", "body", "faint", wraps=True)
        self._close = PillButton("", "pay")
        self._close.clicked.connect(self.counting_begun)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_16)
        column.addLayout(row(self._title, self._since, 1, spacing=SPACE_16))
        column.addLayout(self._grid)
        self._acts = {name: PillButton("", "outline") for name in ("in", "out", "drop", "x", "handover")}
        acts = row(spacing=SPACE_12)
        for name, button in self._acts.items():
            button.setMinimumHeight(52)
            acts.addWidget(button, 1)
            if name in words.MOVES:
                button.clicked.connect(lambda _checked=False, way=name: self.moving_begun.emit(way))
        self._acts["x"].clicked.connect(self.x_wanted)
        self._acts["handover"].clicked.connect(self.handover_wanted)
        column.addLayout(acts)
        column.addStretch(1)
        foot = row(spacing=SPACE_16)
        foot.addWidget(self._how, 1)
        foot.addWidget(self._close)
        column.addLayout(foot)

    def show_sheet(self, sheet: ShiftSheet, *, sees_cash: bool) -> None:
        """Show the figures; whoever is to count blind sees nothing of the cash."""
        say = self._speech.say
        self._title.setText(say(words.RUNNING))
        self._since.setText(say(words.SINCE, name=sheet.staff_name, time=formatting.clock_time(sheet.opened)))
        self._how.setText(say(words.CLOSE_HOW))
        self._close.setText(say(words.CLOSE))
        clear(self._grid)
        for name, button in self._acts.items():
            titles = {**words.MOVES, "x": words.X_REPORT, "handover": words.HANDOVER}
            button.setText(say(titles[name]))
        shown = formatting.money(sheet.takings) if sees_cash else say(words.HIDDEN)
        takings = _figure(say(words.TAKINGS), shown, "total" if sees_cash else "headline", "accent")
        self._grid.addWidget(takings, 0, 0, 1, 2)
        self._grid.addWidget(_figure(say(words.FLOAT), formatting.money(sheet.float_), "headline"), 0, 2)
        self._grid.addWidget(_figure(say(words.SALES), f"{sheet.sales:,}", "headline"), 1, 0)
        self._grid.addWidget(_figure(say(words.PIECES), f"{sheet.pieces:,}", "headline"), 1, 1)
        self._grid.addWidget(_figure(say(words.RECEIPTS), _receipts(sheet, self._speech), "lead"), 1, 2)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)


class ClosedPage(QWidget):
    """The summary and the day proof. ``next_begun()``, ``z_wanted()``, ``handover_wanted()``."""

    next_begun = Signal()
    z_wanted = Signal()
    handover_wanted = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self._title = Text("", "headline")
        self._when = Text("", "body", "faint")
        self._sums = Card("card", SPACE_24, SPACE_8)
        self._proof = Card("sunk", SPACE_24, SPACE_8)
        self._next = PillButton("", "primary")
        self._next.setMinimumHeight(64)
        self._next.clicked.connect(self.next_begun)
        side = QVBoxLayout()
        side.setSpacing(SPACE_16)
        side.addWidget(self._proof)
        self._z, self._handover = PillButton("", "outline"), PillButton("", "outline")
        self._z.clicked.connect(self.z_wanted)
        self._handover.clicked.connect(self.handover_wanted)
        papers = row(spacing=SPACE_12)
        for button in (self._z, self._handover):
            button.setMinimumHeight(52)
            papers.addWidget(button, 1)
        side.addLayout(papers)
        side.addStretch(1)
        side.addWidget(self._next)
        halves = QHBoxLayout()
        halves.setSpacing(SPACE_24)
        halves.addWidget(self._sums, 1, Qt.AlignmentFlag.AlignTop)
        halves.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_16)
        column.addLayout(row(self._title, self._when, 1, spacing=SPACE_16))
        column.addLayout(halves, 1)

    def show_sheet(self, sheet: ShiftSheet) -> None:
        """Show what was sold, counted and compared."""
        say = self._speech.say
        closed = sheet.closed or Millis(sheet.opened)
        self._title.setText(say(words.CLOSED))
        self._when.setText(
            say(
                words.FROM_TO,
                name=sheet.staff_name,
                day=formatting.day(sheet.opened, self._speech.language),
                opened=formatting.clock_time(sheet.opened),
                closed=formatting.clock_time(closed),
            )
        )
        self._next.setText(say(words.NEXT))
        number = "" if sheet.z is None else f" {sheet.z.number}"
        self._z.setText(say(words.Z_REPORT) + number)
        self._z.setVisible(sheet.z is not None)
        self._handover.setText(say(words.HANDOVER))
        self._show_sums(sheet)
        self._show_proof(sheet)

    def _show_sums(self, sheet: ShiftSheet) -> None:
        say = self._speech.say
        column = self._sums.column
        clear(column)
        for meaning, figure in (
            (words.SALES, f"{sheet.sales:,}"),
            (words.PIECES, f"{sheet.pieces:,}"),
            (words.RECEIPTS, _receipts(sheet, self._speech)),
        ):
            column.addLayout(row(Text(say(meaning), "body", "faint"), 1, Text(figure, "body")))
        column.addWidget(Rule())
        amounts = [(words.FLOAT, sheet.float_), (words.TAKINGS, sheet.takings)]
        if sheet.moved:
            amounts.append((words.CASH_MOVED, sheet.moved))
        for meaning, fen in amounts:
            column.addLayout(row(Text(say(meaning), "body", "faint"), 1, MoneyLabel(fen)))
        column.addWidget(Rule())
        for meaning, fen in ((words.EXPECTED, sheet.expected), (words.COUNTED, sheet.counted or Fen(0))):
            column.addLayout(row(Text(say(meaning), "lead", "faint"), 1, MoneyLabel(fen, "title")))
        column.addWidget(Rule())
        difference = sheet.difference or 0
        tone: Tone = "success" if difference == 0 else "warning"
        what = words.EXACT if difference == 0 else words.SHORT if difference < 0 else words.OVER
        shown = Text(formatting.money(abs(difference)), "total", tone)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(say(words.DIFFERENCE), "title"))
        told.addWidget(Text(say(what), "lead", tone))
        line = row(spacing=SPACE_12)
        line.addLayout(told)
        line.addStretch(1)
        line.addWidget(shown)
        column.addLayout(line)
        if difference:
            column.addWidget(Text(say(words.DIFFERENCE_HOW), "caption", "faint", wraps=True))
        for till in sheet.closed_tills:
            column.addWidget(Rule())
            last = till.last_receipt or say(words.NONE_KNOWN)
            said = say(words.CLOSED_TILL, till_no=till.till_no, reason=till.reason, last=last)
            column.addWidget(Text(said, "body", wraps=True))
            if till.missing:
                numbers = say(words.COMMA).join(till.missing)
                column.addWidget(Text(say(words.MISSING_RECEIPTS, numbers=numbers), "body", "warning", wraps=True))
        column.addStretch(1)

    def _show_proof(self, sheet: ShiftSheet) -> None:
        say = self._speech.say
        surface, drawing = _PROOFS[sheet.proof]
        self._proof.set_surface(surface)
        clear(self._proof.column)
        names = say(words.COMMA).join(say(words.FIGURES.get(name, Bilingual(name, name))) for name in sheet.differing)
        self._proof.column.addWidget(Text(say(words.PROOF), "body", "faint"))
        line = row(IconPicture(drawing, self._theme, "ink", 40), spacing=SPACE_12)
        line.addWidget(Text(say(words.PROOFS[sheet.proof]), "headline", wraps=True), 1)
        self._proof.column.addLayout(line)
        self._proof.column.addWidget(Text(say(words.PROOF_HOW[sheet.proof], names=names), "lead", wraps=True))
        if sheet.proof in ("equal", "different"):
            self._proof.column.addLayout(self._compared(sheet))

    def _compared(self, sheet: ShiftSheet) -> QGridLayout:
        """Name each figure that till and mall compared, and whether it agrees."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_12)
        for place, (name, title) in enumerate(words.FIGURES.items()):
            agrees = name not in sheet.differing
            tone = "success" if agrees else "danger"
            line = row(IconPicture("check" if agrees else "alert", self._theme, tone, 18))
            line.addWidget(Text(self._speech.say(title), "body"), 1)
            grid.addLayout(line, place // 2, place % 2)
        return grid


def _figure(meaning: str, figure: str, step: TypeStep, tone: Tone = "ink") -> Card:
    card = Card("card", SPACE_24, SPACE_4)
    card.column.addWidget(Text(meaning, "body", "faint"))
    card.column.addWidget(Text(figure, step, tone, wraps=True))
    card.column.addStretch(1)
    return card


def _receipts(sheet: ShiftSheet, speech: Speech) -> str:
    if not sheet.first_receipt:
        return speech.say(words.NO_RECEIPT)
    return speech.say(words.RANGE, first=sheet.first_receipt, last=sheet.last_receipt)
