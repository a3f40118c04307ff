"""What waits for the printer, and what came out of it last."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from posapp.services.devices import DeviceSheet
from posapp.services.printing import QueuedPaper
from posapp.ui import formatting
from posapp.ui.screens.devices import words
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_24
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, Rule, ScrollColumn, clear, row


class QueueCard(Card):
    """``print_now()``, ``again(job_id)``."""

    print_now = Signal()
    again = Signal(str)

    def __init__(self, speech: Speech) -> None:
        super().__init__("card", SPACE_24, SPACE_12)
        self._speech = speech
        self._shown: tuple[DeviceSheet | None, bool] | None = None
        self._scroll = ScrollColumn(SPACE_8)
        self.column.addWidget(self._scroll)

    def show_sheet(self, sheet: DeviceSheet | None, *, is_busy: bool) -> None:
        """Show both lists; rows are built anew only when something in them is."""
        if (sheet, is_busy) != self._shown:
            self._shown = (sheet, is_busy)
            self.translate()

    def translate(self) -> None:
        """Say all of it anew."""
        sheet, is_busy = self._shown or (None, False)
        say, column = self._speech.say, self._scroll.column
        clear(column)
        waiting = sheet.waiting if sheet is not None else ()
        now = PillButton(say(words.PRINT_NOW), "primary")
        now.setEnabled(not is_busy)
        now.clicked.connect(self.print_now)
        now.setVisible(bool(waiting))
        column.addLayout(row(Text(say(words.QUEUE), "title"), 1, now if waiting else None))
        for paper in waiting:
            column.addLayout(self._row(paper, None))
        if not waiting:
            column.addWidget(Text(say(words.NOTHING_WAITS), "body", "faint"))
        column.addSpacing(SPACE_12)
        column.addWidget(Rule())
        column.addWidget(Text(say(words.LATEST), "title"))
        latest = sheet.latest if sheet is not None else ()
        for paper in latest:
            again = PillButton(say(words.AGAIN), "outline")
            again.setEnabled(not is_busy)
            again.setAccessibleName(f"{say(words.AGAIN)} {paper.name}")
            again.clicked.connect(lambda _checked=False, job_id=paper.job_id: self.again.emit(job_id))
            column.addLayout(self._row(paper, again))
        if not latest:
            column.addWidget(Text(say(words.NOTHING_PRINTED), "body", "faint"))
        column.addStretch(1)

    def _row(self, paper: QueuedPaper, key: PillButton | None) -> QHBoxLayout:
        say = self._speech.say
        name = say(words.TEST_PAGE) if paper.name == "test-page" else paper.name
        what = Text(f"{name} · {say(words.COPY)}" if paper.is_copy else name, "strong")
        told = [formatting.clock_time(paper.queued)]
        if paper.trouble:
            told.append(say(words.TROUBLES[paper.trouble]) if paper.trouble in words.TROUBLES else paper.trouble)
            told.append(say(words.TRIES, count=paper.attempts))
        note = Text(" · ".join(told), "caption", "warning" if paper.trouble else "faint")
        return row(what, note, 1, key, spacing=SPACE_12)
